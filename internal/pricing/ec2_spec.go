package pricing

import (
	_ "embed"
	"strings"
)

//go:embed data/ec2_older_hardware.csv
var olderHardwareCSV string

// InstanceSpec is the hardware of an EC2 instance type.
type InstanceSpec struct {
	Type      string
	VCPU      int
	MemoryMiB int
	Arch      Arch
	GPUs      int    // whole GPUs; 0 when there are none or a share of one (g6f, gr6f)
	FPGAs     int    // F1 and F2 only
	LocalGB   int    // instance storage, all volumes together; 0 is none
	LocalDisk string // "nvme", "ssd" (SATA), "hdd"; "" when LocalGB is 0
	// PreviousGeneration is true for the families on AWS's page of previous
	// generations. It is a dated list: for an instance in an account,
	// DescribeInstanceTypes.CurrentGeneration is the authority.
	PreviousGeneration bool
}

// Family is the part of the type before the dot: "m7g" of "m7g.large".
func (s InstanceSpec) Family() string { return InstanceFamily(s.Type) }

// Burstable is true for the T families, whose CPU is held to a baseline and
// credits.
func (s InstanceSpec) Burstable() bool {
	switch s.Family() {
	case "t1", "t2", "t3", "t3a", "t4g":
		return true
	}
	return false
}

// BareMetal is true for the .metal sizes, which run without a hypervisor.
func (s InstanceSpec) BareMetal() bool { return strings.Contains(s.Type, ".metal") }

// InstanceFamily is the part of an instance type before the dot: "m7g" of
// "m7g.large"; all of it when there is no dot.
func InstanceFamily(instanceType string) string {
	family, _, _ := strings.Cut(instanceType, ".")
	return family
}

func compareSpecs(a, b InstanceSpec) int { return strings.Compare(a.Type, b.Type) }

// readSpec is the hardware in a row of the instance table, completed by what
// the table of older hardware adds; false when the row has none.
func readSpec(r row, older InstanceSpec) (InstanceSpec, bool) {
	if r.text("vcpu") == "" {
		return InstanceSpec{}, false
	}
	spec := InstanceSpec{
		Type:               r.text("type"),
		VCPU:               int(r.number("vcpu")),
		MemoryMiB:          int(r.number("memory_mib")),
		Arch:               Arch(r.text("arch")),
		GPUs:               int(r.number("gpus")) + older.GPUs,
		FPGAs:              older.FPGAs,
		LocalGB:            int(r.number("local_gb")),
		PreviousGeneration: r.text("previous") == "yes",
	}
	switch {
	case spec.LocalGB > 0:
		spec.LocalDisk = "nvme"
	case older.LocalGB > 0:
		spec.LocalGB, spec.LocalDisk = older.LocalGB, older.LocalDisk
	}
	return spec, true
}

func parseOlderHardware() map[string]InstanceSpec {
	older := map[string]InstanceSpec{}
	for _, r := range readTable("ec2_older_hardware.csv", olderHardwareCSV).rows {
		older[r.text("type")] = InstanceSpec{
			GPUs:      int(r.number("gpus")),
			FPGAs:     int(r.number("fpgas")),
			LocalGB:   int(r.number("local_gb")),
			LocalDisk: r.text("media"),
		}
	}
	return older
}
