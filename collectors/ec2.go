package collectors

import (
	"cmp"
	"context"
	"path"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// The largest page of EC2's listings and the most values that a filter may have (AWS, EC2 API reference, 2026-11). Of
// volumes, a page holds what EC2 sees fit: its reference names no figure any more, and once named 500.
const (
	ec2Page      = 1000
	filterValues = 200
)

// oneOf narrows a listing to what has one of the values. Unlike a list of ids, values that EC2 does not know are no error.
func oneOf(name string, values []string) []types.Filter {
	return []types.Filter{{Name: &name, Values: values}}
}

// listInstances reads every instance that still exists, those included that Lambda, ECS or EKS manage: DescribeInstances
// hides them unless asked.
func listInstances(ctx context.Context, api *awsapi.Clients, r *inventory.Region) gaps {
	var gap gaps
	pages := ec2.NewDescribeInstancesPaginator(api.EC2, &ec2.DescribeInstancesInput{
		MaxResults: aws.Int32(ec2Page), IncludeManagedResources: aws.Bool(true),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			gap = gaps{inventory.EC2Instances: cut(awsapi.DescribeInstances, err, len(r.Instances))}
			break
		}
		for _, reservation := range page.Reservations {
			for i := range reservation.Instances {
				if instance := instanceOf(&reservation.Instances[i]); instance.State != "terminated" {
					r.Instances = append(r.Instances, instance)
				}
			}
		}
	}
	slices.SortFunc(r.Instances, func(a, b inventory.Instance) int { return strings.Compare(a.ID, b.ID) })
	return gap
}

func instanceOf(i *types.Instance) inventory.Instance {
	out := inventory.Instance{
		ID: aws.ToString(i.InstanceId), Type: string(i.InstanceType), Platform: aws.ToString(i.PlatformDetails),
		Architecture: string(i.Architecture), Lifecycle: string(i.InstanceLifecycle), LaunchTime: aws.ToTime(i.LaunchTime).UTC(),
		Image: aws.ToString(i.ImageId), Subnet: aws.ToString(i.SubnetId), PublicIP: hasPublicIP(i),
		Transition: aws.ToString(i.StateTransitionReason), Usage: aws.ToString(i.UsageOperation),
		LocalRoot: i.RootDeviceType == types.DeviceTypeInstanceStore, ManagedBy: managedBy(i.Operator), Tags: ec2Tags(i.Tags),
	}
	if i.State != nil {
		out.State = string(i.State.Name)
	}
	if i.Placement != nil {
		out.Tenancy, out.Zone = string(i.Placement.Tenancy), aws.ToString(i.Placement.AvailabilityZone)
	}
	if i.IamInstanceProfile != nil {
		_, out.Profile = path.Split(aws.ToString(i.IamInstanceProfile.Arn))
	}
	if i.Monitoring != nil {
		out.Monitoring = i.Monitoring.State == types.MonitoringStateEnabled || i.Monitoring.State == types.MonitoringStatePending
	}
	for _, d := range i.BlockDeviceMappings {
		if d.Ebs == nil {
			continue
		}
		volume := inventory.Attached{
			ID: aws.ToString(d.Ebs.VolumeId), Device: aws.ToString(d.DeviceName),
			At: aws.ToTime(d.Ebs.AttachTime).UTC(), Deletes: aws.ToBool(d.Ebs.DeleteOnTermination),
		}
		if volume.Device == aws.ToString(i.RootDeviceName) {
			out.RootAttached = volume.At
		}
		out.Volumes = append(out.Volumes, volume)
	}
	slices.SortFunc(out.Volumes, func(a, b inventory.Attached) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// hasPublicIP looks at every interface: the instance's own field is only that of the first.
func hasPublicIP(i *types.Instance) bool {
	return aws.ToString(i.PublicIpAddress) != "" || slices.ContainsFunc(i.NetworkInterfaces, func(n types.InstanceNetworkInterface) bool {
		return n.Association != nil && aws.ToString(n.Association.PublicIp) != ""
	})
}

// managedBy names the AWS service that manages a resource; "" for none.
func managedBy(o *types.OperatorResponse) string {
	if o == nil || !aws.ToBool(o.Managed) {
		return ""
	}
	return cmp.Or(aws.ToString(o.Principal), "an AWS service")
}

func ec2Tags(tags []types.Tag) map[string]string {
	if len(tags) == 0 {
		return nil
	}
	out := make(map[string]string, len(tags))
	for _, t := range tags {
		out[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	return out
}
