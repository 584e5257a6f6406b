"""EBS volumes and snapshots, and Elastic IP addresses: descriptions, pages, what is hidden, and what moto does not say of them."""

import hashlib

from moto.ec2.models import ec2_backends
from moto.ec2.models.elastic_block_store import VolumeAttachment
from moto.packages.boto.ec2.blockdevicemapping import BlockDeviceType

import paging
from catalogue import keep, kept
from ec2_api import backend_of, filters_of, page_size
from wire import PASS, AwsError, handles

BASELINE = {"gp3": (3000, 125), "gp2": (None, None)}  # operations a second and MiB a second that come with a volume


def short_id(prefix, *parts):
    """The same id for the same name, every time."""
    return prefix + "0" + hashlib.sha256("/".join(parts).encode()).hexdigest()[:16]


def load(seeder, ec2):
    """After the instances, which volumes and addresses may belong to."""
    for description in ec2.get("volumes", []):
        volume(seeder, description)
    for description in ec2.get("addresses", []):
        address(seeder, description)
    for description in ec2.get("snapshots", []):
        snapshot(seeder, description)


def instance_of(seeder, name):
    for found in ec2_backends[seeder.account][seeder.region].all_instances():
        if name in (found.id, next((t["value"] for t in found.get_tags() if t["key"] == "Name"), None)):
            return found
    raise ValueError(f"no instance {name}")


def volume(seeder, d):
    backend = ec2_backends[seeder.account][seeder.region]
    owners = [instance_of(seeder, name) for name in d.get("instances", [d["instance"]] if "instance" in d else [])]
    zone = owners[0].placement if owners else d.get("zone", seeder.region + "a")
    created = backend.create_volume(d.get("size", 100), zone, volume_type="gp2")
    rename(backend, created, d.get("id") or short_id("vol-", seeder.region, d["name"]))
    created.create_time = seeder.ago(d.get("created_days_ago", 120))
    device = d.get("device", "/dev/sdf")
    for number, owner in enumerate(owners):
        attachment = VolumeAttachment(created, owner, device, "attached")
        attachment.attach_time = seeder.ago(d.get("attached_days_ago", d.get("created_days_ago", 120)))
        attachment.delete_on_termination = d.get("deletes", False)
        created.attachment = created.attachment or attachment
        created.further = [*getattr(created, "further", []), attachment] if number else []
        mapped = owner.block_device_mapping[device] = BlockDeviceType(volume_id=created.id)
        mapped.attach_time, mapped.status, mapped.delete_on_termination = attachment.attach_time, "attached", d.get("deletes", False)
    created.add_tags({**({"Name": d["name"]} if "id" not in d else {}), **d.get("tags", {})})
    describe(created, d)
    seeder.created("volume", d.get("name", created.id), seeder.arn("ec2", f"volume/{created.id}"), d)
    for metric in d.get("metrics", []):
        seeder.metric(metric, {"VolumeId": created.id})


def describe(created, d):
    """What a description says of a volume beside where it is; gp3 is what consoles and images have made for years."""
    created.volume_type, created.size = d.get("type", "gp3"), d.get("size", created.size)
    iops, throughput = BASELINE.get(created.volume_type, (None, None))
    if created.volume_type == "gp2":
        iops = min(max(100, 3 * created.size), 16000)
    created.iops, created.throughput = d.get("iops", iops), d.get("throughput", throughput)
    created.snapshot_id, created.multi_attach_enabled = d.get("snapshot"), d.get("multi_attach", False)
    created.set_state = d.get("state")
    if "operator" in d:
        created.operator = {"Managed": True, "Principal": d["operator"], "HiddenByDefault": True}


def rename(backend, created, id_):
    """Gives a volume an id that does not change from run to run."""
    del backend.volumes[created.id]
    created.id = id_
    backend.volumes[id_] = created


@handles("ec2:DescribeVolumes")
def describe_volumes(call):
    size = page_size(call)
    found = backend_of(call).describe_volumes(call.params.get("VolumeIds") or [], filters_of(call))
    if not call.params.get("IncludeManagedResources"):
        found = [v for v in found if not hasattr(v, "operator")]
    found, token = paging.page(sorted(found, key=lambda v: v.id), call.params.get("NextToken"), size, "InvalidNextToken")
    return {"Volumes": [volume_item(v) for v in found], "NextToken": token}


