package pricing

import (
	"math"
	"strings"
	"testing"
)

// Every price of a discounted service is lower by the share and says so; the others are the list's.
func TestLess(t *testing.T) {
	list := Embedded()
	b := list.Less(Discounts{"ec2": 0.28, "fargate": 0.2, "lambda": 0.125, "ebs": 0.1, "network": 0.5})
	for name, c := range map[string]struct {
		lookup func(*Book) (Price, bool)
		share  float64
		note   string
	}{
		"instance":    {func(b *Book) (Price, bool) { return b.EC2Linux("eu-west-1", "m7g.large") }, 0.28, "list price less 28% (yours)"},
		"task":        {func(b *Book) (Price, bool) { return b.FargateTask("us-east-1", Windows, X86, 2, 4) }, 0.2, "list price less 20% (yours)"},
		"storage":     {func(b *Book) (Price, bool) { return b.FargateEphemeral("us-east-1") }, 0.2, "list price less 20% (yours)"},
		"duration":    {func(b *Book) (Price, bool) { return b.LambdaDuration("us-east-1", ARM) }, 0.125, "list price less 12.5% (yours)"},
		"provisioned": {func(b *Book) (Price, bool) { return b.LambdaProvisioned("us-east-1", X86) }, 0.125, "list price less 12.5% (yours)"},
		"requests":    {func(b *Book) (Price, bool) { return b.LambdaRequest("us-east-1") }, 0, ""},
		"logs":        {func(b *Book) (Price, bool) { return b.LogsStored("us-east-1") }, 0, ""},
		"credits":     {func(b *Book) (Price, bool) { return b.SurplusCredits("us-east-1", Linux) }, 0, ""},
		"volume":      {func(b *Book) (Price, bool) { return b.EBSStorage("us-east-1", "gp3") }, 0.1, "list price less 10% (yours)"},
		"balancer":    {func(b *Book) (Price, bool) { return b.LoadBalancer("us-east-1", "application") }, 0.5, "list price less 50% (yours)"},
	} {
		p, ok := c.lookup(b)
		full, known := c.lookup(list)
		if !ok || !known {
			t.Errorf("%s: not known", name)
			continue
		}
		near(t, name, p.USD, full.USD*(1-c.share))
		if note, _ := DiscountOf(p.Source); note != c.note || !strings.HasPrefix(p.Source, full.Source) {
			t.Errorf("%s: source %q notes %q, want %q", name, p.Source, note, c.note)
		}
		if _, marked := DiscountOf(full.Source); marked {
			t.Errorf("%s: the list price became a discounted one", name)
		}
	}
	got, _ := b.LambdaDurationCost("us-east-1", X86, 7e9)
	want, _ := list.LambdaDurationCost("us-east-1", X86, 7e9)
	near(t, "a month through the tiers", got, want*0.875)
	if p, ok := b.EC2Linux("cn-north-1", "m5.large"); ok || p != (Price{}) {
		t.Errorf("a discount made a price of nothing: %+v", p)
	}
	if list.Less(nil) != list {
		t.Error("no discounts make another book")
	}
}

// What Spot is assumed to cost stays the same amount of money: discounts are on demand only.
func TestSpotAgainstDiscounts(t *testing.T) {
	list := Embedded()
	for _, share := range []float64{0.2, 0.5, 0.9} {
		b := list.Less(Discounts{"fargate": share})
		near(t, "Fargate Spot", b.FargateSpotShare().Share, math.Min(1, list.FargateSpotShare().Share/(1-share)))
		near(t, "EC2 Spot", b.EC2SpotShare().Share, list.EC2SpotShare().Share)
	}
}
