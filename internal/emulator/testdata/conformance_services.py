"""As conformance.py, for the services beside Lambda, ECS, EC2 and CloudWatch's metrics.

    python3 conformance_services.py http://127.0.0.1:PORT

The server must hold testdata/services.json.
"""

import json
import sys

import boto3
from botocore.config import Config

from conformance import HERE, Wire, fields, problems

# What the description sets and the recordings did not.
UNRECORDED = {
    "ScalingConfig", "FilterCriteria", "ProvisionedPollerConfig", "RedrivePolicy", "ScheduleExpression", "EventPattern", "Input",
    "CompatibleArchitectures", "CompatibleRuntimes", "LicenseInfo",
}
FUNCTION = {"FunctionName": "orders"}


class Services:
    def __init__(self, url):
        self.url = url
        self.session = boto3.Session(region_name="eu-west-1", aws_access_key_id="AKIAEXAMPLEEXAMPLE00", aws_secret_access_key="x")
        self.config = Config(retries={"total_max_attempts": 1})
        self.wires = {}

    def ask(self, service, operation, **parameters):
        if service not in self.wires:
            self.wires[service] = Wire(self.session.client(service, endpoint_url=self.url, config=self.config))
        try:
            return self.wires[service].call(operation, **parameters)
        except Exception as error:
            problems.append(f"{service}:{operation}: {type(error).__name__}: {error}")
            return {}


def seen(what, item, recorded):
    listing = recorded["listings"][what]
    fields(what, set(item) - UNRECORDED, set(listing["always"]) - UNRECORDED, listing["sometimes"])


def check_lambda(ask, recorded):
    for mapping in ask("lambda", "ListEventSourceMappings").get("EventSourceMappings", []):
        source = mapping.get("EventSourceArn", "")
        if source:
            seen("mapping of a queue" if ":sqs:" in source else "mapping of a stream", mapping, recorded)
    for config in ask("lambda", "ListFunctionEventInvokeConfigs", **FUNCTION).get("FunctionEventInvokeConfigs", []):
        seen("lambda:ListFunctionEventInvokeConfigs", config, recorded)
    for version in ask("lambda", "ListLayerVersions", LayerName="tools").get("LayerVersions", []):
        seen("lambda:ListLayerVersions", version, recorded)
    ask("lambda", "ListFunctions")
    ask("lambda", "ListAliases", **FUNCTION)
    ask("lambda", "GetFunctionRecursionConfig", **FUNCTION)
    ask("lambda", "ListCapacityProviders")
    ask("lambda", "GetFunctionScalingConfig", FunctionName="resize", Qualifier="$LATEST.PUBLISHED")


def check_callers(ask, recorded):
    for api in ask("apigateway", "GetRestApis").get("items", []):
        ask("apigateway", "GetResources", restApiId=api["id"])
        ask("apigateway", "GetResources", restApiId=api["id"], embed=["methods"])
    for api in ask("apigatewayv2", "GetApis").get("Items", []):
        ask("apigatewayv2", "GetRoutes", ApiId=api["ApiId"])
        ask("apigatewayv2", "GetIntegrations", ApiId=api["ApiId"])
    for group in ask("elbv2", "DescribeTargetGroups").get("TargetGroups", []):
        ask("elbv2", "DescribeTargetHealth", TargetGroupArn=group["TargetGroupArn"])
        for balancer in group["LoadBalancerArns"]:
            ask("elbv2", "DescribeLoadBalancerAttributes", LoadBalancerArn=balancer)
    for rule in ask("events", "ListRules").get("Rules", []):
        seen("events:ListRules", rule, recorded)
        for target in ask("events", "ListTargetsByRule", Rule=rule["Name"]).get("Targets", []):
            seen("events:ListTargetsByRule", target, recorded)
    for schedule in ask("scheduler", "ListSchedules").get("Schedules", []):
        ask("scheduler", "GetSchedule", Name=schedule["Name"], GroupName=schedule["GroupName"])
    queue = ask("sqs", "GetQueueAttributes", QueueUrl="https://sqs.eu-west-1.amazonaws.com/111122223333/jobs", AttributeNames=["All"])
    seen("standard queue", queue.get("Attributes", {}), recorded)
    ask("kinesis", "DescribeStreamSummary", StreamName="clicks")
    for machine in ask("stepfunctions", "ListStateMachines").get("stateMachines", []):
        ask("stepfunctions", "DescribeStateMachine", stateMachineArn=machine["stateMachineArn"])
    for api in ask("appsync", "ListGraphqlApis").get("graphqlApis", []):
        ask("appsync", "ListDataSources", apiId=api["apiId"])


def check_rest(ask):
    for operation in ("DescribeScalableTargets", "DescribeScalingPolicies", "DescribeScheduledActions", "DescribeScalingActivities"):
        for namespace in ("lambda", "ecs"):
            ask("application-autoscaling", operation, ServiceNamespace=namespace)
    ask("cloudwatch", "DescribeAlarms")
    ask("logs", "DescribeLogGroups")
    query = ask("logs", "StartQuery", logGroupName="/aws/lambda/worker", queryString="stats count(*)", startTime=1, endTime=1 << 34)
    ask("logs", "GetQueryResults", queryId=query.get("queryId", "0"))
    ask("compute-optimizer", "GetLambdaFunctionRecommendations")
    ask("ec2", "DescribeSubnets")
    ask("ecr", "DescribeRepositories")
    ask("ecr", "BatchGetImage", repositoryName="resize", imageIds=[{"imageTag": "latest"}, {"imageTag": "v9"}])


def main(url):
    ask = Services(url).ask
    recorded = json.loads((HERE / "recorded.json").read_text())
    check_lambda(ask, recorded)
    check_callers(ask, recorded)
    check_rest(ask)
    for problem in sorted(set(problems)):
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
