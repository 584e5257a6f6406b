package checks

import (
	"fmt"
	"slices"
	"strings"
)

// All lists every check, sorted by id.
var All = []*Check{
	&asgHealthCheckNotELB,
	&asgLaunchConfiguration,
	&asgSingleAZ,
	&asgSpotSinglePool,
	&ec2BurstSurplusCharged,
	&ec2EBSGP2,
	&ec2EBSUnattached,
	&ec2EIPUnassociated,
	&ec2GravitonCandidate,
	&ec2InstanceIdle,
	&ec2InstanceOverloaded,
	&ec2OffHours,
	&ec2PreviousGeneration,
	&ec2SnapshotOrphaned,
	&ec2StoppedStillPaying,
	&ecsAMIOutdated,
	&ecsAutoscalingPinned,
	&ecsAutoscalingWrongMetric,
	&ecsCapacityProviderUnmanaged,
	&ecsClusterEmptyInstances,
	&ecsClusterIdle,
	&ecsClusterUnderused,
	&ecsDeploymentNoCircuitBreaker,
	&ecsDeploymentUnsafeMinimum,
	&ecsEC2SpotCandidate,
	&ecsLogDriverBlocking,
	&ecsPlatformVersionOld,
	&ecsPublicIPv4Cost,
	&ecsServiceCrashLooping,
	&ecsServiceIdle,
	&ecsServiceNotScaling,
	&ecsServiceOversized,
	&ecsServiceSingleAZ,
	&ecsServiceUndersized,
	&ecsSlowStart,
	&ecsTaskStandalone,
	&lambdaAccountConcurrencyNearLimit,
	&lambdaARM64Candidate,
	&lambdaAsyncEventsDropped,
	&lambdaAsyncFailuresLost,
	&lambdaBatchAllOrNothing,
	&lambdaBatchTooSmall,
	&lambdaCanaryForgotten,
	&lambdaColdStartCost,
	&lambdaColdStartRate,
	&lambdaCPUStarved,
	&lambdaDurationNearCeiling,
	&lambdaDurationTrendToCeiling,
	&lambdaEphemeralStorageOversized,
	&lambdaErrorRate,
	&lambdaEventSourceFailing,
	&lambdaInitInHandler,
	&lambdaInitNearLimit,
	&lambdaKeepWarmPing,
	&lambdaLogCostExceedsCompute,
	&lambdaLogRetentionUnset,
	&lambdaManagedInstancesIdle,
	&lambdaMemoryOversized,
	&lambdaMemoryUndersized,
	&lambdaPackageNearLimit,
	&lambdaPackageOversized,
	&lambdaPayingToWait,
	&lambdaProvisionedConcurrencyAverageTracking,
	&lambdaProvisionedConcurrencyBackground,
	&lambdaProvisionedConcurrencyMissing,
	&lambdaProvisionedConcurrencyOnOldVersion,
	&lambdaProvisionedConcurrencySpillover,
	&lambdaProvisionedConcurrencyStuckHigh,
	&lambdaProvisionedConcurrencyUnscheduled,
	&lambdaProvisionedConcurrencyUnused,
	&lambdaProvisionedConcurrencyWasted,
	&lambdaQueueConcurrencyUnbounded,
	&lambdaRecursiveLoop,
	&lambdaReservedConcurrencyBelowPeak,
	&lambdaReservedConcurrencyZero,
	&lambdaRetryTax,
	&lambdaRuntimeDeprecated,
	&lambdaRuntimeDeprecatedVersion,
	&lambdaSingleAZ,
	&lambdaSlowRuntimeOnLatencyPath,
	&lambdaSnapStartIneffective,
	&lambdaSnapStartStaleVersions,
	&lambdaStreamFailuresLost,
	&lambdaStreamLagging,
	&lambdaThrottled,
	&lambdaTimeoutExceedsCaller,
	&lambdaTimeoutExceedsQueueVisibility,
	&lambdaTimeoutExcessive,
	&lambdaTimeoutMaximum,
	&lambdaTimeoutNear,
	&lambdaTimingOut,
	&lambdaUnreservedPoolStarved,
	&lambdaUnused,
}

// Find gives the check with an id. For an unknown one the error names the nearest.
func Find(id string) (*Check, error) {
	for _, c := range All {
		if c.ID == id {
			return c, nil
		}
	}
	return nil, fmt.Errorf("unknown check %q%s; `computelint checks` lists them", id, nearestID(id))
}

// Default lists the checks that run unless others are asked for.
func Default() []*Check {
	return slices.DeleteFunc(slices.Clone(All), func(c *Check) bool { return c.OnRequest })
}

// Select gives the checks with the given ids, or the default ones for none. An id may be a prefix that ends in "*", "all",
// or "default".
func Select(ids []string) ([]*Check, error) {
	if len(ids) == 0 {
		return Default(), nil
	}
	var selected []*Check
	for _, id := range ids {
		matched, err := match(id)
		if err != nil {
			return nil, err
		}
		selected = append(selected, matched...)
	}
	slices.SortFunc(selected, func(a, b *Check) int { return strings.Compare(a.ID, b.ID) })
	return slices.Compact(selected), nil
}

func match(id string) ([]*Check, error) {
	switch id {
	case "all":
		return All, nil
	case "default":
		return Default(), nil
	}
	prefix, wild := strings.CutSuffix(id, "*")
	if !wild {
		c, err := Find(id)
		return []*Check{c}, err
	}
	var matched []*Check
	for _, c := range All {
		if strings.HasPrefix(c.ID, prefix) {
			matched = append(matched, c)
		}
	}
	if len(matched) == 0 {
		return nil, fmt.Errorf("no check matches %q; `computelint checks` lists them", id)
	}
	return matched, nil
}

// nearestID suggests the id that shares the longest words with a mistyped one, and among equals the one nearest in length.
func nearestID(id string) string {
	best, shared := "", 0
	for _, c := range All {
		n := 0
		for _, word := range strings.Split(id, "-") {
			if len(word) > 2 && strings.Contains(c.ID, word) {
				n += len(word)
			}
		}
		closer := abs(len(c.ID)-len(id)) < abs(len(best)-len(id))
		if n > shared || n == shared && n > 0 && closer {
			best, shared = c.ID, n
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %s?)", best)
}

func abs(n int) int { return max(n, -n) }
