package collectors

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

func fetchPolicies(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.GetPolicy, wants, func(ctx context.Context, w inventory.Want) error {
		name, qualifier, _ := strings.Cut(w.Subject, ":")
		in := &lambda.GetPolicyInput{FunctionName: &name}
		if qualifier != "" {
			in.Qualifier = &qualifier
		}
		key := inventory.PolicyKey(name, qualifier)
		out, err := api.Lambda.GetPolicy(ctx, in)
		if awsapi.NotFound(err) {
			put(s, key, inventory.Policy{})
			return nil
		}
		if err != nil {
			return err
		}
		policy, err := parsePolicy(aws.ToString(out.Policy))
		if err != nil {
			return fmt.Errorf("reading the policy: %w", err)
		}
		put(s, key, policy)
		return nil
	})
}

type policyDocument struct {
	Statement oneOrMany[statement]
}

type statement struct {
	Effect    string
	Action    oneOrMany[string]
	Principal json.RawMessage
	Condition map[string]map[string]oneOrMany[string]
}

// oneOrMany is a value that IAM writes bare when there is only one.
type oneOrMany[T any] []T

// UnmarshalJSON reads a list or a bare value.
func (o *oneOrMany[T]) UnmarshalJSON(data []byte) error {
	var many []T
	if err := json.Unmarshal(data, &many); err == nil {
		*o = many
		return nil
	}
	var one T
	if err := json.Unmarshal(data, &one); err != nil {
		return err
	}
	*o = []T{one}
	return nil
}

// parsePolicy reduces a resource policy to who may invoke.
func parsePolicy(text string) (inventory.Policy, error) {
	var doc policyDocument
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		return inventory.Policy{}, err
	}
	var policy inventory.Policy
	for _, st := range doc.Statement {
		if st.Effect != "Allow" {
			continue
		}
		for _, action := range st.Action {
			services, others := principals(st.Principal)
			if !invokes(action) {
				others = nil
				services = slices.DeleteFunc(services, func(s string) bool { return s != "replicator.lambda.amazonaws.com" })
			}
			for _, service := range services {
				policy.Grants = append(policy.Grants, inventory.Grant{Service: service, Action: action, SourceARN: sourceOf(st)})
			}
			for _, other := range others {
				policy.Grants = append(policy.Grants, inventory.Grant{Principal: other, Action: action, SourceARN: sourceOf(st)})
			}
		}
	}
	return policy, nil
}

// invokes tells whether an action lets its holder invoke the function. CloudFront's replicator holds another one, which is
// kept all the same: it is how a Lambda@Edge function shows.
func invokes(action string) bool {
	return strings.Contains(strings.ToLower(action), "invoke") || strings.Contains(action, "*")
}

// principals reads "*", {"Service": …}, {"AWS": …} and the like.
func principals(raw json.RawMessage) (services, others []string) {
	var star string
	if json.Unmarshal(raw, &star) == nil {
		return nil, []string{star}
	}
	var kinds map[string]oneOrMany[string]
	if json.Unmarshal(raw, &kinds) != nil {
		return nil, []string{"a principal that could not be read"}
	}
	for kind, names := range kinds {
		if kind == "Service" {
			services = append(services, names...)
		} else {
			others = append(others, names...)
		}
	}
	slices.Sort(others)
	return services, others
}

func sourceOf(st statement) string {
	for _, keys := range st.Condition {
		for key, values := range keys {
			if strings.EqualFold(key, "aws:SourceArn") && len(values) > 0 {
				return values[0]
			}
		}
	}
	return ""
}
