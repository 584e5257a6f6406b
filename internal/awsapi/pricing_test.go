package awsapi

import (
	"slices"
	"testing"
)

// The nearest endpoint comes first, and all three are tried.
func TestPriceEndpoints(t *testing.T) {
	for region, nearest := range map[string]string{
		"us-west-2": "us-east-1", "sa-east-1": "us-east-1", "ca-central-1": "us-east-1", "mx-central-1": "us-east-1", "": "us-east-1",
		"eu-north-1": "eu-central-1", "me-central-1": "eu-central-1", "af-south-1": "eu-central-1", "il-central-1": "eu-central-1",
		"ap-southeast-2": "ap-south-1",
	} {
		got := PriceEndpoints(region)
		if got[0] != nearest || !slices.Equal(slices.Sorted(slices.Values(got)), []string{"ap-south-1", "eu-central-1", "us-east-1"}) {
			t.Errorf("%s: %v", region, got)
		}
	}
}
