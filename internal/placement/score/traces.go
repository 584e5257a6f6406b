package main

import (
	"encoding/csv"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/placement"
	"github.com/computelint/computelint/internal/traces"
)

// trace is a recorded load and the name it has in the table.
type trace struct {
	name  string
	load  placement.Load
	shape inventory.Series // what the load was scaled from; empty where it is concurrency
}

// meanInUse is the environments in use on average that a trace of something else than concurrency is scaled to. It only
// sets how coarse whole environments are; a plan's cost is compared with the oracle's for the same scaled trace.
const meanInUse = 20

// callSeconds is how long a call of such a trace lasts: calls are then proportional to the concurrency.
const callSeconds = 1

// readTraces gives the recorded functions, then the CloudWatch series.
func readTraces() ([]trace, error) {
	text, err := traces.AzureFunctions()
	if err != nil {
		return nil, err
	}
	all, err := readFunctions(text)
	if err != nil {
		return nil, err
	}
	recorded, err := traces.CloudWatch()
	for _, one := range recorded {
		all = append(all, trace{one.Name, scaled(one.Series, meanInUse), one.Series})
	}
	return all, err
}

// scaled takes a series of anything as the shape of the highest concurrency in each period.
func scaled(s inventory.Series, average float64) placement.Load {
	sum, n := 0.0, 0
	for _, v := range s.Values {
		if !math.IsNaN(float64(v)) {
			sum, n = sum+float64(v), n+1
		}
	}
	load := placement.Load{Peaks: s, Calls: s}
	load.Peaks.Values, load.Calls.Values = make([]float32, len(s.Values)), make([]float32, len(s.Values))
	for i, v := range s.Values {
		peak := float64(v) / (sum / float64(n)) * average
		load.Peaks.Values[i] = float32(peak)
		load.Calls.Values[i] = float32(peak * s.Period.Seconds() / callSeconds)
	}
	return load
}

// readFunctions reads the minutes between the first and the last call of each function.
func readFunctions(text string) ([]trace, error) {
	reader := csv.NewReader(strings.NewReader(text))
	reader.FieldsPerRecord = -1 // the head names all minutes in one field
	rows, err := reader.ReadAll()
	if err != nil {
		return nil, err
	}
	var all []trace
	for _, row := range rows[1:] {
		milliseconds, err := strconv.ParseFloat(row[2], 64)
		if err != nil {
			return nil, err
		}
		minutes := row[3:]
		from, to := 0, len(minutes)
		for from < to && minutes[from] == "0" {
			from++
		}
		for to > from && minutes[to-1] == "0" {
			to--
		}
		s := inventory.Series{Start: time.Date(2019, 7, 15, 0, from, 0, 0, time.UTC), Period: time.Minute}
		load := placement.Load{Peaks: s, Calls: s}
		for _, minute := range minutes[from:to] {
			calls, err := strconv.ParseFloat(minute, 64)
			if err != nil {
				return nil, err
			}
			load.Calls.Values = append(load.Calls.Values, float32(calls))
			load.Peaks.Values = append(load.Peaks.Values, float32(poissonPeak(calls*milliseconds/60_000)))
		}
		all = append(all, trace{name: "azure " + row[0][:6], load: load})
	}
	return all, nil
}

// poissonPeak is the number of environments of which a call would find all in use at most once in a hundred times, when
// calls come at random and so many are running on average. Nothing running needs none.
func poissonPeak(average float64) int {
	if average <= 0 {
		return 0
	}
	exactly := math.Exp(-average) // the chance that n are running
	orMore := 1.0                 // the chance that n or more are
	for n := 0; ; n++ {
		if n > 0 && orMore <= 0.01 {
			return n
		}
		orMore -= exactly
		exactly *= average / float64(n+1)
	}
}
