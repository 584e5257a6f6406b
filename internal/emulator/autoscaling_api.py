"""EC2 Auto Scaling: what moto does not keep of a group, and its policies and scheduled actions."""

from moto.autoscaling.models import FakeWarmPool, autoscaling_backends

import paging
from api_gateway import short_id
from catalogue import keep, kept
from wire import PASS, AwsError, handles


def describe(seeder, created, d):
    """What a description says of a group beside its size."""
    created._id = short_id(seeder.region + d["name"], 36)
    created.health_check_grace_period = d.get("grace_seconds", 300)
    created.suspended_processes = d.get("suspended", [])
    created.capacity_rebalance = d.get("capacity_rebalance", False)
    created.new_instances_protected_from_scale_in = d.get("protected", False)
    created.target_group_arns = [seeder.filled(arn) for arn in d.get("target_groups", [])]
    created.load_balancer_names = d.get("classic_balancers", [])
    if "subnets" in d:
        created.vpc_zone_identifier = ",".join(d["subnets"])
    created.traffic_sources = [
        *({"Identifier": arn, "Type": "elbv2"} for arn in created.target_group_arns),
        *({"Identifier": name, "Type": "elb"} for name in created.load_balancer_names),
        *({"Identifier": seeder.filled(arn), "Type": "vpc-lattice"} for arn in d.get("lattice", [])),
    ]
    pool = d.get("warm_pool")
    if pool is not None:
        created.warm_pool = FakeWarmPool(pool.get("max"), pool.get("min", 0), pool.get("state", "Stopped"), None)
        created.warm_pool_size = pool.get("size", 0)
    if "mixed" in d:
        created.mixed_instances_policy = mixed(created, d["mixed"])
        created.ec2_launch_template = None
    if "launch_configuration" in d:
        created.launch_configuration_name, created.ec2_launch_template = d["launch_configuration"], None
    for policy in d.get("policies", []):
        keep(seeder, "group_policies", policy_item(seeder, d["name"], policy))
    for action in d.get("actions", []):
        keep(seeder, "group_actions", action_item(seeder, d["name"], action))


def mixed(created, d):
    """types, requirements (instead of types), base, percent, strategy, pools."""
    overrides = [{"InstanceType": t} for t in d.get("types", [])]
    if "requirements" in d:
        overrides = [{"InstanceRequirements": d["requirements"]}]
    distribution = {
        "OnDemandAllocationStrategy": "prioritized", "OnDemandBaseCapacity": d.get("base", 0),
        "OnDemandPercentageAboveBaseCapacity": d.get("percent", 100), "SpotAllocationStrategy": d.get("strategy", "price-capacity-optimized"),
    }
    if distribution["SpotAllocationStrategy"] == "lowest-price":
        distribution["SpotInstancePools"] = d.get("pools", 2)
    template = {**created.launch_template, "Version": str(d.get("version", "$Latest"))}
    return {"LaunchTemplate": {"LaunchTemplateSpecification": template, "Overrides": overrides}, "InstancesDistribution": distribution}


def part_arn(seeder, kind, group, name):
    return seeder.arn("autoscaling", f"{kind}:{short_id(group + name, 36)}:autoScalingGroupName/{group}:{kind}Name/{name}")


def policy_item(seeder, group, d):
    kind = d.get("type", "TargetTrackingScaling")
    item = {
        "AutoScalingGroupName": group, "PolicyName": d["name"], "PolicyARN": part_arn(seeder, "scalingPolicy", group, d["name"]).replace("scalingPolicyName", "policyName"),
        "PolicyType": kind, "Enabled": d.get("enabled", True), "StepAdjustments": [], "Alarms": [],
    }
    if kind == "TargetTrackingScaling":
        tracking = {"TargetValue": float(d.get("target", 50)), "DisableScaleIn": d.get("no_scale_in", False)}
        if "custom" in d:
            namespace, _, name = d["custom"].rpartition(" ")
            tracking["CustomizedMetricSpecification"] = {"Namespace": namespace, "MetricName": name, "Statistic": "Average", "Dimensions": []}
        else:
            tracking["PredefinedMetricSpecification"] = {"PredefinedMetricType": d.get("metric", "ASGAverageCPUUtilization")}
        item["TargetTrackingConfiguration"] = tracking
    elif kind == "PredictiveScaling":
        pair = {"PredefinedMetricType": d.get("metric", "ASGCPUUtilization")}
        item["PredictiveScalingConfiguration"] = {
            "Mode": d.get("mode", "ForecastAndScale"),
            "MetricSpecifications": [{"TargetValue": float(d.get("target", 50)), "PredefinedMetricPairSpecification": pair}],
        }
    else:
        item.update({"AdjustmentType": "ChangeInCapacity", "MetricAggregationType": "Average"})
    return item


def action_item(seeder, group, d):
    item = {
        "AutoScalingGroupName": group, "ScheduledActionName": d["name"], "Recurrence": d.get("recurrence"), "TimeZone": d.get("timezone"),
        "ScheduledActionARN": part_arn(seeder, "scheduledUpdateGroupAction", group, d["name"]).replace("scheduledUpdateGroupActionName", "scheduledActionName"),
        "MinSize": d.get("min"), "MaxSize": d.get("max"), "DesiredCapacity": d.get("desired"),
    }
    for member, name in (("StartTime", "starts_in_days"), ("EndTime", "ends_in_days")):
        if name in d:
            item[member] = seeder.ago(-d[name])
    return {k: v for k, v in item.items() if v is not None}


def group_page(call, kind, member, names, name_member):
    """One page of what groups have; moto's where nothing of it was seeded."""
    params, found = call.params, kept(call, kind)
    if not found:
        return PASS
    group = params.get("AutoScalingGroupName")
    if group and group not in autoscaling_backends[call.account][call.region].autoscaling_groups:
        raise AwsError("ValidationError", f"Group {group} not found")
    wanted = params.get(names)
    found = [i for i in found if group in (None, "", i["AutoScalingGroupName"]) and (not wanted or i[name_member] in wanted)]
    if int(params.get("MaxRecords") or 50) > 100:
        raise AwsError("ValidationError", "MaxRecords must be at most 100")
    size = paging.limit(params.get("MaxRecords"), 50, 100, "MaxRecords", "ValidationError")
    found, token = paging.page(found, params.get("NextToken"), size, "InvalidNextToken")
    return {member: found, "NextToken": token}


@handles("autoscaling:DescribePolicies")
def describe_policies(call):
    return group_page(call, "group_policies", "ScalingPolicies", "PolicyNames", "PolicyName")


@handles("autoscaling:DescribeScheduledActions")
def describe_scheduled_actions(call):
    return group_page(call, "group_actions", "ScheduledUpdateGroupActions", "ScheduledActionNames", "ScheduledActionName")
