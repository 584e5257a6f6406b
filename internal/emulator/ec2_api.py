"""EC2: instances owned by services stay hidden unless asked for, and listings have pages."""

import re

from moto.ec2.models import ec2_backends

import paging
from catalogue import kept
from wire import PASS, AwsError, handles


def backend_of(call):
    return ec2_backends[call.account][call.region]


def filters_of(call):
    return {f["Name"]: f.get("Values") or [] for f in call.params.get("Filters") or []}


def page_size(call, most=1000):
    """How many items a page may have. What AWS refuses is refused; more than it gives is not."""
    size = call.params.get("MaxResults")
    if size and not 5 <= int(size) <= most:
        raise AwsError("InvalidParameterValue", f"Value ( {size} ) for parameter maxResults is invalid. Expecting a value between 5 and {most}.")
    return int(size or most)


@handles("ec2:DescribeInstances")
def describe_instances(call):
    params = call.params
    ids = params.get("InstanceIds") or []
    size = params.get("MaxResults")
    if ids and size:
        raise AwsError("InvalidParameterCombination", "The parameter instancesSet cannot be used with the parameter maxResults")
    page_size(call)
    if ids and not set(ids) <= {i.id for i in backend_of(call).all_instances()}:
        return PASS  # moto words the error
    rows = []
    for reservation in backend_of(call).describe_instances(filters=filters_of(call)):
        for instance in reservation.instances:
            hidden = getattr(instance, "operator", None) and not params.get("IncludeManagedResources")
            if (not ids or instance.id in ids) and (not hidden or instance.id in ids):
                rows.append((reservation, instance))
    rows.sort(key=lambda row: row[1].id)
    rows, token = paging.page(rows, params.get("NextToken"), int(size or 1000), "InvalidNextToken")
    return {
        "Reservations": [
            {"ReservationId": r.id, "OwnerId": call.account, "Groups": [], "Instances": [i]} for r, i in rows
        ],
        "NextToken": token,
    }


@handles("ec2:DescribeInstanceTypes")
def describe_instance_types(call):
    params = call.params
    wanted = params.get("InstanceTypes") or []
    size = params.get("MaxResults")
    if wanted and size:
        raise AwsError("InvalidParameterCombination", "The parameter InstanceTypes cannot be used with the parameter MaxResults")
    types = backend_of(call).describe_instance_types(wanted, filters_of(call))
    types = sorted(types, key=lambda t: t["InstanceType"])
    types, token = paging.page(types, params.get("NextToken"), min(int(size or 100), 100), "InvalidNextToken")
    return {"InstanceTypes": types, "NextToken": token}


@handles("ec2:DescribeInstanceTypeOfferings")
def describe_offerings(call):
    """What moto knows of the region, but for the types that its description says are not sold there."""
    params, size = call.params, page_size(call)
    found = backend_of(call).describe_instance_type_offerings(params.get("LocationType"), filters_of(call))
    unsold = kept(call, "not_offered")
    found = sorted((o for o in found if o["InstanceType"] not in unsold), key=lambda o: (o["InstanceType"], o["Location"]))
    found, token = paging.page(found, params.get("NextToken"), size, "InvalidNextToken")
    return {"InstanceTypeOfferings": found, "NextToken": token}


@handles("ec2:DescribeInstanceCreditSpecifications")
def describe_credits(call):
    """Without ids, or with a filter, only those in unlimited mode; with ids, one that is not burstable spoils the answer."""
    params, ids = call.params, call.params.get("InstanceIds") or []
    if ids and params.get("MaxResults"):
        raise AwsError("InvalidParameterCombination", "The parameter instancesSet cannot be used with the parameter maxResults")
    if len(ids) > 1000:
        raise AwsError("InvalidParameterValue", "At most 1000 instances can be named")
    burstable = {i.id: credits_of(i) for i in backend_of(call).all_instances() if re.match(r"t\d", i.instance_type)}
    for id_ in ids:
        if id_ not in burstable:
            raise AwsError("InvalidInstanceID.NotFound", f"The instance ID '{id_}' does not exist")
    filtered = filters_of(call).get("instance-id")
    found = [
        {"InstanceId": id_, "CpuCredits": mode} for id_, mode in sorted(burstable.items())
        if (id_ in ids if ids else mode == "unlimited" and (not filtered or id_ in filtered))
    ]
    found, token = paging.page(found, params.get("NextToken"), page_size(call), "InvalidNextToken")
    return {"InstanceCreditSpecifications": found, "NextToken": token}


def credits_of(instance):
    """Unlimited is the default of every burstable family but the oldest."""
    return getattr(instance, "credits", None) or ("standard" if instance.instance_type.startswith("t2.") else "unlimited")


@handles("ec2:DescribeSubnets")
def describe_subnets(call):
    params = call.params
    ids, size = params.get("SubnetIds") or [], page_size(call)
    known = {subnet.id for zone in backend_of(call).subnets.values() for subnet in zone.values()}
    for id_ in ids:
        if id_ not in known:
            raise AwsError("InvalidSubnetID.NotFound", f"The subnet ID '{id_}' does not exist")
    found = sorted(backend_of(call).describe_subnets(ids, filters_of(call)), key=lambda s: s.id)
    found, token = paging.page(found, params.get("NextToken"), size, "InvalidNextToken")
    return {"Subnets": found, "NextToken": token}
