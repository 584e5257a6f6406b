"""ECS: capacity providers of every kind, with pages and tags, and the account's settings."""

from moto.ecs.models import ecs_backends

import paging
from catalogue import keep, kept
from wire import AwsError, handles

INVALID = "InvalidParameterException"

# What is in force where nobody changed it.
SETTINGS = {
    "awsvpcTrunking": "disabled", "containerInsights": "disabled", "containerInstanceLongArnFormat": "enabled",
    "defaultLogDriverMode": "non-blocking", "fargateFIPSMode": "disabled", "fargateTaskRetirementWaitPeriod": "7",
    "guardDutyActivate": "off", "serviceLongArnFormat": "enabled", "tagResourceAuthorization": "on", "taskLongArnFormat": "enabled",
    "dualStackIPv6": "enabled",
}


def load(seeder, providers, settings):
    for d in providers:
        provider(seeder, d)
    if settings:
        keep(seeder, "ecs/settings", dict(settings))


def provider(seeder, d):
    """ "asg", or "managed_instances" = {"cluster", "option"}, or neither and a "type" of its own."""
    arn = seeder.arn("ecs", f"capacity-provider/{d['name']}")
    item = {
        "capacityProviderArn": arn, "name": d["name"], "status": d.get("status", "ACTIVE"), "type": d.get("type", "EC2_AUTOSCALING"),
        "tags": [{"key": k, "value": v} for k, v in d.get("tags", {}).items()],
    }
    if "asg" in d:
        scaling = {"status": "ENABLED" if d.get("managed_scaling", True) else "DISABLED", "targetCapacity": d.get("target", 100)}
        item["autoScalingGroupProvider"] = {
            "autoScalingGroupArn": group_arn(seeder, d["asg"]), "managedScaling": scaling,
            "managedTerminationProtection": "ENABLED" if d.get("protected") else "DISABLED",
            "managedDraining": "ENABLED" if d.get("draining", True) else "DISABLED",
        }
    elif "managed_instances" in d:
        managed = d["managed_instances"]
        item["type"], item["cluster"] = "MANAGED_INSTANCES", managed["cluster"]
        item["managedInstancesProvider"] = {
            "infrastructureRoleArn": f"arn:aws:iam::{seeder.account}:role/ecs-infrastructure",
            "instanceLaunchTemplate": {
                "ec2InstanceProfileArn": f"arn:aws:iam::{seeder.account}:instance-profile/ecs",
                "networkConfiguration": {"subnets": []}, "capacityOptionType": managed.get("option", "ON_DEMAND"),
            },
        }
    keep(seeder, "ecs/capacity-providers", item)
    seeder.created("ecs_capacity_provider", d["name"], arn, d)


def group_arn(seeder, name):
    import seed_ecs

    return seeder.arn("autoscaling", f"autoScalingGroup:{seed_ecs.stable_id(name)}:autoScalingGroupName/{name}")


def everything(call):
    """AWS's own two, what was seeded, and what other programs made."""
    backend = ecs_backends[call.account][call.region]
    own = [
        {"capacityProviderArn": f"arn:aws:ecs:{call.region}:{call.account}:capacity-provider/{name}", "name": name, "status": "ACTIVE", "type": name}
        for name in ("FARGATE", "FARGATE_SPOT")
    ]
    seeded = kept(call, "ecs/capacity-providers")
    names = {p["name"] for p in seeded}
    made = [
        {"capacityProviderArn": p.capacity_provider_arn, "name": p.name, "status": p.status, "type": "EC2_AUTOSCALING", "tags": p.tags,
         "autoScalingGroupProvider": p.auto_scaling_group_provider}
        for p in backend.capacity_providers.values() if p.name not in names
    ]
    return sorted(own + seeded + made, key=lambda p: p["capacityProviderArn"])


@handles("ecs:DescribeCapacityProviders")
def describe_capacity_providers(call):
    """Managed instances belong to a cluster: only a question about their cluster, or by name, finds them."""
    import ecs_api

    params, items, failures = call.params, everything(call), []
    wanted = params.get("capacityProviders") or []
    ecs_api.at_most(call, "capacityProviders", 100)
    if params.get("cluster"):
        cluster = ecs_api.cluster_of(call)
        items = [p for p in items if p["name"] in (cluster.capacity_providers or []) or p.get("cluster") in (cluster.name, cluster.arn)]
    elif not wanted:
        items = [p for p in items if "cluster" not in p]
    if wanted:
        found = [p for p in items if p["name"] in wanted or p["capacityProviderArn"] in wanted]
        known = {p[key] for p in found for key in ("name", "capacityProviderArn")}
        failures = [{"arn": name, "reason": "MISSING"} for name in wanted if name not in known]
        items = found
    if "TAGS" not in (params.get("include") or []):
        items = [{k: v for k, v in p.items() if k != "tags"} for p in items]
    items, token = page(call, items)
    return {"capacityProviders": items, "failures": failures, "nextToken": token}


@handles("ecs:ListAccountSettings")
def list_account_settings(call):
    params, backend = call.params, ecs_backends[call.account][call.region]
    root, changed = f"arn:aws:iam::{call.account}:root", {}
    for settings in kept(call, "ecs/settings"):
        changed.update(settings)
    changed.update({s.name: s.value for s in backend.account_settings.values()})
    values = {**SETTINGS, **changed} if params.get("effectiveSettings") else changed
    items = [
        {"name": name, "value": value, "principalArn": root, "type": "user"} for name, value in sorted(values.items())
        if params.get("name") in (None, name) and params.get("value") in (None, value)
    ]
    items, token = page(call, items)
    return {"settings": items, "nextToken": token}


def page(call, items):
    """Both operations give ten at most."""
    size = call.params.get("maxResults")
    if size not in (None, 0) and not 1 <= int(size) <= 10:
        raise AwsError(INVALID, "maxResults must be between 1 and 10")
    return paging.page(items, call.params.get("nextToken"), int(size or 10), INVALID)
