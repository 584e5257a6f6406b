"""Lambda's listings with pages, and the operations moto has not got."""

import datetime
import json

from moto.awslambda.models import LambdaFunction, lambda_backends

import paging
from wire import AwsError, handles

PAGE = 50  # of functions, versions, aliases and URLs, however many are asked for
MAPPINGS_PAGE = 100
# AWS leaves these out of listings; only GetFunction and GetFunctionConfiguration have them.
NOT_LISTED = (
    "State", "StateReason", "StateReasonCode", "LastUpdateStatus", "LastUpdateStatusReason",
    "LastUpdateStatusReasonCode", "RuntimeVersionConfig",
)

moto_configuration = LambdaFunction.get_configuration


def configuration(function, on_create=False):
    """moto's configuration with what it does not model: SnapStart, logging, capacity providers and so on."""
    config = moto_configuration(function, on_create)
    config["RevisionId"] = getattr(function, "revision_id", "00000000-0000-4000-8000-000000000000")
    config["LoggingConfig"] = {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{function.function_name}"}
    config.update(getattr(function, "extra_configuration", {}))
    if function.package_type == "Image":
        for zip_only in ("Runtime", "Handler", "Layers"):
            config.pop(zip_only, None)
    if not config.get("Layers"):
        config.pop("Layers", None)
    return {k: v for k, v in config.items() if v is not None}


LambdaFunction.get_configuration = configuration


def backend_of(call):
    return lambda_backends[call.account][call.region]


def function_of(call):
    """The function named in the path (name, partial or full ARN) and the qualifier given with it or apart."""
    name = call.params["FunctionName"]
    qualifier = call.params.get("Qualifier")
    if ":function:" in name:
        name = name.split(":function:")[1]
    name, _, suffix = name.partition(":")
    function = backend_of(call)._lambdas._functions.get(name, {}).get("latest")
    if function is None:
        arn = f"arn:aws:lambda:{call.region}:{call.account}:function:{name}"
        raise AwsError("ResourceNotFoundException", f"Function not found: {arn}", 404)
    return function, qualifier or suffix or None


def listing(function):
    config = function.get_configuration()
    return {k: v for k, v in config.items() if k not in NOT_LISTED}


def versions_of(call, function):
    """$LATEST, then the published versions, as listings show them."""
    latest = listing(function)
    latest["FunctionArn"] += ":$LATEST"
    versions = backend_of(call)._lambdas._functions[function.function_name]["versions"]
    return [latest, *map(listing, versions)]


@handles("lambda:ListFunctions")
def list_functions(call):
    groups = sorted(backend_of(call)._lambdas._functions.items())
    size = paging.limit(call.params.get("MaxItems"), PAGE, PAGE)
    master = call.params.get("MasterRegion")
    if call.params.get("FunctionVersion") == "ALL":
        every = [(f, n) for _, g in groups for n, f in enumerate([g["latest"], *g["versions"]])]
    else:
        every = [(g["latest"], None) for _, g in groups]
    if master:
        # Only replicas of Lambda@Edge functions carry a master ARN.
        every = [(f, n) for f, n in every if getattr(f, "extra_configuration", {}).get("MasterArn")]
    functions, marker = paging.page(every, call.params.get("Marker"), size)
    shown = []
    for function, version in functions:
        config = listing(function)
        if version == 0:
            config["FunctionArn"] += ":$LATEST"
        shown.append(config)
    return {"Functions": shown, "NextMarker": marker}


@handles("lambda:ListVersionsByFunction")
def list_versions(call):
    function, _ = function_of(call)
    size = paging.limit(call.params.get("MaxItems"), PAGE, PAGE)
    versions, marker = paging.page(versions_of(call, function), call.params.get("Marker"), size)
    return {"Versions": versions, "NextMarker": marker}


def aliases_of(call, function):
    return backend_of(call)._lambdas._aliases[function.function_arn]


@handles("lambda:ListAliases")
def list_aliases(call):
    function, _ = function_of(call)
    size = paging.limit(call.params.get("MaxItems"), PAGE, PAGE)
    aliases = [a.to_json() for _, a in sorted(aliases_of(call, function).items())]
    if call.params.get("FunctionVersion"):
        aliases = [a for a in aliases if a["FunctionVersion"] == call.params["FunctionVersion"]]
    aliases, marker = paging.page(aliases, call.params.get("Marker"), size)
    return {"Aliases": aliases, "NextMarker": marker}


@handles("lambda:ListEventSourceMappings")
def list_mappings(call):
    mappings = [m.get_configuration() for m in backend_of(call)._event_source_mappings.values()]
    if call.params.get("EventSourceArn"):
        mappings = [m for m in mappings if m.get("EventSourceArn") == call.params["EventSourceArn"]]
    if call.params.get("FunctionName"):
        function, qualifier = function_of(call)
        arn = function.function_arn + (f":{qualifier}" if qualifier else "")
        mappings = [m for m in mappings if m["FunctionArn"] == arn]
    for mapping in mappings:
        mapping.pop("Tags", None)
        if mapping["StateTransitionReason"] == "User initiated":  # as moto words it
            mapping["StateTransitionReason"] = "USER_INITIATED"
    size = paging.limit(call.params.get("MaxItems"), MAPPINGS_PAGE, MAPPINGS_PAGE)
    mappings, marker = paging.page(sorted(mappings, key=lambda m: m["UUID"]), call.params.get("Marker"), size)
    return {"EventSourceMappings": mappings, "NextMarker": marker}


@handles("lambda:GetAccountSettings")
def account_settings(call):
    backend = backend_of(call)
    limits = {
        "TotalCodeSize": 80530636800,
        "CodeSizeUnzipped": 262144000,
        "CodeSizeZipped": 52428800,
        "ConcurrentExecutions": 1000,
        **getattr(backend, "account_limits", {}),
    }
    groups = backend._lambdas._functions.values()
    reserved = sum(int(g["latest"].reserved_concurrency or 0) for g in groups)
    sizes = sum(f.code_size or 0 for g in groups for f in [g["latest"], *g["versions"]])
    limits["UnreservedConcurrentExecutions"] = limits["ConcurrentExecutions"] - reserved
    return {"AccountLimit": limits, "AccountUsage": {"TotalCodeSize": sizes, "FunctionCount": len(groups)}}


def check_qualifier(call, function, qualifier):
    """Refuses qualifiers that name no version or alias of the function."""
    arn = f"{function.function_arn}:{qualifier}"
    group = backend_of(call)._lambdas._functions[function.function_name]
    if qualifier.isdigit():
        if not any(str(v.version) == qualifier for v in group["versions"]):
            raise AwsError("ResourceNotFoundException", f"Function not found: {arn}", 404)
    elif qualifier not in aliases_of(call, function):
        raise AwsError("ResourceNotFoundException", f"Cannot find alias arn: {arn}", 404)


def provisioned_of(function):
    return function.__dict__.setdefault("provisioned", {})


def aws_time(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S+0000")


@handles("lambda:PutProvisionedConcurrencyConfig")
def put_provisioned(call):
    function, qualifier = function_of(call)
    number = int(call.params["ProvisionedConcurrentExecutions"])
    if not qualifier or qualifier == "$LATEST":
        raise AwsError("InvalidParameterValueException", "Provisioned Concurrency Configs cannot be applied to unpublished function versions.")
    if number < 1:
        raise AwsError("InvalidParameterValueException", "provisionedConcurrentExecutions must be greater than or equal to 1")
    check_qualifier(call, function, qualifier)
    check_overlap(call, function, qualifier)
    provisioned_of(function)[qualifier] = {
        "RequestedProvisionedConcurrentExecutions": number,
        "AvailableProvisionedConcurrentExecutions": number,
        "AllocatedProvisionedConcurrentExecutions": number,
        "Status": "READY",
        "LastModified": aws_time(datetime.datetime.now(datetime.timezone.utc)),
    }
    return {
        "RequestedProvisionedConcurrentExecutions": number,
        "AvailableProvisionedConcurrentExecutions": 0,
        "AllocatedProvisionedConcurrentExecutions": 0,
        "Status": "IN_PROGRESS",
        "LastModified": provisioned_of(function)[qualifier]["LastModified"],
    }


def check_overlap(call, function, qualifier):
    """A version and an alias on it cannot both have provisioned concurrency."""
    aliases = aliases_of(call, function)
    if qualifier.isdigit():
        if any(a.function_version == qualifier and n in provisioned_of(function) for n, a in aliases.items()):
            raise AwsError("ResourceConflictException", "Version is pointed by a Provisioned Concurrency alias", 409)
    elif aliases[qualifier].function_version in provisioned_of(function):
        raise AwsError(
            "ResourceConflictException",
            "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version", 409,
        )


@handles("lambda:GetProvisionedConcurrencyConfig")
def get_provisioned(call):
    function, qualifier = function_of(call)
    check_qualifier(call, function, qualifier or "")
    config = provisioned_of(function).get(qualifier)
    if not config:
        raise AwsError(
            "ProvisionedConcurrencyConfigNotFoundException",
            "No Provisioned Concurrency Config found for this function", 404,
        )
    return config


@handles("lambda:DeleteProvisionedConcurrencyConfig")
def delete_provisioned(call):
    function, qualifier = function_of(call)
    check_qualifier(call, function, qualifier or "")
    provisioned_of(function).pop(qualifier, None)
    return None


@handles("lambda:ListProvisionedConcurrencyConfigs")
def list_provisioned(call):
    function, _ = function_of(call)
    configs = [
        {"FunctionArn": f"{function.function_arn}:{qualifier}", **config}
        for qualifier, config in sorted(provisioned_of(function).items())
    ]
    size = paging.limit(call.params.get("MaxItems"), PAGE, PAGE)
    configs, marker = paging.page(configs, call.params.get("Marker"), size)
    return {"ProvisionedConcurrencyConfigs": configs, "NextMarker": marker}


@handles("lambda:ListFunctionUrlConfigs")
def list_urls(call):
    try:
        function, _ = function_of(call)
    except AwsError as error:
        raise AwsError("ResourceNotFoundException", "Function does not exist", 404) from error
    urls = list(getattr(function, "qualified_urls", []))
    if function.url_config:
        urls.insert(0, function.url_config.to_dict())
    for url in urls:
        url["InvokeMode"] = url.get("InvokeMode", "BUFFERED").upper()
    size = paging.limit(call.params.get("MaxItems"), PAGE, PAGE)
    urls, marker = paging.page(urls, call.params.get("Marker"), size)
    return {"FunctionUrlConfigs": urls, "NextMarker": marker}


@handles("lambda:GetPolicy")
def get_policy(call):
    """A policy belongs to one qualifier; moto keeps all statements of a function together."""
    function, qualifier = function_of(call)
    arn = function.function_arn + (f":{qualifier}" if qualifier and qualifier != "$LATEST" else "")
    statements = [s for s in function.policy.statements if s["Resource"] == arn]
    if not statements:
        raise AwsError("ResourceNotFoundException", "The resource you requested does not exist.", 404)
    policy = {"Version": "2012-10-17", "Id": "default", "Statement": statements}
    return {"Policy": json.dumps(policy), "RevisionId": function.policy.revision}
