package collectors

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	tagging "github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi"
	"github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// fetchTags asks which functions carry a tag, a hundred in each answer, instead of asking each function for its tags.
func fetchTags(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.GetTaggedResources, wants, func(ctx context.Context, w inventory.Want) error {
		values := map[string]string{}
		pages := tagging.NewGetResourcesPaginator(api.Tagging, &tagging.GetResourcesInput{
			ResourceTypeFilters: []string{"lambda:function"}, TagFilters: []types.TagFilter{{Key: &w.Subject}}, ResourcesPerPage: aws.Int32(100),
		})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return err
			}
			if page.ResourceTagMappingList == nil {
				return errors.New("the answer holds no list of resources")
			}
			for _, resource := range page.ResourceTagMappingList {
				for _, tag := range resource.Tags {
					if aws.ToString(tag.Key) == w.Subject {
						values[aws.ToString(resource.ResourceARN)] = aws.ToString(tag.Value)
					}
				}
			}
		}
		put(s, inventory.TagsKey(w.Subject), values)
		return nil
	})
}
