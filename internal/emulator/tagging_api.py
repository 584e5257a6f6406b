"""The Resource Groups Tagging API, as far as it is asked: which functions carry tags. moto's own needs a dozen services."""

import paging
from lambda_api import backend_of
from wire import AwsError, handles

PAGE = 100


@handles("tag:GetResources")
def get_resources(call):
    if call.params.get("ResourceTypeFilters") != ["lambda:function"]:
        raise AwsError("InvalidParameterException", "Only functions have tags here")
    size = paging.limit(call.params.get("ResourcesPerPage"), 50, PAGE, "ResourcesPerPage", "InvalidParameterException")
    found = []
    for name, versions in sorted(backend_of(call)._lambdas._functions.items()):
        tags = versions["latest"].tags or {}
        if all(carries(tags, f) for f in call.params.get("TagFilters", [])):
            found.append(
                {
                    "ResourceARN": f"arn:aws:lambda:{call.region}:{call.account}:function:{name}",
                    "Tags": [{"Key": k, "Value": v} for k, v in sorted(tags.items())],
                }
            )
    resources, token = paging.page(found, call.params.get("PaginationToken"), size, "PaginationTokenExpiredException")
    return {"ResourceTagMappingList": resources, "PaginationToken": token or ""}


def carries(tags, wanted):
    """Whether the tags satisfy one filter: the key, with one of the values where it names any."""
    values = wanted.get("Values")
    return wanted["Key"] in tags and (not values or tags[wanted["Key"]] in values)
