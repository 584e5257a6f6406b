package collectors

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/pricing"
	"github.com/aws/aws-sdk-go-v2/service/pricing/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// priceQuery is one question to the Pricing API; the region is asked for as well. Values of AWS's filters all must match.
type priceQuery struct {
	service string
	filters [][2]string
}

// priceQueries ask for what internal/pricelist reads, and for little else.
var priceQueries = []priceQuery{
	{"AWSLambda", nil},
	{"AmazonECS", [][2]string{{"productFamily", "Compute"}}},
	{"AmazonVPC", [][2]string{{"group", "VPCPublicIPv4Address"}}},
	{"AWSELB", nil},
	{"AmazonEC2", [][2]string{{"productFamily", "NAT Gateway"}}},
	{"AmazonEC2", [][2]string{{"productFamily", "Storage"}}},
	{"AmazonEC2", [][2]string{{"productFamily", "Storage Snapshot"}}},
	{"AmazonEC2", [][2]string{{"productFamily", "System Operation"}}},
	{"AmazonEC2", [][2]string{{"productFamily", "Provisioned Throughput"}}},
	{"AmazonEC2", [][2]string{{"operatingSystem", "Linux"}, {"tenancy", "Shared"}, {"preInstalledSw", "NA"}, {"capacitystatus", "Used"}}},
}

// maxPricePages ends a listing that would never end: 100 products each, and EC2 has some 1,400 in the largest region.
const maxPricePages = 100

// Products reads a region's part of AWS's price list, as JSON texts, from the nearest endpoint that answers. It gives all of what
// was asked for, or the gap that says why not.
func Products(ctx context.Context, s *awsapi.Session, region string) ([]string, *inventory.Gap) {
	var gap inventory.Gap
	for _, endpoint := range awsapi.PriceEndpoints(region) {
		products, err := productsFrom(ctx, s.Prices(endpoint), region)
		if err == nil {
			return products, nil
		}
		gap = awsapi.GapOf(awsapi.GetProducts, err)
		if gap.Reason == inventory.Denied || gap.Reason == inventory.Credentials || ctx.Err() != nil {
			break // the others would say the same
		}
	}
	return nil, &gap
}

func productsFrom(ctx context.Context, api *pricing.Client, region string) ([]string, error) {
	var products []string
	for _, q := range priceQueries {
		in := &pricing.GetProductsInput{
			ServiceCode: aws.String(q.service), FormatVersion: aws.String("aws_v1"), MaxResults: aws.Int32(100),
			Filters: []types.Filter{equals("regionCode", region)},
		}
		for _, f := range q.filters {
			in.Filters = append(in.Filters, equals(f[0], f[1]))
		}
		pages := pricing.NewGetProductsPaginator(api, in)
		for n := 0; pages.HasMorePages(); n++ {
			if n == maxPricePages {
				return nil, errors.New("the price list does not end")
			}
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			products = append(products, page.PriceList...)
		}
	}
	return products, nil
}

func equals(field, value string) types.Filter {
	return types.Filter{Type: types.FilterTypeTermMatch, Field: aws.String(field), Value: aws.String(value)}
}
