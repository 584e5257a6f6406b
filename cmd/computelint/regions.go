package main

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/pricing"
)

var regionName = regexp.MustCompile(`^[a-z]{2,}(-[a-z]+)+-[0-9]{1,2}$`)

// checkRegionNames refuses what cannot be a region's name, before anything is asked of AWS.
func checkRegionNames(names []string) error {
	for _, name := range names {
		if !regionName.MatchString(name) {
			return usage("unknown region %q%s", name, nearestRegion(name))
		}
	}
	return nil
}

// unconfirmed are the regions that the built-in tables do not know. They may be newer than this program.
func unconfirmed(names []string) []string {
	known := pricing.Embedded().Regions()
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(known, name) })
}

// confirmRegions asks AWS about regions that the program does not know.
func confirmRegions(ctx context.Context, session *awsapi.Session, names []string) error {
	if len(names) == 0 {
		return nil
	}
	all, gap := session.AllRegions(ctx)
	for _, name := range names {
		if slices.Contains(all, name) {
			continue
		}
		if gap != nil {
			return usage("unknown region %q%s, and AWS could not be asked: %s", name, nearestRegion(name), gap)
		}
		return usage("unknown region %q%s", name, nearestRegion(name))
	}
	return nil
}

// nearestRegion suggests the known region that shares the longest beginning or end with a name.
func nearestRegion(name string) string {
	best, most := "", 3
	for _, known := range pricing.Embedded().Regions() {
		n := shared(name, known)
		if n > most {
			best, most = known, n
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %s?)", best)
}

func shared(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	for m := len(a); m > 0; m-- {
		if strings.HasSuffix(b, a[len(a)-m:]) {
			return n + m
		}
	}
	return n
}
