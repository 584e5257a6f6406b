"""CloudWatch's metrics: GetMetricData, GetMetricStatistics, ListMetrics and PutMetricData.

moto has no percentiles and pages nothing, so these never reach it; alarms and dashboards do.
"""

import collections
import time

import metric_store
from paging import decode, encode, page
from wire import AwsError, handles

STORES = collections.defaultdict(metric_store.Store)  # by (account, region)

MAX_QUERIES = 500
MAX_DATAPOINTS = 100_800
LISTED_FOR = 14 * 86400


def store_of(call):
    return STORES[call.account, call.region]


def seconds(value):
    return int(value.timestamp() if hasattr(value, "timestamp") else float(value))


def dimensions_of(given):
    return {d["Name"]: d.get("Value", "") for d in given or []}


@handles("cloudwatch:GetMetricData")
def get_metric_data(call):
    queries = call.params.get("MetricDataQueries") or []
    start, end = seconds(call.params["StartTime"]), seconds(call.params["EndTime"])
    most = min(int(call.params.get("MaxDatapoints") or MAX_DATAPOINTS), MAX_DATAPOINTS)
    check_queries(queries, start, end)
    start -= start % 60  # AWS rounds the start down to the minute

    skip = decode(call.params.get("NextToken"), "InvalidNextToken")
    descending = call.params.get("ScanBy", "TimestampDescending") != "TimestampAscending"
    results, seen, taken = [], 0, 0
    for query in queries:
        if query.get("ReturnData") is False:
            continue
        times, values = run_query(store_of(call), query, start, end)
        if descending:
            times, values = times[::-1], values[::-1]
        begin = min(max(skip - seen, 0), len(times))
        stop = min(begin + most - taken, len(times))
        seen += len(times)
        taken += stop - begin
        results.append(
            {
                "Id": query["Id"],
                "Label": query.get("Label") or query["MetricStat"]["Metric"]["MetricName"],
                "Timestamps": times[begin:stop],
                "Values": values[begin:stop],
                # A series cut by the page, or not reached by it, has more on the next one.
                "StatusCode": "Complete" if stop == len(times) else "PartialData",
            }
        )
    more = seen > skip + taken
    return {
        "MetricDataResults": results,
        "NextToken": encode(skip + taken) if more else None,
        "Messages": [],
    }


def check_queries(queries, start, end):
    if not queries:
        raise AwsError("ValidationError", "The parameter MetricDataQueries is required.")
    if len(queries) > MAX_QUERIES:
        raise AwsError(
            "ValidationError",
            f"The collection MetricDataQueries must not have a size greater than {MAX_QUERIES}.",
        )
    if start >= end:
        raise AwsError("ValidationError", "The parameter StartTime must be less than the parameter EndTime.")
    ids = [query.get("Id") for query in queries]
    if len(set(ids)) < len(ids):
        raise AwsError("ValidationError", "The values for parameter id in MetricDataQueries are not unique.")
    for n, query in enumerate(queries, 1):
        stat = query.get("MetricStat")
        if not stat:
            raise AwsError("ValidationError", f"The parameter MetricDataQueries.member.{n}.MetricStat is required.\n")
        period = stat.get("Period") or 0
        if period <= 0 or (period % 60 and period not in (1, 5, 10, 20, 30)):
            raise AwsError(
                "ValidationError",
                f"The parameter MetricDataQueries.member.{n}.MetricStat.Period must be a multiple of 60 or 1, 5, 10, 20, 30.",
            )
        try:
            metric_store.check_statistic(stat["Stat"])
        except ValueError as error:
            raise AwsError("ValidationError", f"MetricDataQueries.member.{n}: {error}") from error


def run_query(store, query, start, end):
    stat = query["MetricStat"]
    metric = stat["Metric"]
    series = store.get(metric["Namespace"], metric["MetricName"], dimensions_of(metric.get("Dimensions")))
    if series is None:
        return [], []
    return series.query(start, end, stat["Period"], stat["Stat"], time.time())


