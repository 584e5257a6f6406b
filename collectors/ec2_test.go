package collectors

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// The first and the second page that each root listing of EC2 and Auto Scaling asks for.
const (
	instancesInput = `{"IncludeManagedResources": true, "MaxResults": 1000}`
	volumesInput   = `{"IncludeManagedResources": true, "MaxResults": 1000}`
	moreVolumes    = `{"IncludeManagedResources": true, "MaxResults": 1000, "NextToken": "n"}`
	snapshotsInput = `{"OwnerIds": ["self"], "MaxResults": 1000}`
	moreSnapshots  = `{"OwnerIds": ["self"], "MaxResults": 1000, "NextToken": "n"}`
	groupsInput    = `{"MaxRecords": 100}`
	moreGroups     = `{"MaxRecords": 100, "NextToken": "n"}`
	offeringsInput = `{"LocationType": "availability-zone", "MaxResults": 1000, "Filters": [{"Name": "instance-type", "Values": ["m7g.large", "x9z.huge"]}]}`
	moreOfferings  = `{"LocationType": "availability-zone", "MaxResults": 1000, "NextToken": "n", "Filters": [{"Name": "instance-type", "Values": ["m7g.large", "x9z.huge"]}]}`
)

func day(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }

func TestInstancesAreReadWhole(t *testing.T) {
	r := read(t, datasets(inventory.EC2Instances), nil, answer(awsapi.DescribeInstances, instancesInput, `{"Reservations": [{"Instances": [
		{"InstanceId": "i-2", "InstanceType": "t3.micro", "State": {"Name": "stopped"}, "StateTransitionReason": "User initiated (2026-09-01 10:00:00 GMT)",
		 "UsageOperation": "RunInstances:0002", "PlatformDetails": "Windows", "ImageId": "ami-1", "SubnetId": "subnet-1", "RootDeviceName": "/dev/xvda", "RootDeviceType": "ebs",
		 "Placement": {"AvailabilityZone": "eu-west-1b", "Tenancy": "default"}, "Monitoring": {"State": "enabled"},
		 "IamInstanceProfile": {"Arn": "arn:aws:iam::111122223333:instance-profile/path/web"},
		 "NetworkInterfaces": [{"Association": null}, {"Association": {"PublicIp": "203.0.113.7"}}],
		 "BlockDeviceMappings": [
			{"DeviceName": "/dev/xvda", "Ebs": {"VolumeId": "vol-2", "AttachTime": "2026-11-01T00:00:00Z", "DeleteOnTermination": true}},
			{"DeviceName": "/dev/sdb", "Ebs": {"VolumeId": "vol-1", "AttachTime": "2026-11-02T00:00:00Z"}}, {"DeviceName": "/dev/sdc"}]},
		{"InstanceId": "i-1", "InstanceType": "m7gd.large", "State": {"Name": "running"}, "RootDeviceType": "instance-store", "Monitoring": {"State": "disabled"},
		 "Operator": {"Managed": true, "Principal": "lambda.amazonaws.com"}, "Tags": [{"Key": "a", "Value": "b"}]},
		{"InstanceId": "i-0", "State": {"Name": "terminated"}}]}]}`))
	want := []inventory.Instance{
		{ID: "i-1", Type: "m7gd.large", State: "running", LocalRoot: true, ManagedBy: "lambda.amazonaws.com", Tags: map[string]string{"a": "b"}},
		{
			ID: "i-2", Type: "t3.micro", State: "stopped", Transition: "User initiated (2026-09-01 10:00:00 GMT)", Usage: "RunInstances:0002",
			Platform: "Windows", Image: "ami-1", Subnet: "subnet-1", Zone: "eu-west-1b", Tenancy: "default", Monitoring: true, Profile: "web", PublicIP: true,
			RootAttached: day(1), Volumes: []inventory.Attached{{ID: "vol-1", Device: "/dev/sdb", At: day(2)}, {ID: "vol-2", Device: "/dev/xvda", At: day(1), Deletes: true}},
		},
	}
	if diff := cmp.Diff(want, r.Instances); diff != "" || len(r.Gaps) > 0 {
		t.Errorf("gaps %v\n%s", r.Gaps, diff)
	}
}

