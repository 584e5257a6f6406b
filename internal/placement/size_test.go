package placement

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var options = Options{Target: 0.01, Use: 0.7, LeastGain: 0.2}

// busy is a load whose calls go with its peaks.
func busy(peaks inventory.Series) Load {
	calls := peaks
	calls.Values = make([]float32, len(peaks.Values))
	for i, peak := range peaks.Values {
		calls.Values[i] = peak * 100
	}
	return Load{peaks, calls}
}

// fiveMinutely is a load of so many days from a Monday on.
func fiveMinutely(days int, peak func(time.Time) float64) Load {
	s := inventory.Series{Start: time.Date(2026, 11, 9, 0, 0, 0, 0, time.UTC), Period: 5 * time.Minute}
	for i := range days * 288 {
		s.Values = append(s.Values, float32(peak(s.Time(i))))
	}
	return busy(s)
}

func office(at time.Time) float64 {
	if kind, hour := timeseries.Slot(at); kind == 0 && hour >= 9 && hour < 17 {
		return 20
	}
	return 1
}

// once is an office with one burst in one night.
func once(at time.Time) float64 {
	if at.Day() == 12 && at.Hour() == 3 && at.Minute() == 0 {
		return 15
	}
	return office(at)
}

func wave(at time.Time) float64 {
	return math.Round(30 - 20*math.Cos(float64(at.Hour()*60+at.Minute()-180)/1440*2*math.Pi))
}

// A wave of 10 to 50 environments is followed in six steps, also where weekends differ by so little that it is not worth a step.
func TestScheduleInSteps(t *testing.T) {
	for name, peak := range map[string]func(time.Time) float64{
		"all days alike": wave,
		"a little less on weekends": func(at time.Time) float64 {
			kind, _ := timeseries.Slot(at)
			return wave(at) - float64(kind)
		},
	} {
		s := Size(fiveMinutely(14, peak), options).Scheduled
		if s.Average > 0.72*50 {
			t.Errorf("%s: %s: %g on average", name, s, s.Average)
		}
		if n := len(s.Schedule.Actions()); n > MostActions || n < 5 {
			t.Errorf("%s: %s takes %d actions", name, s, n)
		}
	}
}

// Its cost is that of a week, although the load has a weekend too many.
func TestScheduleIsBilledByTheWeek(t *testing.T) {
	load := fiveMinutely(21, office).Part(4*288, 21*288)
	if got, want := Size(load, options).Scheduled.Average, (45*20+123*1)/168.; math.Abs(got-want) > 1e-9 {
		t.Errorf("%g on average, want %g", got, want)
	}
}

