package collectors

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	v2types "github.com/aws/aws-sdk-go-v2/service/apigatewayv2/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// How long API Gateway waits when an integration does not say: AWS, "Amazon API Gateway quotas", 2026-11.
const (
	restTimeoutMS = 29_000 // and WebSocket APIs
	httpTimeoutMS = 30_000
)

// fetchAPIs lists the APIs of both of API Gateway's interfaces: REST APIs are in one, HTTP and WebSocket APIs in the other.
func fetchAPIs(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.GetRestAPIs, wants, func(ctx context.Context, w inventory.Want) error {
		rest, err := allPages(func(next *string) ([]types.RestApi, *string, error) {
			out, err := api.APIGateway.GetRestApis(ctx, &apigateway.GetRestApisInput{Position: next, Limit: aws.Int32(500)})
			if err != nil {
				return nil, nil, err
			}
			return out.Items, out.Position, nil
		})
		if err != nil {
			return err
		}
		others, err := allPages(func(next *string) ([]v2types.Api, *string, error) {
			out, err := api.APIGatewayV2.GetApis(ctx, &apigatewayv2.GetApisInput{NextToken: next, MaxResults: aws.String("500")})
			if err != nil {
				return nil, nil, err
			}
			return out.Items, out.NextToken, nil
		})
		if err != nil {
			s.miss(w, awsapi.GetAPIs, err)
			return nil
		}
		apis := make([]inventory.API, 0, len(rest)+len(others))
		for i := range rest {
			apis = append(apis, inventory.API{ID: aws.ToString(rest[i].Id), Name: aws.ToString(rest[i].Name), Kind: "REST"})
		}
		for i := range others {
			apis = append(apis, inventory.API{
				ID: aws.ToString(others[i].ApiId), Name: aws.ToString(others[i].Name), Kind: string(others[i].ProtocolType),
			})
		}
		slices.SortFunc(apis, func(a, b inventory.API) int { return strings.Compare(a.ID, b.ID) })
		put(s, inventory.APIsKey(), apis)
		return nil
	})
}

// fetchIntegrations asks the interface that an API belongs to. Where the APIs were not listed, it asks for a REST API
// first: an id does not tell.
func fetchIntegrations(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.GetResources, wants, func(ctx context.Context, w inventory.Want) error {
		kind := s.kindOf(w.Subject)
		if kind == "" || kind == "REST" {
			found, err := restIntegrations(ctx, api, s, w.Subject)
			if err == nil {
				put(s, inventory.IntegrationsKey(w.Subject), found)
			}
			if kind == "REST" || !awsapi.NotFound(err) {
				return err
			}
		}
		found, err := otherIntegrations(ctx, api, s, w.Subject, kind)
		if err != nil {
			s.miss(w, awsapi.GetIntegrations, err)
			return nil
		}
		put(s, inventory.IntegrationsKey(w.Subject), found)
		return nil
	})
}

// kindOf is the kind of an API; empty when the APIs were not listed.
func (s *store) kindOf(apiID string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	apis, _ := inventory.Read(s.region, inventory.APIsKey()).Get()
	for _, a := range apis {
		if a.ID == apiID {
			return a.Kind
		}
	}
	return ""
}

// restIntegrations reads every method with its integration in one listing.
func restIntegrations(ctx context.Context, api *awsapi.Clients, s *store, id string) ([]inventory.Integration, error) {
	resources, err := allPages(func(next *string) ([]types.Resource, *string, error) {
		out, err := api.APIGateway.GetResources(ctx, &apigateway.GetResourcesInput{
			RestApiId: &id, Embed: []string{"methods"}, Limit: aws.Int32(500), Position: next,
		})
		if err != nil {
			return nil, nil, err
		}
		return out.Items, out.Position, nil
	})
	if err != nil {
		return nil, err
	}
	all := []inventory.Integration{}
	for _, r := range resources {
		for verb, method := range r.ResourceMethods {
			if method.HttpMethod == nil {
				return nil, errors.New("the answer names a method without describing it")
			}
			i := method.MethodIntegration
			if i == nil || strings.HasPrefix(string(i.Type), "HTTP") {
				continue // a method that was not finished, or that calls an address on the web
			}
			in, ok := s.integrationWith(aws.ToString(i.Uri), i.RequestParameters)
			if !ok {
				continue
			}
			in.ByRole, in.Route = aws.ToString(i.Credentials) != "", verb+" "+aws.ToString(r.Path)
			in.TimeoutMS = cmp.Or(int(i.TimeoutInMillis), restTimeoutMS)
			all = append(all, in)
		}
	}
	return sorted(all), nil
}

