"""CloudWatch Logs: log groups, and queries over the report lines of functions (reports.py, insights.py)."""

import re
import time

import insights
import paging
import reports
from catalogue import KEPT, keep, kept
from wire import PASS, AwsError, handles

MB = 1024 * 1024


def load(seeder, groups, report_list):
    for d in groups:
        name = d.get("name") or "/aws/lambda/" + d["function"]
        arn = seeder.arn("logs", "log-group:" + name)
        item = {
            "logGroupName": name, "creationTime": int(seeder.ago(d.get("created_days_ago", 200)).timestamp() * 1000),
            "metricFilterCount": 0, "arn": arn + ":*", "storedBytes": int(d.get("stored_mb", 0) * MB),
            "logGroupClass": d.get("class", "STANDARD"), "logGroupArn": arn,
        }
        if "retention_days" in d:
            item["retentionInDays"] = d["retention_days"]
        keep(seeder, "log_groups", item)
        seeder.created("log_group", name, arn, d)
        if "bytes_per_hour" in d:
            # Sums: one sample an hour, of all that came in.
            seeder.gauge("AWS/Logs", "IncomingBytes", {"LogGroupName": name}, d["bytes_per_hour"], d.get("days", 15), 3600, 1)
    for d in report_list:
        keep(seeder, "reports", reports.prepare(seeder, d))


@handles("logs:DescribeLogGroups")
def describe_log_groups(call):
    params, groups = call.params, sorted(kept(call, "log_groups"), key=lambda g: g["logGroupName"])
    if not groups:
        return PASS
    prefix, pattern = params.get("logGroupNamePrefix"), params.get("logGroupNamePattern")
    if prefix and pattern:
        raise AwsError("InvalidParameterException", "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.")
    names = {identifier.split(":log-group:")[-1] for identifier in params.get("logGroupIdentifiers") or []}
    groups = [
        g for g in groups
        if g["logGroupName"].startswith(prefix or "")
        and (pattern or "").lower() in g["logGroupName"].lower()
        and (not names or g["logGroupName"] in names)
        and params.get("logGroupClass", g["logGroupClass"]) == g["logGroupClass"]
    ]
    size = paging.limit(params.get("limit"), 50, 50, "limit", "InvalidParameterException")
    groups, token = paging.page(groups, params.get("nextToken"), size, "InvalidParameterException")
    return {"logGroups": groups, "nextToken": token}


@handles("logs:StartQuery")
def start_query(call):
    params = call.params
    names = params.get("logGroupNames") or params.get("logGroupIdentifiers") or [params.get("logGroupName")]
    names = [n.split(":log-group:")[-1] for n in names if n]
    if not kept(call, "log_groups") and not kept(call, "reports"):
        return PASS
    known = {g["logGroupName"] for g in kept(call, "log_groups")} | {r["group"] for r in kept(call, "reports")}
    for name in names:
        if name not in known:
            raise AwsError("ResourceNotFoundException", f"Log group '{name}' does not exist for account ID '{call.account}' (Service: AWSLogs)")
    if params["startTime"] >= params["endTime"]:
        raise AwsError("InvalidParameterException", "End time should not be before the start time")
    rows, scanned = [], 0
    for report in kept(call, "reports"):
        if report["group"] in names:
            part, size = reports.rows_between(report, params["startTime"], params["endTime"], time.time())
            rows += part
            scanned += size
    try:
        results = insights.run(params["queryString"], [dict(row) for row in rows])
    except (insights.Malformed, ValueError, TypeError, re.error) as error:
        raise AwsError("MalformedQueryException", str(error)) from error
    queries = KEPT[call.account, call.region]["queries"]
    id_ = f"{len(queries) + 1:08x}-0000-4000-8000-00c0ffee0000"
    weight = sum(row["@weight"] for row in rows)
    queries.append({
        "id": id_, "polls": max((r["polls"] for r in kept(call, "reports") if r["group"] in names), default=0),
        "results": [[{"field": k, "value": shown(v)} for k, v in row.items()] for row in results[: params.get("limit", 10000)]],
        "statistics": {"recordsMatched": float(weight), "recordsScanned": float(weight * 4), "bytesScanned": float(scanned)},
    })
    return {"queryId": id_}


def shown(value):
    """A value as Logs Insights prints it: at most four decimals."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, (int, float)):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return str(value)


@handles("logs:GetQueryResults")
def get_query_results(call):
    query = next((q for q in kept(call, "queries") if q["id"] == call.params["queryId"]), None)
    if query is None:
        return PASS if not kept(call, "queries") else missing_query()
    query["polls"] -= 1
    running = query["polls"] >= 0
    return {
        "queryLanguage": "CWLI", "results": [] if running else query["results"], "statistics": query["statistics"],
        "status": "Running" if running else "Complete",
    }


def missing_query():
    raise AwsError("ResourceNotFoundException", "Query does not exist")
