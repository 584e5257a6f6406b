package collectors

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
)

// callee reads how a caller names a function: an ARN, "111122223333:function:orders" or "orders", each with or without a
// qualifier, which is empty for $LATEST. here is false for what is no function, and for a function of another account or
// region, which must not be taken for the one of the same name here.
func (s *store) callee(ref string) (name, qualifier string, here bool) {
	switch a, err := arn.Parse(ref); {
	case err == nil:
		rest, isFunction := strings.CutPrefix(a.Resource, "function:")
		if a.Service != "lambda" || !isFunction || a.Region != s.region.Name || a.AccountID != s.account {
			return "", "", false
		}
		ref = rest
	case strings.Contains(ref, ":function:"):
		account, rest, _ := strings.Cut(ref, ":function:")
		if account != s.account {
			return "", "", false
		}
		ref = rest
	}
	name, qualifier, _ = strings.Cut(ref, ":")
	if qualifier == "$LATEST" {
		qualifier = ""
	}
	return name, qualifier, name != ""
}

// local reads the ARN of a resource that this region's clients can be asked about.
func (s *store) local(text, service string) (arn.ARN, error) {
	a, err := arn.Parse(text)
	switch {
	case err != nil || a.Service != service:
		return a, fmt.Errorf("%s is no ARN of %s", text, service)
	case a.Region != s.region.Name:
		return a, fmt.Errorf("%s is in another region", text)
	}
	return a, nil
}
