package collectors

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// fetchInstanceTypes asks by filter, not by name: a name that EC2 does not know would fail the whole request.
func fetchInstanceTypes(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	inBatches(s, awsapi.DescribeInstanceTypes, wants, 100, "EC2 knows no instance type %s in this region", func(names []string) error {
		pages := ec2.NewDescribeInstanceTypesPaginator(api.EC2, &ec2.DescribeInstanceTypesInput{
			Filters: oneOf("instance-type", names), MaxResults: aws.Int32(100),
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
		BareMetal: aws.ToBool(t.BareMetal),
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
	if t.InstanceStorageInfo != nil {
		out.LocalGB = int(aws.ToInt64(t.InstanceStorageInfo.TotalSizeInGB))
	}
	if t.NetworkInfo != nil {
		for _, card := range t.NetworkInfo.NetworkCards {
			out.NetworkGbps += aws.ToFloat64(card.BaselineBandwidthInGbps)
		}
	}
	if t.EbsInfo != nil && t.EbsInfo.EbsOptimizedInfo != nil {
		out.EBSMbps = int(aws.ToInt32(t.EbsInfo.EbsOptimizedInfo.BaselineBandwidthInMbps))
	}
	out.GPUs, out.Accelerators = gpusOf(t), acceleratorsOf(t)
	return out
}

func gpusOf(t *types.InstanceTypeInfo) int {
	n := 0
	if t.GpuInfo != nil {
		for _, g := range t.GpuInfo.Gpus {
			n += int(aws.ToInt32(g.Count))
		}
	}
	return n
}

// acceleratorsOf counts everything that computes and is neither CPU nor GPU. EC2 names Inferentia chips twice, as devices
// for inference and as Neuron devices.
func acceleratorsOf(t *types.InstanceTypeInfo) int {
	inference, neuron, others := 0, 0, 0
	if t.InferenceAcceleratorInfo != nil {
		for _, a := range t.InferenceAcceleratorInfo.Accelerators {
			inference += int(aws.ToInt32(a.Count))
		}
	}
	if t.NeuronInfo != nil {
		for _, d := range t.NeuronInfo.NeuronDevices {
			neuron += int(aws.ToInt32(d.Count))
		}
	}
	if t.FpgaInfo != nil {
		for _, f := range t.FpgaInfo.Fpgas {
			others += int(aws.ToInt32(f.Count))
		}
	}
	if t.MediaAcceleratorInfo != nil {
		for _, m := range t.MediaAcceleratorInfo.Accelerators {
			others += int(aws.ToInt32(m.Count))
		}
	}
	return max(inference, neuron) + others
}

// fetchOfferings asks where types are sold. A type that is not in the answer is sold nowhere in the region.
func fetchOfferings(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	inBatches(s, awsapi.DescribeTypeOfferings, wants, filterValues, "EC2 says nothing of %s", func(names []string) error {
		sold, err := allPages(func(next *string) ([]types.InstanceTypeOffering, *string, error) {
			page, err := api.EC2.DescribeInstanceTypeOfferings(ctx, &ec2.DescribeInstanceTypeOfferingsInput{
				LocationType: types.LocationTypeAvailabilityZone, Filters: oneOf("instance-type", names),
				MaxResults: aws.Int32(ec2Page), NextToken: next,
			})
			if err != nil {
				return nil, nil, err
			}
			return page.InstanceTypeOfferings, page.NextToken, nil
		})
		if err != nil {
			return err
		}
		zones := map[string][]string{}
		for _, o := range sold {
			zones[string(o.InstanceType)] = append(zones[string(o.InstanceType)], aws.ToString(o.Location))
		}
		for _, name := range names {
			slices.Sort(zones[name])
			put(s, inventory.OfferingKey(name), inventory.Offering{Type: name, Zones: zones[name]})
		}
		return nil
	})
}