// otherIntegrations reads those of an HTTP or WebSocket API. Which routes use them would be another request: it is not made.
func otherIntegrations(ctx context.Context, api *awsapi.Clients, s *store, id, kind string) ([]inventory.Integration, error) {
	found, err := allPages(func(next *string) ([]v2types.Integration, *string, error) {
		out, err := api.APIGatewayV2.GetIntegrations(ctx, &apigatewayv2.GetIntegrationsInput{ApiId: &id, NextToken: next, MaxResults: aws.String("500")})
		if err != nil {
			return nil, nil, err
		}
		return out.Items, out.NextToken, nil
	})
	if err != nil {
		return nil, err
	}
	all := []inventory.Integration{}
	for i := range found {
		if strings.HasPrefix(string(found[i].IntegrationType), "HTTP") {
			continue
		}
		in, ok := s.integrationWith(aws.ToString(found[i].IntegrationUri), found[i].RequestParameters)
		if !ok {
			continue
		}
		in.ByRole = aws.ToString(found[i].CredentialsArn) != ""
		in.TimeoutMS = cmp.Or(int(aws.ToInt32(found[i].TimeoutInMillis)), map[string]int{"HTTP": httpTimeoutMS, "WEBSOCKET": restTimeoutMS}[kind])
		if in.TimeoutMS == 0 {
			return nil, errors.New("an integration has no timeout of its own, and the API's kind is not known")
		}
		all = append(all, in)
	}
	return sorted(all), nil
}

func sorted(all []inventory.Integration) []inventory.Integration {
	slices.SortFunc(all, func(a, b inventory.Integration) int {
		return cmp.Or(strings.Compare(a.Route, b.Route), strings.Compare(a.Function, b.Function),
			strings.Compare(a.Qualifier, b.Qualifier), cmp.Compare(a.TimeoutMS, b.TimeoutMS))
	})
	return all
}

// integrationWith reads the address of an integration: a function's ARN, or the path to invoke it within an ARN of API
// Gateway's, arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/<function>/invocations. It may hold stage
// variables. ok is false for what calls no function of this account and region.
func (s *store) integrationWith(uri string, parameters map[string]string) (in inventory.Integration, ok bool) {
	const variable = "${"
	ref := uri
	if _, path, invoke := strings.Cut(uri, ":lambda:path/"); invoke {
		_, ref, _ = strings.Cut(path, "/functions/")
		last := max(strings.LastIndex(ref, "/"), 0)
		in.Async = ref[last:] == "/invoke-async"
		ref = ref[:last]
	} else if !strings.Contains(uri, ":lambda:") && !strings.HasPrefix(uri, variable) {
		return in, false
	}
	name, qualifier, here := s.callee(ref)
	if !here && !strings.Contains(ref, variable) {
		return in, false
	}
	in.Function, in.Qualifier, in.ByStage = name, qualifier, strings.Contains(ref, variable)
	if strings.Contains(name, variable) {
		in.Function = ""
	}
	if in.Function != "" {
		in.Account = s.account
	}
	if strings.Contains(qualifier, variable) {
		in.Qualifier = ""
	}
	for name, value := range parameters {
		in.Async = in.Async || (strings.EqualFold(name, awsapi.InvocationType) && value == "'Event'")
	}
	return in, true
}
