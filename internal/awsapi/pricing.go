package awsapi

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/pricing"
)

// PriceEndpoints are the regions that serve the Pricing API (AWS General Reference, 2026-11), the one nearest to a region first.
// Each has the prices of all regions of the partition "aws".
func PriceEndpoints(region string) []string {
	near, _, _ := strings.Cut(region, "-")
	switch near {
	case "eu", "me", "af", "il":
		return []string{"eu-central-1", "us-east-1", "ap-south-1"}
	case "ap":
		return []string{"ap-south-1", "eu-central-1", "us-east-1"}
	}
	return []string{"us-east-1", "eu-central-1", "ap-south-1"}
}

// Prices is a client of the Pricing API in one of PriceEndpoints.
func (s *Session) Prices(endpoint string) *pricing.Client {
	cfg := s.config.Copy()
	cfg.Region = endpoint
	return pricing.NewFromConfig(cfg)
}
