"""Checks the emulator's answers against botocore's service models and against what AWS really answered.

    python3 conformance.py http://127.0.0.1:PORT [DIRECTORY_WITH_THE_SNAPSHOTS]

The server must hold accounts/story.json. Every member on the wire must be in the model's output shape with the
right type, every required member must be there, enumerated values must be known, and the fields and errors must be
those of recorded.json (see extract.py). Prints each difference; the exit code is 1 if there is any.
"""

import datetime
import json
import pathlib
import re
import sys
from xml.etree import ElementTree

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

import extract

HERE = pathlib.Path(__file__).parent
sys.path.append(str(HERE.parent))
import cbor  # noqa: E402 (the emulator's own)

# Enumerations that the account leaves on purpose: a runtime id, a runtime ARN and a deployment strategy that nobody knows.
OPEN_ENUMS = {"Runtime", "InstanceType", "DeploymentStrategy"}
problems = []


def clients(url):
    config = Config(retries={"total_max_attempts": 1})
    keys = {"aws_access_key_id": "AKIAEXAMPLEEXAMPLE00", "aws_secret_access_key": "x"}
    session = boto3.Session(region_name="us-east-1", **keys)
    names = ("lambda", "ecs", "ec2", "cloudwatch", "autoscaling")
    return {name: session.client(name, endpoint_url=url, config=config) for name in names}


class Wire:
    """Makes calls and keeps the raw body of the last answer."""

    def __init__(self, client):
        self.client, self.body, self.model = client, b"", None
        client.meta.events.register("before-parse.*", self.keep)

    def keep(self, operation_model, response_dict, **_):
        self.model, self.body = operation_model, response_dict["body"]

    def call(self, operation, **parameters):
        method = re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
        result = getattr(self.client, method)(**parameters)
        name = f"{self.client.meta.service_model.service_name}:{operation}"
        if self.body[:1] in (b"<", b"\n"):
            check_xml(name, self.model, self.body)
        elif self.model.output_shape is not None:
            # Compute Optimizer is asked in CBOR.
            check(name, self.model.output_shape, json.loads(self.body) if self.body[:1] == b"{" else cbor.decode(self.body))
        return result


def check(path, shape, value):
    """A JSON value against its shape."""
    kind = shape.type_name
    if kind == "structure":
        if not isinstance(value, dict):
            return problems.append(f"{path}: {value!r} is not a structure")
        members = {m.serialization.get("name", name): m for name, m in shape.members.items()}
        for key, inner in value.items():
            if key not in members:
                problems.append(f"{path}.{key}: not in the model's {shape.name}")
            else:
                check(f"{path}.{key}", members[key], inner)
        for name in shape.required_members:
            if shape.members[name].serialization.get("name", name) not in value:
                problems.append(f"{path}.{name}: required, and missing")
    elif kind == "list":
        if not isinstance(value, list):
            return problems.append(f"{path}: {value!r} is not a list")
        for item in value:
            check(path + "[]", shape.member, item)
    elif kind == "map":
        for item in value.values():
            check(path + "{}", shape.value, item)
    elif kind == "string":
        if not isinstance(value, str):
            problems.append(f"{path}: {value!r} is not a string")
        elif shape.enum and shape.name not in OPEN_ENUMS and value not in shape.enum:
            problems.append(f"{path}: {value!r} is not one of {shape.name}")
    elif kind in ("integer", "long"):
        if not isinstance(value, int) or isinstance(value, bool):
            problems.append(f"{path}: {value!r} is not a whole number")
    elif kind in ("double", "float", "timestamp"):
        if shape.serialization.get("timestampFormat") == "iso8601" or kind == "timestamp" and isinstance(value, str):
            if not re.match(r"\d{4}-\d\d-\d\dT", str(value)) or shape.serialization.get("timestampFormat") != "iso8601":
                problems.append(f"{path}: {value!r} is not a time of the right form")
        elif not isinstance(value, (int, float, datetime.datetime)):
            problems.append(f"{path}: {value!r} is not a number")
    elif kind == "boolean" and not isinstance(value, bool):
        problems.append(f"{path}: {value!r} is not a boolean")


def check_xml(path, model, body):
    root = ElementTree.fromstring(body)
    for node in root.iter():
        node.tag = node.tag.rpartition("}")[2]
    wrapper = model.output_shape.serialization.get("resultWrapper")
    root = root.find(wrapper) if wrapper else root
    check_node(path, model.output_shape, root)


