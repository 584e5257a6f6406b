package pricing

import "testing"

func TestEC2Linux(t *testing.T) {
	b := Embedded()
	for _, c := range []struct {
		region, name string
		want         float64 // 0: not known
		asOf         string
	}{
		{"us-east-1", "m7g.large", 0.0816, "2026-07-20"},
		{"us-east-1", "m9g.large", 0.09784, "2026-07-20"},
		{"us-east-1", "c6g.metal", 2.3066, "2026-07-20"}, // 2.176 in February and September
		{"us-east-1", "t8i.nano", 0.00624, "2026-09-29"}, // came after July
		{"us-east-2", "m7g.large", 0.0816, "2026-09-29"},
		{"eu-central-1", "m5.large", 0.115, "2026-09-29"},
		{"us-west-2", "c6g.metal", 2.176, "2026-09-29"},
		{"us-west-2", "m9g.large", 0.09784, "2026-09-29"},
		{"mx-central-1", "m7g.large", 0.0857, "2026-09-29"},
		{"us-east-1", "hpc7a.96xlarge", 0, ""}, // sold in other regions only
		{"us-east-2", "hpc7a.96xlarge", 7.2, "2026-09-29"},
		{"us-east-1", "m99.large", 0, ""},
		{"us-east-1", "", 0, ""},
		{"us-east-2", "", 0, ""},
	} {
		got, ok := b.EC2Linux(c.region, c.name)
		if ok != (c.want > 0) || got.AsOf != c.asOf {
			t.Errorf("%s %s = %+v, %v; want %v as of %q", c.region, c.name, got, ok, c.want, c.asOf)
			continue
		}
		near(t, c.region+" "+c.name, got.USD, c.want)
	}
}

func TestEC2Spec(t *testing.T) {
	b := Embedded()
	for _, want := range []InstanceSpec{
		{Type: "m7g.large", VCPU: 2, MemoryMiB: 8192, Arch: ARM},
		{Type: "c4.8xlarge", VCPU: 36, MemoryMiB: 61440, Arch: X86, PreviousGeneration: true},
		{Type: "i3.large", VCPU: 2, MemoryMiB: 15616, Arch: X86, LocalGB: 475, LocalDisk: "nvme"},
		{Type: "d2.xlarge", VCPU: 4, MemoryMiB: 31232, Arch: X86, LocalGB: 6000, LocalDisk: "hdd"},
		{Type: "p2.8xlarge", VCPU: 32, MemoryMiB: 499712, Arch: X86, GPUs: 8, PreviousGeneration: true},
		{Type: "g5.12xlarge", VCPU: 48, MemoryMiB: 196608, Arch: X86, GPUs: 4, LocalGB: 3800, LocalDisk: "nvme"},
		{Type: "f2.12xlarge", VCPU: 48, MemoryMiB: 524288, Arch: X86, FPGAs: 2, LocalGB: 1880, LocalDisk: "nvme"},
	} {
		if got, ok := b.EC2Spec(want.Type); !ok || got != want {
			t.Errorf("%s = %+v, %v; want %+v", want.Type, got, ok, want)
		}
	}
	// dl1 has a price but no hardware in the table; hpc7a is in no us-east-1 list.
	for _, name := range []string{"dl1.24xlarge", "hpc7a.96xlarge", "m99.large", ""} {
		if got, ok := b.EC2Spec(name); ok {
			t.Errorf("%q = %+v, want none", name, got)
		}
	}
}

func TestEC2Specs(t *testing.T) {
	specs := Embedded().EC2Specs()
	if len(specs) != 1361 {
		t.Errorf("%d types, want 1361", len(specs))
	}
	for i, s := range specs {
		if i > 0 && specs[i-1].Type >= s.Type {
			t.Errorf("%s is out of order", s.Type)
		}
		if s.VCPU < 1 || s.MemoryMiB < 512 || s.Arch != X86 && s.Arch != ARM || (s.LocalGB > 0) != (s.LocalDisk != "") {
			t.Errorf("incomplete: %+v", s)
		}
	}
	specs[0].VCPU = -1
	if Embedded().EC2Specs()[0].VCPU == -1 {
		t.Error("a caller can change the table")
	}
}

func TestInstanceKinds(t *testing.T) {
	for name, want := range map[string]struct {
		family           string
		burstable, metal bool
	}{
		"t3.micro":       {"t3", true, false},
		"trn1.2xlarge":   {"trn1", false, false},
		"c7i.metal-24xl": {"c7i", false, true},
		"m7i-flex.large": {"m7i-flex", false, false},
		"odd":            {"odd", false, false},
	} {
		s := InstanceSpec{Type: name}
		if s.Family() != want.family || s.Burstable() != want.burstable || s.BareMetal() != want.metal {
			t.Errorf("%s: %q burstable=%v metal=%v", name, s.Family(), s.Burstable(), s.BareMetal())
		}
	}
}
