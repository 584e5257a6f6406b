package pricing

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed data/graviton.csv
var gravitonCSV string

// successorFamilies lists, for each older family, the current families that do
// the same job on the same architecture, newest first. AWS's page of previous
// generations (aws.amazon.com/ec2/previous-generation, a copy read 2026-11)
// sends T1 to T3 and T3a, M1 and M3 to the 7th generation of M, I2 to I3. The
// rest follows the same lines. The 6th generation is listed too, because it is
// often the cheapest. Flex types hold the full CPU most of the day, not all of
// it (AWS: 95 % of the time over 24 hours).
var successorFamilies = map[string][]string{
	// General purpose.
	"m1": {"m7i", "m7i-flex", "m6i", "m6a"},
	"m3": {"m7i", "m7i-flex", "m6i", "m6a"},
	"m4": {"m7i", "m7i-flex", "m6i", "m6a"},
	"t1": {"t3", "t3a"},
	"t2": {"t3", "t3a"},
	"a1": {"c7g", "c6g", "m7g", "m6g"}, // 2 GiB per vCPU: C is the match, M where C is not sold

	// Compute optimised. Only c5 still has the 36 vCPUs of c4.8xlarge.
	"c1": {"c7i", "c7i-flex", "c6i", "c6a"},
	"c3": {"c7i", "c7i-flex", "c6i", "c6a"},
	"c4": {"c7i", "c7i-flex", "c6i", "c6a", "c5"},

	// Memory optimised. X keeps its ratios: 16 GiB (x1) and 32 GiB (x1e) per vCPU.
	"m2":  {"r7i", "r6i", "r6a"},
	"r3":  {"r7i", "r6i", "r6a"},
	"r4":  {"r7i", "r6i", "r6a"},
	"x1":  {"x2idn"},
	"x1e": {"x2iedn"},

	// Storage optimised: SSD to NVMe, dense disks to dense disks. h1 has no
	// direct heir; i3en is there for regions and sizes without D3.
	"i2": {"i7ie", "i7i", "i4i", "i3en"},
	"i3": {"i7ie", "i7i", "i4i", "i3en"},
	"d2": {"d3", "d3en"},
	"h1": {"d3", "d3en", "i3en"},

	// Accelerated. g4ad is left out: its AMD GPUs do not run CUDA. p3 stays
	// with GPUs fit for training; p3dn needs NVLink and so stays with P.
	"g2":   {"g6", "g5", "g4dn"},
	"g3":   {"g6", "g5", "g4dn"},
	"g3s":  {"g6", "g5", "g4dn"},
	"p2":   {"g6e", "gr6", "g6", "g5", "g4dn"},
	"p3":   {"p5", "p4d", "g6e"},
	"p3dn": {"p5", "p4d"},
	"f1":   {"f2"},
}

// mayLoseDisk holds the families whose instance storage came with the type and
// is seldom the reason to choose it; AWS's own upgrade paths drop it for M3.
// What is lost is reported in Successor.LostLocalGB.
var mayLoseDisk = map[string]bool{
	"m1": true, "m2": true, "m3": true, "c1": true, "c3": true, "r3": true,
}

// SuccessorFamilies lists the current families that can take the place of an
// older type, newest first, wherever they are sold and whatever they cost; nil
// when none is curated. It names a direction where no price is known.
func SuccessorFamilies(instanceType string) []string {
	return slices.Clone(successorFamilies[InstanceFamily(instanceType)])
}

func parseGraviton() map[string][]string {
	families := map[string][]string{}
	for _, r := range readTable("graviton.csv", gravitonCSV).rows {
		families[r.text("family")] = strings.Fields(r.text("graviton"))
	}
	return families
}