func TestSize(t *testing.T) {
	for name, c := range map[string]struct {
		load Load
		want string
	}{
		"nothing":          {Load{}, "0 at all times"},
		"no use":           {fiveMinutely(3, func(time.Time) float64 { return 0 }), "0 at all times"},
		"not known":        {fiveMinutely(3, func(time.Time) float64 { return math.NaN() }), "0 at all times"},
		"steady":           {fiveMinutely(14, func(time.Time) float64 { return 7 }), "7 at all times"},
		"an hour of it":    {fiveMinutely(14, func(time.Time) float64 { return 7 }).Part(0, 12), "7 at all times"},
		"office hours":     {fiveMinutely(14, office), "20 on weekdays 08-17, else 1"},
		"but for once":     {fiveMinutely(14, once), "20 on weekdays 08-17, else 1"},
		"only a week":      {fiveMinutely(7, office), "20 at all times"},
		"less for days":    {fiveMinutely(14, func(at time.Time) float64 { return 30 - 20*float64((at.Day()-9)/10) }), "10 at all times"},
		"less on one only": {fiveMinutely(14, func(at time.Time) float64 { return 30 - 20*float64((at.Day()-9)/13) }), "30 at all times"},
	} {
		if got := Size(c.load, options).Chosen; got.String() != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// Tracking is taken where the load is too irregular for a schedule and slow enough to be followed.
func TestSizeTakesTracking(t *testing.T) {
	slow := fiveMinutely(14, func(at time.Time) float64 {
		return math.Max(1, 50-50*math.Cos(float64(at.Unix())/86400/3*2*math.Pi)) // three days from peak to peak
	})
	s := Size(slow, options)
	if s.Chosen.Kind != Tracked || s.Chosen.String() != "target tracking at 0.7, at least 1" {
		t.Errorf("%s: flat %+v, schedule %+v, tracking %+v", s.Chosen, s.Flat, s.Scheduled, s.Tracked)
	}
	if hours := s.Chosen.EnvironmentHours(); hours < 730*s.Chosen.Average-1e-6 || hours > 730*s.Chosen.Average+1e-6 {
		t.Errorf("%g environment-hours at %g on average", hours, s.Chosen.Average)
	}
}

// Whatever the load: the choice keeps the target in what it was made from, costs no more than any other plan that does so
// and is worth its parts, and no environment fewer would do.
func TestTheChoiceIsTheCheapestThatKeepsTheTarget(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	kinds := map[Kind]int{}
	for range 150 {
		top, from, to, noise := 1+random.Float64()*60, random.IntN(24), random.IntN(25), random.Float64()
		load := fiveMinutely(1+random.IntN(18), func(at time.Time) float64 {
			if random.IntN(50) == 0 {
				return math.NaN()
			}
			if at.Hour() >= from && at.Hour() < to {
				return top * (1 - noise*random.Float64())
			}
			return top / 10 * random.Float64()
		})
		o := Options{Target: []float64{0, 0.001, 0.01, 0.1}[random.IntN(4)], Use: 0.7, LeastGain: 0.2}
		s := Size(load, o)
		kinds[s.Chosen.Kind]++
		if s.Chosen.Spillover > o.Target || !s.Chosen.Keeps(o.Target) || !s.Flat.Keeps(o.Target) {
			t.Fatalf("%s spills %g (%g) of at most %g", s.Chosen, s.Chosen.Spillover, s.Chosen.Careful, o.Target)
		}
		for _, other := range []Plan{s.Flat, s.Scheduled, s.Tracked} {
			if other.Keeps(o.Target) && other.Average < s.Chosen.Average-1e-9 && other.Average <= 0.8*s.Flat.Average {
				t.Fatalf("%s (%g) was chosen, not %s (%g)", s.Chosen, s.Chosen.Average, other, other.Average)
			}
		}
		fewer := Plan{Kind: Flat, Level: s.Flat.Level - 1}.On(s.Load, 0)
		if s.Flat.Level > 0 && fewer.Keeps(o.Target) {
			t.Fatalf("%d would do, not %d", fewer.Level, s.Flat.Level)
		}
		if least := FlatLevel(s.Load.Peaks, s.Load.Calls, o.Target); s.Flat.Level < least {
			t.Fatalf("%d with care is less than %d without", s.Flat.Level, least)
		}
	}
	if kinds[Flat] < 20 || kinds[Scheduled] < 10 {
		t.Errorf("chosen were %v: the test shows little", kinds)
	}
}

// A share that comes evenly is nearly certain; the same share from few bursts is not.
func TestCareGrowsWithChance(t *testing.T) {
	evenly := fiveMinutely(10, func(at time.Time) float64 { return 10 + float64(at.Minute()%10)/5 }) // 10 and 11
	rarely := fiveMinutely(10, func(at time.Time) float64 {
		if at.Hour() == 3 && at.Minute() == 0 {
			return 100
		}
		return 10
	})
	excess := func(load Load, level int) float64 {
		p := Plan{Kind: Flat, Level: level}.On(load, 0)
		return (p.Careful - p.Spillover) / p.Spillover
	}
	// Of 240 alike hours the sum has an error of 1/√240, of 10 it has 1/√10; five of them.
	if got, want := excess(evenly, 10), 5/math.Sqrt(240); math.Abs(got-want) > 0.001 {
		t.Errorf("spilling evenly: %g more, want %g", got, want)
	}
	if got, want := excess(rarely, 10), 5/math.Sqrt(10); math.Abs(got-want) > 0.001 {
		t.Errorf("spilling once a day: %g more, want %g", got, want)
	}
}

func TestPlansOnALoad(t *testing.T) {
	load := fiveMinutely(7, office)
	schedule := Schedule{}
	for hour := 8; hour < 17; hour++ {
		schedule.Levels[0][hour] = 20
	}
	for name, c := range map[string]struct {
		plan               Plan
		from               int
		average, spillover float64
	}{
		"nothing":              {Plan{Kind: Flat}, 0, 0, 1},
		"half of it":           {Plan{Kind: Flat, Level: 10}, 0, 10, 5 * 8 * 10. / (5*8*20 + 128)},
		"all of it":            {Plan{Kind: Flat, Level: 20}, 0, 20, 0},
		"on a weekend":         {Plan{Kind: Flat, Level: 20}, 5 * 288, 20, 0},
		"the schedule":         {Plan{Kind: Scheduled, Schedule: schedule}, 0, 20 * 45. / 168, (128 - 5.) / (5*8*20 + 128)},
		"it, on a weekend":     {Plan{Kind: Scheduled, Schedule: schedule}, 5 * 288, 0, 1},
		"tracking the weekend": {Plan{Kind: Tracked, Tracking: Tracking{Use: 0.7}}, 5 * 288, 2, 0}, // 1 of 2 is 50%, but ⌈2 × 0.5 / 0.7⌉ is 2
	} {
		got := c.plan.On(load, c.from)
		if math.Abs(got.Average-c.average) > 1e-6 || math.Abs(got.Spillover-c.spillover) > 1e-6 {
			t.Errorf("%s: %g on average, spills %g, want %g and %g", name, got.Average, got.Spillover, c.average, c.spillover)
		}
	}
	if got := (Plan{}).String(); got != "no plan" || (Plan{}).Keeps(1) {
		t.Errorf("the zero plan is %q", got)
	}
}

// Without a share to aim at there is no tracking to choose from.
func TestSizeWithoutTracking(t *testing.T) {
	slow := fiveMinutely(14, func(at time.Time) float64 {
		return math.Max(1, 50-50*math.Cos(float64(at.Unix())/86400/3*2*math.Pi))
	})
	s := Size(slow, Options{Target: 0.01, LeastGain: 0.2})
	if s.Chosen.Kind != Flat || s.Tracked.Kind != "" {
		t.Errorf("%s, tracking %+v", s.Chosen, s.Tracked)
	}
}
