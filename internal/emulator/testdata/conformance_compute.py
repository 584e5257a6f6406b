"""As conformance.py, for instances and what belongs to them. Of these no answers were recorded: botocore's models vouch.

    python3 conformance_compute.py http://127.0.0.1:PORT

The server must hold testdata/compute.json.
"""

import sys

from conformance import Wire, problems
from conformance_services import Services

ASKED = {
    "ec2": (
        ("DescribeInstances", {"IncludeManagedResources": True}), ("DescribeVolumes", {"IncludeManagedResources": True}), ("DescribeAddresses", {}),
        ("DescribeSnapshots", {"OwnerIds": ["self"]}), ("DescribeImages", {"IncludeDeprecated": True, "IncludeDisabled": True}),
        ("DescribeReservedInstances", {}), ("DescribeInstanceCreditSpecifications", {}),
        ("DescribeInstanceTypeOfferings", {"LocationType": "availability-zone"}),
        ("DescribeInstanceTypes", {"Filters": [{"Name": "instance-type", "Values": ["m5.large", "inf1.xlarge"]}]}),
    ),
    "autoscaling": (("DescribeAutoScalingGroups", {}), ("DescribePolicies", {}), ("DescribeScheduledActions", {})),
    "elbv2": (("DescribeLoadBalancers", {}), ("DescribeTargetGroups", {})),
}


def main(url):
    services = Services(url)
    for service, operations in ASKED.items():
        for operation, parameters in operations:
            services.ask(service, operation, **parameters)
    for group in services.ask("autoscaling", "DescribeAutoScalingGroups").get("AutoScalingGroups", []):
        if "LaunchTemplate" in group:
            services.ask("ec2", "DescribeLaunchTemplateVersions", LaunchTemplateId=group["LaunchTemplate"]["LaunchTemplateId"])
    for group in services.ask("elbv2", "DescribeTargetGroups").get("TargetGroups", []):
        services.ask("elbv2", "DescribeTargetHealth", TargetGroupArn=group["TargetGroupArn"])
    plans = services.session.client("savingsplans", region_name="us-east-1", endpoint_url=url, config=services.config)
    Wire(plans).call("DescribeSavingsPlans", states=["active"])
    for problem in sorted(set(problems)):
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
