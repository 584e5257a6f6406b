package collectors

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

const ownHost = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/"

func TestReferencesAreReadAsDockerDoes(t *testing.T) {
	for text, want := range map[string]reference{
		"nginx":                             {host: "", repository: "nginx", tag: "latest"},
		"library/nginx:1.27":                {host: "", repository: "library/nginx", tag: "1.27"},
		"localhost/app":                     {host: "localhost", repository: "app", tag: "latest"},
		"registry.corp:5000/team/app":       {host: "registry.corp:5000", repository: "team/app", tag: "latest"},
		"public.ecr.aws/nginx/nginx:stable": {host: "public.ecr.aws", repository: "nginx/nginx", tag: "stable"},
		ownHost + "team/web:12":             {host: strings.TrimSuffix(ownHost, "/"), repository: "team/web", tag: "12"},
		ownHost + "web@sha256:abc":          {host: strings.TrimSuffix(ownHost, "/"), repository: "web", tag: "latest", digest: "sha256:abc"},
		ownHost + "web:12@sha256:abc":       {host: strings.TrimSuffix(ownHost, "/"), repository: "web", tag: "12", digest: "sha256:abc"},
		"":                                  {tag: "latest"},
	} {
		want.text = text
		if got := parseReference(text); got != want {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

func TestOnlyTheOwnRegistryIsRead(t *testing.T) {
	for host, own := range map[string]bool{
		"111122223333.dkr.ecr.eu-west-1.amazonaws.com":         true,
		"111122223333.dkr-ecr.eu-west-1.on.aws":                true,
		"111122223333.dkr.ecr-fips.eu-west-1.amazonaws.com":    true,
		"111122223333.dkr.ecr.eu-west-1.amazonaws.com.cn":      true,
		"444455556666.dkr.ecr.eu-west-1.amazonaws.com":         false,
		"111122223333.dkr.ecr.us-east-1.amazonaws.com":         false,
		"111122223333.dkr.ecr.eu-west-1.amazonaws.example.com": false,
		"public.ecr.aws": false,
		"":               false,
	} {
		if got := (reference{host: host}).in("111122223333", "eu-west-1"); got != own {
			t.Errorf("%q: %v", host, got)
		}
	}
}

// Nothing is asked of other registries, and nothing is said of what they hold.
func TestImagesOfOtherRegistries(t *testing.T) {
	for text, registry := range map[string]string{
		"nginx:1.27":                 "docker.io",
		"public.ecr.aws/nginx/nginx": "ecr-public",
		"ghcr.io/team/app:1":         "ghcr.io",
		"444455556666.dkr.ecr.eu-west-1.amazonaws.com/web:1": "444455556666.dkr.ecr.eu-west-1.amazonaws.com",
	} {
		key := inventory.ContainerImageKey(text)
		r := read(t, nil, []inventory.Want{key.Want()})
		if diff := cmp.Diff(inventory.ContainerImage{Reference: text, Registry: registry}, known(t, r, key)); diff != "" {
			t.Error(diff)
		}
	}
}

const (
	index = `{"mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [
		{"digest": "sha256:2", "platform": {"os": "linux", "architecture": "arm64", "variant": "v8"}}, {"digest": "sha256:1", "platform": {"os": "linux", "architecture": "amd64"}},
		{"digest": "sha256:3", "platform": {"os": "unknown", "architecture": "unknown"}, "annotations": {"vnd.docker.reference.type": "attestation-manifest"}}, {"digest": "sha256:4"}]}`
	single = `{"config": {"size": 100}, "layers": [{"size": 1000}, {"size": 20}]}`
)

// askImages is the request for some images of a repository.
func askImages(repository, ids string) string {
	return `{"RepositoryName": "` + repository + `", "ImageIds": [` + ids + `], "AcceptedMediaTypes": [
		"application/vnd.docker.distribution.manifest.v2+json", "application/vnd.oci.image.manifest.v1+json",
		"application/vnd.docker.distribution.manifest.list.v2+json", "application/vnd.oci.image.index.v1+json"]}`
}

func TestImagesOfTheOwnRegistry(t *testing.T) {
	names := []string{"web:12", "web:old", "web@sha256:one", "web:latest", "web", "lost:1"}
	var wants []inventory.Want
	for _, name := range names {
		wants = append(wants, inventory.ContainerImageKey(ownHost+name).Want())
	}
	r := read(t, nil, wants,
		answer(awsapi.BatchGetImage, askImages("web", `{"ImageTag": "12"}, {"ImageTag": "old"}, {"ImageDigest": "sha256:one"}, {"ImageTag": "latest"}`), fmt.Sprintf(`{"Images": [
			{"ImageId": {"ImageTag": "12", "ImageDigest": "sha256:index"}, "ImageManifest": %q},
			{"ImageId": {"ImageTag": "latest", "ImageDigest": "sha256:one"}, "ImageManifest": %q}],
			"Failures": [{"FailureCode": "ImageNotFound", "ImageId": {"ImageTag": "old"}}]}`, index, single)),
		refusal(awsapi.BatchGetImage, askImages("lost", `{"ImageTag": "1"}`), "RepositoryNotFoundException"))
	for name, want := range map[string]inventory.ContainerImage{
		"web:12":         {Exists: true, Digest: "sha256:index", Platforms: []string{"linux/amd64", "linux/arm64/v8"}},
		"web:old":        {Gone: true},
		"web@sha256:one": {Exists: true, Digest: "sha256:one", Bytes: 1120},
		"web:latest":     {Exists: true, Digest: "sha256:one", Bytes: 1120},
		"web":            {Exists: true, Digest: "sha256:one", Bytes: 1120},
		"lost:1":         {Gone: true},
	} {
		want.Reference, want.Registry = ownHost+name, "ecr"
		if diff := cmp.Diff(want, known(t, r, inventory.ContainerImageKey(ownHost+name))); diff != "" {
			t.Error(diff)
		}
	}
}

func TestImagesThatCannotBeReadAreGaps(t *testing.T) {
	key, other := inventory.ContainerImageKey(ownHost+"web:1"), inventory.ContainerImageKey(ownHost+"web:2")
	ask := askImages("web", `{"ImageTag": "1"}, {"ImageTag": "2"}`)
	sound := fmt.Sprintf(`{"ImageId": {"ImageTag": "2", "ImageDigest": "sha256:2"}, "ImageManifest": %q}`, single)
	for name, test := range map[string]struct {
		entry  awsapi.TapeEntry
		reason inventory.Reason
		second bool // the other image is known
	}{
		"denied":          {refusal(awsapi.BatchGetImage, ask, "AccessDeniedException"), inventory.Denied, false},
		"throttled":       {refusal(awsapi.BatchGetImage, ask, "ThrottlingException"), inventory.Throttled, false},
		"left out":        {answer(awsapi.BatchGetImage, ask, `{"Images": [`+sound+`]}`), inventory.Failed, true},
		"another failure": {answer(awsapi.BatchGetImage, ask, `{"Images": [`+sound+`], "Failures": [{"FailureCode": "UnableToGetUpstreamImage", "ImageId": {"ImageTag": "1"}}]}`), inventory.Failed, true},
		"no manifest":     {answer(awsapi.BatchGetImage, ask, `{"Images": [`+sound+`, {"ImageId": {"ImageTag": "1"}, "ImageManifest": "<html>"}]}`), inventory.Failed, true},
		"no layers":       {answer(awsapi.BatchGetImage, ask, `{"Images": [`+sound+`, {"ImageId": {"ImageTag": "1"}, "ImageManifest": "{}"}]}`), inventory.Failed, true},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, nil, []inventory.Want{key.Want(), other.Want()}, test.entry)
			if g := whyNot(t, r, key); g.Reason != test.reason || g.Operation != string(awsapi.BatchGetImage) {
				t.Errorf("%+v", g)
			}
			if _, ok := inventory.Read(r, other).Get(); ok != test.second {
				t.Errorf("the other image is known: %v", ok)
			}
		})
	}
}

func TestImagesAreAskedForAHundredAtATime(t *testing.T) {
	var wants []inventory.Want
	var entries []awsapi.TapeEntry
	for _, batch := range [][2]int{{0, 100}, {100, 101}} {
		var ids, images []string
		for i := batch[0]; i < batch[1]; i++ {
			wants = append(wants, inventory.ContainerImageKey(fmt.Sprintf("%sweb:%03d", ownHost, i)).Want())
			ids = append(ids, fmt.Sprintf(`{"ImageTag": "%03d"}`, i))
			images = append(images, fmt.Sprintf(`{"ImageId": {"ImageTag": "%03d"}, "ImageManifest": %q}`, i, single))
		}
		entries = append(entries, answer(awsapi.BatchGetImage, askImages("web", strings.Join(ids, ",")), `{"Images": [`+strings.Join(images, ",")+`]}`))
	}
	r := read(t, nil, wants, entries...)
	for _, w := range wants {
		if image := known(t, r, inventory.ContainerImageKey(w.Subject)); !image.Exists {
			t.Errorf("%+v", image)
		}
	}
}
