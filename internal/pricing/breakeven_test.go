package pricing

import (
	"math"
	"os"
	"strings"
	"testing"
)

// The worked cases price Lambda by the busy hour and an alternative by the
// hour. Both, and the number of busy environments at which they meet, must
// come out of the book within 1 %.
func TestBreakEvenCases(t *testing.T) {
	text, err := os.ReadFile("testdata/breakeven.csv")
	if err != nil {
		t.Fatal(err)
	}
	b := Embedded()
	cases := readTable("breakeven.csv", string(text))
	if len(cases.rows) != 30 {
		t.Errorf("%d cases, want 30", len(cases.rows))
	}
	for _, r := range cases.rows {
		name := strings.Join(r.cells[:4], " ")
		arch := Arch(r.text("arch"))
		request, ok1 := b.LambdaRequest("us-east-1")
		duration, ok2 := b.LambdaDuration("us-east-1", arch)
		alternative, ok3 := alternativePrice(cases, b, arch, r.text("alternative"))
		if !ok1 || !ok2 || !ok3 {
			t.Errorf("%s: a price is not known", name)
			continue
		}
		requestsPerHour := 3600 / (r.number("avg_ms") / 1000)
		busyHour := r.number("lambda_gb")*3600*duration.USD + requestsPerHour*request.USD
		for what, pair := range map[string][2]float64{
			"alternative":      {alternative.USD, r.number("alt_usd_h")},
			"Lambda busy hour": {busyHour, r.number("lambda_usd_per_busy_hour")},
			"busy slots":       {alternative.USD / busyHour, r.number("breakeven_busy_slots")},
		} {
			if math.Abs(pair[0]/pair[1]-1) > 0.01 {
				t.Errorf("%s: %s = %v, want %v", name, what, pair[0], pair[1])
			}
		}
	}
}

// alternativePrice reads "m7g.large" or "fargate:VCPU:GB".
func alternativePrice(cases *table, b *Book, arch Arch, name string) (Price, bool) {
	parts := strings.Split(name, ":")
	if parts[0] != "fargate" {
		return b.EC2Linux("us-east-1", name)
	}
	return b.FargateTask("us-east-1", Linux, arch, cases.parse(parts[1]), cases.parse(parts[2]))
}
