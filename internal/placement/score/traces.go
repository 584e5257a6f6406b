package main

import (
	"bufio"
	"embed"
	"encoding/csv"
	"fmt"
	"math"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/placement"
)

//go:embed traces
var files embed.FS

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

// readTraces gives the traces in the order of their files' names.
func readTraces() ([]trace, error) {
	entries, err := files.ReadDir("traces")
	if err != nil {
		return nil, err
	}
	var traces []trace
	for _, entry := range entries {
		text, err := files.ReadFile(path.Join("traces", entry.Name()))
		if err != nil {
			return nil, err
		}
		name := strings.TrimSuffix(entry.Name(), ".csv")
		switch {
		case strings.HasPrefix(name, "nab_"):
			s, err := readSeries(string(text))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", entry.Name(), err)
			}
			traces = append(traces, trace{strings.TrimPrefix(name, "nab_"), scaled(s, meanInUse), s})
		case strings.HasPrefix(name, "azure_"):
			more, err := readFunctions(string(text))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", entry.Name(), err)
			}
			traces = append(traces, more...)
		}
	}
	return traces, nil
}

// readSeries reads a first line "start <time>, every <n> seconds" and one value a line, empty where there is none.
func readSeries(text string) (inventory.Series, error) {
	lines := bufio.NewScanner(strings.NewReader(text))
	lines.Scan()
	var start string
	var seconds int
	if _, err := fmt.Sscanf(lines.Text(), "start %s every %d seconds", &start, &seconds); err != nil {
		return inventory.Series{}, fmt.Errorf("the first line: %w", err)
	}
	from, err := time.Parse(time.RFC3339, strings.TrimSuffix(start, ","))
	if err != nil {
		return inventory.Series{}, err
	}
	s := inventory.Series{Start: from, Period: time.Duration(seconds) * time.Second}
	for lines.Scan() {
		value := math.NaN()
		if lines.Text() != "" {
			if value, err = strconv.ParseFloat(lines.Text(), 32); err != nil {
				return inventory.Series{}, err
			}
		}
		s.Values = append(s.Values, float32(value))
	}
	return s, lines.Err()
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
	var traces []trace
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
		traces = append(traces, trace{name: "azure " + row[0][:6], load: load})
	}
	return traces, nil
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
