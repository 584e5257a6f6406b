package placement

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// MostActions is how many scheduled actions a schedule may take: more than that nobody keeps in mind.
const MostActions = 6

// Action is one scheduled action of Application Auto Scaling on `lambda:function:ProvisionedConcurrency`.
type Action struct {
	Name     string // unique in its schedule: "1-mon-fri-0800-to-20"
	Cron     string // in UTC, as AWS writes it: "cron(0 8 ? * MON-FRI *)"
	Min, Max int    // capacity from then on; they are equal, which pins the level
}

// Actions is the schedule as scheduled actions, one for each hour of some days at which the level changes, in the order of
// the week. A schedule that never changes has none.
func (s Schedule) Actions() []Action {
	steps, days := s.steps()
	actions := make([]Action, len(steps))
	for i, step := range steps {
		named := dayNames(days[i])
		field := fmt.Sprintf("cron(0 %d ? * %s *)", step.hour, named)
		if len(days[i]) == 7 {
			named, field = "daily", fmt.Sprintf("cron(0 %d * * ? *)", step.hour)
		}
		name := fmt.Sprintf("%d-%s-%02d00-to-%d", i+1, strings.ToLower(strings.ReplaceAll(named, ",", "-")), step.hour, step.level)
		actions[i] = Action{Name: name, Cron: field, Min: step.level, Max: step.level}
	}
	return actions
}

// step is a level from an hour of the day on.
type step struct{ hour, level int }

// steps are the changes of a week, from Sunday on, each with the days on which it comes.
func (s Schedule) steps() (steps []step, days [][]time.Weekday) {
	before := s.Levels[1][23] // of Saturday
	for hourOfWeek := range 24 * 7 {
		day, hour := time.Weekday(hourOfWeek/24), hourOfWeek%24
		kind := 0
		if day == time.Saturday || day == time.Sunday {
			kind = 1
		}
		one := step{hour, s.Levels[kind][hour]}
		if one.level == before {
			continue
		}
		before = one.level
		i := slices.Index(steps, one)
		if i < 0 {
			i, steps, days = len(steps), append(steps, one), append(days, nil)
		}
		days[i] = append(days[i], day)
	}
	return steps, days
}

// stepCount is how many actions the schedule takes.
func (s Schedule) stepCount() int {
	steps, _ := s.steps()
	return len(steps)
}

// dayNames writes days as cron does, "MON-FRI" or "SUN,SAT"; they are in order, from Sunday on.
func dayNames(days []time.Weekday) string {
	var out []string
	for i := 0; i < len(days); {
		last := i
		for last+1 < len(days) && days[last+1] == days[last]+1 {
			last++
		}
		if last-i < 2 {
			last = i
			out = append(out, abbreviated(days[i]))
		} else {
			out = append(out, abbreviated(days[i])+"-"+abbreviated(days[last]))
		}
		i = last + 1
	}
	return strings.Join(out, ",")
}

func abbreviated(d time.Weekday) string { return strings.ToUpper(d.String()[:3]) }

// inFewSteps raises the hours that are cheapest to raise, each run of them to the level beside it, until the schedule has
// at most MostActions. It never lowers a level.
func (s Schedule) inFewSteps() Schedule {
	for s.stepCount() > MostActions {
		var cheapest Schedule
		for i, raised := range s.raised() {
			if i == 0 || raised.Average() < cheapest.Average() {
				cheapest = raised
			}
		}
		s = cheapest
	}
	return s
}

// raised gives the schedules in which one run of hours has the level of its lowest higher neighbour. There are some as long
// as a day has more than one level. A schedule that is the same on all days stays so.
func (s Schedule) raised() []Schedule {
	var all []Schedule
	for kind, day := range s.Levels {
		for from := range 24 {
			level := day[from]
			before := day[(from+23)%24]
			if before == level {
				continue // not where a run starts
			}
			length := 1
			for day[(from+length)%24] == level {
				length++
			}
			after := day[(from+length)%24]
			to := min(before, after)
			if to < level {
				to = max(before, after)
			}
			if to < level {
				continue
			}
			one := s
			for i := range length {
				one.Levels[kind][(from+i)%24] = to
			}
			if s.Levels[0] == s.Levels[1] {
				one.Levels[1-kind] = one.Levels[kind]
			}
			all = append(all, one)
		}
	}
	return all
}

// everyDay has one pattern for all days, the higher of the two levels in each hour.
func (s Schedule) everyDay() Schedule {
	for hour := range 24 {
		level := max(s.Levels[0][hour], s.Levels[1][hour])
		s.Levels[0][hour], s.Levels[1][hour] = level, level
	}
	return s
}
