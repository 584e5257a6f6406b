"""Seeds Lambda: functions, versions, aliases, provisioned concurrency, policies, URLs and mappings."""

import copy
import hashlib
import uuid

from moto.awslambda.models import FunctionUrlConfig, LambdaAlias, LambdaFunction, lambda_backends

import seed_lambda_settings as settings
from lambda_api import aws_time
from seed_ec2 import ensure_subnets
from traffic import Traffic

MB = 1024 * 1024
# Who may invoke, by the short name used in descriptions.
INVOKERS = {
    "apigateway": "apigateway.amazonaws.com",
    "alb": "elasticloadbalancing.amazonaws.com",
    "sns": "sns.amazonaws.com",
    "s3": "s3.amazonaws.com",
    "events": "events.amazonaws.com",
    "scheduler": "scheduler.amazonaws.com",
    "iot": "iot.amazonaws.com",
    "logs": "logs.amazonaws.com",
    "cognito": "cognito-idp.amazonaws.com",
}


def load(seeder, content):
    backend = lambda_backends[seeder.account][seeder.region]
    backend.account_limits = content.get("limits", {})
    backend.capacity_providers = [settings.capacity_provider(seeder, p) for p in content.get("capacity_providers", [])]
    for description in content.get("layers", []):
        settings.layer(seeder, description)
    for description in content.get("functions", []):
        function(seeder, backend, description)
    for description in content.get("event_source_mappings", []):
        settings.mapping(seeder, backend, description)
    for name, description in content.get("account", {}).items():
        seeder.created("account_limit", name, f"{seeder.account}/{seeder.region}/{name}", description)
        seeder.summary["resources"] -= 1


def function(seeder, backend, d):
    latest = latest_version(seeder, backend, d)
    group = {"latest": latest, "versions": []}
    backend._lambdas._functions[d["name"]] = group
    backend._lambdas._arns[latest.function_arn] = latest
    for version in versions(d):
        published = copy.copy(latest)
        published.extra_configuration = dict(latest.extra_configuration)
        number = version["version"]
        published.version = number
        published.function_arn = f"{latest.function_arn}:{number}"
        configure(seeder, published, {**d, **{k: v for k, v in version.items() if k != "version"}})
        group["versions"].append(published)
        backend._lambdas._arns[published.function_arn] = published
    for alias in d.get("aliases", []):
        part(seeder, "alias", latest, alias["name"], alias)
        backend._lambdas._aliases[latest.function_arn][alias["name"]] = LambdaAlias(
            seeder.account, seeder.region, alias["name"], d["name"], alias["version"], alias.get("description", ""),
            {"AdditionalVersionWeights": alias["weights"]} if "weights" in alias else None,
        )
    invocation(seeder, latest, d)
    latest.provisioned = {p["qualifier"]: provisioned(seeder, latest, p) for p in d.get("provisioned", [])}
    latest.recursive_loop = d.get("recursive_loop", "Terminate")
    latest.invoke_configs = [settings.invoke_config(seeder, latest, c) for c in d.get("invoke_configs", [])]
    latest.environment_limits = {
        limits.get("qualifier", "$LATEST.PUBLISHED"): {"MinExecutionEnvironments": limits["min"], "MaxExecutionEnvironments": limits["max"]}
        for limits in d.get("environments", [])
    }
    seeder.created("function", d["name"], latest.function_arn, d)
    if "traffic" in d:
        Traffic(seeder, d["name"], d["traffic"]).write()
    for metric in d.get("metrics", []):
        seeder.metric(metric, {"FunctionName": d["name"]})


def versions(d):
    """The published versions: a list of overrides, or a number for so many equal ones, the newest as old as the function."""
    given = d.get("versions", [])
    if isinstance(given, int):
        newest = d.get("modified_days_ago", 30)
        return [{"version": str(n + 1), "modified_days_ago": newest + 20 * (given - 1 - n)} for n in range(given)]
    return given


def latest_version(seeder, backend, d):
    role = d.get("role", "lambda-" + d["name"])
    spec = {"FunctionName": d["name"], "Role": f"arn:aws:iam::{seeder.account}:role/{role}", "Code": {}}
    latest = LambdaFunction(seeder.account, spec, seeder.region, version="$LATEST")
    configure(seeder, latest, d)
    return latest


