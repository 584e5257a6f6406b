package inventory

import (
	"net/url"
	"time"
)

// Dimensions is a metric's dimensions in one canonical, comparable string: URL-encoded and sorted by name.
type Dimensions string

// Dims builds dimensions from names and values in turn.
func Dims(namesAndValues ...string) Dimensions {
	v := url.Values{}
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		v.Set(namesAndValues[i], namesAndValues[i+1])
	}
	return Dimensions(v.Encode())
}

// Map gives the dimensions by name.
func (d Dimensions) Map() map[string]string {
	out := map[string]string{}
	values, err := url.ParseQuery(string(d))
	if err != nil {
		return out
	}
	for name := range values {
		out[name] = values.Get(name)
	}
	return out
}

// SeriesQuery names one statistic of one metric over one window. Its zero value names nothing.
type SeriesQuery struct {
	Namespace  string     `json:"namespace"`
	Metric     string     `json:"metric"`
	Dimensions Dimensions `json:"dimensions"`
	Stat       string     `json:"stat"`   // "Sum", "Maximum", "Average", "p99"…
	Period     int        `json:"period"` // seconds: 300, 3600 or 86400
	Days       int        `json:"days"`   // the window: from midnight UTC that many days before TakenAt, to TakenAt
}

// Window gives the start and end of the query's window for a run at the given time.
func (q SeriesQuery) Window(takenAt time.Time) (start, end time.Time) {
	t := takenAt.UTC()
	start = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).AddDate(0, 0, -q.Days)
	return start, t.Truncate(time.Minute)
}

// Points is how many datapoints the window has room for.
func (q SeriesQuery) Points(takenAt time.Time) int {
	start, end := q.Window(takenAt)
	period := time.Duration(q.Period) * time.Second
	return int((end.Sub(start) + period - 1) / period)
}

// Series is one statistic of one metric, evenly spaced; a period without a datapoint is NaN, which is not zero.
// A series without any datapoint is known and has only NaN: CloudWatch was read and has nothing.
type Series struct {
	Start  time.Time
	Period time.Duration
	Values []float32
}

// Time is the start of the i-th period.
func (s Series) Time(i int) time.Time { return s.Start.Add(time.Duration(i) * s.Period) }
