package pricing

import (
	"math"
	"testing"
)

func TestLambdaPrices(t *testing.T) {
	b := Embedded()
	for _, c := range []struct {
		region string
		meter  LambdaMeter
		arch   Arch
		want   float64 // 0: not known
		unit   string
		asOf   string
	}{
		{"us-east-1", MeterRequest, "", 0.20e-6, "request", "2026-09-19"},
		{"us-east-1", MeterRequest, ARM, 0.20e-6, "request", "2026-09-19"},
		{"us-east-1", MeterDuration, X86, 1.66667e-5, "GB-second", "2026-09-19"},
		{"us-east-1", MeterDuration, ARM, 1.33334e-5, "GB-second", "2026-09-19"},
		{"us-east-1", MeterDuration, "", 0, "", ""},
		{"us-east-1", MeterDuration, "riscv64", 0, "", ""},
		{"us-east-1", "no-such-meter", X86, 0, "", ""},
		{"us-east-1", MeterProvisioned, ARM, 3.3334e-6, "GB-second", "2026-09-19"},
		{"us-east-1", MeterProvisionedDuration, ARM, 7.7778e-6, "GB-second", "2026-09-19"},
		{"us-east-1", MeterSQSPoller, "", 0.00925, "hour", "2026-09-19"},
		{"us-east-1", MeterEdgeDuration, "", 5.001e-5, "GB-second", "2025-10-28"},
		// The allocation price is regional where the duration price is not.
		{"eu-central-1", MeterDuration, X86, 1.66667e-5, "GB-second", "2026-09-22"},
		{"eu-central-1", MeterProvisioned, X86, 5.0147e-6, "GB-second", "2026-09-22"},
		{"sa-east-1", MeterProvisioned, X86, 6.6372e-6, "GB-second", "2026-09-22"},
		{"af-south-1", MeterDuration, X86, 2.21e-5, "GB-second", "2026-09-22"},
		{"ap-east-1", MeterRequest, "", 0.28e-6, "request", "2026-09-22"},
		// What a table leaves out is not known, even next door to what it holds.
		{"eu-central-1", MeterProvisioned, ARM, 0, "", ""},
		{"eu-west-1", MeterSnapStartCache, "", 0, "", ""},
		{"us-west-2", MeterProvisioned, ARM, 3.3334e-6, "GB-second", "2026-10-05"},
		{"us-west-1", MeterProvisionedDuration, ARM, 9.1544e-6, "GB-second", "2026-10-05"},
		{"us-west-1", MeterSnapStartCache, "", 1.956e-6, "GB-second", "2026-10-05"},
		{"ap-northeast-3", MeterSnapStartRestore, "", 1.823873e-4, "GB", "2026-10-05"},
		{"me-south-1", MeterDuration, X86, 2.06667e-5, "GB-second", "2026-09"},
		{"me-south-1", MeterRequest, "", 0, "", ""},
		{"ca-west-1", MeterDuration, X86, 0, "", ""},
	} {
		got, ok := b.Lambda(c.region, c.meter, c.arch)
		if ok != (c.want > 0) || got.Unit != c.unit || got.AsOf != c.asOf {
			t.Errorf("%s %s %s = %+v, %v; want %v per %s as of %s", c.region, c.meter, c.arch, got, ok, c.want, c.unit, c.asOf)
			continue
		}
		near(t, c.region+" "+string(c.meter), got.USD, c.want)
	}
}

// Wherever both are known, provisioned concurrency on arm64 costs a fifth less than on x86.
func TestLambdaProvisionedOnARM(t *testing.T) {
	b, known := Embedded(), 0
	for key := range b.lambda() {
		if key.arch != ARM || key.meter != MeterProvisioned && key.meter != MeterProvisionedDuration {
			continue
		}
		known++
		arm, _ := b.Lambda(key.region, key.meter, ARM)
		x86, ok := b.Lambda(key.region, key.meter, X86)
		if !ok || math.Abs(arm.USD/x86.USD-0.8) > 2e-5 {
			t.Errorf("%s in %s: %v on arm64, %v on x86", key.meter, key.region, arm.USD, x86.USD)
		}
	}
	if known != 12 {
		t.Errorf("%d prices on arm64, want two in six regions", known)
	}
}

