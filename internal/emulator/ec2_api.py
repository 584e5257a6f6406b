"""EC2: instances owned by services stay hidden unless asked for, and listings have pages."""

from moto.ec2.models import ec2_backends

import paging
from wire import PASS, AwsError, handles


def backend_of(call):
    return ec2_backends[call.account][call.region]


def filters_of(call):
    return {f["Name"]: f.get("Values") or [] for f in call.params.get("Filters") or []}


@handles("ec2:DescribeInstances")
def describe_instances(call):
    params = call.params
    ids = params.get("InstanceIds") or []
    size = params.get("MaxResults")
    if ids and size:
        raise AwsError("InvalidParameterCombination", "The parameter instancesSet cannot be used with the parameter maxResults")
    if size and not 5 <= int(size) <= 1000:
        raise AwsError("InvalidParameterValue", f"Value ( {size} ) for parameter maxResults is invalid. Expecting a value between 5 and 1000.")
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


@handles("ec2:DescribeSubnets")
def describe_subnets(call):
    params = call.params
    ids, size = params.get("SubnetIds") or [], params.get("MaxResults")
    if size and not 5 <= int(size) <= 1000:
        raise AwsError("InvalidParameterValue", f"Value ( {size} ) for parameter maxResults is invalid. Expecting a value between 5 and 1000.")
    known = {subnet.id for zone in backend_of(call).subnets.values() for subnet in zone.values()}
    for id_ in ids:
        if id_ not in known:
            raise AwsError("InvalidSubnetID.NotFound", f"The subnet ID '{id_}' does not exist")
    found = sorted(backend_of(call).describe_subnets(ids, filters_of(call)), key=lambda s: s.id)
    found, token = paging.page(found, params.get("NextToken"), int(size or 1000), "InvalidNextToken")
    return {"Subnets": found, "NextToken": token}
