package collectors

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/ecr/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// indexTypes are the forms that list one image for each platform.
var indexTypes = []string{
	"application/vnd.docker.distribution.manifest.list.v2+json",
	"application/vnd.oci.image.index.v1+json",
}

// fetchReferences reads the images of this account's registry in this region. Of an image in another registry it only
// says where that is.
func fetchReferences(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	repositories := map[string][]reference{}
	for _, w := range wants {
		ref := parseReference(w.Subject)
		if !ref.in(s.account, s.region.Name) {
			put(s, inventory.ContainerImageKey(w.Subject), inventory.ContainerImage{Reference: w.Subject, Registry: ref.registry()})
			continue
		}
		repositories[ref.repository] = append(repositories[ref.repository], ref)
	}
	for _, name := range slices.Sorted(maps.Keys(repositories)) {
		for batch := range slices.Chunk(repositories[name], imagesPerRequest) {
			fetchReferenced(ctx, api, s, name, batch)
		}
	}
}

// fetchReferenced reads images of one repository.
func fetchReferenced(ctx context.Context, api *awsapi.Clients, s *store, repository string, batch []reference) {
	in := &ecr.BatchGetImageInput{RepositoryName: &repository, AcceptedMediaTypes: slices.Concat(manifestTypes, indexTypes)}
	for _, ref := range batch {
		if id := ref.id(); !slices.ContainsFunc(in.ImageIds, func(i types.ImageIdentifier) bool { return ref.is(&i) }) {
			in.ImageIds = append(in.ImageIds, id) // "web" and "web:latest" are one
		}
	}
	out, err := api.ECR.BatchGetImage(ctx, in)
	for _, ref := range batch {
		key := inventory.ContainerImageKey(ref.text)
		image := inventory.ContainerImage{Reference: ref.text, Registry: ownRegistry, Gone: true}
		problem := err
		if err == nil {
			image, problem = ref.among(out)
		} else if awsapi.NotFound(err) { // the repository
			problem = nil
		}
		if problem != nil {
			s.miss(key.Want(), awsapi.BatchGetImage, problem)
			continue
		}
		put(s, key, image)
	}
}

// among finds the image in an answer for several.
func (r reference) among(out *ecr.BatchGetImageOutput) (inventory.ContainerImage, error) {
	for i := range out.Images {
		if r.is(out.Images[i].ImageId) {
			return containerImageOf(r, &out.Images[i])
		}
	}
	for _, f := range out.Failures {
		switch {
		case !r.is(f.ImageId):
		case f.FailureCode == types.ImageFailureCodeImageNotFound:
			return inventory.ContainerImage{Reference: r.text, Registry: ownRegistry, Gone: true}, nil
		default:
			return inventory.ContainerImage{}, errors.New("the image could not be read: " + string(f.FailureCode))
		}
	}
	return inventory.ContainerImage{}, errors.New("the answer does not hold the image")
}

// containerImageOf reads a manifest. An index tells its platforms; a single image's are in a blob that is not read.
func containerImageOf(ref reference, image *types.Image) (inventory.ContainerImage, error) {
	out := inventory.ContainerImage{Reference: ref.text, Registry: ownRegistry, Exists: true}
	if image.ImageId != nil {
		out.Digest = aws.ToString(image.ImageId.ImageDigest)
	}
	manifest := aws.ToString(image.ImageManifest)
	platforms, isIndex, err := platformsOf(manifest)
	if err != nil {
		return out, err
	}
	if out.Platforms = platforms; !isIndex {
		out.Bytes, err = imageSize(manifest)
	}
	return out, err
}

// platformsOf lists the platforms of an index, "linux/arm64/v8", sorted. What vouches for an image, such as an attestation,
// is in the index as "unknown/unknown".
func platformsOf(manifest string) (platforms []string, isIndex bool, err error) {
	var index struct {
		Manifests []struct {
			Platform struct{ OS, Architecture, Variant string }
		}
	}
	if json.Unmarshal([]byte(manifest), &index) != nil {
		return nil, false, errors.New("the image's manifest cannot be read")
	}
	for _, m := range index.Manifests {
		p := m.Platform
		if p.OS == "" || p.OS == "unknown" || p.Architecture == "" {
			continue
		}
		platforms = append(platforms, strings.TrimSuffix(p.OS+"/"+p.Architecture+"/"+p.Variant, "/"))
	}
	slices.Sort(platforms)
	return slices.Compact(platforms), index.Manifests != nil, nil
}

// reference is an image's name: [host/]repository[:tag][@digest].
type reference struct {
	text, host, repository, tag, digest string
}

// parseReference reads a name as Docker does: without a host it is Docker Hub's, without a tag the tag is "latest".
func parseReference(text string) reference {
	ref := reference{text: text}
	rest, digest, _ := strings.Cut(text, "@")
	ref.digest = digest
	if host, path, ok := strings.Cut(rest, "/"); ok && (strings.ContainsAny(host, ".:") || host == "localhost") {
		ref.host, rest = host, path
	}
	if i := strings.LastIndex(rest, ":"); i >= 0 {
		rest, ref.tag = rest[:i], rest[i+1:]
	}
	ref.repository = rest
	if ref.tag == "" {
		ref.tag = "latest"
	}
	return ref
}

// The names of registries that are not their host's.
const (
	ownRegistry    = "ecr" // of the account, in the region
	publicRegistry = "ecr-public"
	publicHost     = "public.ecr.aws"
	defaultHost    = "docker.io"
)

// privateHost is a host of ECR: its account and region are in the name. The second form is the one for IPv6 (AWS, "Amazon ECR
// endpoints", 2026-11).
var privateHost = regexp.MustCompile(`^(\d{12})\.dkr(?:\.ecr|-ecr)(?:-fips)?\.([a-z0-9-]+)\.` +
	`(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|on\.aws|on\.amazonwebservices\.com\.cn|c2s\.ic\.gov|sc2s\.sgov\.gov)$`)

func (r reference) in(account, region string) bool {
	m := privateHost.FindStringSubmatch(r.host)
	return len(m) > 2 && m[1] == account && m[2] == region
}

// registry names where an image is that this account's registry does not have.
func (r reference) registry() string {
	switch r.host {
	case "":
		return defaultHost
	case publicHost:
		return publicRegistry
	}
	return r.host
}

// id asks by digest where there is one: it says more than the tag beside it.
func (r reference) id() types.ImageIdentifier {
	if r.digest != "" {
		return types.ImageIdentifier{ImageDigest: aws.String(r.digest)}
	}
	return types.ImageIdentifier{ImageTag: aws.String(r.tag)}
}

func (r reference) is(id *types.ImageIdentifier) bool {
	if id == nil {
		return false
	}
	if r.digest != "" {
		return aws.ToString(id.ImageDigest) == r.digest
	}
	return aws.ToString(id.ImageTag) == r.tag
}
