"""Machine images, with their owners, deprecation and name patterns."""

import fnmatch

import paging
from api_gateway import short_id
from catalogue import KEPT, keep, kept
from ec2_api import filters_of, page_size
from wire import PASS, AwsError, handles

ALIASES = {"amazon": "137112412989", "aws-marketplace": "679593333241"}
FILTERS = {
    "image-id": "ImageId", "name": "Name", "state": "State", "architecture": "Architecture", "owner-id": "OwnerId",
    "owner-alias": "ImageOwnerAlias", "root-device-type": "RootDeviceType",
}


def load(seeder, images):
    for description in images:
        image(seeder, description)


def by_name(seeder, name, arch):
    """The id of the image of that name: one that is described, or else one of Amazon's when its name is like theirs, or of the account's."""
    known = next((i for i in KEPT[seeder.account, seeder.region]["images"] if i["Name"] == name), None)
    if known is None:
        id_ = "ami-0" + short_id(f"{seeder.region}/{name}", 16)
        image(seeder, {"id": id_, "name": name, "arch": arch, "created_days_ago": 40, **({"owner": "amazon"} if "-ecs-" in name else {})})
        return id_
    return known["ImageId"]


def iso(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def image(seeder, d):
    alias = d.get("alias") or (d["owner"] if d.get("owner") in ALIASES else None)
    owner = ALIASES.get(d.get("owner"), d.get("owner", seeder.account))
    platform = d.get("platform", "Linux/UNIX")
    item = {
        "ImageId": d["id"], "Name": d.get("name", d["id"]), "OwnerId": owner, "ImageOwnerAlias": alias, "State": d.get("state", "available"),
        "Architecture": d.get("arch", "x86_64"), "PlatformDetails": platform, "Public": owner != seeder.account, "ImageType": "machine",
        "CreationDate": iso(seeder.ago(d.get("created_days_ago", 60))), "RootDeviceType": "ebs", "RootDeviceName": "/dev/xvda",
        "VirtualizationType": "hvm", "Hypervisor": "xen", "EnaSupport": True, "ImageLocation": f"{alias or owner}/{d.get('name', d['id'])}",
        "BlockDeviceMappings": [
            {"DeviceName": f"/dev/xvd{'abcdef'[n]}", "Ebs": {"SnapshotId": id_, "VolumeSize": 8, "VolumeType": "gp3", "DeleteOnTermination": True}}
            for n, id_ in enumerate(d.get("snapshots", []))
        ],
        "Tags": [{"Key": k, "Value": v} for k, v in d.get("tags", {}).items()],
    }
    if platform == "Windows":
        item["Platform"] = "windows"
    if "deprecated_days_ago" in d:  # less than nothing is a date to come
        item["DeprecationTime"] = iso(seeder.ago(d["deprecated_days_ago"]))
    keep(seeder, "images", {**item, "deprecated": d.get("deprecated_days_ago", -1) >= 0})
    seeder.created("image", item["Name"], seeder.arn("ec2", f"image/{d['id']}"), d)


@handles("ec2:DescribeImages")
def describe_images(call):
    params, found = call.params, kept(call, "images")
    if not found:
        return PASS
    ids, owners = params.get("ImageIds") or [], [ALIASES.get(o, o) for o in params.get("Owners") or []]
    for id_ in ids:
        if all(i["ImageId"] != id_ for i in found):
            raise AwsError("InvalidAMIID.NotFound", f"The image id '[{id_}]' does not exist")
    filters = filters_of(call)
    for name in filters:
        if name not in FILTERS:
            raise AwsError("InvalidParameterValue", f"The filter '{name}' is invalid")

    def wanted(i):
        mine = i["OwnerId"] == call.account
        return (
            (not ids or i["ImageId"] in ids)
            and (not owners or i["OwnerId"] in owners or mine and "self" in owners)
            and (mine or not i["deprecated"] or params.get("IncludeDeprecated"))
            and (i["State"] != "disabled" or mine and params.get("IncludeDisabled"))
            and all(any(fnmatch.fnmatchcase(i[FILTERS[f]] or "", v) for v in values) for f, values in filters.items())
        )

    found = sorted(filter(wanted, found), key=lambda i: i["ImageId"])
    found, token = paging.page(found, params.get("NextToken"), page_size(call), "InvalidNextToken")
    return {"Images": [{k: v for k, v in i.items() if k != "deprecated"} for i in found], "NextToken": token}
