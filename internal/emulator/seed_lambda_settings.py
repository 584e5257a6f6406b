"""Seeds what belongs to functions but is not their configuration: event source mappings, settings for asynchronous
invocations, layers and capacity providers."""

from catalogue import KEPT
from lambda_api import aws_time

STREAMS = ("kinesis", "dynamodb", "kafka")


class Mapping:
    """An event source mapping that answers what its description says, in the place of moto's, which knows only some sources."""

    def __init__(self, configuration):
        self.uuid, self.function_arn = configuration["UUID"], configuration["FunctionArn"]
        self.arn, self.enabled = configuration["EventSourceMappingArn"], configuration["State"] == "Enabled"
        self.event_source_arn = configuration.get("EventSourceArn", "")
        self.configuration = configuration

    def get_configuration(self):
        return dict(self.configuration)


def mapping(seeder, backend, d):
    import seed_lambda

    function = seeder.function_arn(d["function"] + (f":{d['qualifier']}" if "qualifier" in d else ""))
    source = seeder.filled(d["source"]) if "source" in d else ""
    id_ = seed_lambda.stable_id(function + (source or str(d.get("kafka"))))
    kind = source.split(":")[2] if source else "kafka"
    config = {
        "UUID": id_, "EventSourceMappingArn": seeder.arn("lambda", f"event-source-mapping:{id_}"), "FunctionArn": function,
        "BatchSize": d.get("batch", 10 if kind == "sqs" else 100), "LastModified": seeder.ago(d.get("modified_days_ago", 90)).timestamp(),
        "State": d.get("state", "Enabled" if d.get("enabled", True) else "Disabled"),
        "StateTransitionReason": d.get("state_reason", "USER_INITIATED"), "FunctionResponseTypes": [],
    }
    if source:
        config["EventSourceArn"] = source
    config.update(of_stream(d) if any(s in kind for s in STREAMS) else {"MaximumBatchingWindowInSeconds": 0})
    if not source:
        config["SelfManagedEventSource"] = {"Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": d["kafka"]["servers"]}}
        config["Topics"] = d["kafka"]["topics"]
    config.update(optional(seeder, d))
    config.update(d.get("settings", {}))
    if not config["FunctionResponseTypes"] and "kafka" in kind:
        del config["FunctionResponseTypes"]
    backend._event_source_mappings[id_] = Mapping(config)
    seeder.created("event_source_mapping", id_, config["EventSourceMappingArn"], d)


def of_stream(d):
    """What AWS tells of a stream's mapping whether or not it was set."""
    return {
        "StartingPosition": d.get("starting", "TRIM_HORIZON"), "LastProcessingResult": d.get("result", "No records processed"),
        "MaximumBatchingWindowInSeconds": 0, "ParallelizationFactor": 1, "MaximumRecordAgeInSeconds": -1, "MaximumRetryAttempts": -1,
        "BisectBatchOnFunctionError": False, "TumblingWindowInSeconds": 0, "DestinationConfig": {"OnFailure": {}},
    }


def optional(seeder, d):
    simple = {
        "window": "MaximumBatchingWindowInSeconds", "parallel": "ParallelizationFactor", "max_age": "MaximumRecordAgeInSeconds",
        "retries": "MaximumRetryAttempts", "bisect": "BisectBatchOnFunctionError", "result": "LastProcessingResult",
        "tumbling": "TumblingWindowInSeconds",
    }
    config = {member: d[key] for key, member in simple.items() if key in d}
    if "max_concurrency" in d:
        config["ScalingConfig"] = {"MaximumConcurrency": d["max_concurrency"]}
    if d.get("partial_failures"):
        config["FunctionResponseTypes"] = ["ReportBatchItemFailures"]
    if "on_failure" in d:
        config["DestinationConfig"] = {"OnFailure": {"Destination": seeder.filled(d["on_failure"])}}
    if "filters" in d:
        config["FilterCriteria"] = {"Filters": [{"Pattern": pattern} for pattern in d["filters"]]}
    if "pollers" in d:
        config["ProvisionedPollerConfig"] = {"MinimumPollers": d["pollers"][0], "MaximumPollers": d["pollers"][1]}
    return config


def invoke_config(seeder, fn, d):
    """What becomes of asynchronous invocations of one qualifier."""
    config = {
        "FunctionArn": f"{fn.function_arn}:{d.get('qualifier', '$LATEST')}", "LastModified": seeder.ago(d.get("modified_days_ago", 60)).timestamp(),
        "DestinationConfig": {
            end: {"Destination": seeder.filled(d[key])} if key in d else {} for end, key in (("OnSuccess", "on_success"), ("OnFailure", "on_failure"))
        },
    }
    for key, member in (("retries", "MaximumRetryAttempts"), ("max_age", "MaximumEventAgeInSeconds")):
        if key in d:
            config[member] = d[key]
    return config


def layer(seeder, d):
    """A layer's versions, newest first, as AWS lists them."""
    arn = seeder.arn("lambda", "layer:" + d["name"])
    for version in sorted(d.get("versions", [{}]), key=lambda v: -v.get("version", 1)):
        number = version.get("version", 1)
        item = {
            "LayerVersionArn": f"{arn}:{number}", "Version": number, "Description": version.get("description", ""),
            "CreatedDate": aws_time(seeder.ago(version.get("created_days_ago", 100))).replace("+", ".000+"),
        }
        for key, member in (("archs", "CompatibleArchitectures"), ("runtimes", "CompatibleRuntimes")):
            if key in version:
                item[member] = version[key]
        KEPT[seeder.account, seeder.region]["layers/" + d["name"]].append(item)
    seeder.created("layer", d["name"], arn, d)


def capacity_provider(seeder, d):
    arn = seeder.arn("lambda", f"capacity-provider:{d['name']}")
    seeder.created("capacity_provider", d["name"], arn, d)
    return {
        "CapacityProviderArn": arn,
        "State": d.get("state", "Active"),
        "VpcConfig": {"SubnetIds": ["subnet-0a1b2c3d4e5f60718"], "SecurityGroupIds": ["sg-0f1e2d3c4b5a69788"]},
        "PermissionsConfig": {
            "CapacityProviderOperatorRoleArn": f"arn:aws:iam::{seeder.account}:role/lambda-capacity-operator"
        },
        "InstanceRequirements": {"Architectures": [d.get("arch", "arm64")], "AllowedInstanceTypes": d.get("types", [])},
        "CapacityProviderScalingConfig": {"MaxVCpuCount": d.get("max_vcpus", 24), "ScalingMode": "Auto"},
        "LastModified": aws_time(seeder.ago(d.get("modified_days_ago", 45))),
    }
