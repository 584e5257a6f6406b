package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
)

var lambdaSingleAZ = Check{
	ID:       "lambda-single-az",
	Title:    "Function in the subnets of one Availability Zone",
	Category: Reliability,
	Needs:    []inventory.Dataset{inventory.LambdaFunctions},
	Uses:     []inventory.Dataset{inventory.Subnets},
	Judge:    eachFunction(judgeSingleAZ),
}

func judgeSingleAZ(p *Pass, f *inventory.Function) Verdict {
	switch {
	case f.CapacityARN != "":
		return NotApplicable("its capacity provider has the subnets")
	case !f.InVPC:
		return NotApplicable("not in a VPC: Lambda spreads it itself")
	case len(f.Subnets) == 0:
		return Unknown("its subnets were not read")
	}
	var zones []string
	var gap inventory.Gap
	for _, id := range f.Subnets {
		fact := Read(p, inventory.SubnetKey(id))
		subnet, ok := fact.Get()
		if !ok {
			gap = fact.Why()
			continue
		}
		zones = append(zones, subnet.AZ)
	}
	slices.Sort(zones)
	zones = slices.Compact(zones)
	switch {
	case len(zones) > 1:
		return Clean("its subnets are in " + strings.Join(zones, ", "))
	case gap.Reason != inventory.NotRequested:
		return Unread(gap)
	case zones[0] == "":
		return Unknown("AWS did not say in which zone its subnets are")
	}
	return Found(Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("%s runs in %s of one Availability Zone, %s. While that zone fails, no run of it starts.",
			f.Name, plural(len(f.Subnets), "subnet"), zones[0]),
		Evidence: []Evidence{
			setting("Availability Zones", zones[0]),
			setting("subnets", strings.Join(f.Subnets, ", ")),
		},
		Fix: Fix{
			Summary: "Add a subnet of another zone that routes to the same places, or take the function out of the VPC where it reaches nothing private.",
			Edits: []Property{
				{"cloudformation", "AWS::Lambda::Function VpcConfig.SubnetIds", "subnets of at least two Availability Zones"},
				{"terraform", "aws_lambda_function vpc_config.subnet_ids", "subnets of at least two Availability Zones"},
			},
		},
	})
}
