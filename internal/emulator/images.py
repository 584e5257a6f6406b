"""ECR: repositories and the manifests of their images."""

import hashlib
import json

from catalogue import KEPT, keep, kept, listed
from wire import PASS, AwsError, handles

MB = 1024 * 1024
DOCKER = "application/vnd.docker.distribution.manifest.v2+json"
INDEX = "application/vnd.oci.image.index.v1+json"


def load(seeder, repositories):
    for d in repositories:
        arn = seeder.arn("ecr", f"repository/{d['name']}")
        keep(seeder, "repositories", {
            "repositoryArn": arn, "registryId": seeder.account, "repositoryName": d["name"],
            "repositoryUri": f"{seeder.account}.dkr.ecr.{seeder.region}.amazonaws.com/{d['name']}",
            "createdAt": seeder.ago(d.get("created_days_ago", 300)), "imageTagMutability": "MUTABLE",
            "imageScanningConfiguration": {"scanOnPush": False}, "encryptionConfiguration": {"encryptionType": "AES256"},
        })
        images = [image(seeder, d["name"], i) for i in d.get("images", [])]
        KEPT[seeder.account, seeder.region]["images/" + d["name"]] = [part for parts in images for part in parts]
        seeder.created("repository", d["name"], arn, d)


def digest_of(text):
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def image(seeder, repository, d):
    """An image, or an index and the images that it points to: one, or one for each of "platforms"."""
    name = f"{seeder.region}/{repository}/{d.get('tag', '')}"
    sizes = [int(mb * MB) for mb in d.get("layers_mb", [d.get("size_mb", 60)])]
    manifest = {
        "schemaVersion": 2, "mediaType": DOCKER,
        "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 2048, "digest": digest_of(name + "/config")},
        "layers": [
            {"mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip", "size": size, "digest": digest_of(f"{name}/{n}")}
            for n, size in enumerate(sizes)
        ],
    }
    if "platforms" in d:
        return index_of(seeder, repository, d, manifest)
    one = kept_image(seeder, repository, d.get("digest") or digest_of(name), None if d.get("index") else d.get("tag"), manifest)
    if not d.get("index"):
        return [one]
    index = {
        "schemaVersion": 2, "mediaType": INDEX,
        "manifests": [{
            "mediaType": DOCKER, "digest": one["imageId"]["imageDigest"], "size": len(one["imageManifest"]),
            "platform": {"architecture": d.get("arch", "amd64"), "os": "linux"},
        }],
    }
    return [kept_image(seeder, repository, digest_of(name + "/index"), d.get("tag"), index), one]


def index_of(seeder, repository, d, manifest):
    """An index of several platforms, such as "linux/arm64/v8", each with what vouches for it, as builders write it."""
    name, parts, entries = f"{seeder.region}/{repository}/{d.get('tag', '')}", [], []
    for platform in d["platforms"]:
        part = kept_image(seeder, repository, digest_of(f"{name}/{platform}"), None, manifest)
        os, architecture, *variant = platform.split("/")
        entry = {"mediaType": manifest["mediaType"], "digest": part["imageId"]["imageDigest"], "size": len(part["imageManifest"])}
        parts.append(part)
        entries.append({**entry, "platform": {"os": os, "architecture": architecture, **({"variant": variant[0]} if variant else {})}})
        entries.append({
            **entry, "digest": digest_of(f"{name}/{platform}/attestation"), "platform": {"os": "unknown", "architecture": "unknown"},
            "annotations": {"vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": entry["digest"]},
        })
    index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": entries}
    return [kept_image(seeder, repository, d.get("digest") or digest_of(name + "/index"), d.get("tag"), index), *parts]


def kept_image(seeder, repository, digest, tag, manifest):
    return {
        "registryId": seeder.account, "repositoryName": repository, "imageManifestMediaType": manifest["mediaType"],
        "imageId": {"imageDigest": digest, **({"imageTag": tag} if tag else {})}, "imageManifest": json.dumps(manifest, indent=3),
    }


@handles("ecr:DescribeRepositories")
def describe_repositories(call):
    names = call.params.get("repositoryNames")
    for name in names or []:
        check(call, name)
    return listed(
        call, "repositories", lambda r: not names or r["repositoryName"] in names,
        member="repositories", size=100, most=1000, invalid="InvalidParameterException",
    )


def check(call, name):
    if all(r["repositoryName"] != name for r in kept(call, "repositories")):
        message = f"The repository with name '{name}' does not exist in the registry with id '{call.account}'"
        raise AwsError("RepositoryNotFoundException", message)


@handles("ecr:BatchGetImage")
def batch_get_image(call):
    if not kept(call, "repositories"):
        return PASS
    repository, wanted = call.params["repositoryName"], call.params["imageIds"]
    check(call, repository)
    if len(wanted) > 100:
        raise AwsError("InvalidParameterException", "imageIds can have at most 100 items.")
    images, failures = [], []
    for id_ in wanted:
        found = [i for i in kept(call, "images/" + repository) if id_.items() <= i["imageId"].items()]
        images += found
        if not found:
            failures.append({"imageId": id_, "failureCode": "ImageNotFound", "failureReason": "Requested image not found"})
    return {"images": images, "failures": failures}