def check_node(path, shape, node):
    """An XML element against its shape."""
    if shape.type_name == "structure":
        members = {m.serialization.get("name", name): m for name, m in shape.members.items()}
        for child in node:
            if child.tag in members:
                check_node(f"{path}.{child.tag}", members[child.tag], child)
            elif child.tag.lower() not in ("requestid", "responsemetadata"):
                problems.append(f"{path}.{child.tag}: not in the model's {shape.name}")
    elif shape.type_name == "list":
        for child in node:
            check_node(path + "[]", shape.member, child)
    elif shape.type_name in ("integer", "long") and not re.fullmatch(r"-?\d+", node.text or ""):
        problems.append(f"{path}: {node.text!r} is not a whole number")
    elif shape.type_name == "boolean" and node.text not in ("true", "false"):
        problems.append(f"{path}: {node.text!r} is not a boolean")
    elif shape.type_name == "timestamp" and not re.match(r"\d{4}-\d\d-\d\dT", node.text or ""):
        problems.append(f"{path}: {node.text!r} is not a time")


def fields(what, got, always, sometimes):
    """Field names of one item against those AWS was seen to send."""
    # Recorded functions were all zips without layers or networks; the model vouches for what is not recorded.
    unrecorded = {
        "Layers", "VpcConfig", "ImageConfigResponse", "CapacityProviderConfig", "DeadLetterConfig", "RoutingConfig",
        "Environment", "Runtime", "Handler", "RuntimeVersionConfig", "State", "LastUpdateStatus", "ExtendedStatistics",
    }
    for name in set(always) - set(got) - unrecorded:
        problems.append(f"{what}: AWS always sends {name}, the emulator does not")
    for name in set(got) - set(always) - set(sometimes) - unrecorded:
        problems.append(f"{what}: the emulator sends {name}, which AWS was not seen to send")


