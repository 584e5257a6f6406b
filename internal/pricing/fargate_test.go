package pricing

import (
	"math"
	"slices"
	"testing"
)

func TestFargateTask(t *testing.T) {
	b := Embedded()
	for _, c := range []struct {
		name   string
		region string
		os     OS
		arch   Arch
		vcpu   float64
		gb     float64
		want   float64 // 0: not known
		asOf   string
	}{
		{"smallest", "us-east-1", Linux, X86, 0.25, 0.5, 0.0123425, "2026-06"},
		{"arm64", "us-east-1", Linux, ARM, 1, 2, 0.0395, "2026-06"},
		{"Windows with licence", "us-east-1", Windows, X86, 2, 4, 2*(0.046552+0.046) + 4*0.0051117, "2026-06"},
		{"Windows in Ohio", "us-east-2", Windows, X86, 1, 2, 0.092552 + 2*0.00511175, "2026-09"},
		{"Tokyo", "ap-northeast-1", Linux, X86, 1, 2, 0.05056 + 2*0.00553, "2026-06"},
		{"Tokyo arm64 is as old as its memory's price", "ap-northeast-1", Linux, ARM, 1, 2, 0.04045 + 2*0.00442, "2026-06"},
		{"Tokyo Windows: only the licence is known", "ap-northeast-1", Windows, X86, 1, 2, 0, ""},
		{"Ohio x86", "us-east-2", Linux, X86, 1, 2, 0.04937, "2026"},
		{"Ireland arm64", "eu-west-1", Linux, ARM, 0.5, 1, 0.01975, "2026-09-29"},
		{"London", "eu-west-2", Linux, X86, 2, 4, 0.11356, "2026-09-11"},
		{"Frankfurt", "eu-central-1", Linux, X86, 1, 2, 0.05678, "2026-07-07"},
		{"Frankfurt arm64", "eu-central-1", Linux, ARM, 1, 2, 0, ""},
		{"Seoul arm64", "ap-northeast-2", Linux, ARM, 1, 2, 0.04543, "2026-08-31"},
		{"Sydney", "ap-southeast-2", Linux, X86, 1, 2, 0, ""},
		{"no Windows on arm64", "us-east-1", Windows, ARM, 1, 2, 0, ""},
		{"no system", "us-east-1", "", X86, 1, 2, 0, ""},
		{"not a size", "us-east-1", Linux, X86, -1, 2, 0, ""},
		{"not a number", "us-east-1", Linux, X86, math.NaN(), 2, 0, ""},
	} {
		got, ok := b.FargateTask(c.region, c.os, c.arch, c.vcpu, c.gb)
		if ok != (c.want > 0) || got.AsOf != c.asOf {
			t.Errorf("%s: %+v, %v; want %v as of %q", c.name, got, ok, c.want, c.asOf)
			continue
		}
		near(t, c.name, got.USD, c.want)
	}
}

func TestFargateComponents(t *testing.T) {
	b := Embedded()
	vcpu, _ := b.FargateVCPU("us-east-1", Windows, X86)
	near(t, "Windows vCPU with licence", vcpu.USD, 0.092552)
	gb, _ := b.FargateGB("ap-northeast-1", Linux, ARM)
	near(t, "Tokyo arm64 GB", gb.USD, 0.00442)
	storage, _ := b.FargateEphemeral("ap-northeast-1")
	near(t, "Tokyo storage", storage.USD, 0.000133)
	if p, ok := b.FargateEphemeral("us-east-2"); ok {
		t.Errorf("storage in Ohio = %+v, want none", p)
	}
}

func TestFargateSizes(t *testing.T) {
	sizes := FargateSizes()
	if len(sizes) != 77 {
		t.Errorf("%d sizes, want 77", len(sizes))
	}
	windows := 0
	for _, s := range sizes {
		if !s.Linux {
			t.Errorf("%+v is not for Linux", s)
		}
		if s.Windows {
			windows++
		}
	}
	// 7 at 1 vCPU, 13 at 2 and 23 at 4.
	if windows != 43 {
		t.Errorf("%d Windows sizes, want 43", windows)
	}
	for _, want := range []FargateSize{{256, 512, true, false}, {4096, 30720, true, true}, {32768, 249856, true, false}} {
		if !slices.Contains(sizes, want) {
			t.Errorf("%+v is missing", want)
		}
	}
	sizes[0].CPUUnits = 1
	if FargateSizes()[0].CPUUnits != 256 {
		t.Error("a caller can change the table")
	}
}

func TestSmallestFargateSize(t *testing.T) {
	for _, c := range []struct {
		name        string
		os          OS
		cpu, memory float64
		want        FargateSize // zero: none
	}{
		{"nothing needed", Linux, 0, 0, FargateSize{256, 512, true, false}},
		{"exact", Linux, 512, 3072, FargateSize{512, 3072, true, false}},
		{"a little more memory", Linux, 512, 3073, FargateSize{512, 4096, true, false}},
		{"memory forces CPU", Linux, 100, 2500, FargateSize{512, 3072, true, false}},
		{"CPU forces memory", Linux, 3000, 100, FargateSize{4096, 8192, true, true}},
		{"Windows starts at one vCPU", Windows, 100, 500, FargateSize{1024, 2048, true, true}},
		{"Windows ends at four", Windows, 4097, 500, FargateSize{}},
		{"the gap above 120 GB", Linux, 1024, 122881, FargateSize{32768, 249856, true, false}},
		{"too large", Linux, 1024, 249857, FargateSize{}},
		{"no system", "", 256, 512, FargateSize{}},
		{"not a number", Linux, math.NaN(), 512, FargateSize{}},
	} {
		got, ok := SmallestFargateSize(c.os, c.cpu, c.memory)
		if got != c.want || ok != (c.want != FargateSize{}) {
			t.Errorf("%s: %+v, %v; want %+v", c.name, got, ok, c.want)
		}
	}
}

// SmallestFargateSize looks at no price; it must still find the cheapest size
// at every price that the book knows.
func TestSmallestFargateSizeIsCheapest(t *testing.T) {
	b := Embedded()
	for key := range b.fargate() {
		if _, ok := b.FargateTask(key.region, key.os, key.arch, 1, 1); !ok || key.meter != "vcpu" {
			continue
		}
		for _, cpu := range []float64{1, 256, 300, 512, 1024, 1500, 4096, 5000, 16384, 20000} {
			for memory := 256.0; memory <= 250_000; memory += 3900 {
				size, ok := SmallestFargateSize(key.os, cpu, memory)
				if !ok {
					continue
				}
				chosen, _ := b.FargateTask(key.region, key.os, key.arch, size.VCPU(), size.MemoryGB())
				for _, other := range FargateSizes() {
					if !other.runs(key.os) || float64(other.CPUUnits) < cpu || float64(other.MemoryMiB) < memory {
						continue
					}
					if p, _ := b.FargateTask(key.region, key.os, key.arch, other.VCPU(), other.MemoryGB()); p.USD < chosen.USD {
						t.Fatalf("%v: for %v units and %v MiB %+v costs %v, but %+v costs %v", key, cpu, memory, size, chosen.USD, other, p.USD)
					}
				}
			}
		}
	}
}
