package checks

import (
	"strconv"
	"strings"
	"time"
)

// The ended platform versions of Fargate on Linux, and when AWS ended them. Windows has versions of its own, of which none has ended.
// Source: AWS Fargate Developer Guide, "Linux platform versions" and its page on deprecation (read 2026-11).
var endedPlatforms = map[string]time.Time{
	"1.0.0": {}, // before the last one; AWS gives no date any more
	"1.1.0": {},
	"1.2.0": {},
	"1.3.0": time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC),
}

// currentPlatform is the oldest version of Linux that AWS keeps.
const currentPlatform = "1.4.0"

// platform is what is to be said of a platform version.
type platform int

const (
	platformUnknown platform = iota
	platformCurrent
	platformEnded
)

// platformOf judges a version as tasks have it: "1.4.0". "LATEST" is a request, and no version.
func platformOf(version string, windows bool, now time.Time) platform {
	if windows && isAtLeast(version, "1.0.0") {
		return platformCurrent
	}
	ended, listed := endedPlatforms[version]
	switch {
	case windows:
		return platformUnknown
	case listed && !now.Before(ended):
		return platformEnded
	case listed || isAtLeast(version, currentPlatform):
		return platformCurrent
	}
	return platformUnknown
}

// isAtLeast compares versions of three numbers; false for anything else.
func isAtLeast(version, least string) bool {
	a, b := strings.Split(version, "."), strings.Split(least, ".")
	if len(a) != 3 {
		return false
	}
	for i := range a {
		x, err := strconv.Atoi(a[i])
		y, _ := strconv.Atoi(b[i])
		switch {
		case err != nil:
			return false
		case x != y:
			return x > y
		}
	}
	return true
}
