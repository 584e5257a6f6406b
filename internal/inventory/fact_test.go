package inventory

import (
	"strings"
	"testing"
)

func TestFact(t *testing.T) {
	var zero Fact[bool]
	if v, known := zero.Get(); v || known || zero.Why().Reason != NotRequested {
		t.Errorf("the zero fact is %v, %v, because %v", v, known, zero.Why())
	}
	no := Known(false)
	if v, known := no.Get(); v || !known || no.Why() != (Gap{}) {
		t.Errorf("a known no is %v, %v, because %v", v, known, no.Why())
	}
	gap := Gap{Reason: Denied, Operation: "lambda:GetPolicy", Action: "lambda:GetPolicy"}
	missing := Missing[[]string](gap)
	if v, known := missing.Get(); v != nil || known || missing.Why() != gap {
		t.Errorf("a missing fact is %v, %v, because %v", v, known, missing.Why())
	}
}

func TestRegionFacts(t *testing.T) {
	var r Region
	key, other := PolicyKey("orders", "live"), PolicyKey("orders", "")
	if _, known := Read(&r, key).Get(); known || r.Has(key.Want()) || len(r.Wants()) != 0 {
		t.Errorf("an empty region knows %v", r.Wants())
	}
	Put(&r, key, Policy{})
	if _, known := Read(&r, key).Get(); !known || !r.Has(key.Want()) {
		t.Errorf("a policy without grants is not known")
	}
	if r.Has(other.Want()) {
		t.Errorf("the policy of an alias is the function's")
	}
	gap := Gap{Reason: Throttled, Operation: "lambda:GetPolicy"}
	r.Miss(key.Want(), gap)
	if f := Read(&r, key); f.Why() != gap || !r.Has(key.Want()) {
		t.Errorf("missed, but %+v", f)
	}
	r.Forget(key.Want())
	if f := Read(&r, key); r.Has(key.Want()) || f.Why().Reason != NotRequested {
		t.Errorf("forgotten, but %+v", f)
	}
}

func TestGapsInWords(t *testing.T) {
	seen := map[string]Reason{}
	for _, reason := range []Reason{NotRequested, Denied, RegionOff, Throttled, Deadline, Credentials, Failed, Incomplete, NotCollected} {
		g := Gap{Reason: reason, Operation: "lambda:GetPolicy", Detail: "<b>hostile</b>"}
		words := g.String()
		if words == "" || strings.Contains(words, "hostile") {
			t.Errorf("%q in words is %q", reason, words)
		}
		if before, taken := seen[words]; taken {
			t.Errorf("%q and %q are both %q", reason, before, words)
		}
		seen[words] = reason
	}
	if got := (Gap{Reason: "new-in-a-later-version", Operation: "x:Y"}).String(); got != "x:Y failed" {
		t.Errorf("an unknown reason is %q", got)
	}
}

func TestRegionGaps(t *testing.T) {
	var r Region
	if _, ok := r.Gap(LambdaFunctions); ok {
		t.Errorf("an empty region has a gap")
	}
	r.SetGap(LambdaFunctions, Gap{Reason: Denied})
	if g, ok := r.Gap(LambdaFunctions); !ok || g.Reason != Denied {
		t.Errorf("got %v, %v", g, ok)
	}
}

func TestRootDatasets(t *testing.T) {
	for _, d := range []Dataset{LambdaFunctions, ECSClusters, ECSServices, EC2Instances} {
		if !d.IsRoot() {
			t.Errorf("%s is not a root listing", d)
		}
	}
	for d := range factDecoders {
		if d.IsRoot() {
			t.Errorf("%s is a root listing and a fact", d)
		}
	}
}

func TestCost(t *testing.T) {
	if got := (RunCost{Calls: map[string]int{"a": 2, "b": 3}}).Total(); got != 5 {
		t.Errorf("got %d calls, want 5", got)
	}
}
