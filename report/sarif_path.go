package report

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/computelint/computelint/checks"
)

// Longer parts of a path are cut and end in a hash of the whole.
const segmentLength = 240

// pseudoPath is a path within the repository that stands for a resource: code scanning takes no ARN for a location. It is
// different for every resource, because GitLab tells findings of one rule apart by file and line alone:
// ".aws/<account>/<region>/<service>/<type>/<name>".
func pseudoPath(r checks.Resource) string {
	service, kind := "aws", "resource"
	if parts := strings.Split(r.Type, "::"); len(parts) == 3 {
		service, kind = strings.ToLower(parts[1]), strings.ToLower(parts[2])
	}
	path := []string{".aws", segment(r.Account), segment(r.Region), segment(service), segment(kind)}
	for _, part := range strings.Split(nameWithin(r), "/") {
		path = append(path, segment(part))
	}
	return strings.Join(path, "/")
}

// nameWithin is the name that is unique within account, region and type. The ARN of a thing that is named within another
// has both names, as in "service/<cluster>/<service>".
func nameWithin(r checks.Resource) string {
	parts := strings.SplitN(r.ARN, ":", 6)
	if len(parts) == 6 && r.Qualifier == "" {
		if kind, rest, nested := strings.Cut(parts[5], "/"); nested && strings.HasSuffix(rest, "/"+r.Name) && !strings.Contains(kind, ":") {
			return rest
		}
	}
	return r.Label()
}

// segment writes one part of a path or category with letters, digits, ".", "_" and "-" only; the rest is percent-encoded.
// It is never empty, nor only dots.
func segment(s string) string {
	if strings.Trim(s, ".") == "" {
		s = "_" + s
	}
	var b strings.Builder
	whole := 0 // up to here there is room for the hash
	for i := range len(s) {
		c := s[i]
		if b.Len() <= segmentLength-20 {
			whole = b.Len()
		}
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
		if b.Len() > segmentLength {
			sum := sha256.Sum256([]byte(s))
			return fmt.Sprintf("%s-%x", b.String()[:whole], sum[:8])
		}
	}
	return b.String()
}
