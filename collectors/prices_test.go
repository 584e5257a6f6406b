package collectors

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/pricing"
	"github.com/aws/aws-sdk-go-v2/service/pricing/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// priceList answers every query for a region at an endpoint with one product of two pages each, or with an error.
func priceList(t *testing.T, endpoint, region, refusedWith string) []awsapi.TapeEntry {
	t.Helper()
	var entries []awsapi.TapeEntry
	for i, q := range priceQueries {
		for page, token := range []string{"", "more"} {
			in := pricing.GetProductsInput{
				ServiceCode: aws.String(q.service), FormatVersion: aws.String("aws_v1"), MaxResults: aws.Int32(100),
				Filters: []types.Filter{equals("regionCode", region)},
			}
			for _, f := range q.filters {
				in.Filters = append(in.Filters, equals(f[0], f[1]))
			}
			next := `, "NextToken": "more"`
			if token != "" {
				in.NextToken, next = aws.String(token), ""
			}
			input, err := json.Marshal(in)
			if err != nil {
				t.Fatal(err)
			}
			e := awsapi.TapeEntry{Region: endpoint, Operation: awsapi.GetProducts, Input: input}
			if refusedWith != "" {
				e.Error = &awsapi.TapeError{Code: refusedWith, Message: "no"}
			} else {
				e.Output = fmt.Appendf(nil, `{"PriceList": ["%d.%d"]%s}`, i, page, next)
			}
			entries = append(entries, e)
		}
	}
	return entries
}

func TestProductsAreReadToTheEnd(t *testing.T) {
	s := session(t, priceList(t, "eu-central-1", "eu-west-1", "")...)
	products, gap := Products(t.Context(), s, "eu-west-1")
	if gap != nil || len(products) != 2*len(priceQueries) || !slices.Contains(products, "9.1") {
		t.Errorf("%v, %+v", products, gap)
	}
	if calls := s.Meter.Cost().Calls; len(calls) > 0 {
		t.Errorf("%v: a tape takes no calls", calls)
	}
}

// An endpoint that fails makes room for the next one; one that refuses does not, because the others would refuse as well.
func TestProductsFromTheEndpointThatAnswers(t *testing.T) {
	s := session(t, append(priceList(t, "ap-south-1", "ap-east-1", "InternalErrorException"), priceList(t, "eu-central-1", "ap-east-1", "")...)...)
	if products, gap := Products(t.Context(), s, "ap-east-1"); gap != nil || len(products) != 2*len(priceQueries) {
		t.Errorf("%v, %+v", products, gap)
	}
	s = session(t, append(priceList(t, "us-east-1", "us-west-2", "AccessDeniedException"), priceList(t, "eu-central-1", "us-west-2", "")...)...)
	products, gap := Products(t.Context(), s, "us-west-2")
	if products != nil || gap == nil || gap.Reason != inventory.Denied || gap.Action != "pricing:GetProducts" {
		t.Errorf("%v, %+v", products, gap)
	}
	s = session(t)
	if products, gap := Products(t.Context(), s, "us-west-2"); products != nil || gap == nil || gap.Reason != inventory.Failed {
		t.Errorf("%v, %+v", products, gap)
	}
}
