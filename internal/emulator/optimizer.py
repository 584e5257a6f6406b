"""Compute Optimizer's recommendations for functions."""

from catalogue import KEPT, keep, kept, paged
from wire import AwsError, handles


def load(seeder, content):
    KEPT[seeder.account, seeder.region]["enrolled"] = content.get("enrolled", bool(content))
    for description in content.get("functions", []):
        keep(seeder, "recommendations", recommendation(seeder, description))


def recommendation(seeder, d):
    version = d.get("version", "$LATEST")
    metrics = [
        {"name": name, "statistic": statistic.capitalize(), "value": float(value)}
        for name, key in (("Duration", "duration"), ("Memory", "memory_used"))
        for statistic, value in d.get(key, {}).items()
    ]
    options = d.get("options", [])
    return {
        "functionArn": seeder.function_arn(f"{d['function']}:{version}"), "functionVersion": version, "accountId": seeder.account,
        "currentMemorySize": d["memory"], "numberOfInvocations": d.get("runs", 0), "utilizationMetrics": metrics,
        "lookbackPeriodInDays": float(d.get("lookback_days", 14)), "lastRefreshTimestamp": seeder.ago(d.get("refreshed_days_ago", 0.5)),
        "finding": d.get("finding", "NotOptimized" if options else "Optimized"), "findingReasonCodes": d.get("reasons", []),
        "memorySizeRecommendationOptions": [option(n, o) for n, o in enumerate(options, 1)],
        "currentPerformanceRisk": d.get("risk", "VeryLow"),
        "effectiveRecommendationPreferences": {"savingsEstimationMode": {"source": "PublicPricing"}}, "tags": [],
    }


def option(rank, d):
    out = {"rank": rank, "memorySize": d["memory"]}
    if "duration" in d:
        out["projectedUtilizationMetrics"] = [
            {"name": "Duration", "statistic": statistic, "value": float(d["duration"] * factor)}
            for statistic, factor in (("LowerBound", 0.9), ("Expected", 1.0), ("UpperBound", 1.2))
        ]
    if "saving" in d:
        out["savingsOpportunity"] = {
            "savingsOpportunityPercentage": float(d.get("percent", 0)),
            "estimatedMonthlySavings": {"currency": "USD", "value": float(d["saving"])},
        }
    return out


@handles("compute-optimizer:GetLambdaFunctionRecommendations")
def recommendations(call):
    if not kept(call, "enrolled"):
        message = f"AWS account {call.account} is not registered for AWS Compute Optimizer. To opt-in, use the UpdateEnrollmentStatus API."
        raise AwsError("OptInRequiredException", message, 400)
    wanted, found = call.params.get("functionArns"), kept(call, "recommendations")
    if wanted:
        found = [r for r in found if r["functionArn"] in wanted or r["functionArn"].rsplit(":", 1)[0] in wanted]
    for condition in call.params.get("filters") or []:
        values = set(condition["values"])
        found = [r for r in found if values & ({r["finding"]} if condition["name"] == "Finding" else set(r["findingReasonCodes"]))]
    return paged(call, found, "lambdaFunctionRecommendations", 100, 1000, invalid="InvalidParameterValueException")
