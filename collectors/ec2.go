package collectors

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// listInstances reads every instance that still exists, those included that Lambda, ECS or EKS manage: DescribeInstances
// hides them unless asked.
func listInstances(ctx context.Context, api *awsapi.Clients, r *inventory.Region) gaps {
	var gap gaps
	pages := ec2.NewDescribeInstancesPaginator(api.EC2, &ec2.DescribeInstancesInput{
		MaxResults: aws.Int32(1000), IncludeManagedResources: aws.Bool(true),
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
	}
	if i.State != nil {
		out.State = string(i.State.Name)
	}
	if i.Placement != nil {
		out.Tenancy = string(i.Placement.Tenancy)
	}
	if i.Operator != nil && aws.ToBool(i.Operator.Managed) {
		out.ManagedBy = cmp.Or(aws.ToString(i.Operator.Principal), "an AWS service")
	}
	for _, d := range i.BlockDeviceMappings {
		if d.Ebs != nil && aws.ToString(d.DeviceName) == aws.ToString(i.RootDeviceName) {
			out.RootAttached = aws.ToTime(d.Ebs.AttachTime).UTC()
		}
	}
	if len(i.Tags) > 0 {
		out.Tags = make(map[string]string, len(i.Tags))
	}
	for _, t := range i.Tags {
		out.Tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	return out
}

// fetchInstanceTypes asks by filter, not by name: a name that EC2 does not know would fail the whole request.
func fetchInstanceTypes(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	inBatches(s, awsapi.DescribeInstanceTypes, wants, 100, "EC2 knows no instance type %s in this region", func(names []string) error {
		pages := ec2.NewDescribeInstanceTypesPaginator(api.EC2, &ec2.DescribeInstanceTypesInput{
			Filters: []types.Filter{{Name: aws.String("instance-type"), Values: names}}, MaxResults: aws.Int32(100),
		})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return err
			}
			for i := range page.InstanceTypes {
				t := instanceTypeOf(&page.InstanceTypes[i])
				put(s, inventory.InstanceTypeKey(t.Name), t)
			}
		}
		return nil
	})
}

func instanceTypeOf(t *types.InstanceTypeInfo) inventory.InstanceType {
	out := inventory.InstanceType{
		Name: string(t.InstanceType), CurrentGeneration: aws.ToBool(t.CurrentGeneration), Burstable: aws.ToBool(t.BurstablePerformanceSupported),
	}
	if t.VCpuInfo != nil {
		out.VCPUs = int(aws.ToInt32(t.VCpuInfo.DefaultVCpus))
	}
	if t.MemoryInfo != nil {
		out.MemoryMiB = int(aws.ToInt64(t.MemoryInfo.SizeInMiB))
	}
	if t.ProcessorInfo != nil {
		for _, a := range t.ProcessorInfo.SupportedArchitectures {
			out.Architectures = append(out.Architectures, string(a))
		}
	}
	if t.GpuInfo != nil {
		for _, g := range t.GpuInfo.Gpus {
			out.GPUs += int(aws.ToInt32(g.Count))
		}
	}
	return out
}
