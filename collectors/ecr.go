package collectors

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/ecr/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// imagesPerRequest is the most that BatchGetImage takes (AWS, ECR API reference, 2026-11).
const imagesPerRequest = 100

// manifestTypes are the forms that list an image's layers with their sizes.
var manifestTypes = []string{
	"application/vnd.docker.distribution.manifest.v2+json",
	"application/vnd.oci.image.manifest.v1+json",
}

// fetchImages looks for digests in one repository after the other, until all are found. Images in another account's
// registry are in none.
func fetchImages(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	missing := map[string]inventory.Want{}
	for _, w := range wants {
		missing[w.Subject] = w
	}
	repositories, err := listRepositories(ctx, api)
	if err != nil {
		for _, w := range wants {
			s.miss(w, awsapi.DescribeRepositories, err)
		}
		return
	}
	var unread error // a repository that could not be looked into: what is not found may be there
	for _, name := range repositories {
		if len(missing) == 0 {
			return
		}
		if err := fetchFrom(ctx, api, s, name, missing); err != nil {
			unread = err
		}
	}
	for digest, w := range missing {
		if unread != nil {
			s.miss(w, awsapi.BatchGetImage, unread)
		} else {
			put(s, inventory.ImageKey(digest), inventory.Image{Digest: digest})
		}
	}
}

func listRepositories(ctx context.Context, api *awsapi.Clients) ([]string, error) {
	var names []string
	pages := ecr.NewDescribeRepositoriesPaginator(api.ECR, &ecr.DescribeRepositoriesInput{MaxResults: aws.Int32(1000)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, r := range page.Repositories {
			names = append(names, aws.ToString(r.RepositoryName))
		}
	}
	slices.Sort(names)
	return names, nil
}

// fetchFrom reads what a repository has of the missing digests, and takes it off them.
func fetchFrom(ctx context.Context, api *awsapi.Clients, s *store, repository string, missing map[string]inventory.Want) error {
	for digests := range slices.Chunk(slices.Sorted(maps.Keys(missing)), imagesPerRequest) {
		in := &ecr.BatchGetImageInput{RepositoryName: &repository, AcceptedMediaTypes: manifestTypes}
		for _, d := range digests {
			in.ImageIds = append(in.ImageIds, types.ImageIdentifier{ImageDigest: aws.String(d)})
		}
		out, err := api.ECR.BatchGetImage(ctx, in)
		if awsapi.NotFound(err) {
			return nil // deleted since it was listed
		}
		if err != nil {
			return err
		}
		for _, image := range out.Images {
			digest := ""
			if image.ImageId != nil {
				digest = aws.ToString(image.ImageId.ImageDigest)
			}
			w, wanted := missing[digest]
			if !wanted {
				continue
			}
			delete(missing, digest)
			size, err := imageSize(aws.ToString(image.ImageManifest))
			if err != nil {
				s.miss(w, awsapi.BatchGetImage, err)
				continue
			}
			put(s, inventory.ImageKey(digest), inventory.Image{Digest: digest, Repository: repository, Bytes: size})
		}
		for _, f := range out.Failures {
			if f.FailureCode != types.ImageFailureCodeImageNotFound {
				return errors.New("an image of the repository could not be read: " + string(f.FailureCode))
			}
		}
	}
	return nil
}

// imageSize adds up the compressed layers and the configuration that a manifest of Docker (version 2) or OCI lists.
func imageSize(manifest string) (int64, error) {
	type blob struct{ Size int64 }
	var m struct {
		Config blob
		Layers []blob
	}
	if err := json.Unmarshal([]byte(manifest), &m); err != nil {
		return 0, errors.New("the image's manifest cannot be read")
	}
	size := m.Config.Size
	for _, l := range m.Layers {
		size += l.Size
	}
	if len(m.Layers) == 0 || size <= 0 {
		return 0, errors.New("the image's manifest lists no layers")
	}
	return size, nil
}
