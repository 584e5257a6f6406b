package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/report"
)

// target is one report to write: a format, and a file or standard output.
type target struct {
	format report.Format
	file   *file // nil for standard output
}

// targets are all the reports of one run.
type targets struct {
	program
	list []target
}

// openTargets reads the -o flags and opens every file beside its final place, so that an unwritable output is known
// before anything is read from AWS. None means the terminal format.
func (p program) openTargets(flags []string) (*targets, error) {
	if len(flags) == 0 {
		flags = []string{"terminal"}
	}
	t := &targets{program: p}
	screen := ""
	for _, flag := range flags {
		name, path, toFile := strings.Cut(flag, "=")
		format, err := report.Named(name)
		if err == nil && toFile && path == "" {
			err = fmt.Errorf("%q names no file: write %s=FILE", flag, name)
		}
		if err == nil && !toFile && screen != "" {
			err = fmt.Errorf("%s and %s would both go to standard output: send one to a file with %s=FILE", screen, name, name)
		}
		if err != nil {
			t.discard()
			return nil, usage("-o: %w", err)
		}
		next := target{format: format}
		if toFile {
			if next.file, err = createFile(path, 0o644); err != nil {
				t.discard()
				return nil, couldNotRun("cannot write %s: %w", path, bare(err))
			}
			t.list = append(t.list, next)
			if t.twice(next.file) {
				t.discard()
				return nil, usage("-o: two reports would go to %s", path)
			}
			continue
		}
		screen = name
		t.list = append(t.list, next)
	}
	return t, nil
}

// twice tells whether another report goes to the same file.
func (t *targets) twice(f *file) bool {
	n := 0
	for _, other := range t.list {
		if other.file != nil && f.path != "" && filepath.Clean(other.file.path) == filepath.Clean(f.path) {
			n++
		}
	}
	return n > 1
}

// write renders every report first and only then puts them in place: a format that fails leaves no file behind.
func (t *targets) write(r *checks.Result, o report.Options) error {
	rendered := make([]bytes.Buffer, len(t.list))
	for i, target := range t.list {
		options := o
		if target.file != nil {
			options.Color, options.Width = false, 0
		}
		if err := target.format.Write(&rendered[i], r, options); err != nil {
			return couldNotRun("writing the %s report: %w", target.format.Name, err)
		}
	}
	for i, target := range t.list {
		var err error
		if target.file == nil {
			_, err = io.Copy(t.stdout, &rendered[i])
		} else {
			err = target.file.commit(rendered[i].Bytes())
		}
		if err != nil {
			return couldNotRun("writing the %s report: %w", target.format.Name, bare(err))
		}
	}
	return nil
}

// discard removes what was not put in place.
func (t *targets) discard() {
	for _, target := range t.list {
		if target.file != nil {
			target.file.discard()
		}
	}
}

// file is a file that is written beside its final place and renamed into it when it is whole.
type file struct {
	path string
	temp *os.File
	mode fs.FileMode
	done bool
}

func createFile(path string, mode fs.FileMode) (*file, error) {
	if strings.HasPrefix(path, "/dev/") || strings.HasPrefix(path, "/proc/") { // names of streams, whatever stands behind them
		temp, err := os.OpenFile(path, os.O_WRONLY, 0)
		return &file{temp: temp}, err
	}
	if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink != 0 { // what it leads to is replaced, not the link
		resolved, err := filepath.EvalSymlinks(path)
		if err != nil {
			return nil, errors.New("it is a symbolic link that leads nowhere")
		}
		return createFile(resolved, mode)
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return nil, errors.New("it is a directory")
	case err == nil && !info.Mode().IsRegular(): // a device or a pipe cannot be replaced; it is written to
		temp, err := os.OpenFile(path, os.O_WRONLY, 0)
		return &file{temp: temp}, err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".computelint-*")
	return &file{path: path, temp: temp, mode: mode}, err
}

func (f *file) commit(data []byte) error {
	_, err := f.temp.Write(data)
	if f.path != "" {
		err = errors.Join(err, os.Chmod(f.temp.Name(), f.mode))
	}
	err = errors.Join(err, f.temp.Close())
	if err == nil && f.path != "" {
		err = os.Rename(f.temp.Name(), f.path)
	}
	f.done = err == nil
	return err
}

func (f *file) discard() {
	if f.done || f.temp == nil {
		return
	}
	_ = f.temp.Close()
	if f.path != "" {
		_ = os.Remove(f.temp.Name())
	}
}

// bare is the reason in a path error, without the name of the temporary file.
func bare(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}
