package placement

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

// twoWeeks is a fortnight of hourly peaks from a Monday on.
func twoWeeks(peak func(time.Time) float64) inventory.Series {
	s := inventory.Series{Start: time.Date(2026, 11, 9, 0, 0, 0, 0, time.UTC), Period: time.Hour, Values: make([]float32, 14*24)}
	for i := range s.Values {
		s.Values[i] = float32(peak(s.Time(i)))
	}
	return s
}

func TestScheduleFollowsTheWeek(t *testing.T) {
	office := twoWeeks(func(at time.Time) float64 {
		weekend := at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
		if !weekend && at.Hour() >= 9 && at.Hour() < 17 {
			return 20
		}
		return 0
	})
	s, ok := fitSchedule(Load{Peaks: office}, 20, 0, 0.01, 20)
	if !ok || s.String() != "20 on weekdays 08-17, else 0" {
		t.Errorf("%v %s", ok, s)
	}
	if want := 20. * 9 * 5 / 168; s.Average() < want-1e-9 || s.Average() > want+1e-9 {
		t.Errorf("average %g, want %g", s.Average(), want)
	}
}

func TestNoScheduleWithoutAPattern(t *testing.T) {
	for name, peaks := range map[string]inventory.Series{
		"always busy":     twoWeeks(func(time.Time) float64 { return 20 }),
		"the second week": twoWeeks(func(at time.Time) float64 { return 20 * float64((at.Day()-9)/7) }),
		"too short":       part(twoWeeks(func(at time.Time) float64 { return float64(at.Hour() % 2) }), 0, 12*24),
	} {
		if s, ok := fitSchedule(Load{Peaks: peaks}, 20, 0, 0.01, 20); ok {
			t.Errorf("%s: %s", name, s)
		}
	}
}

// Whatever the traffic, a schedule costs less than the flat level, never holds more, and keeps the spillover of what it was
// made from within the target.
func TestScheduleKeepsTheTarget(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	found := 0
	for range 300 {
		high, from, to := 2+rng.IntN(40), rng.IntN(24), rng.IntN(24)
		peaks := twoWeeks(func(at time.Time) float64 {
			if at.Hour() >= from && at.Hour() < to {
				return float64(high) * rng.Float64()
			}
			return rng.Float64()
		})
		s, ok := fitSchedule(Load{Peaks: peaks}, high, 0, 0.01, float64(high))
		if !ok {
			continue
		}
		found++
		if levels := s.distinct(); s.Average() >= float64(high) || levels[0] > high || len(s.Actions()) > MostActions {
			t.Fatalf("%s at most %d: %v", s, high, s.Actions())
		}
		if share := spillover(peaks, inventory.Series{}, s.LevelAt); share > 0.01 {
			t.Fatalf("%s spills %g", s, share)
		}
	}
	if found < 50 {
		t.Errorf("only %d of 300 loads got a schedule: the test shows little", found)
	}
}
