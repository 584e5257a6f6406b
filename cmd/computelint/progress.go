package main

import (
	"fmt"
	"io"
	"sync"
)

// progress tells on standard error what a long run is doing: on a terminal one line that changes, elsewhere a line for
// each phase of the whole run.
type progress struct {
	mu      sync.Mutex
	out     io.Writer
	live    bool
	regions map[string]string
	shown   bool
}

func (p program) newProgress(quiet bool) *progress {
	out := p.stderr
	if quiet {
		out = io.Discard
	}
	return &progress{out: out, live: isTerminal(out), regions: map[string]string{}}
}

func (p *progress) phase(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.live {
		p.show(text)
		return
	}
	fmt.Fprintf(p.out, "computelint: %s\n", text)
}

// line says something that stays on the terminal.
func (p *progress) line(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
	fmt.Fprintf(p.out, "computelint: %s\n", text)
}

// region says what is being read of a region; "done" ends it.
func (p *progress) region(name, phase string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.regions[name] = phase
	if !p.live {
		return
	}
	done := 0
	for _, phase := range p.regions {
		if phase == "done" {
			done++
		}
	}
	p.show(fmt.Sprintf("%s: %s (%d regions done)", name, phase, done))
}

func (p *progress) show(text string) {
	fmt.Fprintf(p.out, "\r\x1b[Kcomputelint: %.100s", text)
	p.shown = true
}

// end clears the line.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}
