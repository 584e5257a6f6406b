"""Application Auto Scaling, and CloudWatch's alarms, which its policies own."""

import paging
from api_gateway import short_id
from catalogue import keep, kept, listed
from wire import PASS, AwsError, handles

FUNCTION_DIMENSION = "lambda:function:ProvisionedConcurrency"
SERVICE_DIMENSION = "ecs:service:DesiredCount"


def load(seeder, targets, alarms):
    for description in targets:
        target(seeder, description)
    for description in alarms:
        alarm(seeder, description)


def target(seeder, d):
    """A scalable target with its policies, scheduled actions and past activities."""
    if "function" in d:
        where = ("lambda", f"function:{d['function']}", FUNCTION_DIMENSION)
    elif "service" in d:
        where = ("ecs", f"service/{d['service']}", SERVICE_DIMENSION)
    else:
        where = (d["namespace"], d["resource"], d["dimension"])
    where = dict(zip(("ServiceNamespace", "ResourceId", "ScalableDimension"), where))
    created = seeder.ago(d.get("created_days_ago", 100)).timestamp()
    id_, suspended = short_id(seeder.region + where["ResourceId"], 36), d.get("suspended", [])
    arn = seeder.arn("application-autoscaling", f"scalable-target/{id_}")
    keep(seeder, "targets", {
        **where, "MinCapacity": d.get("min", 1), "MaxCapacity": d.get("max", 10), "CreationTime": created,
        "RoleARN": f"arn:aws:iam::{seeder.account}:role/{where['ServiceNamespace']}-autoscaling",
        "ScalableTargetARN": arn,
        "SuspendedState": {
            f"{kind}Suspended": kind in suspended
            for kind in ("DynamicScalingIn", "DynamicScalingOut", "ScheduledScaling")
        },
    })
    for p in d.get("policies", []):
        keep(seeder, "policies", policy(seeder, {**where, "CreationTime": created}, p, id_))
    for a in d.get("actions", []):
        keep(seeder, "actions", action(seeder, {**where, "CreationTime": created}, a, id_))
    for a in d.get("activities", []):
        keep(seeder, "activities", activity(seeder, where, a))
    seeder.created("scalable_target", where["ResourceId"], arn, d)


def part_arn(seeder, where, kind, name):
    return seeder.arn("autoscaling", f"{kind}:resource/{where['ServiceNamespace']}/{where['ResourceId']}:{name}")


def policy(seeder, where, d, id_):
    kind = d.get("type", "TargetTrackingScaling")
    names = [a["name"] for a in d.get("alarms", [])]
    item = {
        **where, "PolicyName": d["name"], "PolicyType": kind,
        "PolicyARN": part_arn(seeder, where, f"scalingPolicy:{id_}", f"policyName/{d['name']}"),
        "Alarms": [{"AlarmName": n, "AlarmARN": seeder.arn("cloudwatch", f"alarm:{n}")} for n in names],
    }
    if kind == "TargetTrackingScaling":
        tracking = {"TargetValue": float(d["target"]), "DisableScaleIn": d.get("no_scale_in", False)}
        if "custom" in d:
            namespace, _, name = d["custom"]["metric"].rpartition(" ")
            dimensions = [{"Name": k, "Value": v} for k, v in d["custom"].get("dimensions", {}).items()]
            tracking["CustomizedMetricSpecification"] = {
                "Namespace": namespace, "MetricName": name, "Dimensions": dimensions, "Statistic": d["custom"].get("statistic", "Average"),
            }
        else:
            usual = "LambdaProvisionedConcurrencyUtilization" if where["ServiceNamespace"] == "lambda" else "ECSServiceAverageCPUUtilization"
            tracking["PredefinedMetricSpecification"] = {"PredefinedMetricType": d.get("metric", usual)}
        item["TargetTrackingScalingPolicyConfiguration"] = {**tracking, **d.get("settings", {})}
    elif kind == "StepScaling":
        steps = [{"MetricIntervalLowerBound": 0.0, "ScalingAdjustment": d.get("adjustment", 1)}]
        step = {"AdjustmentType": "ChangeInCapacity", "StepAdjustments": steps, "Cooldown": 60}
        item["StepScalingPolicyConfiguration"] = {**step, **d.get("settings", {})}
    for a in d.get("alarms", []):
        alarm(seeder, a)
    return item


def action(seeder, where, d, id_):
    bounds = {key: d[name] for key, name in (("MinCapacity", "min"), ("MaxCapacity", "max")) if name in d}
    times = {key: seeder.ago(d[name]).timestamp() for key, name in (("StartTime", "starts_days_ago"), ("EndTime", "ends_days_ago")) if name in d}
    return {
        **where, **times, "ScheduledActionName": d["name"], "Schedule": d["schedule"], "Timezone": d.get("timezone", "UTC"),
        "ScheduledActionARN": part_arn(seeder, where, f"scheduledAction:{id_}", f"scheduledActionName/{d['name']}"),
        "ScalableTargetAction": bounds,
    }


