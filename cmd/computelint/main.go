// Command computelint audits how an AWS account uses compute: Lambda, ECS and Fargate, EC2.
package main

import (
	"context"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"
)

// Set by the release build.
var version, commit, date string

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200) // a run is short: a tenth less time for a quarter more memory
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	p := program{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, now: time.Now}
	if dir, err := os.UserCacheDir(); err == nil { // without one, nothing is kept
		p.cacheDir = filepath.Join(dir, "computelint")
	}
	code := p.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}