@handles("cloudwatch:ListMetrics")
def list_metrics(call):
    params = call.params
    namespace, name = params.get("Namespace"), params.get("MetricName")
    wanted = [(d["Name"], d.get("Value")) for d in params.get("Dimensions") or []]
    listed_for = 3 * 3600 if params.get("RecentlyActive") == "PT3H" else LISTED_FOR
    oldest = time.time() - listed_for
    found = []
    for (space, metric, dimensions), series in store_of(call).listed():
        if namespace and space != namespace or name and metric != name or series.newest < oldest:
            continue
        have = dict(dimensions)
        if all(key in have and value in (None, "", have[key]) for key, value in wanted):
            found.append((space, metric, dimensions))
    metrics, token = page(found, params.get("NextToken"), 500, "InvalidParameterValue")
    return {
        "Metrics": [
            {"Namespace": s, "MetricName": m, "Dimensions": [{"Name": k, "Value": v} for k, v in d]}
            for s, m, d in metrics
        ],
        "NextToken": token,
    }


@handles("cloudwatch:GetMetricStatistics")
def get_metric_statistics(call):
    params = call.params
    simple, percentiles = params.get("Statistics") or [], params.get("ExtendedStatistics") or []
    if not simple and not percentiles:
        raise AwsError("InvalidParameterCombination", "Must specify either Statistics or ExtendedStatistics")
    start, end, period = seconds(params["StartTime"]), seconds(params["EndTime"]), int(params["Period"])
    if start >= end:
        raise AwsError("InvalidParameterValue", "The parameter StartTime must be less than the parameter EndTime.")
    start -= start % 60
    if (end - start) // period > 1440:
        raise AwsError(
            "InvalidParameterCombination",
            f"You have requested up to {(end - start) // period} datapoints, which exceeds the limit of 1440. "
            "You may reduce the datapoints requested by increasing Period, or decreasing the time range.",
        )
    series = store_of(call).get(params["Namespace"], params["MetricName"], dimensions_of(params.get("Dimensions")))
    points = collections.defaultdict(dict)
    for statistic in [*simple, *percentiles] if series else []:
        metric_store.check_statistic(statistic)
        for t, value in zip(*series.query(start, end, period, statistic, time.time())):
            target = points[t].setdefault("ExtendedStatistics", {}) if statistic in percentiles else points[t]
            target[statistic] = value
    unit = params.get("Unit") or "None"
    return {
        "Label": params["MetricName"],
        "Datapoints": [{"Timestamp": t, "Unit": unit, **values} for t, values in sorted(points.items())],
    }


@handles("cloudwatch:PutMetricData")
def put_metric_data(call):
    store = store_of(call)
    for n, datum in enumerate(call.params.get("MetricData") or [], 1):
        where = f"MetricData.member.{n}"
        values, counts, summary = datum.get("Values"), datum.get("Counts"), None
        if values and datum.get("Value") is not None:
            raise AwsError(
                "InvalidParameterCombination",
                f"The parameters {where}.Value and {where}.Values are mutually exclusive and you have specified both.",
            )
        if values and counts and len(values) != len(counts):
            raise AwsError(
                "InvalidParameterValue", f"The parameters {where}.Values and {where}.Counts must be of the same size."
            )
        if values:
            pairs = list(zip(values, counts or [1.0] * len(values)))
        elif datum.get("StatisticValues"):
            s = datum["StatisticValues"]
            summary = (s["SampleCount"], s["Sum"], s["Minimum"], s["Maximum"])
            # Without the values there is no percentile, unless they were all the same.
            pairs = [(s["Minimum"], s["SampleCount"])] if s["Minimum"] == s["Maximum"] else []
        else:
            pairs = [(datum.get("Value", 0.0), 1)]
        when = seconds(datum["Timestamp"]) if datum.get("Timestamp") else int(time.time())
        store.put(
            call.params["Namespace"], datum["MetricName"], dimensions_of(datum.get("Dimensions")),
            when - when % 60, pairs, summary,
        )
    return None
