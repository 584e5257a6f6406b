package pricing

import "math"

// Free tier of Lambda, per account and month, for all regions and both
// architectures together; it never expires. Prices in this package leave it
// out, because one function does not own it. Source: AWS Price List, 2026-09.
const (
	LambdaFreeRequests  = 1_000_000
	LambdaFreeGBSeconds = 400_000
)

// LambdaManagedInstancesFee is the share of the EC2 on-demand price that
// Lambda Managed Instances add, even where a savings plan covers the instance.
// Requests are billed as usual, duration is not. Source: AWS Price List,
// 2026-09.
const LambdaManagedInstancesFee = 0.15

// LambdaRequest is the price of one request.
func (b *Book) LambdaRequest(region string) (Price, bool) {
	return b.Lambda(region, MeterRequest, "")
}

// LambdaDuration is the price of one GB-second of duration in the first tier.
func (b *Book) LambdaDuration(region string, arch Arch) (Price, bool) {
	return b.Lambda(region, MeterDuration, arch)
}

// LambdaDurationCost is the price in USD of a month's GB-seconds of one
// account in one region, through the tiers. Tiers are known for us-east-1
// only; elsewhere everything is priced at the first tier, which is too much
// for an account above 6 (arm64: 7.5) billion GB-seconds a month. Whether the
// tiers of an organization are joined is not known.
func (b *Book) LambdaDurationCost(region string, arch Arch, gbSeconds float64) (usd float64, ok bool) {
	tiers := b.lambda()[lambdaKey{region, MeterDuration, arch}]
	if len(tiers) == 0 || math.IsNaN(gbSeconds) || gbSeconds < 0 {
		return 0, false
	}
	for i, tier := range tiers {
		end := gbSeconds
		if i+1 < len(tiers) {
			end = min(end, tiers[i+1].above)
		}
		if end > tier.above {
			usd += (end - tier.above) * b.lambdaLess(tier.price).USD
		}
	}
	return usd, true
}

// LambdaProvisioned is the price of keeping one GB of provisioned concurrency
// ready for a second, used or not. It differs by region even where the price
// of duration does not. AWS rounds the time up to 5 minutes. For arm64 it is
// known in few regions.
func (b *Book) LambdaProvisioned(region string, arch Arch) (Price, bool) {
	return b.Lambda(region, MeterProvisioned, arch)
}

// LambdaProvisionedDuration is the price of one GB-second of duration on
// provisioned concurrency, which takes the place of LambdaDuration there. The
// free tier does not apply. For arm64 it is known in few regions.
func (b *Book) LambdaProvisionedDuration(region string, arch Arch) (Price, bool) {
	return b.Lambda(region, MeterProvisionedDuration, arch)
}

// LambdaProvisionedBreakEven is the busy share of provisioned concurrency
// (0.6 is 60 %) above which it costs less than the same work on demand:
// kept / (duration - duration on provisioned concurrency), first tier.
func (b *Book) LambdaProvisionedBreakEven(region string, arch Arch) (share float64, ok bool) {
	duration, ok1 := b.LambdaDuration(region, arch)
	kept, ok2 := b.LambdaProvisioned(region, arch)
	used, ok3 := b.LambdaProvisionedDuration(region, arch)
	if !ok1 || !ok2 || !ok3 || duration.USD <= used.USD {
		return 0, false
	}
	return kept.USD / (duration.USD - used.USD), true
}

// LambdaSnapStartCache is the price of keeping one GB of a published version's
// snapshot for a second, at least 3 hours. Java is not charged.
func (b *Book) LambdaSnapStartCache(region string) (Price, bool) {
	return b.Lambda(region, MeterSnapStartCache, "")
}

// LambdaSnapStartRestore is the price of restoring one GB. Java is not charged.
func (b *Book) LambdaSnapStartRestore(region string) (Price, bool) {
	return b.Lambda(region, MeterSnapStartRestore, "")
}

// LambdaEphemeral is the price of one GB-second of /tmp above 512 MB, while
// the function runs.
func (b *Book) LambdaEphemeral(region string) (Price, bool) {
	return b.Lambda(region, MeterEphemeral, "")
}
