package checks

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// The shortest time that a stream keeps its records: what Kinesis does by default, and DynamoDB always (AWS, "Quotas and
// limits" of Kinesis Data Streams, "Change data capture for DynamoDB Streams", 2026-11).
const shortestRetention = 24 * time.Hour

var lagShare = Threshold{
	Name: "lag_share", Default: 0.25, Unit: "share of the stream's retention",
	Doc:    "A reader is behind when its records are older than this share of the time that the stream keeps them.",
	Source: "our choice, 2026-11: three quarters of the retention are left to react",
}

var lossShare = Threshold{
	Name: "loss_share", Default: 0.8, Unit: "share of the stream's retention",
	Doc:    "From this age on records are about to be lost, whether the lag still grows or not.",
	Source: "our choice, 2026-11: the age cannot grow past the retention, so a reader that loses records looks steady",
}

var lambdaStreamLagging = Check{
	ID:         "lambda-stream-lagging",
	Title:      "Stream that is read more slowly than it is written",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       []inventory.Dataset{inventory.LambdaMappings, inventory.MetricSeries, inventory.KinesisStreams},
	Thresholds: []*Threshold{&lagShare, &lossShare, &horizonWeeks, &repeatedDays, &minimumDays, &windowDays},
	Judge:      eachFunction(judgeStreamLagging),
}

func judgeStreamLagging(p *Pass, f *inventory.Function) Verdict {
	mappings, gap, known := p.mappingsOf(f)
	if !known {
		return Unread(gap)
	}
	streams := slices.DeleteFunc(mappings, func(m mapping) bool { return !m.stream() || m.off() })
	if len(streams) == 0 {
		return NotApplicable("it reads no Kinesis or DynamoDB stream")
	}
	fact := iteratorAge.over(p, p.Days(&windowDays), daily, functionDims(f))
	ages, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	if v, few := p.tooFewDays(ages); few {
		return v
	}
	if v, young := p.tooYoung(p.age(f.OldestChange(), ages)); young {
		return v
	}
	// No stream keeps records for less than a day: what is under a quarter of that is under a quarter of any.
	if v, fine := p.keepsUp(ages, shortestRetention); fine {
		return v
	}
	shortest, longest, gap, known := p.retentionsOf(streams)
	if !known {
		return Unread(gap)
	}
	if v, fine := p.keepsUp(ages, shortest); fine {
		return v
	}
	if _, fine := p.keepsUp(ages, longest); fine {
		return Unknown("its streams keep records for different times, and which of them lags cannot be seen")
	}
	return p.lagFinding(f, streams, ages, longest)
}

// keepsUp says why a function is not behind on a stream of a retention: it never was for long, it has caught up, or it
// lags by the same all the time without losing anything.
func (p *Pass) keepsUp(ages inventory.Series, retention time.Duration) (Verdict, bool) {
	limit := p.Limit(&lagShare) * retention.Hours()
	behind := timeseries.DaysWhere(ages, func(ms float64) bool { return msToHours(ms) >= limit })
	lately := recent(ages, 2)
	_, losing := p.losesFrom(ages, retention)
	switch {
	case behind < p.Days(&repeatedDays):
		return Clean(fmt.Sprintf("records older than %.1f hours on %s", limit, plural(behind, "day"))), true
	case msToHours(lately) < limit:
		return Clean("it was behind and has caught up"), true
	case !losing && msToHours(lately) < p.Limit(&lossShare)*retention.Hours():
		return Clean("its lag does not grow up to the retention"), true
	}
	return Verdict{}, false
}

// retentionsOf gives the shortest and the longest retention of some streams: one call for each Kinesis stream.
func (p *Pass) retentionsOf(streams []mapping) (shortest, longest time.Duration, gap inventory.Gap, known bool) {
	known = true
	for i, m := range streams {
		retention := shortestRetention
		if m.service == "kinesis" {
			fact := Read(p, inventory.StreamKey(m.streamARN()))
			stream, ok := fact.Get()
			if !ok {
				gap, known = fact.Why(), false
				continue
			}
			retention = time.Duration(stream.RetentionHours) * time.Hour
		}
		longest = max(longest, retention)
		if i == 0 || retention < shortest {
			shortest = retention
		}
	}
	return shortest, longest, gap, known
}

func (p *Pass) lagFinding(f *inventory.Function, streams []mapping, ages inventory.Series, retention time.Duration) Verdict {
	limit := p.Limit(&lagShare) * retention.Hours()
	most, _ := timeseries.Max(ages)
	now := msToHours(recent(ages, 2))
	from, _ := p.losesFrom(ages, retention)
	finding := Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("%s is %.1f hours behind on %s, which keeps records for %.0f hours, and falls further behind: from %s on records are lost.",
			f.Name, now, sourcesOf(streams), retention.Hours(), date(from)),
		Evidence: []Evidence{
			iteratorAge.evidence("oldest record", fmt.Sprintf("%.1f hours, %.1f lately", msToHours(most), now), msToHours(most), "hours", ages, "Maximum by day").against(limit),
			setting("retention", fmt.Sprintf("%.0f hours", retention.Hours())),
		},
		Fix: Fix{
			Summary: "Read faster: more batches of a shard at once, larger batches, less time for each record, more shards. Where the age grows by a day each day, look for one record that always fails first. Until it catches up, a longer retention keeps records from being lost.",
			CLI:     p.updateMapping(streams[0], "--parallelization-factor", fmt.Sprint(min(10, 2*max(1, streams[0].Parallel)))),
			Edits:   mappingEdits("ParallelizationFactor", "parallelization_factor", fmt.Sprint(min(10, 2*max(1, streams[0].Parallel)))),
		},
	}
	if now >= p.Limit(&lossShare)*retention.Hours() {
		finding.Severity = High
		finding.Message = fmt.Sprintf("%s is %.1f hours behind on %s, which keeps records for %.0f hours: records are lost unread, or soon will be.",
			f.Name, now, sourcesOf(streams), retention.Hours())
	}
	if failed, ok := errorCount.over(p, p.Days(&windowDays), daily, functionDims(f)).Get(); ok {
		n := timeseries.Sum(failed)
		finding.Evidence = append(finding.Evidence, errorCount.evidence("errors", fmt.Sprintf("%.0f", n), n, "errors", failed, "Sum by day"))
	}
	return Found(finding)
}

// losesFrom is when the trend of a lag comes up to the retention; false where that is not within the horizon.
func (p *Pass) losesFrom(ages inventory.Series, retention time.Duration) (time.Time, bool) {
	trend, ok := timeseries.TrendOf(ages)
	if !ok {
		return time.Time{}, false
	}
	at, reached := trend.Reaches(float64(retention.Milliseconds()))
	return at, reached && at.Before(p.TakenAt.Add(time.Duration(p.Limit(&horizonWeeks))*7*daily))
}

// recent is the largest of the last n datapoints; 0 where there is none.
func recent(s inventory.Series, n int) float64 {
	largest := 0.0
	for i := len(s.Values) - 1; i >= 0 && n > 0; i-- {
		if v := float64(s.Values[i]); !math.IsNaN(v) {
			largest, n = max(largest, v), n-1
		}
	}
	return largest
}

// streamARN is the ARN of the Kinesis stream itself, for a mapping that reads through a consumer too.
func (m mapping) streamARN() string {
	stream, _, _ := strings.Cut(m.SourceARN, "/consumer/")
	return stream
}

func msToHours(ms float64) float64 { return ms / 3.6e6 }
