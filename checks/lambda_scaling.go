package checks

import (
	"slices"

	"github.com/computelint/computelint/internal/inventory"
)

// What allocation reads beside the series: three calls a region, and one for each configuration whose level is moved.
var scalingDatasets = []inventory.Dataset{inventory.ScalingSettings, inventory.ScalingActivities}

// scaling is what Application Auto Scaling does with a provisioned-concurrency configuration. The zero value does nothing.
type scaling struct {
	registered bool
	target     inventory.ScalableTarget
	policies   []inventory.ScalingPolicy
	actions    []inventory.ScheduledAction
}

// The scalable dimension of provisioned concurrency.
const provisionedDimension = "lambda:function:ProvisionedConcurrency"

// resourceID is what Application Auto Scaling calls the configuration.
func (c provisioned) resourceID() string {
	return "function:" + inventory.Qualified(c.fn.Name, c.Qualifier)
}

// scaling reads what moves the configuration's level.
func (c provisioned) scaling(p *Pass) (s scaling, gap inventory.Gap, known bool) {
	fact := Read(p, inventory.ScalingKey("lambda"))
	all, known := fact.Get()
	id := c.resourceID()
	for _, t := range all.Targets {
		if t.Resource == id && t.Dimension == provisionedDimension {
			s.registered, s.target = true, t
		}
	}
	for _, policy := range all.Policies {
		if policy.Resource == id && policy.Dimension == provisionedDimension {
			s.policies = append(s.policies, policy)
		}
	}
	for _, action := range all.Actions {
		if action.Resource == id && action.Dimension == provisionedDimension {
			s.actions = append(s.actions, action)
		}
	}
	return s, fact.Why(), known
}

// moves tells whether a policy or a schedule may change the level.
func (s scaling) moves() bool { return len(s.policies) > 0 || len(s.actions) > 0 }

// tracking is the policy that follows the utilisation, by the predefined metric or by the same metric by name. A metric
// of the user's own may treat missing data in its own way, and is none of these.
func (s scaling) tracking() (policy inventory.ScalingPolicy, found bool) {
	i := slices.IndexFunc(s.policies, func(policy inventory.ScalingPolicy) bool {
		predefined := policy.Namespace == "" && policy.Metric == "LambdaProvisionedConcurrencyUtilization"
		byName := policy.Namespace == provisionedUse.namespace && policy.Metric == provisionedUse.name
		return policy.Kind == "TargetTrackingScaling" && (predefined || byName)
	})
	if i < 0 {
		return policy, false
	}
	return s.policies[i], true
}

// trackingAverage is that policy if it follows the average, as the predefined metric does.
func (s scaling) trackingAverage() (policy inventory.ScalingPolicy, found bool) {
	policy, found = s.tracking()
	return policy, found && (policy.Namespace == "" || policy.Statistic == "Average")
}

// floor is the lowest level that is certainly allowed at all times. Scheduled actions move the minimum: the highest that
// any of them sets counts.
func (s scaling) floor() int {
	least := max(1, s.target.Min)
	for _, a := range s.actions {
		if a.Min != nil {
			least = max(least, *a.Min)
		}
	}
	return least
}
