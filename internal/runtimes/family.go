package runtimes

import "strings"

// familyPrefixes maps how an id begins to its family, the longer first.
var familyPrefixes = []struct{ prefix, family string }{
	{"dotnetcore", "dotnet"},
	{"dotnet", "dotnet"},
	{"nodejs", "nodejs"},
	{"python", "python"},
	{"java", "java"},
	{"ruby", "ruby"},
	{"provided", "custom"},
	{"go", "go"},
}

// Family is the family of a runtime id, also of one that is newer than the
// table: "java26" is java. It is a guess from how the id begins, and "" when
// that tells nothing: ARNs, "", other languages.
func Family(id string) string {
	for _, p := range familyPrefixes {
		rest, ok := strings.CutPrefix(id, p.prefix)
		if ok && (rest == "" || rest[0] == '.' || rest[0] >= '0' && rest[0] <= '9') {
			return p.family
		}
	}
	return ""
}
