package placement

import (
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestActions(t *testing.T) {
	day := func(from, to, level, other int) (out [24]int) {
		for hour := range out {
			out[hour] = other
			if hour >= from && hour < to {
				out[hour] = level
			}
		}
		return out
	}
	for name, c := range map[string]struct {
		schedule Schedule
		says     string
		want     []Action
	}{
		"always the same": {Schedule{[2][24]int{day(0, 24, 5, 0), day(0, 24, 5, 0)}}, "5 at all times", nil},
		"office hours": {Schedule{[2][24]int{day(8, 18, 20, 2), day(0, 0, 0, 2)}}, "20 on weekdays 08-18, else 2", []Action{
			{"1-mon-fri-0800-to-20", "cron(0 8 ? * MON-FRI *)", 20, 20},
			{"2-mon-fri-1800-to-2", "cron(0 18 ? * MON-FRI *)", 2, 2},
		}},
		"every day": {Schedule{[2][24]int{day(8, 18, 20, 2), day(8, 18, 20, 2)}}, "20 every day 08-18, else 2", []Action{
			{"1-daily-0800-to-20", "cron(0 8 * * ? *)", 20, 20},
			{"2-daily-1800-to-2", "cron(0 18 * * ? *)", 2, 2},
		}},
		"weekends": {Schedule{[2][24]int{day(0, 0, 0, 2), day(0, 24, 9, 0)}}, "9 on weekends 00-24, else 2", []Action{
			{"1-mon-0000-to-2", "cron(0 0 ? * MON *)", 2, 2},
			{"2-sat-0000-to-9", "cron(0 0 ? * SAT *)", 9, 9},
		}},
		"later on weekends": {Schedule{[2][24]int{day(8, 18, 20, 0), day(10, 18, 5, 0)}}, "20 on weekdays 08-18, 5 on weekends 10-18, else 0", []Action{
			{"1-sun-sat-1000-to-5", "cron(0 10 ? * SUN,SAT *)", 5, 5},
			{"2-daily-1800-to-0", "cron(0 18 * * ? *)", 0, 0},
			{"3-mon-fri-0800-to-20", "cron(0 8 ? * MON-FRI *)", 20, 20},
		}},
	} {
		if got := c.schedule.String(); got != c.says {
			t.Errorf("%s: %q", name, got)
		}
		got := c.schedule.Actions()
		if len(got) != len(c.want) {
			t.Errorf("%s: %v", name, got)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s: %v, want %v", name, got[i], c.want[i])
			}
		}
	}
}

// Carried out hour by hour, the actions give the schedule; made few, they give no less of it.
func TestActionsGiveTheSchedule(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		var s Schedule
		for kind := range s.Levels {
			for hour := range s.Levels[kind] {
				s.Levels[kind][hour] = random.IntN(1 + random.IntN(8))
			}
		}
		few := s.inFewSteps()
		if len(few.Actions()) > MostActions {
			t.Fatalf("%s takes %v", few, few.Actions())
		}
		for kind := range s.Levels {
			for hour, level := range s.Levels[kind] {
				if few.Levels[kind][hour] < level {
					t.Fatalf("%s has less than %s", few, s)
				}
			}
		}
		names := map[string]bool{}
		for _, action := range s.Actions() {
			if names[action.Name] || action.Min != action.Max {
				t.Fatalf("%+v", action)
			}
			names[action.Name] = true
		}
		actions, level := few.Actions(), -1
		for hour := range 14 * 24 {
			at := time.Date(2026, 11, 1, hour, 0, 0, 0, time.UTC)
			for _, action := range actions {
				if due(t, action.Cron, at) {
					level = action.Min
				}
			}
			if hour >= 7*24 && level != few.LevelAt(at) && len(actions) > 0 {
				t.Fatalf("%s: %d at %v, by %v", few, level, at, actions)
			}
		}
	}
}

var written = regexp.MustCompile(`^cron\(0 (\d+) (?:\* \* \?|\? \* ([A-Z,-]+)) \*\)$`)

// due reads the cron expressions that Actions writes.
func due(t *testing.T, cron string, at time.Time) bool {
	t.Helper()
	fields := written.FindStringSubmatch(cron)
	if fields == nil {
		t.Fatal(cron)
	}
	if fields[1] != strconv.Itoa(at.Hour()) {
		return false
	}
	today := strings.Index(week, abbreviated(at.Weekday()))
	for _, part := range strings.Split(fields[2], ",") {
		from, to, _ := strings.Cut(part, "-")
		if part == "" || strings.Index(week, from) == today || to != "" && strings.Index(week, from) < today && today <= strings.Index(week, to) {
			return true
		}
	}
	return false
}

const week = "SUN MON TUE WED THU FRI SAT"
