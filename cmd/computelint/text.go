package main

import (
	"strings"
	"unicode"
)

// oneLine makes an error one line that a terminal can show whatever is in it.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsControl(r) || !unicode.IsPrint(r) && r != ' ' }), " ")
}