def configure(seeder, fn, d):
    """Sets on a moto function what the description says of it."""
    image = d.get("package", "Zip") == "Image"
    identity = f"{fn.function_name}:{fn.version}"
    fn.package_type = "Image" if image else "Zip"
    fn.run_time = None if image else d["runtime"]
    fn.handler = None if image else d.get("handler", "index.handler")
    fn.memory_size, fn.timeout = d.get("memory", 128), d.get("timeout", 3)
    fn.architectures = [d.get("arch", "x86_64")]
    fn.description = d.get("description", "")
    fn.ephemeral_storage = d.get("ephemeral_mb", 512)
    fn.code_size = 0 if image else int(d.get("code_mb", 1) * MB)
    # Of an image it is the digest without "sha256:".
    fn.code_sha_256 = d.get("digest", hashlib.sha256(identity.encode()).hexdigest()).removeprefix("sha256:")
    if image:
        repository = f"{seeder.account}.dkr.ecr.{seeder.region}.amazonaws.com/{d.get('image', fn.function_name)}"
        fn.code = {"ImageUri": repository + ":latest"}
    else:
        fn.code = {"S3Key": fn.function_name}
    fn.layers = [{"Arn": arn, "CodeSize": int(mb * MB)} for arn, mb in d.get("layers", [])]
    fn.environment_vars = {name: "set" for name in d.get("env", [])}
    fn.tags = d.get("tags", {})
    fn.reserved_concurrency = d.get("reserved")
    fn.last_modified = seeder.ago(d.get("modified_days_ago", 30)).strftime("%Y-%m-%dT%H:%M:%S.000+0000")
    fn.revision_id = stable_id(identity)
    fn.extra_configuration = extras(seeder, fn, d)
    fn._vpc_config = None
    if "vpc" in d:
        ensure_subnets(seeder, d["vpc"])
        fn._vpc_config = {"SubnetIds": d["vpc"], "SecurityGroupIds": ["sg-0f1e2d3c4b5a69788"]}


def extras(seeder, fn, d):
    """The parts of a configuration that moto does not model."""
    published = fn.version != "$LATEST"
    snapstart = d.get("snapstart", False)
    extra = {
        "SnapStart": {
            "ApplyOn": "PublishedVersions" if snapstart else "None",
            "OptimizationStatus": "On" if snapstart and published else "Off",
        },
        "LoggingConfig": logging(fn, d),
    }
    if "capacity_provider" in d:
        extra["CapacityProviderConfig"] = {
            "LambdaManagedInstancesCapacityProviderConfig": {
                "CapacityProviderArn": seeder.arn("lambda", f"capacity-provider:{d['capacity_provider']}"),
                "PerExecutionEnvironmentMaxConcurrency": 16,
                "ExecutionEnvironmentMemoryGiBPerVCpu": 2.0,
            }
        }
    if "dead_letter" in d:
        extra["DeadLetterConfig"] = {"TargetArn": seeder.filled(d["dead_letter"])}
    extra.update(d.get("configuration", {}))
    return extra


def logging(fn, d):
    """"log" is {"format": "JSON", "system_level": "WARN", "application_level": "ERROR"}; levels are for JSON only."""
    log = d.get("log", {})
    config = {"LogFormat": log.get("format", "Text"), "LogGroup": d.get("log_group", f"/aws/lambda/{fn.function_name}")}
    if config["LogFormat"] == "JSON":
        config["ApplicationLogLevel"] = log.get("application_level", "INFO")
        config["SystemLogLevel"] = log.get("system_level", "INFO")
    return config


def invocation(seeder, fn, d):
    """Who may call the function: resource policy statements and function URLs, each for one qualifier."""
    fn.policy.revision = stable_id(fn.function_arn)
    for number, statement in enumerate(d.get("policy", [])):
        qualifier = statement.get("qualifier")
        service = INVOKERS.get(statement["from"], statement["from"])
        principal = {"Service": service} if service.endswith(".com") else {"AWS": service}
        document = {
            "Sid": statement.get("sid", f"allow-{statement['from'].split(':')[0]}-{number}"),
            "Effect": "Allow",
            "Principal": principal,
            "Action": "lambda:InvokeFunction",
            "Resource": fn.function_arn + (f":{qualifier}" if qualifier else ""),
        }
        if "source" in statement:
            source = seeder.filled(statement["source"])
            document["Condition"] = {"ArnLike": {"AWS:SourceArn": source}}
        fn.policy.statements.append(document)
    fn.qualified_urls = []
    for url in d.get("urls", []):
        config = FunctionUrlConfig(fn, {"AuthType": url.get("auth", "AWS_IAM"), "InvokeMode": "BUFFERED"})
        qualifier = url.get("qualifier", "")
        host = hashlib.sha256(f"{fn.function_arn}:{qualifier}".encode()).hexdigest()[:32]
        config.url = f"https://{host}.lambda-url.{seeder.region}.on.aws/"
        config.created = config.last_modified = seeder.ago(url.get("created_days_ago", 60)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        if qualifier:
            fn.qualified_urls.append({**config.to_dict(), "FunctionArn": f"{fn.function_arn}:{qualifier}"})
        else:
            fn.url_config = config


def part(seeder, kind, fn, qualifier, d):
    """Notes what is expected of an alias or of provisioned concurrency, which are not resources of their own."""
    seeder.created(kind, f"{fn.function_name}:{qualifier}", f"{fn.function_arn}:{qualifier}", d)
    seeder.summary["resources"] -= 1


def provisioned(seeder, fn, d):
    part(seeder, "provisioned_concurrency", fn, d["qualifier"], d)
    status = d.get("status", "READY")
    ready = d["count"] if status == "READY" else 0
    config = {
        "RequestedProvisionedConcurrentExecutions": d["count"],
        "AvailableProvisionedConcurrentExecutions": d.get("available", ready),
        "AllocatedProvisionedConcurrentExecutions": d.get("allocated", ready),
        "Status": status,
        "LastModified": aws_time(seeder.ago(d.get("modified_days_ago", 40))),
    }
    if status == "FAILED":
        config["StatusReason"] = d.get("reason", "FUNCTION_ERROR_INIT_FAILURE")
    return config


def stable_id(text):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, text))
