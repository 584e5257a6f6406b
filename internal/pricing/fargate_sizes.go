package pricing

import (
	"cmp"
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed data/fargate_sizes.csv
var fargateSizesCSV string

// FargateSize is one pair of CPU and memory that a Fargate task may have.
type FargateSize struct {
	CPUUnits  int // 1024 units are one vCPU
	MemoryMiB int
	Linux     bool // offered to Linux tasks (from 8192 units on platform version 1.4.0 or later)
	Windows   bool // offered to Windows tasks
}

// VCPU is the size's number of vCPUs.
func (s FargateSize) VCPU() float64 { return float64(s.CPUUnits) / 1024 }

// MemoryGB is the size's memory in the GB that Fargate bills (1024 MiB each).
func (s FargateSize) MemoryGB() float64 { return float64(s.MemoryMiB) / 1024 }

func (s FargateSize) runs(os OS) bool {
	return os == Linux && s.Linux || os == Windows && s.Windows
}

var fargateSizes = sync.OnceValue(func() []FargateSize {
	var sizes []FargateSize
	t := readTable("fargate_sizes.csv", fargateSizesCSV)
	for _, r := range t.rows {
		systems := strings.Fields(r.text("os"))
		for _, cell := range strings.Fields(r.text("memory_mib")) {
			memory, err := strconv.Atoi(cell)
			if err != nil {
				t.fail("memory size %q", cell)
			}
			sizes = append(sizes, FargateSize{
				CPUUnits:  int(r.number("cpu_units")),
				MemoryMiB: memory,
				Linux:     slices.Contains(systems, string(Linux)),
				Windows:   slices.Contains(systems, string(Windows)),
			})
		}
	}
	slices.SortFunc(sizes, func(a, b FargateSize) int {
		return cmp.Or(cmp.Compare(a.CPUUnits, b.CPUUnits), cmp.Compare(a.MemoryMiB, b.MemoryMiB))
	})
	return sizes
})

// FargateSizes lists the 77 sizes that Fargate offers, by CPU and then by
// memory. Source: Amazon ECS Developer Guide, 2026-10. The slice is the
// caller's own.
func FargateSizes() []FargateSize { return slices.Clone(fargateSizes()) }

// SmallestFargateSize is the cheapest size that has both the CPU and the
// memory; false when none is large enough. It needs no price: with the list
// prices of every system, the least CPU that can be paired with enough memory
// is the cheapest.
func SmallestFargateSize(os OS, cpuUnits, memoryMiB float64) (FargateSize, bool) {
	for _, size := range fargateSizes() {
		if size.runs(os) && float64(size.CPUUnits) >= cpuUnits && float64(size.MemoryMiB) >= memoryMiB {
			return size, true
		}
	}
	return FargateSize{}, false
}