def activity(seeder, where, d):
    start = seeder.ago(d["days_ago"]).timestamp()
    status = d.get("status", "Successful")
    word = "provisioned concurrency" if where["ServiceNamespace"] == "lambda" else "desired count"
    done = f"Successfully set {word} to {d['level']}. Change successfully fulfilled by {where['ServiceNamespace']}."
    return {
        **where, "ActivityId": short_id(f"{where['ResourceId']}{start}{d['level']}", 36), "StartTime": start, "EndTime": start + d.get("seconds", 60),
        "StatusCode": status, "StatusMessage": d.get("message", done if status == "Successful" else f"Failed to set {word}"),
        "Cause": d.get("cause", "monitor alarm in state ALARM triggered policy"),
        "Description": d.get("description", f"Setting {word} to {d['level']}."),
    }


def wanted(call):
    """Which items a request is about."""
    params = call.params
    names = params.get("ResourceIds") or ([params["ResourceId"]] if params.get("ResourceId") else None)

    def matches(item):
        return (
            item["ServiceNamespace"] == params["ServiceNamespace"]
            and (not names or item["ResourceId"] in names)
            and params.get("ScalableDimension", item["ScalableDimension"]) == item["ScalableDimension"]
            and (not params.get("PolicyNames") or item["PolicyName"] in params["PolicyNames"])
            and (not params.get("ScheduledActionNames") or item["ScheduledActionName"] in params["ScheduledActionNames"])
        )

    return matches


@handles(
    "application-autoscaling:DescribeScalableTargets", "application-autoscaling:DescribeScalingPolicies",
    "application-autoscaling:DescribeScheduledActions", "application-autoscaling:DescribeScalingActivities",
)
def describe(call):
    member, kind, most = {
        "DescribeScalableTargets": ("ScalableTargets", "targets", 50),
        "DescribeScalingPolicies": ("ScalingPolicies", "policies", 10),
        "DescribeScheduledActions": ("ScheduledActions", "actions", 50),
        "DescribeScalingActivities": ("ScalingActivities", "activities", 50),
    }[call.operation]
    # The newest activity comes first.
    if kind == "activities":
        kept(call, kind).sort(key=lambda a: -a["StartTime"])
    names = {"limit": "MaxResults", "token": "NextToken", "invalid": "ValidationException"}
    answer = listed(call, kind, wanted(call), member=member, size=most, most=most, **names)
    if answer is PASS and (kind == "activities" or kept(call, "targets")):  # moto has no activities at all
        return {member: []}
    return answer


def alarm(seeder, d):
    since = seeder.ago(d.get("since_days_ago", 10)).timestamp()
    namespace, _, name = d.get("metric", "AWS/Lambda ProvisionedConcurrencyUtilization").rpartition(" ")
    item = {
        "AlarmName": d["name"], "AlarmArn": seeder.arn("cloudwatch", "alarm:" + d["name"]), "StateValue": d.get("state", "OK"),
        "StateReason": d.get("reason", "Threshold Crossed"), "StateUpdatedTimestamp": since, "StateTransitionedTimestamp": since,
        "AlarmConfigurationUpdatedTimestamp": seeder.ago(d.get("created_days_ago", 100)).timestamp(),
        "ActionsEnabled": True, "AlarmActions": d.get("actions", []), "OKActions": [], "InsufficientDataActions": [],
        "Namespace": namespace, "MetricName": name, "Dimensions": [{"Name": k, "Value": v} for k, v in d.get("dimensions", {}).items()],
        "Period": d.get("period", 60), "EvaluationPeriods": d.get("periods", 3), "Threshold": float(d.get("threshold", 0.7)),
        "ComparisonOperator": "LessThanThreshold" if d.get("less") else "GreaterThanThreshold",
        "TreatMissingData": d.get("missing", "missing"),
    }
    item["ExtendedStatistic" if d.get("statistic", "Average").startswith("p") else "Statistic"] = d.get("statistic", "Average")
    keep(seeder, "alarms", item)


@handles("cloudwatch:DescribeAlarms")
def describe_alarms(call):
    params, alarms = call.params, kept(call, "alarms")
    if not alarms:
        return PASS
    names, types = params.get("AlarmNames"), params.get("AlarmTypes") or ["MetricAlarm"]
    if names and params.get("AlarmNamePrefix"):
        raise AwsError("ValidationError", "AlarmNames and AlarmNamePrefix cannot both be given")
    if len(names or []) > 100:
        raise AwsError("ValidationError", "The collection AlarmNames must not have a size greater than 100.")
    found = [
        a for a in sorted(alarms, key=lambda a: a["AlarmName"])
        if (not names or a["AlarmName"] in names)
        and a["AlarmName"].startswith(params.get("AlarmNamePrefix") or "")
        and (params.get("StateValue") or a["StateValue"]) == a["StateValue"]
        and "MetricAlarm" in types
    ]
    size = paging.limit(params.get("MaxRecords"), 50, 100, "MaxRecords", "ValidationError")
    found, token = paging.page(found, params.get("NextToken"), size, "InvalidNextToken")
    return {"MetricAlarms": found, "CompositeAlarms": [], "NextToken": token}
