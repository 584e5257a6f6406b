package collectors

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// fetchTemplates reads one version of a launch template for each want. The whole listing would be every template of the
// account, and without the versions that have a number.
func fetchTemplates(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.DescribeTemplateVersions, wants, func(ctx context.Context, w inventory.Want) error {
		id, version, ok := strings.Cut(w.Subject, ":")
		if !ok {
			return fmt.Errorf("%q names no version", w.Subject)
		}
		found, err := allPages(func(next *string) ([]types.LaunchTemplateVersion, *string, error) {
			page, err := api.EC2.DescribeLaunchTemplateVersions(ctx, &ec2.DescribeLaunchTemplateVersionsInput{
				LaunchTemplateId: &id, Versions: []string{version}, NextToken: next,
			})
			if err != nil {
				return nil, nil, err
			}
			return page.LaunchTemplateVersions, page.NextToken, nil
		})
		if err != nil {
			return err
		}
		if len(found) != 1 || found[0].LaunchTemplateData == nil {
			return fmt.Errorf("EC2 knows no version %s of the launch template %s", version, id)
		}
		put(s, inventory.LaunchTemplateKey(id, version), templateDataOf(found[0].LaunchTemplateData))
		return nil
	})
}

func templateDataOf(d *types.ResponseLaunchTemplateData) inventory.LaunchTemplateData {
	out := inventory.LaunchTemplateData{Type: string(d.InstanceType), Image: aws.ToString(d.ImageId)}
	if d.InstanceMarketOptions != nil {
		out.Market = string(d.InstanceMarketOptions.MarketType)
	}
	if d.CreditSpecification != nil {
		out.Credits = aws.ToString(d.CreditSpecification.CpuCredits)
	}
	return out
}