func TestVolumesAreReadOverPages(t *testing.T) {
	r := read(t, datasets(inventory.EC2Volumes), nil,
		answer(awsapi.DescribeVolumes, volumesInput, `{"NextToken": "n", "Volumes": [
			{"VolumeId": "vol-3", "VolumeType": "gp3", "Size": 100, "Iops": 4000, "Throughput": 250, "State": "in-use", "AvailabilityZone": "eu-west-1a", "SnapshotId": "snap-1",
			 "CreateTime": "2026-11-01T00:00:00Z", "MultiAttachEnabled": true, "Tags": [{"Key": "k", "Value": "v"}],
			 "Attachments": [{"InstanceId": "i-2", "State": "attached"}, {"InstanceId": "i-1", "State": "busy"}, {"InstanceId": "i-0", "State": "detached"}]}]}`),
		answer(awsapi.DescribeVolumes, moreVolumes, `{"Volumes": [
			{"VolumeId": "vol-1", "VolumeType": "standard", "Size": 8, "State": "available"},
			{"VolumeId": "vol-2", "VolumeType": "gp2", "Size": 20, "Iops": 100, "State": "in-use", "Attachments": [{"State": "attached", "InstanceOwningService": "ecs.amazonaws.com"}]},
			{"VolumeId": "vol-4", "VolumeType": "gp3", "State": "in-use", "Operator": {"Managed": true, "Principal": "eks.amazonaws.com"}}]}`))
	want := []inventory.Volume{
		{ID: "vol-1", Type: "standard", SizeGiB: 8, State: "available"},
		{ID: "vol-2", Type: "gp2", SizeGiB: 20, IOPS: 100, State: "in-use", ManagedBy: "ecs.amazonaws.com"},
		{
			ID: "vol-3", Type: "gp3", SizeGiB: 100, IOPS: 4000, Throughput: 250, State: "in-use", Zone: "eu-west-1a", Instances: []string{"i-1", "i-2"},
			Snapshot: "snap-1", MultiAttach: true, CreatedAt: day(1), Tags: map[string]string{"k": "v"},
		},
		{ID: "vol-4", Type: "gp3", State: "in-use", ManagedBy: "eks.amazonaws.com"},
	}
	if diff := cmp.Diff(want, r.Volumes); diff != "" || len(r.Gaps) > 0 {
		t.Errorf("gaps %v\n%s", r.Gaps, diff)
	}
}

func TestAddressesAreReadAtOnce(t *testing.T) {
	r := read(t, datasets(inventory.EC2Addresses), nil, answer(awsapi.DescribeAddresses, `{}`, `{"Addresses": [
		{"AllocationId": "eipalloc-2", "PublicIp": "203.0.113.1", "PublicIpv4Pool": "amazon", "AssociationId": "eipassoc-1", "InstanceId": "i-1", "NetworkInterfaceId": "eni-1"},
		{"AllocationId": "eipalloc-1", "PublicIp": "198.51.100.1", "PublicIpv4Pool": "ipv4pool-ec2-1", "Tags": [{"Key": "k", "Value": "v"}]},
		{"AllocationId": "eipalloc-3", "PublicIp": "203.0.113.2", "ServiceManaged": "alb", "AssociationId": "eipassoc-2"},
		{"AllocationId": "eipalloc-4", "CustomerOwnedIp": "192.0.2.1", "CustomerOwnedIpv4Pool": "coip"}]}`))
	want := []inventory.Address{
		{ID: "eipalloc-1", IP: "198.51.100.1", BYOIP: true, Tags: map[string]string{"k": "v"}},
		{ID: "eipalloc-2", IP: "203.0.113.1", Association: "eipassoc-1", Instance: "i-1", Interface: "eni-1"},
		{ID: "eipalloc-3", IP: "203.0.113.2", Association: "eipassoc-2", ManagedBy: "alb"},
		{ID: "eipalloc-4", IP: "192.0.2.1", BYOIP: true},
	}
	if diff := cmp.Diff(want, r.Addresses); diff != "" || len(r.Gaps) > 0 {
		t.Errorf("gaps %v\n%s", r.Gaps, diff)
	}
}