// Each named lookup reads its own meter.
func TestLambdaNamedLookups(t *testing.T) {
	b := Embedded()
	for name, c := range map[string]struct {
		lookup func() (Price, bool)
		want   float64
	}{
		"request":              {func() (Price, bool) { return b.LambdaRequest("us-east-1") }, 2e-7},
		"duration":             {func() (Price, bool) { return b.LambdaDuration("us-east-1", X86) }, 1.66667e-5},
		"provisioned":          {func() (Price, bool) { return b.LambdaProvisioned("us-east-1", X86) }, 4.1667e-6},
		"provisioned duration": {func() (Price, bool) { return b.LambdaProvisionedDuration("us-east-1", X86) }, 9.7222e-6},
		"snapstart cache":      {func() (Price, bool) { return b.LambdaSnapStartCache("us-east-1") }, 1.5046e-6},
		"snapstart restore":    {func() (Price, bool) { return b.LambdaSnapStartRestore("us-east-1") }, 1.397998e-4},
		"ephemeral":            {func() (Price, bool) { return b.LambdaEphemeral("us-east-1") }, 3.09e-8},
	} {
		got, ok := c.lookup()
		if !ok {
			t.Errorf("%s is not known", name)
		}
		near(t, name, got.USD, c.want)
	}
}

func TestLambdaDurationCost(t *testing.T) {
	b := Embedded()
	for _, c := range []struct {
		name      string
		region    string
		arch      Arch
		gbSeconds float64
		want      float64
	}{
		{"nothing", "us-east-1", X86, 0, 0},
		{"one", "us-east-1", X86, 1, 0.0000166667},
		{"the whole first tier", "us-east-1", X86, 6e9, 100_000.2},
		{"a billion into the second", "us-east-1", X86, 7e9, 100_000.2 + 15_000},
		{"a billion into the third", "us-east-1", X86, 16e9, 100_000.2 + 9*15_000 + 13_333.4},
		{"arm64, the whole first tier", "us-east-1", ARM, 7.5e9, 100_000.5},
		{"arm64, a billion into the second", "us-east-1", ARM, 8.5e9, 100_000.5 + 12_000.1},
		{"arm64, a billion into the third", "us-east-1", ARM, 19.75e9, 100_000.5 + 11.25*12_000.1 + 10_666.7},
		{"no tiers known: flat", "eu-west-1", X86, 7e9, 116_666.9},
	} {
		got, ok := b.LambdaDurationCost(c.region, c.arch, c.gbSeconds)
		if !ok {
			t.Errorf("%s: not known", c.name)
		}
		near(t, c.name, got, c.want)
	}
	for _, bad := range []float64{-1, math.NaN()} {
		if usd, ok := b.LambdaDurationCost("us-east-1", X86, bad); ok {
			t.Errorf("%v GB-seconds cost %v, want no answer", bad, usd)
		}
	}
	if _, ok := b.LambdaDurationCost("us-east-1", "", 1); ok {
		t.Error("a cost without an architecture")
	}
}

// AWS says that provisioned concurrency pays above 60 % use.
func TestLambdaProvisionedBreakEven(t *testing.T) {
	for _, arch := range []Arch{X86, ARM} {
		share, ok := Embedded().LambdaProvisionedBreakEven("us-east-1", arch)
		if !ok || math.Abs(share-0.6) > 0.0005 {
			t.Errorf("%s: %v, %v; want 0.6", arch, share, ok)
		}
	}
	// 5.0147 / (16.6667 - 11.7011): where allocation is dear it never pays.
	share, ok := Embedded().LambdaProvisionedBreakEven("eu-central-1", X86)
	if !ok || math.Abs(share-1.00989) > 0.0001 {
		t.Errorf("eu-central-1: %v, %v; want 1.00989", share, ok)
	}
	if share, ok := Embedded().LambdaProvisionedBreakEven("eu-central-1", ARM); ok {
		t.Errorf("eu-central-1 arm64: %v, want no answer", share)
	}
}
