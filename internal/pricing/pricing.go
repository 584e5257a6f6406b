// Package pricing answers what AWS compute costs at list price.
//
// The tables are embedded, dated files under data/; data/README.md says where
// each comes from and how to renew it. Every lookup answers (price, known). A
// region, type or architecture that a table does not hold is not known: there
// is no fallback to another region. GovCloud and China are in no table.
//
// All prices are US dollars, on demand, without free tier, savings plans,
// reservations or negotiated discounts, unless the user names some (Less).
package pricing

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// HoursPerMonth turns an hourly price into a monthly one. It is the number of
// hours that AWS's own price pages and calculator use (365 x 24 / 12).
const HoursPerMonth = 730

// Price is one list price. The zero value is no price; never use it without
// the bool that came with it.
type Price struct {
	USD    float64 // per Unit
	Unit   string  // "GB-second", "hour", ...
	Source string  // where it was read, such as "AWS Price List (AWSLambda) ..."
	AsOf   string  // when it was read: YYYY-MM-DD, or YYYY-MM or YYYY when only that is known
}

// PerMonth is the price of count units in use for a whole month of
// HoursPerMonth hours. It is meant for prices per hour.
func (p Price) PerMonth(count float64) float64 {
	return p.USD * count * HoursPerMonth
}

// Arch is a processor architecture in the words Lambda and EC2 use. The zero
// value is none, which no table holds.
type Arch string

// The two architectures.
const (
	X86 Arch = "x86_64"
	ARM Arch = "arm64"
)

// ParseArch reads an architecture as Lambda ("arm64"), ECS ("ARM64") or EC2
// write it; false for anything else, including "" and 32-bit x86.
func ParseArch(s string) (Arch, bool) {
	switch a := Arch(strings.ToLower(s)); a {
	case X86, ARM:
		return a, true
	}
	return "", false
}

// Book holds the price tables. It does not change once made and is safe for
// concurrent use. Each table is parsed when it is first asked for, so that a
// run without EC2 never pays for the EC2 tables. The zero value is unusable;
// get one from Embedded.
type Book struct {
	lambda   func() map[lambdaKey][]lambdaTier
	fargate  func() map[fargateKey]Price
	logs     func() map[logsKey]Price
	virginia func() *instanceTable
	regional func() *regionTable
	graviton func() map[string][]string
	ebs      func() map[ebsKey]Price
	network  func() map[networkKey]Price
	burst    func() map[burstKey]Price

	assumptions func() map[string]Assumption

	discounts Discounts        // the user's, off the list prices
	live      map[ec2Key]Price // of instances, newer than the tables
}

var embedded = sync.OnceValue(func() *Book {
	return &Book{
		lambda:   sync.OnceValue(parseLambda),
		fargate:  sync.OnceValue(parseFargate),
		logs:     sync.OnceValue(parseLogs),
		virginia: sync.OnceValue(parseInstances),
		regional: sync.OnceValue(parseRegions),
		graviton: sync.OnceValue(parseGraviton),
		ebs:      sync.OnceValue(parseEBS),
		network:  sync.OnceValue(parseNetwork),
		burst:    sync.OnceValue(parseBurst),

		assumptions: sync.OnceValue(parseAssumptions),
	}
})

// Embedded is the book of the tables built into the program.
func Embedded() *Book { return embedded() }

// Regions lists every region that some table knows a price for, sorted. That
// a region is listed does not mean that each of its prices is known.
func (b *Book) Regions() []string {
	seen := map[string]bool{virginiaRegion: true}
	for key := range b.lambda() {
		seen[key.region] = true
	}
	for key := range b.fargate() {
		seen[key.region] = true
	}
	for key := range b.logs() {
		seen[key.region] = true
	}
	for region := range b.regional().column {
		seen[region] = true
	}
	for key := range b.ebs() {
		seen[key.region] = true
	}
	for key := range b.network() {
		seen[key.region] = true
	}
	return slices.Sorted(maps.Keys(seen))
}