func TestSnapshotsAreReadOverPages(t *testing.T) {
	r := read(t, datasets(inventory.EC2Snapshots), nil,
		answer(awsapi.DescribeSnapshots, snapshotsInput, `{"NextToken": "n", "Snapshots": [
			{"SnapshotId": "snap-2", "VolumeId": "vol-ffffffff", "VolumeSize": 8, "State": "completed", "StorageTier": "archive", "Description": "Copied", "StartTime": "2026-11-01T00:00:00Z"}]}`),
		answer(awsapi.DescribeSnapshots, moreSnapshots, `{"Snapshots": [
			{"SnapshotId": "snap-1", "VolumeId": "vol-1", "VolumeSize": 100, "FullSnapshotSizeInBytes": 21474836480, "State": "pending", "Tags": [{"Key": "k", "Value": "v"}]}]}`))
	want := []inventory.Snapshot{
		{ID: "snap-1", Volume: "vol-1", VolumeGiB: 100, FullBytes: 21474836480, State: "pending", Tags: map[string]string{"k": "v"}},
		{ID: "snap-2", Volume: "vol-ffffffff", VolumeGiB: 8, State: "completed", Tier: "archive", Description: "Copied", StartedAt: day(1)},
	}
	if diff := cmp.Diff(want, r.Snapshots); diff != "" || len(r.Gaps) > 0 {
		t.Errorf("gaps %v\n%s", r.Gaps, diff)
	}
}

// Root listings of EC2 and Auto Scaling that fail, break off, or hold nothing.
func TestRootListingsThatFailAreGaps(t *testing.T) {
	for _, c := range []struct {
		dataset      inventory.Dataset
		operation    awsapi.Operation
		first, more  string
		page, nobody string
		read         func(*inventory.Region) int
	}{
		{inventory.EC2Volumes, awsapi.DescribeVolumes, volumesInput, moreVolumes, `{"NextToken": "n", "Volumes": [{"VolumeId": "vol-1"}]}`, `{"Volumes": []}`,
			func(r *inventory.Region) int { return len(r.Volumes) }},
		{inventory.EC2Snapshots, awsapi.DescribeSnapshots, snapshotsInput, moreSnapshots, `{"NextToken": "n", "Snapshots": [{"SnapshotId": "snap-1"}]}`, `{"Snapshots": []}`,
			func(r *inventory.Region) int { return len(r.Snapshots) }},
		{inventory.AutoScalingGroups, awsapi.DescribeAutoScalingGroups, groupsInput, moreGroups, `{"NextToken": "n", "AutoScalingGroups": [{"AutoScalingGroupName": "web"}]}`,
			`{"AutoScalingGroups": []}`, func(r *inventory.Region) int { return len(r.Groups) }},
		{inventory.EC2Addresses, awsapi.DescribeAddresses, `{}`, "", "", `{"Addresses": []}`, func(r *inventory.Region) int { return len(r.Addresses) }},
	} {
		tests := map[string]struct {
			entries []awsapi.TapeEntry
			reason  inventory.Reason
			read    int
		}{
			"an empty account":     {[]awsapi.TapeEntry{answer(c.operation, c.first, c.nobody)}, inventory.NotRequested, 0},
			"denied at once":       {[]awsapi.TapeEntry{refusal(c.operation, c.first, "UnauthorizedOperation")}, inventory.Denied, 0},
			"the region is off":    {[]awsapi.TapeEntry{refusal(c.operation, c.first, "AuthFailure")}, inventory.RegionOff, 0},
			"throttled":            {[]awsapi.TapeEntry{refusal(c.operation, c.first, "RequestLimitExceeded")}, inventory.Throttled, 0},
			"an answer without it": {[]awsapi.TapeEntry{answer(c.operation, c.first, `{}`)}, inventory.Failed, 0},
		}
		if c.more != "" {
			tests["cut after a page"] = struct {
				entries []awsapi.TapeEntry
				reason  inventory.Reason
				read    int
			}{[]awsapi.TapeEntry{answer(c.operation, c.first, c.page), refusal(c.operation, c.more, "UnauthorizedOperation")}, inventory.Incomplete, 1}
		}
		for name, test := range tests {
			t.Run(string(c.dataset)+" "+name, func(t *testing.T) {
				r := read(t, datasets(c.dataset), nil, test.entries...)
				gap, failed := r.Gap(c.dataset)
				if failed != (test.reason != inventory.NotRequested) || gap.Reason != test.reason || c.read(r) != test.read {
					t.Errorf("gap %+v, %d read; want %q and %d", gap, c.read(r), test.reason, test.read)
				}
				if failed && gap.Operation != string(c.operation) {
					t.Errorf("the gap names %q", gap.Operation)
				}
			})
		}
	}
}

