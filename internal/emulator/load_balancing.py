"""Elastic Load Balancing: target groups that call a function, and the attributes of the balancers before them."""

import paging
from api_gateway import short_id
from catalogue import keep, kept
from wire import PASS, AwsError, handles


def load(seeder, groups):
    for description in groups:
        group(seeder, description)


def group(seeder, d):
    arn = seeder.arn("elasticloadbalancing", f"targetgroup/{d['name']}/{short_id(seeder.region + d['name'], 16)}")
    balancers = [balancer(seeder, b) for b in d.get("load_balancers", [])]
    function = "function" in d
    item = {
        "TargetGroupArn": arn, "TargetGroupName": d["name"], "TargetType": "lambda" if function else "ip",
        "HealthCheckEnabled": not function, "HealthCheckIntervalSeconds": 35, "HealthCheckTimeoutSeconds": 30,
        "HealthCheckPath": "/", "HealthyThresholdCount": 5, "UnhealthyThresholdCount": 2, "Matcher": {"HttpCode": "200"},
        "LoadBalancerArns": balancers, "IpAddressType": "ipv4",
    }
    if not function:
        item.update({"Protocol": "HTTP", "Port": 80, "VpcId": "vpc-0a1b2c3d4e5f60718"})
        item.update({"HealthCheckProtocol": "HTTP", "HealthCheckPort": "traffic-port"})
    keep(seeder, "target_groups", item)
    if function:
        # Health checks of a function are off unless they are asked for.
        keep(seeder, "targets/" + arn, {
            "Target": {"Id": seeder.function_arn(d["function"])},
            "TargetHealth": {
                "State": "unavailable", "Reason": "Target.HealthCheckDisabled",
                "Description": "Health checks are not enabled for this target",
            },
        })
    seeder.created("target_group", d["name"], arn, d)


def balancer(seeder, d):
    arn = seeder.arn("elasticloadbalancing", f"loadbalancer/app/{d['name']}/{short_id(seeder.region + d['name'], 16)}")
    keep(seeder, "balancers", {"arn": arn, "idle": str(d.get("idle_timeout", 60))})
    return arn


@handles("elasticloadbalancing:DescribeTargetGroups")
def describe_target_groups(call):
    groups, params = kept(call, "target_groups"), call.params
    if not groups:
        return PASS
    for key, member in (("TargetGroupArns", "TargetGroupArn"), ("Names", "TargetGroupName")):
        wanted = params.get(key)
        if wanted:
            groups = [g for g in groups if g[member] in wanted]
            if len(groups) < len(wanted):
                raise AwsError("TargetGroupNotFound", "One or more target groups not found")
    if params.get("LoadBalancerArn"):
        groups = [g for g in groups if params["LoadBalancerArn"] in g["LoadBalancerArns"]]
    size = paging.limit(params.get("PageSize"), 400, 400, "PageSize", "ValidationError")
    groups, marker = paging.page(groups, params.get("Marker"), size, "ValidationError")
    return {"TargetGroups": groups, "NextMarker": marker}


@handles("elasticloadbalancing:DescribeTargetHealth")
def describe_target_health(call):
    arn = call.params["TargetGroupArn"]
    if all(g["TargetGroupArn"] != arn for g in kept(call, "target_groups")):
        return PASS
    return {"TargetHealthDescriptions": kept(call, "targets/" + arn)}


@handles("elasticloadbalancing:DescribeLoadBalancerAttributes")
def describe_attributes(call):
    found = next((b for b in kept(call, "balancers") if b["arn"] == call.params["LoadBalancerArn"]), None)
    if found is None:
        return PASS
    attributes = {
        "access_logs.s3.enabled": "false", "deletion_protection.enabled": "true", "idle_timeout.timeout_seconds": found["idle"],
        "load_balancing.cross_zone.enabled": "true", "routing.http2.enabled": "true", "client_keep_alive.seconds": "3600",
    }
    return {"Attributes": [{"Key": k, "Value": v} for k, v in attributes.items()]}
