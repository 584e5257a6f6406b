package checks

import (
	"slices"

	"github.com/computelint/computelint/internal/inventory"
)

// What callersByRole reads.
var roleDatasets = []inventory.Dataset{
	inventory.StateMachines, inventory.StateMachineCalls, inventory.AppSyncAPIs, inventory.AppSyncCalls, inventory.Schedules,
}

// callersByRole lists the callers that use a role of their own and so show in no resource policy: Step Functions, AppSync
// and EventBridge Scheduler. It takes one listing each for the whole region, and a call for each state machine and API.
// SDK callers show nowhere. Of what was listed the answer stands even where there is a gap.
func (p *Pass) callersByRole(f *inventory.Function, qualifiers []string) (triggers []trigger, gap inventory.Gap) {
	note := func(g inventory.Gap) {
		if gap.Reason == inventory.NotRequested {
			gap = g
		}
	}
	machines := Read(p, inventory.StateMachinesKey())
	apis := Read(p, inventory.AppSyncAPIsKey())
	schedules := Read(p, inventory.SchedulesKey())
	for _, g := range []inventory.Gap{machines.Why(), apis.Why(), schedules.Why()} {
		note(g)
	}
	list, _ := machines.Get()
	for _, m := range list {
		calls := Read(p, inventory.StateMachineCallsKey(m.ARN))
		note(calls.Why())
		if c, ok := calls.Get(); ok {
			triggers = append(triggers, calledBy(c, f, qualifiers, "Step Functions", m.ARN)...)
		}
	}
	list, _ = apis.Get()
	for _, a := range list {
		calls := Read(p, inventory.AppSyncCallsKey(a.Name))
		note(calls.Why())
		if c, ok := calls.Get(); ok {
			triggers = append(triggers, calledBy(c, f, qualifiers, "AppSync", a.ARN)...)
		}
	}
	planned, _ := schedules.Get()
	for _, s := range planned {
		if s.Function == f.Name && s.Enabled && slices.Contains(qualifiers, s.Qualifier) {
			triggers = append(triggers, trigger{name: "EventBridge Scheduler", waits: nobodyWaits, source: s.ARN, qualifier: s.Qualifier})
		}
	}
	return triggers, gap
}

// calledBy lists the triggers that a caller is. One that decides while it runs what it calls may call anything.
func calledBy(c inventory.Calls, f *inventory.Function, qualifiers []string, name, arn string) (triggers []trigger) {
	for _, target := range c.Targets {
		if target.Function == f.Name && slices.Contains(qualifiers, target.Qualifier) {
			triggers = append(triggers, trigger{name: name, waits: someoneWaits, source: arn, qualifier: target.Qualifier})
		}
	}
	if c.Dynamic {
		triggers = append(triggers, trigger{name: name + ", where the function is decided at run time", source: arn})
	}
	return triggers
}