func TestInstanceTypesAreReadWhole(t *testing.T) {
	names := []string{"g4dn.xlarge", "i4i.metal", "inf1.6xlarge", "t3.micro", "vt1.3xlarge"}
	var wants []inventory.Want
	for _, name := range names {
		wants = append(wants, inventory.InstanceTypeKey(name).Want())
	}
	r := read(t, nil, wants, answer(awsapi.DescribeInstanceTypes,
		`{"MaxResults": 100, "Filters": [{"Name": "instance-type", "Values": ["g4dn.xlarge", "i4i.metal", "inf1.6xlarge", "t3.micro", "vt1.3xlarge"]}]}`, `{"InstanceTypes": [
		{"InstanceType": "t3.micro", "BurstablePerformanceSupported": true, "CurrentGeneration": true, "VCpuInfo": {"DefaultVCpus": 2}, "MemoryInfo": {"SizeInMiB": 1024},
		 "NetworkInfo": {"NetworkPerformance": "Up to 5 Gigabit", "NetworkCards": [{"BaselineBandwidthInGbps": 0.064}]}, "EbsInfo": {"EbsOptimizedInfo": {"BaselineBandwidthInMbps": 87}}},
		{"InstanceType": "g4dn.xlarge", "GpuInfo": {"Gpus": [{"Count": 1}]}, "InstanceStorageInfo": {"TotalSizeInGB": 125}, "ProcessorInfo": {"SupportedArchitectures": ["x86_64"]}},
		{"InstanceType": "inf1.6xlarge", "InferenceAcceleratorInfo": {"Accelerators": [{"Count": 4}]}, "NeuronInfo": {"NeuronDevices": [{"Count": 4}]}},
		{"InstanceType": "vt1.3xlarge", "MediaAcceleratorInfo": {"Accelerators": [{"Count": 1}]}, "FpgaInfo": {"Fpgas": [{"Count": 2}]}},
		{"InstanceType": "i4i.metal", "BareMetal": true, "NetworkInfo": {"NetworkPerformance": "75 Gigabit", "NetworkCards": [{"BaselineBandwidthInGbps": 37.5}, {"BaselineBandwidthInGbps": 37.5}]}}]}`))
	want := []inventory.InstanceType{
		{Name: "g4dn.xlarge", GPUs: 1, LocalGB: 125, Architectures: []string{"x86_64"}},
		{Name: "i4i.metal", BareMetal: true, NetworkGbps: 75},
		{Name: "inf1.6xlarge", Accelerators: 4},
		{Name: "t3.micro", Burstable: true, CurrentGeneration: true, VCPUs: 2, MemoryMiB: 1024, NetworkGbps: 0.064, EBSMbps: 87},
		{Name: "vt1.3xlarge", Accelerators: 3},
	}
	for i, name := range names {
		if diff := cmp.Diff(want[i], known(t, r, inventory.InstanceTypeKey(name))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A type that no zone sells is known to be sold nowhere; half a listing knows nothing.
func TestOfferings(t *testing.T) {
	sold, unsold := inventory.OfferingKey("m7g.large"), inventory.OfferingKey("x9z.huge")
	wants := []inventory.Want{sold.Want(), unsold.Want()}
	first := answer(awsapi.DescribeTypeOfferings, offeringsInput, `{"NextToken": "n", "InstanceTypeOfferings": [
		{"InstanceType": "m7g.large", "Location": "eu-west-1c", "LocationType": "availability-zone"}]}`)
	r := read(t, nil, wants, first, answer(awsapi.DescribeTypeOfferings, moreOfferings, `{"InstanceTypeOfferings": [
		{"InstanceType": "m7g.large", "Location": "eu-west-1a", "LocationType": "availability-zone"}]}`))
	if diff := cmp.Diff(inventory.Offering{Type: "m7g.large", Zones: []string{"eu-west-1a", "eu-west-1c"}}, known(t, r, sold)); diff != "" {
		t.Error(diff)
	}
	if got := known(t, r, unsold); got.Type != "x9z.huge" || len(got.Zones) != 0 {
		t.Errorf("%+v, want it sold nowhere", got)
	}
	r = read(t, nil, wants, first, refusal(awsapi.DescribeTypeOfferings, moreOfferings, "UnauthorizedOperation"))
	for _, key := range []inventory.Key[inventory.Offering]{sold, unsold} {
		if g := whyNot(t, r, key); g.Reason != inventory.Denied || g.Action != "ec2:DescribeInstanceTypeOfferings" {
			t.Errorf("%+v", g)
		}
	}
}

// One instance that is gone, or is not burstable, does not cost the others their answer.
func TestCreditsOfTheInstancesThatAreThere(t *testing.T) {
	const input, half, other, last = `{"InstanceIds": ["i-1", "i-2", "i-3"]}`, `{"InstanceIds": ["i-1", "i-2"]}`, `{"InstanceIds": ["i-3"]}`, `{"InstanceIds": ["i-2"]}`
	one, gone, three := inventory.CreditsKey("i-1"), inventory.CreditsKey("i-2"), inventory.CreditsKey("i-3")
	wants := []inventory.Want{one.Want(), gone.Want(), three.Want()}
	r := read(t, nil, wants,
		refusal(awsapi.DescribeCredits, input, "InvalidInstanceID.NotFound"), refusal(awsapi.DescribeCredits, half, "InvalidInstanceID.NotFound"),
		answer(awsapi.DescribeCredits, `{"InstanceIds": ["i-1"]}`, `{"InstanceCreditSpecifications": [{"InstanceId": "i-1", "CpuCredits": "standard"}]}`),
		refusal(awsapi.DescribeCredits, last, "InvalidInstanceID.NotFound"),
		answer(awsapi.DescribeCredits, other, `{"InstanceCreditSpecifications": [{"InstanceId": "i-3", "CpuCredits": "unlimited"}]}`))
	if a, b := known(t, r, one).Credits, known(t, r, three).Credits; a != "standard" || b != "unlimited" {
		t.Errorf("%s and %s", a, b)
	}
	if g := whyNot(t, r, gone); g.Reason != inventory.Failed || g.Detail != "EC2 knows no burstable instance i-2" {
		t.Errorf("%+v", g)
	}
	r = read(t, nil, wants, refusal(awsapi.DescribeCredits, input, "UnauthorizedOperation"))
	if g := whyNot(t, r, one); g.Reason != inventory.Denied || g.Action != "ec2:DescribeInstanceCreditSpecifications" {
		t.Errorf("%+v", g)
	}
	r = read(t, nil, wants, refusal(awsapi.DescribeCredits, input, "InvalidInstanceID.NotFound"), refusal(awsapi.DescribeCredits, half, "RequestLimitExceeded"))
	if g := whyNot(t, r, three); g.Reason != inventory.Throttled {
		t.Errorf("%+v", g)
	}
}
