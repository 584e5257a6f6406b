package main

import (
	"bytes"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/inventory"
)

func (p program) snapshotCommand() *cobra.Command {
	var s source
	var o settings
	var output string
	c := &cobra.Command{
		Use:   "snapshot [FILE]",
		Short: "Save what an audit reads, to judge it later with audit --from",
		Long: `snapshot reads everything that the checks need and saves it: gzipped lines of JSON, readable by nobody but you (0600).
It follows the configuration file, as an audit does. It holds names, settings and metrics. It holds no values of environment
variables, no code, no user data and no secrets.`,
		Example: "  computelint snapshot account.snapshot\n  computelint audit --from account.snapshot",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 && output != "" {
				return usage("name the file once: as an argument, or with -o")
			}
			if len(args) > 0 {
				output = args[0]
			}
			return p.snapshot(c, &s, &o, output)
		},
	}
	s.liveFlags(c)
	o.fileFlags(c)
	c.Flags().StringVarP(&output, "output", "o", "", "the file to write; - is standard output")
	return c
}

func (p program) snapshot(c *cobra.Command, s *source, o *settings, path string) error {
	if path == "" {
		return usage("name the file to write: computelint snapshot FILE, or - for standard output")
	}
	selected, options, settings, err := o.resolve()
	if err != nil {
		return err
	}
	var out *file
	if path != "-" {
		if out, err = createFile(path, 0o600); err != nil {
			return couldNotRun("cannot write %s: %w", path, bare(err))
		}
		defer out.discard()
	}
	p.reading(settings, s.quiet)
	a, err := p.account(c.Context(), s, selected, &options)
	if err != nil {
		return err
	}
	if !checks.Run(a, selected, options).Complete() {
		fmt.Fprintln(p.stderr, "computelint: not everything could be read: the snapshot is incomplete; an audit of it says what is missing")
	}
	var data bytes.Buffer
	if err := inventory.WriteSnapshot(&data, a); err != nil {
		return couldNotRun("writing the snapshot: %w", err)
	}
	if out == nil {
		_, err = p.stdout.Write(data.Bytes())
	} else {
		err = out.commit(data.Bytes())
	}
	if err != nil {
		return couldNotRun("writing the snapshot: %w", bare(err))
	}
	if out != nil && !s.quiet {
		fmt.Fprintf(p.stderr, "computelint: wrote %s; judge it with computelint audit --from %s\n", path, path)
	}
	return nil
}
