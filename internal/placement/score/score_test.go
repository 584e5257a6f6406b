package main

import (
	"math"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pages"
	"github.com/computelint/computelint/internal/placement"
)

const page = "../../../docs/provisioned-sizing.md"

func TestThePageIsCurrent(t *testing.T) {
	traces, err := readTraces()
	if err != nil {
		t.Fatal(err)
	}
	tables, err := render(traces)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	want, err := pages.Replaced(string(text), command, tables)
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != want {
		t.Error("docs/provisioned-sizing.md is stale: run make sizing and read the difference")
	}
}

// The one trace whose bursts stop a day before it is split; the page says so. What is missed must be here, and nothing else.
var knownMisses = map[string]string{"ec2_network_in_257a54": "missed: cost"}

func TestRecordedLoadsMeetTheBars(t *testing.T) {
	traces, err := readTraces()
	if err != nil {
		t.Fatal(err)
	}
	if len(traces) != 10 {
		t.Errorf("%d traces", len(traces))
	}
	for _, one := range traces {
		want := "met"
		if miss := knownMisses[one.name]; miss != "" {
			want = miss
		}
		s := scored(one, firstPart)
		if got := s.bars(); got != want {
			t.Errorf("%s: %s, want %s: %s at %.3f of the oracle's cost, spills %.4f", s.name, got, want, s.chosen, s.ofOracle(s.chosen), s.chosen.Spillover)
		}
	}
}

// made is four weeks by five minutes from a Monday on, with the noise of random arrivals.
func made(seed uint64, average func(at time.Time, random *rand.Rand) float64) placement.Load {
	random := rand.New(rand.NewPCG(seed, 1))
	s := inventory.Series{Start: time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC), Period: 5 * time.Minute}
	load := placement.Load{Peaks: s, Calls: s}
	for i := range 28 * 288 {
		running := average(s.Time(i), random)
		peak := math.Max(0, math.Round(running+math.Sqrt(running)*(1+random.NormFloat64()*0.7)))
		load.Peaks.Values = append(load.Peaks.Values, float32(peak))
		load.Calls.Values = append(load.Calls.Values, float32(math.Round(running*300)))
	}
	return load
}

func weekend(at time.Time) bool { return at.Weekday() == time.Saturday || at.Weekday() == time.Sunday }

// Shapes that the method was not made on.
func TestMadeLoadsMeetTheBars(t *testing.T) {
	hourly := 0.0
	for name, c := range map[string]struct {
		average func(time.Time, *rand.Rand) float64
		kind    placement.Kind
	}{
		"steady": {func(time.Time, *rand.Rand) float64 { return 30 }, placement.Flat},
		"office hours": {func(at time.Time, _ *rand.Rand) float64 {
			if !weekend(at) && at.Hour() >= 8 && at.Hour() < 18 {
				return 40
			}
			return 1
		}, placement.Scheduled},
		"a batch every night": {func(at time.Time, _ *rand.Rand) float64 {
			if at.Hour() == 2 && at.Minute() < 40 {
				return 60
			}
			return 3
		}, placement.Scheduled},
		"weekends only": {func(at time.Time, _ *rand.Rand) float64 {
			if weekend(at) {
				return 25
			}
			return 2
		}, placement.Scheduled},
		"day and night": {func(at time.Time, _ *rand.Rand) float64 {
			return 30 - 20*math.Cos(float64(at.Hour()*60+at.Minute()-180)/1440*2*math.Pi)
		}, placement.Scheduled},
		"bursts at random": {func(_ time.Time, random *rand.Rand) float64 {
			if random.IntN(24) == 0 {
				return 50
			}
			return 10
		}, placement.Flat},
		"hours at random": {func(at time.Time, random *rand.Rand) float64 {
			if at.Minute() == 0 {
				hourly = 10 + 20*random.Float64()
			}
			return hourly
		}, placement.Flat},
		"more since the tenth day": {func(at time.Time, _ *rand.Rand) float64 {
			if at.Month() == time.October && at.Day() < 15 {
				return 20
			}
			return 35
		}, placement.Flat},
		"less since the tenth day": {func(at time.Time, _ *rand.Rand) float64 {
			if at.Month() == time.October && at.Day() < 15 {
				return 50
			}
			return 20
		}, placement.Flat},
	} {
		for seed := range uint64(5) {
			s := scored(trace{name: name, load: made(seed, c.average)}, firstPart)
			if got := s.bars(); got != "met" || s.chosen.Kind != c.kind {
				t.Errorf("%s: %s: %s at %.2f of the oracle's cost (%d), spills %.4f; tracking at %.2f, %.4f", name, got, s.chosen,
					s.ofOracle(s.chosen), s.oracle, s.chosen.Spillover, s.ofOracle(s.tracked), s.tracked.Spillover)
			}
		}
	}
}

func TestPoissonPeak(t *testing.T) {
	for _, c := range []struct {
		average float64
		want    int
	}{{0, 0}, {0.008, 1}, {0.0417, 2}, {1, 5}, {10, 19}} {
		if got := poissonPeak(c.average); got != c.want {
			t.Errorf("%g running on average: %d, want %d", c.average, got, c.want)
		}
	}
}

func TestReadingFunctions(t *testing.T) {
	s := inventory.Series{Period: 5 * time.Minute, Values: []float32{94, float32(math.NaN()), 56}}
	load := scaled(s, meanInUse)
	if sum := load.Peaks.Values[0] + load.Peaks.Values[2]; sum < 2*meanInUse-0.001 || sum > 2*meanInUse+0.001 {
		t.Errorf("the mean is %v", sum/2)
	}
	traces, err := readFunctions("head\nabcdefgh,queue,500,0,0,5,0,5,0\n")
	if err != nil || len(traces) != 1 || traces[0].name != "azure abcdef" || len(traces[0].load.Peaks.Values) != 3 {
		t.Fatalf("%+v, %v", traces, err)
	}
	if got := traces[0].load.Peaks.Values; got[0] != 2 || got[1] != 0 {
		t.Errorf("%v", got)
	}
}
