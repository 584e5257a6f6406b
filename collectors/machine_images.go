package collectors

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// fetchAMIs asks by filter, not by id: an image that is gone would fail the whole request. Gone is an answer.
func fetchAMIs(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	inBatches(s, awsapi.DescribeImages, wants, filterValues, "EC2 says nothing of %s", func(ids []string) error {
		found, err := amis(ctx, api, ec2.DescribeImagesInput{
			Filters: oneOf("image-id", ids), IncludeDeprecated: aws.Bool(true), IncludeDisabled: aws.Bool(true),
		})
		if err != nil {
			return err
		}
		byID := map[string]inventory.AMI{}
		for _, image := range found {
			byID[image.ID] = image
		}
		for _, id := range ids {
			image, ok := byID[id]
			if !ok {
				image.ID = id
			}
			put(s, inventory.AMIKey(id), image)
		}
		return nil
	})
}

// fetchOwnAMIs lists the account's images, deprecated and disabled ones too.
func fetchOwnAMIs(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.DescribeImages, wants, func(ctx context.Context, _ inventory.Want) error {
		found, err := amis(ctx, api, ec2.DescribeImagesInput{
			Owners: []string{"self"}, IncludeDeprecated: aws.Bool(true), IncludeDisabled: aws.Bool(true),
		})
		if err == nil {
			put(s, inventory.OwnAMIsKey(), found)
		}
		return err
	})
}

// fetchNewestAMIs looks among the images that are neither deprecated nor disabled, which is a page where all of them
// would be many.
func fetchNewestAMIs(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.DescribeImages, wants, func(ctx context.Context, w inventory.Want) error {
		owner, pattern, ok := strings.Cut(w.Subject, " ")
		if !ok {
			return fmt.Errorf("%q names no owner and pattern", w.Subject)
		}
		found, err := amis(ctx, api, ec2.DescribeImagesInput{Owners: []string{owner}, Filters: oneOf("name", []string{pattern})})
		if err != nil {
			return err
		}
		var newest inventory.AMI
		if len(found) > 0 {
			newest = slices.MaxFunc(found, func(a, b inventory.AMI) int {
				return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), strings.Compare(a.ID, b.ID))
			})
			if newest.CreatedAt.IsZero() {
				return fmt.Errorf("no image of %s says when it was made", w.Subject)
			}
		}
		put(s, inventory.NewestAMIKey(owner, pattern), newest)
		return nil
	})
}

// amis lists images, sorted by id.
func amis(ctx context.Context, api *awsapi.Clients, input ec2.DescribeImagesInput) ([]inventory.AMI, error) {
	input.MaxResults = aws.Int32(ec2Page)
	found, err := allPages(func(next *string) ([]types.Image, *string, error) {
		input.NextToken = next
		page, err := api.EC2.DescribeImages(ctx, &input)
		if err != nil {
			return nil, nil, err
		}
		return page.Images, page.NextToken, nil
	})
	if err != nil {
		return nil, err
	}
	out := make([]inventory.AMI, 0, len(found))
	for i := range found {
		out = append(out, amiOf(&found[i]))
	}
	slices.SortFunc(out, func(a, b inventory.AMI) int { return strings.Compare(a.ID, b.ID) })
	return out, nil
}

func amiOf(i *types.Image) inventory.AMI {
	out := inventory.AMI{
		ID: aws.ToString(i.ImageId), Exists: true, Name: aws.ToString(i.Name), Owner: aws.ToString(i.OwnerId),
		OwnerAlias: aws.ToString(i.ImageOwnerAlias), State: string(i.State), Architecture: string(i.Architecture),
		Platform: aws.ToString(i.PlatformDetails), CreatedAt: momentOf(i.CreationDate), DeprecatedAt: momentOf(i.DeprecationTime),
	}
	for _, d := range i.BlockDeviceMappings {
		if d.Ebs != nil && aws.ToString(d.Ebs.SnapshotId) != "" {
			out.Snapshots = append(out.Snapshots, *d.Ebs.SnapshotId)
		}
	}
	slices.Sort(out.Snapshots)
	return out
}

// momentOf reads a time that AWS gives as text; zero when there is none, or it cannot be read.
func momentOf(text *string) time.Time {
	t, err := time.Parse(time.RFC3339, aws.ToString(text))
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}
