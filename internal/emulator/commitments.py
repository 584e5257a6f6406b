"""Reserved Instances, of a region, and Savings Plans, of the account: they are asked of one endpoint, in us-east-1."""

import paging
from api_gateway import short_id
from catalogue import keep, kept
from ec2_api import filters_of
from machine_images import iso
from wire import AwsError, handles

PLANS_REGION = "us-east-1"


def load_reservations(seeder, reservations):
    for d in reservations:
        id_ = d.get("id") or short_id(seeder.region + d["type"], 8) + "-0000-4000-8000-00c0ffee0000"
        keep(seeder, "reservations", {
            "ReservedInstancesId": id_, "InstanceType": d["type"], "InstanceCount": d.get("count", 1), "State": d.get("state", "active"),
            "ProductDescription": d.get("platform", "Linux/UNIX"), "Scope": "Availability Zone" if "zone" in d else "Region",
            "AvailabilityZone": d.get("zone"), "InstanceTenancy": d.get("tenancy", "default"), "OfferingClass": d.get("class", "standard"),
            "OfferingType": "No Upfront", "CurrencyCode": "USD", "Duration": 31536000, "FixedPrice": 0.0, "UsagePrice": 0.0,
            "Start": seeder.ago(d.get("started_days_ago", 100)), "End": seeder.ago(-d.get("ends_in_days", 265)), "Tags": [],
        })
        seeder.created("reservation", id_, seeder.arn("ec2", f"reserved-instances/{id_}"), d)


def load_plans(seeder, plans):
    """From {"savings_plans": [...]} beside the regions of a description."""
    for d in plans:
        id_ = d.get("id") or short_id(d.get("kind", "Compute") + str(d["commitment"]), 8) + "-0000-4000-8000-00c0ffee0000"
        keep(seeder, "savings_plans", {
            "offeringId": "00000000-0000-4000-8000-00c0ffee0000", "savingsPlanId": id_,
            "savingsPlanArn": f"arn:aws:savingsplans::{seeder.account}:savingsplan/{id_}", "description": "1 year No Upfront",
            "start": iso(seeder.ago(d.get("started_days_ago", 100))), "end": iso(seeder.ago(-d.get("ends_in_days", 265))),
            "state": d.get("state", "active"), "savingsPlanType": d.get("kind", "Compute"), "region": d.get("region"),
            "ec2InstanceFamily": d.get("family"), "paymentOption": "No Upfront", "productTypes": ["EC2", "Fargate", "Lambda"],
            "currency": d.get("currency", "USD"), "commitment": f"{d['commitment']:.8f}", "upfrontPaymentAmount": "0.0",
            "recurringPaymentAmount": f"{d['commitment']:.8f}", "termDurationInSeconds": 31536000, "tags": {},
        })
        seeder.created("savings_plan", id_, f"arn:aws:savingsplans::{seeder.account}:savingsplan/{id_}", d)


@handles("ec2:DescribeReservedInstances")
def describe_reserved_instances(call):
    members = {"state": "State", "instance-type": "InstanceType", "scope": "Scope", "product-description": "ProductDescription"}
    found = kept(call, "reservations")
    for name, values in filters_of(call).items():
        if name not in members:
            raise AwsError("InvalidParameterValue", f"The filter '{name}' is invalid")
        found = [r for r in found if r[members[name]] in values]
    return {"ReservedInstances": found}


@handles("savingsplans:DescribeSavingsPlans")
def describe_savings_plans(call):
    params, found = call.params, kept(call, "savings_plans")
    if call.region != PLANS_REGION:
        raise AwsError("ValidationException", f"Savings Plans are not served in {call.region}")
    states, ids = params.get("states") or ["active", "queued", "payment-pending"], params.get("savingsPlanIds")
    found = [p for p in found if p["state"] in states and (not ids or p["savingsPlanId"] in ids)]
    size = paging.limit(params.get("maxResults"), 1000, 1000, "maxResults", "ValidationException")
    found, token = paging.page(found, params.get("nextToken"), size, "ValidationException")
    return {"savingsPlans": found, "nextToken": token}
