"""Elastic Load Balancing: load balancers with their attributes, and target groups of functions, instances and addresses."""

import paging
from api_gateway import short_id
from catalogue import KEPT, keep, kept
from ec2_storage import instance_of
from wire import PASS, AwsError, handles


def load(seeder, groups, balancers=()):
    for description in balancers:
        seeder.created("load_balancer", description["name"], balancer(seeder, description), description)
    for description in groups:
        group(seeder, description)


def group_arn(seeder, name):
    return seeder.arn("elasticloadbalancing", f"targetgroup/{name}/{short_id(seeder.region + name, 16)}")


def group(seeder, d):
    arn = group_arn(seeder, d["name"])
    balancers = [balancer(seeder, b) for b in d.get("load_balancers", [])]
    function = "function" in d
    item = {
        "TargetGroupArn": arn, "TargetGroupName": d["name"], "TargetType": "lambda" if function else d.get("kind", "ip"),
        "HealthCheckEnabled": not function, "HealthCheckIntervalSeconds": 35, "HealthCheckTimeoutSeconds": 30,
        "HealthCheckPath": "/", "HealthyThresholdCount": 5, "UnhealthyThresholdCount": 2, "Matcher": {"HttpCode": "200"},
        "LoadBalancerArns": balancers, "IpAddressType": "ipv4",
    }
    if not function:
        item.update({"Protocol": d.get("protocol", "HTTP"), "Port": 80, "VpcId": "vpc-0a1b2c3d4e5f60718"})
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
    for target in d.get("targets", []):
        keep(seeder, "targets/" + arn, target_item(seeder, target))
    seeder.created("target_group", d["name"], arn, d)


def target_item(seeder, d):
    """instance (a name) or id, port, state, reason."""
    id_ = instance_of(seeder, d["instance"]).id if "instance" in d else seeder.filled(d["id"])
    health = {"State": d.get("state", "healthy")}
    if "reason" in d:
        health.update({"Reason": d["reason"], "Description": "Health checks failed"})
    return {"Target": {"Id": id_, "Port": d.get("port", 80)}, "HealthCheckPort": "80", "TargetHealth": health}


def balancer(seeder, d):
    """A load balancer; one that is named again, before another target group, is the same."""
    kind = d.get("kind", "application")
    path = {"application": "app", "network": "net", "gateway": "gwy"}[kind]
    arn = seeder.arn("elasticloadbalancing", f"loadbalancer/{path}/{d['name']}/{short_id(seeder.region + d['name'], 16)}")
    if all(b["arn"] != arn for b in KEPT[seeder.account, seeder.region]["balancers"]):
        zones = d.get("zones", [seeder.region + "a", seeder.region + "b"])
        keep(seeder, "balancers", {"arn": arn, "idle": str(d.get("idle_timeout", 60)), "item": {
            "LoadBalancerArn": arn, "LoadBalancerName": d["name"], "Type": kind, "Scheme": d.get("scheme", "internet-facing"),
            "AvailabilityZones": [{"ZoneName": z, "SubnetId": "subnet-" + short_id(z, 17), "LoadBalancerAddresses": []} for z in zones],
            "CreatedTime": seeder.ago(d.get("created_days_ago", 200)), "State": {"Code": "active"}, "VpcId": "vpc-0a1b2c3d4e5f60718",
            "DNSName": f"{d['name']}.{seeder.region}.elb.amazonaws.com", "IpAddressType": "ipv4", "SecurityGroups": [],
        }})
    return arn


@handles("elasticloadbalancing:DescribeLoadBalancers")
def describe_load_balancers(call):
    found, params = [b["item"] for b in kept(call, "balancers")], call.params
    if not found:
        return PASS
    for key, member in (("LoadBalancerArns", "LoadBalancerArn"), ("Names", "LoadBalancerName")):
        wanted = params.get(key)
        if wanted:
            found = [b for b in found if b[member] in wanted]
            if len(found) < len(wanted):
                raise AwsError("LoadBalancerNotFound", "One or more load balancers not found")
    size = paging.limit(params.get("PageSize"), 400, 400, "PageSize", "ValidationError")
    found, marker = paging.page(found, params.get("Marker"), size, "ValidationError")
    return {"LoadBalancers": found, "NextMarker": marker}


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
