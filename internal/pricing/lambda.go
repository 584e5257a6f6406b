package pricing

import (
	"cmp"
	_ "embed"
	"slices"
)

//go:embed data/lambda.csv
var lambdaCSV string

// LambdaMeter is one thing that Lambda bills.
type LambdaMeter string

// The meters of Lambda. Those without a method of their own on Book are read
// with Book.Lambda; most are known in us-east-1 only.
const (
	MeterRequest             LambdaMeter = "requests"             // per request
	MeterDuration            LambdaMeter = "duration"             // per GB-second, tiered, by architecture
	MeterProvisioned         LambdaMeter = "provisioned"          // per GB-second of concurrency kept ready, by architecture
	MeterProvisionedDuration LambdaMeter = "provisioned-duration" // per GB-second of duration on it, by architecture
	MeterEphemeral           LambdaMeter = "ephemeral"            // per GB-second of /tmp above 512 MB, while running
	MeterSnapStartCache      LambdaMeter = "snapstart-cache"      // per GB-second of each published version; Java is free
	MeterSnapStartRestore    LambdaMeter = "snapstart-restore"    // per GB restored; Java is free
	MeterResponseStream      LambdaMeter = "response-stream"      // per GB streamed above 100 GiB a month
	MeterEdgeRequest         LambdaMeter = "edge-requests"        // per request of Lambda@Edge
	MeterEdgeDuration        LambdaMeter = "edge-duration"        // per GB-second of Lambda@Edge
	MeterKafkaPoller         LambdaMeter = "poller-kafka"         // per hour of a provisioned event poller unit
	MeterSQSPoller           LambdaMeter = "poller-sqs"           // per hour of a provisioned SQS poller
	MeterTenantEnvironment   LambdaMeter = "tenant-environment"   // per GB of each new environment of a tenant, by architecture
	MeterDurableOperation    LambdaMeter = "durable-operations"   // per operation of a durable function
	MeterDurableWritten      LambdaMeter = "durable-written"      // per GB
	MeterDurableRetained     LambdaMeter = "durable-retained"     // per GB-month
)

// lambdaUnits names the unit of each meter, and whether its price depends on
// the architecture.
var lambdaUnits = map[LambdaMeter]struct {
	unit   string
	byArch bool
}{
	MeterRequest:             {"request", false},
	MeterDuration:            {"GB-second", true},
	MeterProvisioned:         {"GB-second", true},
	MeterProvisionedDuration: {"GB-second", true},
	MeterEphemeral:           {"GB-second", false},
	MeterSnapStartCache:      {"GB-second", false},
	MeterSnapStartRestore:    {"GB", false},
	MeterResponseStream:      {"GB", false},
	MeterEdgeRequest:         {"request", false},
	MeterEdgeDuration:        {"GB-second", false},
	MeterKafkaPoller:         {"hour", false},
	MeterSQSPoller:           {"hour", false},
	MeterTenantEnvironment:   {"GB", true},
	MeterDurableOperation:    {"operation", false},
	MeterDurableWritten:      {"GB", false},
	MeterDurableRetained:     {"GB-month", false},
}

type lambdaKey struct {
	region string
	meter  LambdaMeter
	arch   Arch // "" where the price is the same for both
}

// lambdaTier is the price of the quantity above a monthly threshold.
type lambdaTier struct {
	above float64
	price Price
}

func parseLambda() map[lambdaKey][]lambdaTier {
	prices := map[lambdaKey][]lambdaTier{}
	t := readTable("lambda.csv", lambdaCSV)
	for _, r := range t.rows {
		meter := LambdaMeter(r.text("meter"))
		known, ok := lambdaUnits[meter]
		if arch := r.text("arch"); !ok || known.byArch == (arch == "") {
			t.fail("unknown meter %q for architecture %q", meter, arch)
		}
		key := lambdaKey{r.text("region"), meter, Arch(r.text("arch"))}
		prices[key] = append(prices[key], lambdaTier{r.number("above_gb_s"), r.price(known.unit)})
	}
	for _, tiers := range prices {
		slices.SortFunc(tiers, func(a, b lambdaTier) int { return cmp.Compare(a.above, b.above) })
	}
	return prices
}

// Lambda is the price of any meter; of a tiered one, its first tier. The
// architecture is ignored where the meter does not depend on it.
func (b *Book) Lambda(region string, meter LambdaMeter, arch Arch) (Price, bool) {
	if !lambdaUnits[meter].byArch {
		arch = ""
	}
	tiers := b.lambda()[lambdaKey{region, meter, arch}]
	if len(tiers) == 0 {
		return Price{}, false
	}
	return b.lambdaLess(tiers[0].price), true
}

// lambdaLess takes the discount off what is billed by the GB-second; savings plans leave the rest at list price.
func (b *Book) lambdaLess(p Price) Price {
	if p.Unit != "GB-second" {
		return p
	}
	return b.less("lambda", p)
}
