package collectors

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// listVolumes reads every volume, those included that AWS services manage.
func listVolumes(ctx context.Context, api *awsapi.Clients, r *inventory.Region) gaps {
	found, err := somePages(func(next *string) ([]types.Volume, *string, error) {
		page, err := api.EC2.DescribeVolumes(ctx, &ec2.DescribeVolumesInput{
			MaxResults: aws.Int32(ec2Page), IncludeManagedResources: aws.Bool(true), NextToken: next,
		})
		if err != nil {
			return nil, nil, err
		}
		return page.Volumes, page.NextToken, nil
	})
	for i := range found {
		r.Volumes = append(r.Volumes, volumeOf(&found[i]))
	}
	slices.SortFunc(r.Volumes, func(a, b inventory.Volume) int { return strings.Compare(a.ID, b.ID) })
	return gapIf(err, inventory.EC2Volumes, awsapi.DescribeVolumes, len(found))
}

func volumeOf(v *types.Volume) inventory.Volume {
	out := inventory.Volume{
		ID: aws.ToString(v.VolumeId), Type: string(v.VolumeType), SizeGiB: int(aws.ToInt32(v.Size)), IOPS: int(aws.ToInt32(v.Iops)),
		Throughput: int(aws.ToInt32(v.Throughput)), State: string(v.State), Zone: aws.ToString(v.AvailabilityZone),
		Snapshot: aws.ToString(v.SnapshotId), MultiAttach: aws.ToBool(v.MultiAttachEnabled), ManagedBy: managedBy(v.Operator),
		CreatedAt: aws.ToTime(v.CreateTime).UTC(), Tags: ec2Tags(v.Tags),
	}
	for _, a := range v.Attachments {
		if a.State == types.VolumeAttachmentStateDetached {
			continue
		}
		if id := aws.ToString(a.InstanceId); id != "" {
			out.Instances = append(out.Instances, id)
		}
		// Volumes of Fargate tasks and the like are attached to what a service owns.
		out.ManagedBy = cmp.Or(out.ManagedBy, aws.ToString(a.InstanceOwningService))
	}
	slices.Sort(out.Instances)
	return out
}

// listAddresses reads every Elastic IP address in the one answer that there is: the listing has no pages.
func listAddresses(ctx context.Context, api *awsapi.Clients, r *inventory.Region) gaps {
	out, err := api.EC2.DescribeAddresses(ctx, &ec2.DescribeAddressesInput{})
	if err == nil && out.Addresses == nil {
		err = errors.New("the answer holds no list")
	}
	if err != nil {
		return gapIf(err, inventory.EC2Addresses, awsapi.DescribeAddresses, 0)
	}
	for i := range out.Addresses {
		r.Addresses = append(r.Addresses, addressOf(&out.Addresses[i]))
	}
	slices.SortFunc(r.Addresses, func(a, b inventory.Address) int { return strings.Compare(a.ID, b.ID) })
	return nil
}

func addressOf(a *types.Address) inventory.Address {
	pool, owned := aws.ToString(a.PublicIpv4Pool), aws.ToString(a.CustomerOwnedIp)
	ip := cmp.Or(aws.ToString(a.PublicIp), owned, aws.ToString(a.CarrierIp))
	return inventory.Address{
		ID: cmp.Or(aws.ToString(a.AllocationId), ip), IP: ip, Association: aws.ToString(a.AssociationId),
		Instance: aws.ToString(a.InstanceId), Interface: aws.ToString(a.NetworkInterfaceId), ManagedBy: string(a.ServiceManaged),
		BYOIP: owned != "" || pool != "" && pool != "amazon", Tags: ec2Tags(a.Tags),
	}
}

// listSnapshots reads the snapshots that the account owns; without that, EC2 would list everybody's public ones.
func listSnapshots(ctx context.Context, api *awsapi.Clients, r *inventory.Region) gaps {
	found, err := somePages(func(next *string) ([]types.Snapshot, *string, error) {
		page, err := api.EC2.DescribeSnapshots(ctx, &ec2.DescribeSnapshotsInput{
			OwnerIds: []string{"self"}, MaxResults: aws.Int32(ec2Page), NextToken: next,
		})
		if err != nil {
			return nil, nil, err
		}
		return page.Snapshots, page.NextToken, nil
	})
	for i := range found {
		s := &found[i]
		r.Snapshots = append(r.Snapshots, inventory.Snapshot{
			ID: aws.ToString(s.SnapshotId), Volume: aws.ToString(s.VolumeId), VolumeGiB: int(aws.ToInt32(s.VolumeSize)),
			FullBytes: aws.ToInt64(s.FullSnapshotSizeInBytes), State: string(s.State), Tier: string(s.StorageTier),
			Description: aws.ToString(s.Description), StartedAt: aws.ToTime(s.StartTime).UTC(), Tags: ec2Tags(s.Tags),
		})
	}
	slices.SortFunc(r.Snapshots, func(a, b inventory.Snapshot) int { return strings.Compare(a.ID, b.ID) })
	return gapIf(err, inventory.EC2Snapshots, awsapi.DescribeSnapshots, len(found))
}
