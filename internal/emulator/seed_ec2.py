"""Seeds EC2's subnets and instances, with their root volumes and metrics, and Auto Scaling groups."""

import hashlib

from moto.autoscaling.models import InstanceState, autoscaling_backends
from moto.ec2.models import ec2_backends

import autoscaling_api
import commitments
import ec2_storage
import machine_images
from catalogue import keep

STATES = {"running": 16, "stopped": 80, "stopping": 64, "pending": 0}
USAGE = {
    "Windows": "RunInstances:0002", "Red Hat Enterprise Linux": "RunInstances:0010", "SUSE Linux": "RunInstances:000g",
    "Windows with SQL Server Standard": "RunInstances:0006", "Linux with SQL Server Standard": "RunInstances:0004",
}
DAY_SAMPLES = 288  # five-minute samples a day


def load(seeder, ec2, autoscaling):
    for number, description in enumerate(ec2.get("subnets", [])):
        subnet(seeder, description, number)
        seeder.created("subnet", description["id"], seeder.arn("ec2", f"subnet/{description['id']}"), description)
    groups = {g["name"]: group(seeder, g) for g in autoscaling.get("groups", [])}
    for description in ec2.get("instances", []):
        instance(seeder, description, groups)
    for type_ in ec2.get("not_offered", []):
        keep(seeder, "not_offered", type_)
    ec2_storage.load(seeder, ec2)
    machine_images.load(seeder, ec2.get("images", []))
    commitments.load_reservations(seeder, ec2.get("reservations", []))


def ensure_subnets(seeder, ids):
    """Creates the subnets that a function names and the description does not, in one zone after the other."""
    backend = ec2_backends[seeder.account][seeder.region]
    for id_ in ids:
        known = {s for zone in backend.subnets.values() for s in zone}
        if id_ not in known:
            number = len(known)
            subnet(seeder, {"id": id_, "zone": seeder.region + "abc"[number % 3]}, number + 100)


def subnet(seeder, d, number):
    backend = ec2_backends[seeder.account][seeder.region]
    vpc = next((v for v in backend.vpcs.values() if v.cidr_block == "10.0.0.0/16"), None) or backend.create_vpc("10.0.0.0/16")
    zone = d.get("zone", seeder.region + "a")
    created = backend.create_subnet(vpc.id, d.get("cidr", f"10.0.{number}.0/24"), availability_zone=zone)
    del backend.subnets[zone][created.id]
    created.id = d["id"]
    backend.subnets[zone][created.id] = created
    if "free" in d:
        created._available_ip_addresses = d["free"]


def instance_id(region, name):
    return "i-0" + hashlib.sha256(f"{region}/{name}".encode()).hexdigest()[:16]


def instance(seeder, d, groups):
    backend = ec2_backends[seeder.account][seeder.region]
    zone = d.get("zone", seeder.region + "a")
    tags = {"Name": d["name"], **d.get("tags", {})}
    if "asg" in d:
        tags["aws:autoscaling:groupName"] = d["asg"]
    launched = seeder.ago(d.get("launched_days_ago", 120))
    reservation = backend.run_instances(
        d.get("ami", "ami-0c1f2e3d4b5a69780"), 1, None, [],
        instance_type=d["type"], is_instance_type_default=False, placement=zone,
        region_name=seeder.region,
        instance_market_options=d.get("market", {}),
    )
    created = reservation.instances[0]
    created.id = d.get("id") or instance_id(seeder.region, d["name"])
    created.add_tags(tags)
    created.launch_time = launched
    created.architecture = d.get("arch", "x86_64")
    created.monitoring_state = "enabled" if d.get("detailed_monitoring") else "disabled"
    platform = d.get("platform", "Linux/UNIX")
    created.platform_details, created.usage_operation = platform, USAGE.get(platform, "RunInstances")
    if platform == "Windows":
        created.platform = "windows"
    if "profile" in d:
        created.iam_instance_profile = {"Arn": f"arn:aws:iam::{seeder.account}:instance-profile/{d['profile']}", "Id": "AIPAEXAMPLE"}
    if "subnet" in d:
        created._subnet_id = d["subnet"]
    if "credits" in d:
        created.credits = d["credits"]
    for nic in created.nics.values():
        nic.public_ip = f"203.0.113.{sum(created.id.encode()) % 250}" if d.get("public_ip") else None
    for device in created.block_device_mapping.values():
        attached = seeder.ago(d.get("attached_days_ago", d.get("launched_days_ago", 120)))
        device.attach_time = attached
        volume = backend.volumes[device.volume_id]
        device.volume_id = ec2_storage.short_id("vol-", seeder.region, d["name"], "root")
        ec2_storage.rename(backend, volume, device.volume_id)
        ec2_storage.describe(volume, {**({"operator": d["operator"]} if "operator" in d else {}), **d.get("root", {})})
        volume.attachment.attach_time, volume.create_time = attached, attached
    state = d.get("state", "running")
    created._state.name, created._state.code = state, STATES[state]
    if state == "stopped":
        stopped = seeder.ago(d.get("stopped_days_ago", 40)).strftime("%Y-%m-%d %H:%M:%S GMT")
        created._reason = f"User initiated ({stopped})"
    if "operator" in d:
        created.operator = {"Managed": True, "Principal": d["operator"], "HiddenByDefault": True}
    if "asg" in d:
        groups[d["asg"]].instance_states.append(InstanceState(
            created, lifecycle_state=d.get("lifecycle_state", "InService"), autoscaling_group=groups[d["asg"]],
            protected_from_scale_in=d.get("protected", False),
        ))
    seeder.created("instance", d["name"], seeder.arn("ec2", f"instance/{created.id}"), d)
    load_metrics(seeder, created.id, d)
    for metric in d.get("metrics", []):
        seeder.metric(metric, {"InstanceId": created.id})
    return created


