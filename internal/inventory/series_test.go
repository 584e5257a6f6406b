package inventory

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"testing"
	"time"
)

func TestDims(t *testing.T) {
	if Dims("b", "2", "a", "1") != Dims("a", "1", "b", "2") {
		t.Errorf("the order of dimensions matters")
	}
	if Dims("a", "1") == Dims("a", "2") || Dims("a", "b&c=d") == Dims("a", "b", "c", "d") {
		t.Errorf("different dimensions are the same")
	}
	hostile := map[string]string{"FunctionName": "a=b&c;d e/ü%", "": "empty name", "empty value": ""}
	var pairs []string
	for name, value := range hostile {
		pairs = append(pairs, name, value)
	}
	if got := Dims(pairs...).Map(); !reflect.DeepEqual(got, hostile) {
		t.Errorf("got %q, want %q", got, hostile)
	}
	if got := Dimensions("%zz").Map(); len(got) != 0 {
		t.Errorf("malformed dimensions are %q", got)
	}
	if got := Dims("a", "1", "odd"); got != Dims("a", "1") {
		t.Errorf("a name without a value gives %q", got)
	}
}

func TestWindow(t *testing.T) {
	taken := time.Date(2026, 11, 23, 6, 0, 42, 0, time.FixedZone("", 3600)) // 05:00:42 UTC
	for _, c := range []struct {
		period, days, points int
	}{{86400, 14, 15}, {3600, 14, 14*24 + 5}, {300, 1, 288 + 60}, {86400, 90, 91}} {
		q := SeriesQuery{Period: c.period, Days: c.days}
		start, end := q.Window(taken)
		wantStart := time.Date(2026, 11, 23-c.days, 0, 0, 0, 0, time.UTC)
		if !start.Equal(wantStart) || !end.Equal(time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)) {
			t.Errorf("%+v: from %v to %v", q, start, end)
		}
		if got := q.Points(taken); got != c.points {
			t.Errorf("%+v: %d points, want %d", q, got, c.points)
		}
	}
	midnight := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	if got := (SeriesQuery{Period: 86400, Days: 14}).Points(midnight); got != 14 {
		t.Errorf("at midnight: %d points, want 14", got)
	}
}

func TestSeriesAsJSON(t *testing.T) {
	nan := float32(math.NaN())
	s := Series{Start: at(9), Period: time.Hour, Values: []float32{nan, 0, 1.5, nan, -2}}
	data, err := json.Marshal(s)
	const want = `{"start":"2026-11-09T00:00:00Z","period_seconds":3600,"values":[null,0,1.5,null,-2]}`
	if err != nil || string(data) != want {
		t.Fatalf("got %s, %v, want %s", data, err, want)
	}
	var back Series
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if !back.Start.Equal(s.Start) || back.Period != s.Period || len(back.Values) != len(s.Values) {
		t.Fatalf("got %+v", back)
	}
	for i, v := range s.Values {
		got := back.Values[i]
		if got != v && !(math.IsNaN(float64(got)) && math.IsNaN(float64(v))) {
			t.Errorf("value %d is %v, was %v", i, got, v)
		}
	}
	if got := s.Time(3); !got.Equal(at(9).Add(3 * time.Hour)) {
		t.Errorf("the fourth value is of %v", got)
	}
	if data, err := json.Marshal(Series{Values: []float32{float32(math.Inf(1))}}); err == nil {
		t.Errorf("an infinite value was written as %s", data)
	}
	// Every number is written as encoding/json writes it, and indented lines are read as well.
	for _, v := range []float32{0, 1, -1, 1e-6, 9.99e-7, 1e20, 1e21, 123456.79, 0.1, math.MaxFloat32, math.SmallestNonzeroFloat32, float32(math.Copysign(0, -1))} {
		got, err := json.Marshal(Series{Start: at(9), Period: time.Hour, Values: []float32{v}})
		number, _ := json.Marshal(v)
		if err != nil || !bytes.Contains(got, append(append([]byte("["), number...), ']')) {
			t.Errorf("%v is written as %s, want %s", v, got, number)
		}
		indented, _ := json.MarshalIndent(json.RawMessage(got), "", "  ")
		var back Series
		if err := json.Unmarshal(indented, &back); err != nil || len(back.Values) != 1 || back.Values[0] != v {
			t.Errorf("%s was read as %v, %v", indented, back.Values, err)
		}
	}
	for _, bad := range []string{`{"period_seconds":60,"values":[[1]]}`, `{"period_seconds":60,"values":[true]}`, `null`, `{}`, `{"period_seconds":0}`, `{"period_seconds":-60}`, `{"period_seconds":60,"values":["a"]}`, `[]`, `{"period_seconds":60,"values":[1e39]}`} {
		if err := json.Unmarshal([]byte(bad), new(Series)); err == nil {
			t.Errorf("%s was read as a series", bad)
		}
	}
}
