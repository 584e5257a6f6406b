"""What AWS really answered, boiled down to the field names and errors that the emulator must match.

Source: the recorded snapshots of localstack @8b9a79f (Apache-2.0, Copyright 2017+ LocalStack contributors and
2016 Atlassian Pty Ltd), tests/aws/services/{lambda_,cloudwatch,events,sqs}/*.snapshot.json, recorded against AWS between
2025-09-19 and 2025-11-25. recorded.json is the output of this program on them; only names and error texts are kept.

    python3 extract.py DIRECTORY_WITH_THE_SNAPSHOTS > recorded.json
"""

import json
import pathlib
import sys

LAMBDA = "lambda_/test_lambda_api.snapshot.json"
CLOUDWATCH = "cloudwatch/test_cloudwatch.snapshot.json"
EVENTS = "events/test_events.snapshot.json"
SQS = "sqs/test_sqs.snapshot.json"

# Listings: the member that holds the items, wherever it was recorded.
LISTINGS = {
    "lambda:ListFunctions": (LAMBDA, "Functions"),
    "lambda:ListVersionsByFunction": (LAMBDA, "Versions"),
    "lambda:ListAliases": (LAMBDA, "Aliases"),
    "lambda:ListFunctionUrlConfigs": (LAMBDA, "FunctionUrlConfigs"),
    "lambda:ListFunctionEventInvokeConfigs": (LAMBDA, "FunctionEventInvokeConfigs"),
    "lambda:ListLayerVersions": (LAMBDA, "LayerVersions"),
    "events:ListRules": (EVENTS, "Rules"),
    "events:ListTargetsByRule": (EVENTS, "Targets"),
    "cloudwatch:GetMetricData": (CLOUDWATCH, "MetricDataResults"),
    "cloudwatch:GetMetricStatistics": (CLOUDWATCH, "Datapoints"),
}
# Single answers: the name under which the test recorded them.
ANSWERS = {
    "lambda:GetAccountSettings": (LAMBDA, "acc_settings_modded"),
    "lambda:PutProvisionedConcurrencyConfig": (LAMBDA, "put_provisioned_on_version"),
    "lambda:GetPolicy": (LAMBDA, "get_policy"),
    "lambda:GetFunctionRecursionConfig": (LAMBDA, "get_recursion_default_terminate_response"),
}
# Items that were recorded one by one: how to know them.
ITEMS = {
    "mapping of a queue": (LAMBDA, lambda d: "UUID" in d and ":sqs:" in d.get("EventSourceArn", "")),
    "mapping of a stream": (LAMBDA, lambda d: "UUID" in d and ":dynamodb:" in d.get("EventSourceArn", "")),
    "standard queue": (SQS, lambda d: len(d) > 8 and "VisibilityTimeout" in d and not {"FifoQueue", "KmsMasterKeyId"} & set(d)),
}
ERRORS = {
    "no provisioned concurrency": (LAMBDA, "get_provisioned_config_doesnotexist"),
    "provisioned concurrency of a missing alias": (LAMBDA, "get_provisioned_qualifier_doesnotexist"),
    "provisioned concurrency of a missing version": (LAMBDA, "get_provisioned_version_doesnotexist"),
    "provisioned concurrency of $LATEST": (LAMBDA, "put_provisioned_latest"),
    "alias on a provisioned version": (LAMBDA, "put_provisioned_on_alias_versionconflict"),
    "version under a provisioned alias": (LAMBDA, "put_provisioned_on_version_conflict"),
    "URLs of a missing function": (LAMBDA, "list_function_notfound"),
    "too many datapoints": (CLOUDWATCH, "error-invalid-amount-datapoints"),
    "end before start": (CLOUDWATCH, "error-invalid-time-frame"),
    "value and values": (CLOUDWATCH, "invalid-param-combination"),
    "values and counts differ": (CLOUDWATCH, "invalid-param-value"),
}


def extract(directory):
    snapshots = {name: json.loads((pathlib.Path(directory) / name).read_text()) for name in (LAMBDA, CLOUDWATCH, EVENTS, SQS)}
    out = {"source": "localstack @8b9a79f, Apache-2.0, recorded against AWS 2025-09-19 to 2025-11-25", "listings": {}, "answers": {}, "errors": {}}
    for operation, (name, member) in LISTINGS.items():
        items = [item for found in find(snapshots[name], member) if isinstance(found, list) for item in found if isinstance(item, dict)]
        out["listings"][operation] = {"member": member, **fields_of(items)}
    for what, (name, known) in ITEMS.items():
        out["listings"][what] = fields_of([item for item in dictionaries(snapshots[name]) if known(item)])
    for operation, (name, member) in ANSWERS.items():
        found = next(f for f in find(snapshots[name], member) if isinstance(f, dict))
        out["answers"][operation] = sorted(set(found) - {"ResponseMetadata"})
        for key, value in found.items():  # account settings were recorded as lists of names
            if isinstance(value, list) and all(isinstance(v, str) for v in value):
                out["answers"][f"{operation}.{key}"] = sorted(value)
    for case, (name, member) in ERRORS.items():
        found = next((f for f in find(snapshots[name], member) if isinstance(f, dict) and "Error" in f), None)
        if found is None:
            raise KeyError(f"{member} is not recorded in {name}")
        out["errors"][case] = {
            "code": found["Error"]["Code"],
            "message": found["Error"].get("Message", ""),
            "status": found["ResponseMetadata"]["HTTPStatusCode"],
        }
    return out


def fields_of(items):
    fields = [set(item) - {"ResponseMetadata"} for item in items]
    always = set.intersection(*fields)
    return {"always": sorted(always), "sometimes": sorted(set.union(*fields) - always)}


def dictionaries(value):
    """Every dictionary, at any depth."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from dictionaries(inner)


def find(value, member):
    """Every value recorded under this name, at any depth."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == member:
                yield inner
            yield from find(inner, member)
    elif isinstance(value, list):
        for inner in value:
            yield from find(inner, member)


if __name__ == "__main__":
    json.dump(extract(sys.argv[1]), sys.stdout, indent=1)
    print()