def refused(case, recorded, call, **parameters):
    """An error against the recorded one: code, status, and the text but for its names and numbers."""
    try:
        call(**parameters)
        return problems.append(f"{case}: was not refused")
    except ClientError as error:
        answer = error.response
    got = (answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"])
    want = (recorded[case]["code"], recorded[case]["status"])
    if got != want:
        problems.append(f"{case}: {got}, AWS answered {want}")
    plain = [re.sub(r"arn:\S+|\d+", "", text).strip() for text in (answer["Error"]["Message"], recorded[case]["message"])]
    if plain[0] != plain[1]:
        problems.append(f"{case}: says {plain[0]!r}, AWS said {plain[1]!r}")


def check_lambda(wire, recorded):
    listed = wire.call("ListFunctions")["Functions"]
    everything = {
        "lambda:ListFunctions": listed,
        "lambda:ListVersionsByFunction": wire.call("ListVersionsByFunction", FunctionName="search-flights")["Versions"],
        "lambda:ListAliases": wire.call("ListAliases", FunctionName="search-flights")["Aliases"],
        "lambda:ListFunctionUrlConfigs": wire.call("ListFunctionUrlConfigs", FunctionName="seat-map")["FunctionUrlConfigs"],
    }
    for operation, items in everything.items():
        for item in items:
            fields(operation, item, recorded["listings"][operation]["always"], recorded["listings"][operation]["sometimes"])
    wire.call("ListFunctions", FunctionVersion="ALL")
    wire.call("ListEventSourceMappings")
    wire.call("ListCapacityProviders")
    wire.call("ListProvisionedConcurrencyConfigs", FunctionName="search-flights")
    live = {"FunctionName": "search-flights", "Qualifier": "live"}
    wire.call("GetProvisionedConcurrencyConfig", **live)
    for operation, arguments in {
        "GetAccountSettings": {}, "GetPolicy": live, "GetFunctionRecursionConfig": {"FunctionName": "search-flights"},
        "PutProvisionedConcurrencyConfig": {"FunctionName": "visa-check", "Qualifier": "1", "ProvisionedConcurrentExecutions": 1},
    }.items():
        if operation.startswith("Put"):
            wire.client.publish_version(FunctionName="visa-check")
        got = {k: v for k, v in wire.call(operation, **arguments).items() if k != "ResponseMetadata"}
        fields(operation, got, recorded["answers"]["lambda:" + operation], [])
        for key, value in got.items():
            names = recorded["answers"].get(f"lambda:{operation}.{key}")
            if names:
                fields(f"{operation}.{key}", value, names, [])
    get, put = wire.client.get_provisioned_concurrency_config, wire.client.put_provisioned_concurrency_config
    errors, name = recorded["errors"], "search-flights"
    refused("no provisioned concurrency", errors, get, FunctionName=name, Qualifier="1")
    refused("provisioned concurrency of a missing alias", errors, get, FunctionName=name, Qualifier="noalias")
    refused("provisioned concurrency of a missing version", errors, get, FunctionName=name, Qualifier="10")
    one = {"ProvisionedConcurrentExecutions": 1}
    refused("provisioned concurrency of $LATEST", errors, put, FunctionName=name, Qualifier="$LATEST", **one)
    refused("version under a provisioned alias", errors, put, FunctionName=name, Qualifier="4", **one)
    wire.client.create_alias(FunctionName="loyalty-points-v1", Name="late", FunctionVersion="7")
    refused("alias on a provisioned version", errors, put, FunctionName="loyalty-points-v1", Qualifier="late", **one)
    refused("URLs of a missing function", errors, wire.client.list_function_url_configs, FunctionName="nobody")


def check_cloudwatch(wire, recorded):
    end = datetime.datetime.now(datetime.timezone.utc)
    metric = {"Namespace": "AWS/Lambda", "MetricName": "Duration", "Dimensions": [{"Name": "FunctionName", "Value": "booking-api"}]}
    wire.call("ListMetrics", Namespace="AWS/EC2")
    data = wire.call(
        "GetMetricData", StartTime=end - datetime.timedelta(days=1), EndTime=end,
        MetricDataQueries=[{"Id": "a", "MetricStat": {"Metric": metric, "Period": 3600, "Stat": "p99"}}],
    )
    for item in data["MetricDataResults"]:
        fields("GetMetricData", item, **_seen(recorded, "cloudwatch:GetMetricData"))
    window = {**metric, "StartTime": end - datetime.timedelta(days=1), "EndTime": end, "Period": 3600}
    for point in wire.call("GetMetricStatistics", **window, Statistics=["Sum", "Average", "Maximum"])["Datapoints"]:
        got = {**point, "Minimum": 0, "SampleCount": 0}  # recorded with all five statistics
        fields("GetMetricStatistics", got, **_seen(recorded, "cloudwatch:GetMetricStatistics"))
    errors, statistics = recorded["errors"], wire.client.get_metric_statistics
    refused("too many datapoints", errors, statistics, **{**window, "Period": 10, "Statistics": ["Sum"]})
    refused("end before start", errors, statistics, **{**window, "EndTime": window["StartTime"], "Statistics": ["Sum"]})
    datum = {"MetricName": "m", "Values": [1.0, 2.0]}
    refused("value and values", errors, wire.client.put_metric_data, Namespace="N", MetricData=[{**datum, "Value": 3.0}])
    refused("values and counts differ", errors, wire.client.put_metric_data, Namespace="N", MetricData=[{**datum, "Counts": [1.0]}])


def _seen(recorded, operation):
    listing = recorded["listings"][operation]
    return {"always": listing["always"], "sometimes": listing["sometimes"]}


def check_ecs(wire):
    for arn in wire.call("ListClusters")["clusterArns"]:
        wire.call("DescribeClusters", clusters=[arn])
        services = wire.call("ListServices", cluster=arn)["serviceArns"]
        wire.call("DescribeServices", cluster=arn, services=services)
        wire.call("DescribeTasks", cluster=arn, tasks=wire.call("ListTasks", cluster=arn)["taskArns"])
        hosts = wire.call("ListContainerInstances", cluster=arn)["containerInstanceArns"]
        if hosts:
            wire.call("DescribeContainerInstances", cluster=arn, containerInstances=hosts)


def main(url, snapshots=None):
    by_service = clients(url)
    recorded = json.loads((HERE / "recorded.json").read_text())
    if snapshots and recorded != extract.extract(snapshots):
        problems.append("recorded.json is not what extract.py makes of the snapshots")
    check_lambda(Wire(by_service["lambda"]), recorded)
    check_cloudwatch(Wire(by_service["cloudwatch"]), recorded)
    check_ecs(Wire(by_service["ecs"]))
    ec2 = Wire(by_service["ec2"])
    ec2.call("DescribeInstances", IncludeManagedResources=True)
    ec2.call("DescribeInstanceTypes")
    ec2.call("DescribeRegions")
    Wire(by_service["autoscaling"]).call("DescribeAutoScalingGroups")
    for problem in sorted(set(problems)):
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
