package checks

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// agentRelease is when a minor version of the ECS agent first came with an ECS-optimized image.
type agentRelease struct {
	minor int // 108 of 1.108.x
	date  string
}

// agentReleases are the minor versions of the ECS agent 1.x, oldest first. Source: changelog and releases of the repository
// aws/amazon-ecs-ami, read 2026-11-23. A version that came with no image has the date of the one before.
var agentReleases = []agentRelease{
	{74, "2023-07-20"}, {75, "2023-08-09"}, {76, "2023-09-12"}, {77, "2023-09-29"}, {78, "2023-10-24"}, {79, "2023-11-03"}, {80, "2024-01-09"},
	{81, "2024-02-01"}, {82, "2024-03-05"}, {83, "2024-06-04"}, {85, "2024-07-12"}, {86, "2024-08-09"}, {87, "2024-10-01"}, {88, "2024-11-08"},
	{89, "2024-12-13"}, {91, "2025-03-04"}, {92, "2025-04-22"}, {93, "2025-04-30"}, {94, "2025-05-23"}, {95, "2025-06-18"}, {96, "2025-07-16"},
	{97, "2025-08-11"}, {98, "2025-08-21"}, {99, "2025-09-09"}, {100, "2025-10-15"}, {101, "2025-11-19"}, {102, "2026-02-26"}, {103, "2026-04-24"},
	{104, "2026-06-09"}, {105, "2026-06-18"}, {106, "2026-07-27"}, {107, "2026-09-24"}, {108, "2026-10-22"},
}

// agentReleased is when an agent's version was new: at the latest for one older than the table, at the earliest for one newer. False for
// what is not a version of agent 1.x.
func agentReleased(version string) (time.Time, bool) {
	parts := strings.Split(strings.TrimPrefix(version, "v"), ".")
	if len(parts) < 2 || parts[0] != "1" {
		return time.Time{}, false
	}
	minor, err := strconv.Atoi(parts[1])
	if err != nil {
		return time.Time{}, false
	}
	i, found := slices.BinarySearchFunc(agentReleases, minor, func(r agentRelease, minor int) int { return r.minor - minor })
	if !found {
		i = max(0, i-1)
	}
	released, err := time.Parse(time.DateOnly, agentReleases[i].date)
	return released, err == nil
}
