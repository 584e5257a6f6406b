package pricing

import "testing"

func TestSuccessor(t *testing.T) {
	for _, c := range []struct {
		region, from, to string // to "": none
		saving           float64
		lostGB           int
	}{
		{"us-east-1", "m4.large", "m6a.large", 0.1 - 0.0864, 0},
		{"us-east-1", "c3.xlarge", "c6a.xlarge", 0.21 - 0.153, 80},
		{"us-east-1", "m2.xlarge", "r6a.xlarge", 0.245 - 0.2268, 420}, // 17 GiB do not fit an r6a.large
		{"us-east-1", "t2.small", "t3a.small", 0.023 - 0.0188, 0},
		{"us-east-1", "c4.8xlarge", "c5.9xlarge", 1.591 - 1.53, 0},
		{"us-east-1", "i2.xlarge", "i4i.xlarge", 0.853 - 0.343, 0},
		{"us-east-1", "d2.xlarge", "d3.xlarge", 0.69 - 0.499, 60},
		{"us-east-1", "p3.8xlarge", "g6e.12xlarge", 12.24 - 10.49264, 0},
		{"us-east-1", "p3.16xlarge", "p4d.24xlarge", 24.48 - 21.957642, 0},
		// Newer is not always cheaper.
		{"us-east-1", "a1.large", "c6g.large", 0.051 - 0.068, 0},
		{"us-east-1", "i3.large", "i4i.large", 0.156 - 0.172, 7},
		{"us-east-1", "m3.medium", "m6a.large", 0.067 - 0.0864, 4},
		{"us-east-1", "f1.4xlarge", "f2.12xlarge", 3.3 - 3.96, 0}, // two FPGAs: f2.6xlarge has one
		{"us-east-1", "p2.xlarge", "g4dn.4xlarge", 0.9 - 1.204, 0},
		// Where the usual family is not sold another one wins; of equal prices the newer.
		{"ap-northeast-2", "m4.large", "m7i-flex.large", 0.123 - 0.11771, 0},
		{"ap-northeast-3", "c4.large", "c6i.large", 0.126 - 0.107, 0},
		{"sa-east-1", "m2.xlarge", "r6i.xlarge", 0.323 - 0.402, 420},
		{"us-east-1", "i3.metal", "i7i.metal-24xl", 4.992 - 9.6204, 0}, // bare metal follows bare metal
		// None: a machine of another class, no fit, unknown, current, no family.
		{"ca-central-1", "p3.2xlarge", "", 0, 0}, // only p4d with eight GPUs
		{"us-east-1", "p2.16xlarge", "", 0, 0},   // sixteen GPUs
		{"us-east-1", "d2.8xlarge", "", 0, 0},    // 36 vCPUs
		{"us-east-1", "a1.metal", "", 0, 0},      // c6g.metal costs six times as much
		{"eu-north-1", "m4.large", "", 0, 0},     // never sold there
		{"us-east-1", "m7i.large", "", 0, 0},
		{"us-east-1", "cr1.8xlarge", "", 0, 0}, // hardware not known
		{"us-east-1", "", "", 0, 0},
	} {
		got, ok := Embedded().Successor(c.region, c.from)
		if got.To.Type != c.to || ok != (c.to != "") || got.LostLocalGB != c.lostGB {
			t.Errorf("%s %s -> %+v, %v; want %q losing %d GB", c.region, c.from, got, ok, c.to, c.lostGB)
			continue
		}
		if ok && got.From.Type != c.from {
			t.Errorf("%s: from %s", c.from, got.From.Type)
		}
		near(t, c.from+" saving", got.SavingPerHour(), c.saving)
	}
}

func TestGraviton(t *testing.T) {
	for _, c := range []struct {
		region, from, to string
		percent          float64 // of the old price; published comparison of July 2026
	}{
		{"us-east-1", "m5.large", "m7g.large", 15.0},
		{"us-east-1", "c5.large", "c7g.large", 14.7},
		{"us-east-1", "t3.large", "t4g.large", 19.2},
		{"us-east-1", "m7i.large", "m8g.large", 11.0},
		{"us-east-1", "m5n.large", "m8gn.large", -22.3},
		{"us-east-1", "m7g.large", "", 0}, // arm64 already
		{"us-east-1", "g5.xlarge", "", 0}, // no arm64 peer
		{"us-east-1", "m99.large", "", 0},
		{"us-gov-west-1", "m5.large", "", 0},
	} {
		got, ok := Embedded().Graviton(c.region, c.from)
		if got.To.Type != c.to || ok != (c.to != "") {
			t.Errorf("%s %s -> %+v, %v; want %q", c.region, c.from, got, ok, c.to)
			continue
		}
		if percent := 100 * got.SavingPerHour() / got.FromPrice.USD; ok && (percent < c.percent-0.1 || percent > c.percent+0.1) {
			t.Errorf("%s saves %.1f %%, want %.1f", c.from, percent, c.percent)
		}
	}
}

// Whatever is proposed anywhere obeys the rules.
func TestEverySuccessorFits(t *testing.T) {
	b := Embedded()
	found := 0
	for _, region := range b.Regions() {
		for _, old := range b.EC2Specs() {
			for _, c := range []struct {
				arch    Arch
				propose func(region, instanceType string) (Successor, bool)
			}{{old.Arch, b.Successor}, {ARM, b.Graviton}} {
				s, ok := c.propose(region, old.Type)
				if !ok {
					continue
				}
				found++
				if s.To.Arch != c.arch || s.To.VCPU < old.VCPU || s.To.MemoryMiB < old.MemoryMiB ||
					s.To.GPUs < old.GPUs || s.To.FPGAs < old.FPGAs || s.To.PreviousGeneration ||
					s.To.BareMetal() != old.BareMetal() || s.To.Burstable() && !old.Burstable() ||
					s.ToPrice.USD > 2*s.FromPrice.USD || s.LostLocalGB > 0 && s.LostLocalGB*20 > old.LocalGB && !mayLoseDisk[old.Family()] {
					t.Errorf("%s: %s -> %+v", region, old.Type, s)
				}
			}
		}
	}
	if found < 5000 {
		t.Errorf("only %d proposals", found)
	}
}

// Every family that is named exists, and no current one waits for a successor.
func TestSuccessorFamilies(t *testing.T) {
	b := Embedded()
	for family, heirs := range successorFamilies {
		if len(b.familySpecs(family)) == 0 {
			t.Errorf("no type of family %s", family)
		}
		for _, heir := range heirs {
			if specs := b.familySpecs(heir); len(specs) == 0 || specs[0].PreviousGeneration {
				t.Errorf("%s -> %s is not a current family", family, heir)
			}
		}
	}
	for family, heirs := range b.graviton() {
		for _, name := range append(heirs, family) {
			if len(b.familySpecs(name)) == 0 {
				t.Errorf("%s: no type of family %s", family, name)
			}
		}
	}
	for _, s := range b.EC2Specs() {
		if s.PreviousGeneration && SuccessorFamilies(s.Type) == nil {
			t.Errorf("%s is of a previous generation and has no successor families", s.Type)
		}
	}
	if got := SuccessorFamilies("m7i.large"); got != nil {
		t.Errorf("m7i has successors %v", got)
	}
}
