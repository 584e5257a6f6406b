package inventory

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"time"
)

// seriesJSON is a series without its datapoints. They are most of a snapshot, millions of them, and so are written and read
// by hand: decoding them as encoding/json does takes five times as long.
type seriesJSON struct {
	Start  time.Time `json:"start"`
	Period int       `json:"period_seconds"`
	Values *struct{} `json:"values"` // an array of numbers, null where there is no datapoint
}

// valuesKey comes before the datapoints. No other field of a series holds this: a quote in a text is escaped.
var valuesKey = regexp.MustCompile(`"values"\s*:\s*\[`)

// MarshalJSON writes missing datapoints as null.
func (s Series) MarshalJSON() ([]byte, error) {
	out, err := json.Marshal(seriesJSON{Start: s.Start, Period: int(s.Period / time.Second)})
	if err != nil {
		return nil, err
	}
	out = append(bytes.TrimSuffix(out, []byte("null}")), '[')
	for i, v := range s.Values {
		if i > 0 {
			out = append(out, ',')
		}
		switch {
		case math.IsNaN(float64(v)):
			out = append(out, "null"...)
		case math.IsInf(float64(v), 0):
			return nil, fmt.Errorf("a series: %v is no number that JSON has", v)
		default:
			out = appendNumber(out, v)
		}
	}
	return append(out, "]}"...), nil
}

// appendNumber writes a number as encoding/json does.
func appendNumber(out []byte, v float32) []byte {
	form := byte('f')
	if size := math.Abs(float64(v)); size != 0 && (float32(size) < 1e-6 || float32(size) >= 1e21) {
		form = 'e'
	}
	out = strconv.AppendFloat(out, float64(v), form, -1, 32)
	if n := len(out); form == 'e' && n >= 4 && string(out[n-4:n-1]) == "e-0" {
		out = append(out[:n-2], out[n-1]) // 1e-7, not 1e-07
	}
	return out
}

// UnmarshalJSON reads null as a missing datapoint.
func (s *Series) UnmarshalJSON(data []byte) error {
	var in seriesJSON
	header, values := data, []byte(nil)
	if key := valuesKey.FindIndex(data); key != nil {
		start := key[1]
		length := bytes.IndexByte(data[start:], ']')
		if length < 0 {
			return errors.New("a series: its values do not end")
		}
		values = data[start : start+length]
		header = append(append(append([]byte{}, data[:start-1]...), "null"...), data[start+length+1:]...)
	}
	if err := json.Unmarshal(header, &in); err != nil {
		return fmt.Errorf("a series: %w", err)
	}
	const day = 24 * 60 * 60
	if in.Period < 1 || in.Period > day {
		return fmt.Errorf("a series: period_seconds is %d, want 1 to %d", in.Period, day)
	}
	*s = Series{Start: in.Start, Period: time.Duration(in.Period) * time.Second}
	var err error
	s.Values, err = parseValues(values)
	return err
}

// parseValues reads numbers and nulls with commas between them.
func parseValues(data []byte) ([]float32, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return []float32{}, nil
	}
	values := make([]float32, 0, bytes.Count(data, []byte(","))+1)
	for len(data) > 0 {
		item, rest, _ := bytes.Cut(data, []byte(","))
		data = rest
		if item = bytes.TrimSpace(item); string(item) == "null" {
			values = append(values, float32(math.NaN()))
			continue
		}
		v, err := strconv.ParseFloat(string(item), 32)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("a series: value %d is %q, which is no number", len(values), item)
		}
		values = append(values, float32(v))
	}
	return values, nil
}
