// Package nearest suggests the name that somebody meant.
package nearest

import "fmt"

// Of suggests, as " (did you mean …?)", the known name that takes the fewest changes of a letter to become a mistyped one.
// It is empty when none is near. Among equals the first is taken.
func Of(name string, known []string) string {
	best, fewest := "", max(2, len(name)/3)+1
	for _, k := range known {
		if n := edits(name, k); n < min(fewest, len(k)) {
			best, fewest = k, n
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %s?)", best)
}

// edits is the number of bytes to insert, delete or replace that makes one text of another.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		above := row[0]
		row[0] = i + 1
		for j := range len(b) {
			n := above
			if a[i] != b[j] {
				n = 1 + min(above, row[j], row[j+1])
			}
			above, row[j+1] = row[j+1], n
		}
	}
	return row[len(b)]
}
