"""Lambda's settings beside a function's configuration, and its layers; moto has none of them."""

import paging
from catalogue import KEPT
from lambda_api import PAGE, backend_of, function_of
from wire import AwsError, handles


@handles("lambda:GetFunctionRecursionConfig")
def get_recursion(call):
    function, _ = function_of(call)
    return {"RecursiveLoop": getattr(function, "recursive_loop", "Terminate")}


@handles("lambda:PutFunctionRecursionConfig")
def put_recursion(call):
    function, _ = function_of(call)
    function.recursive_loop = call.params["RecursiveLoop"]
    return {"RecursiveLoop": function.recursive_loop}


@handles("lambda:ListCapacityProviders")
def list_capacity_providers(call):
    providers = sorted(getattr(backend_of(call), "capacity_providers", []), key=lambda p: p["CapacityProviderArn"])
    if call.params.get("State"):
        providers = [p for p in providers if p["State"] == call.params["State"]]
    size = paging.limit(call.params.get("MaxItems"), PAGE, PAGE)
    providers, marker = paging.page(providers, call.params.get("Marker"), size)
    return {"CapacityProviders": providers, "NextMarker": marker}


@handles("lambda:ListFunctionEventInvokeConfigs")
def list_invoke_configs(call):
    function, _ = function_of(call)
    size = paging.limit(call.params.get("MaxItems"), PAGE, PAGE)
    configs, marker = paging.page(getattr(function, "invoke_configs", []), call.params.get("Marker"), size)
    return {"FunctionEventInvokeConfigs": configs, "NextMarker": marker}


@handles("lambda:GetFunctionScalingConfig")
def get_scaling_config(call):
    function, qualifier = function_of(call)
    if not qualifier:
        raise AwsError("InvalidParameterValueException", "The Qualifier parameter is required.")
    arn = f"{function.function_arn}:{qualifier}"
    config = getattr(function, "environment_limits", {}).get(qualifier)
    if "CapacityProviderConfig" not in getattr(function, "extra_configuration", {}):
        raise AwsError("InvalidParameterValueException", f"The function {arn} is not configured with a capacity provider.")
    if config is None:  # nobody has set any: Lambda's own choice is not told
        return {"FunctionArn": arn}
    return {"FunctionArn": arn, "AppliedFunctionScalingConfig": config, "RequestedFunctionScalingConfig": config}


@handles("lambda:ListLayerVersions")
def list_layer_versions(call):
    name = call.params["LayerName"].split(":layer:")[-1].split(":")[0]
    params, versions = call.params, KEPT[call.account, call.region]["layers/" + name]
    for parameter, member in (("CompatibleArchitecture", "CompatibleArchitectures"), ("CompatibleRuntime", "CompatibleRuntimes")):
        if params.get(parameter):
            versions = [v for v in versions if params[parameter] in v.get(member, [])]
    size = paging.limit(params.get("MaxItems"), PAGE, PAGE)
    versions, marker = paging.page(versions, params.get("Marker"), size)
    return {"LayerVersions": versions, "NextMarker": marker}
