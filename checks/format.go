package checks

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Numbers as people read them in messages and evidence.

func usd(v float64) string {
	if v < 0.01 && v > 0 {
		return fmt.Sprintf("$%.4f", v)
	}
	return fmt.Sprintf("$%.2f", v)
}

// rate writes a price an hour with all its digits, so that the arithmetic it stands in can be followed.
func rate(v float64) string { return "$" + strconv.FormatFloat(v, 'g', 6, 64) }

func percent(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) + "%" }

func mebibytes(bytes int64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20)) }

func seconds(v float64) string {
	if v < 10 {
		return strconv.FormatFloat(v, 'f', 2, 64) + " s"
	}
	return strconv.FormatFloat(v, 'f', 0, 64) + " s"
}

// minutes writes whole minutes as such, and everything else in seconds.
func minutes(seconds int) string {
	if seconds%60 == 0 && seconds > 0 {
		return plural(seconds/60, "minute")
	}
	return plural(seconds, "second")
}

func date(t time.Time) string { return t.UTC().Format(time.DateOnly) }

func days(d time.Duration) int { return int(d / (24 * time.Hour)) }

func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	if strings.HasSuffix(one, "s") {
		return fmt.Sprintf("%d %ses", n, one)
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// shellArg quotes a value for a POSIX shell, so that a command line can be copied whatever the account calls its things.
func shellArg(s string) string {
	plain := s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=@%+,", r)
	})
	if plain {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// awsCLI builds a command line of the AWS CLI in the pass's region.
func (p *Pass) awsCLI(words ...string) string {
	quoted := []string{"aws"}
	for _, w := range append(words, "--region", p.Region.Name) {
		quoted = append(quoted, shellArg(w))
	}
	return strings.Join(quoted, " ")
}
