package checktest

import (
	"slices"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

// Scales says that Application Auto Scaling was read in a service namespace ("lambda"), and adds to what it does there.
func Scales(namespace string, more ...inventory.Scaling) Part {
	return func(r *inventory.Region) {
		key := inventory.ScalingKey(namespace)
		known, _ := inventory.Read(r, key).Get()
		for _, s := range more {
			known.Targets = slices.Concat(known.Targets, s.Targets)
			known.Policies = slices.Concat(known.Policies, s.Policies)
			known.Actions = slices.Concat(known.Actions, s.Actions)
		}
		inventory.Put(r, key, known)
	}
}

const provisionedDimension = "lambda:function:ProvisionedConcurrency"

// Target is the scalable target of a qualifier's provisioned concurrency ("orders:live").
func Target(label string, least, most int) inventory.Scaling {
	return inventory.Scaling{Targets: []inventory.ScalableTarget{{
		Resource: "function:" + label, Dimension: provisionedDimension, Min: least, Max: most, CreatedAt: DaysAgo(90),
	}}}
}

// Tracking is target tracking of a qualifier's utilisation by the predefined metric, with the alarms it keeps.
func Tracking(label string, target float64, alarms ...string) inventory.Scaling {
	return inventory.Scaling{Policies: []inventory.ScalingPolicy{{
		Resource: "function:" + label, Dimension: provisionedDimension, Name: "use", Kind: "TargetTrackingScaling",
		Target: target, Metric: "LambdaProvisionedConcurrencyUtilization", Alarms: alarms,
	}}}
}

// Scheduled is a scheduled action on a qualifier's provisioned concurrency that sets both bounds.
func Scheduled(label, schedule string, level int) inventory.Scaling {
	return inventory.Scaling{Actions: []inventory.ScheduledAction{{
		Resource: "function:" + label, Dimension: provisionedDimension, Name: schedule, Schedule: schedule, Min: &level, Max: &level,
	}}}
}

// Activity is a change that Application Auto Scaling made with success.
func Activity(at time.Time, level int) inventory.ScalingActivity {
	return inventory.ScalingActivity{At: at, Status: "Successful", Description: "made up", Level: &level}
}

// Activities says what Application Auto Scaling did to a qualifier, newest first as AWS has it.
func Activities(label string, activities ...inventory.ScalingActivity) Part {
	slices.SortFunc(activities, func(a, b inventory.ScalingActivity) int { return b.At.Compare(a.At) })
	return Has(inventory.ActivitiesKey("function:"+label), activities)
}
