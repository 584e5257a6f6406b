package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/computelint/computelint/internal/config"
)

// program is the whole program with its streams and its clock, so that tests can run it.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	now            func() time.Time
	cacheDir       string  // where what AWS answers again and again is kept between runs; "" for nowhere
	quotaShare     float64 // of AWS's request quotas; 0 means half, and only tests against an emulator take more
}

// Exit codes. They are a contract: scripts and CI depend on them.
const (
	exitOK          = 0 // ran; no finding at or above --fail-on
	exitFindings    = 1 // ran; findings at or above --fail-on
	exitUsage       = 2 // the command line, a value on it, or the configuration file is wrong
	exitCouldNotRun = 3 // the words are right, but it could not run: a file, the network, nothing that could be read
	exitCredentials = 4 // there are no AWS credentials, or AWS refuses them
	exitIncomplete  = 5 // ran, but not everything could be read, and --fail-on-incomplete was given
)

// exitError ends the program with a code. An empty message says nothing more than was already said.
type exitError struct {
	code int
	err  error
}

func (e exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e exitError) Unwrap() error { return e.err }

func usage(format string, args ...any) error {
	return exitError{exitUsage, fmt.Errorf(format, args...)}
}

func couldNotRun(format string, args ...any) error {
	return exitError{exitCouldNotRun, fmt.Errorf(format, args...)}
}

// run executes one command line and gives the exit code.
func (p program) run(ctx context.Context, args []string) int {
	root := p.rootCommand()
	root.SetArgs(args)
	root.SetIn(p.stdin)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	exit := exitError{exitUsage, err} // what cobra itself refuses: unknown commands, flags and values
	errors.As(err, &exit)
	if problems, ok := errors.AsType[config.Errors](err); ok {
		for _, problem := range problems {
			fmt.Fprintf(p.stderr, "computelint: %s\n", oneLine(problem.String()))
		}
		return exit.code
	}
	if message := exit.Error(); message != "" {
		fmt.Fprintf(p.stderr, "computelint: %s\n", oneLine(message))
	}
	return exit.code
}

func (p program) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "computelint",
		Short: "Audit how an AWS account uses compute",
		Long: `computelint reads an AWS account's Lambda, ECS, Fargate and EC2 configuration and metrics, reports what is wasted,
slow or fragile, prices it, and says what it could not see. It only reads.

  computelint audit --demo        a synthetic account: no AWS, no network
  computelint audit               the account of the ordinary AWS credential chain, all enabled regions
  computelint iam-policy          the least-privilege policy that an audit needs

Exit codes: 0 no finding at or above --fail-on; 1 there are some; 2 usage; 3 could not run; 4 credentials;
5 not everything could be read (with --fail-on-incomplete).`,
		Version:       versionText(),
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRunE: func(c *cobra.Command, _ []string) (err error) {
			// An unset variable in a script must not mean "everything", "the live account" or "no gate".
			c.Flags().Visit(func(f *pflag.Flag) {
				if text := f.Value.String(); text == "" || text == "[]" {
					err = usage("--%s is empty: give it a value, or leave it out", f.Name)
				}
			})
			return err
		},
	}
	root.AddCommand(p.auditCommand(), p.snapshotCommand(), p.checksCommand(), p.explainCommand(), p.policyCommand(), p.pricesCommand(), p.versionCommand())
	return root
}