def load_metrics(seeder, id_, d):
    """"load" gives cpu (percent), network (MB a day each way) and memory (percent, as the CloudWatch agent reports it)."""
    load_, days = d.get("load"), d.get("metric_days", 15)
    if not load_:
        return
    dimensions = {"InstanceId": id_}
    seeder.gauge("AWS/EC2", "CPUUtilization", dimensions, load_["cpu"], days, 3600, 12)
    for metric in ("NetworkIn", "NetworkOut"):
        network = load_.get("network_mb_a_day", 200)
        if not isinstance(network, dict):
            network = {"kind": "flat", "value": network, "noise": 0.1, "peak": 1.4}
        scale = 1024 * 1024 / DAY_SAMPLES  # a sample is the bytes of five minutes
        spec = {**network, **{k: network[k] * scale for k in ("value", "low", "high", "idle") if k in network}}
        seeder.gauge("AWS/EC2", metric, dimensions, spec, days, 3600, 12)
    if "credit_balance" in load_:
        seeder.gauge("AWS/EC2", "CPUCreditBalance", dimensions, load_["credit_balance"], days, 3600, 12)
    if "surplus_charged" in load_:  # credits an hour
        seeder.metric({"metric": "AWS/EC2 CPUSurplusCreditsCharged", "shape": load_["surplus_charged"], "sum": True, "days": days}, dimensions)
    if "memory" in load_:
        # The agent's usual dimensions; they depend on its configuration.
        agent = {**dimensions, "ImageId": d.get("ami", "ami-0c1f2e3d4b5a69780"), "InstanceType": d["type"]}
        seeder.gauge("CWAgent", "mem_used_percent", agent, load_["memory"], days, 3600, 60)
    seeder.gauge("AWS/EC2", "StatusCheckFailed", dimensions, 0, days, 3600, 12)


def group(seeder, d):
    backend = autoscaling_backends[seeder.account][seeder.region]
    ec2 = ec2_backends[seeder.account][seeder.region]
    template = ec2.create_launch_template(d["name"], "", launch_data(d), {})
    del ec2.launch_templates[template.id]
    template.id = ec2_storage.short_id("lt-", seeder.region, d["name"])
    ec2.launch_templates[template.id] = template
    ec2.launch_template_name_to_ids[d["name"]] = template.id
    created = backend.create_auto_scaling_group(
        name=d["name"], availability_zones=d.get("zones", [seeder.region + "a", seeder.region + "b"]),
        desired_capacity=0, max_size=d.get("max", 4), min_size=0,
        launch_config_name=None, launch_template={"LaunchTemplateName": d["name"], "Version": str(d.get("version", 1))},
        vpc_zone_identifier=None, default_cooldown=None, health_check_period=300,
        health_check_type=d.get("health_check", "EC2"), load_balancers=[], target_group_arns=[], placement_group=None,
        termination_policies=[], tags=[
            {"Key": k, "Value": v, "PropagateAtLaunch": True} for k, v in d.get("tags", {}).items()
        ], capacity_rebalance=False, new_instances_protected_from_scale_in=False, instance_id=None,
    )
    # Set afterwards, so that moto does not launch instances of its own.
    created.min_size, created.desired_capacity = d.get("min", 1), d.get("desired", d.get("min", 1))
    created.created_time = seeder.ago(d.get("created_days_ago", 120)).isoformat()
    autoscaling_api.describe(seeder, created, d)
    if "load" in d:  # what CloudWatch keeps under the group's name
        seeder.gauge("AWS/EC2", "CPUUtilization", {"AutoScalingGroupName": d["name"]}, d["load"]["cpu"], d.get("metric_days", 15), 3600, 12)
    # Members know their group by its name only, so that the program names it without the id in its ARN.
    seeder.created("auto_scaling_group", d["name"], seeder.arn("autoscaling", f"autoScalingGroup:*:autoScalingGroupName/{d['name']}"), d)
    return created


def launch_data(d):
    """The only version of the launch template that a group is made with."""
    data = {"ImageId": d.get("ami", "ami-0c1f2e3d4b5a69780"), "InstanceType": d.get("type", "m7g.large"), "UserData": "IyEvYmluL3NoCg=="}
    if "market" in d:
        data["InstanceMarketOptions"] = {"MarketType": d["market"]}
    if "credits" in d:
        data["CreditSpecification"] = {"CpuCredits": d["credits"]}
    return data