def volume_item(v):
    attachments = [*v.attachments, *getattr(v, "further", [])]
    return {
        "VolumeId": v.id, "VolumeType": v.volume_type, "Size": v.size, "Iops": v.iops, "Throughput": v.throughput,
        "State": getattr(v, "set_state", None) or v.status, "AvailabilityZone": v.availability_zone, "SnapshotId": v.snapshot_id or "",
        "CreateTime": v.create_time, "Encrypted": v.encrypted, "MultiAttachEnabled": bool(v.multi_attach_enabled),
        "Operator": getattr(v, "operator", None) or {"Managed": False},
        "Tags": [{"Key": t["key"], "Value": t["value"]} for t in v.get_tags()],
        "Attachments": [
            {
                "VolumeId": v.id, "InstanceId": a.instance.id, "Device": a.device, "State": "attached", "AttachTime": a.attach_time,
                "DeleteOnTermination": getattr(a, "delete_on_termination", True),
            }
            for a in attachments
        ],
    }


def tags_of(d):
    return [{"Key": k, "Value": v} for k, v in d.get("tags", {}).items()]


def address(seeder, d):
    id_ = d.get("id") or short_id("eipalloc-", seeder.region, d["ip"])
    item = {
        "AllocationId": id_, "PublicIp": d["ip"], "Domain": "vpc", "PublicIpv4Pool": d.get("pool", "amazon"),
        "NetworkBorderGroup": seeder.region, "Tags": tags_of(d),
    }
    if "instance" in d or "managed_by" in d or d.get("interface"):
        item["AssociationId"] = short_id("eipassoc-", id_)
        item["NetworkInterfaceId"] = d.get("interface", short_id("eni-", id_))
        item["PrivateIpAddress"] = "10.0.0.10"
    if "instance" in d:
        owner = instance_of(seeder, d["instance"])
        owner.nics[0].public_ip = d["ip"]
        item["InstanceId"], item["NetworkInterfaceId"] = owner.id, owner.nics[0].id
    if "managed_by" in d:
        item["ServiceManaged"] = d["managed_by"]
    keep(seeder, "addresses", item)
    seeder.created("address", d["ip"], seeder.arn("ec2", f"elastic-ip/{id_}"), d)


@handles("ec2:DescribeAddresses")
def describe_addresses(call):
    """All in one answer, as AWS gives them."""
    params, found = call.params, kept(call, "addresses")
    if not found or call.params.get("Filters"):
        return PASS
    for key, member, code in (("AllocationIds", "AllocationId", "InvalidAllocationID.NotFound"), ("PublicIps", "PublicIp", "InvalidAddress.NotFound")):
        if params.get(key):
            known = {a[member] for a in found}
            for wanted in params[key]:
                if wanted not in known:
                    raise AwsError(code, f"The address '{wanted}' does not exist")
            found = [a for a in found if a[member] in params[key]]
    return {"Addresses": found}


def snapshot(seeder, d):
    id_ = d.get("id") or short_id("snap-", seeder.region, d["name"])
    source = d.get("volume", "vol-ffffffff")
    item = {
        "SnapshotId": id_, "VolumeId": source if source.startswith("vol-") else short_id("vol-", seeder.region, source),
        "VolumeSize": d.get("size", 100), "State": d.get("state", "completed"), "StorageTier": d.get("tier", "standard"),
        "Description": d.get("description", ""), "StartTime": seeder.ago(d.get("created_days_ago", 120)), "Progress": "100%",
        "OwnerId": d.get("owner", seeder.account), "Encrypted": False, "Tags": tags_of(d),
    }
    if "full_gib" in d:
        item["FullSnapshotSizeInBytes"] = int(d["full_gib"] * 2**30)
    keep(seeder, "snapshots", item)
    seeder.created("snapshot", d.get("name", id_), seeder.arn("ec2", f"snapshot/{id_}"), d)


@handles("ec2:DescribeSnapshots")
def describe_snapshots(call):
    params, found = call.params, kept(call, "snapshots")
    size = page_size(call)
    if not found or params.get("Filters"):
        return PASS
    ids = params.get("SnapshotIds") or []
    for id_ in ids:
        if all(s["SnapshotId"] != id_ for s in found):
            raise AwsError("InvalidSnapshot.NotFound", f"The snapshot '{id_}' does not exist.")
    owners = [call.account if o == "self" else o for o in params.get("OwnerIds") or []]
    found = [s for s in found if (not ids or s["SnapshotId"] in ids) and (not owners or s["OwnerId"] in owners)]
    found, token = paging.page(sorted(found, key=lambda s: s["SnapshotId"]), params.get("NextToken"), size, "InvalidNextToken")
    return {"Snapshots": found, "NextToken": token}
