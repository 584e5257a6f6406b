package collectors

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

const invoke = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/"

func TestAPIsOfBothInterfaces(t *testing.T) {
	r := read(t, nil, []inventory.Want{inventory.APIsKey().Want()},
		answer(awsapi.GetRestAPIs, `{"Limit": 500}`, `{"Position": "n", "Items": [{"Id": "r2", "Name": "shop"}]}`),
		answer(awsapi.GetRestAPIs, `{"Limit": 500, "Position": "n"}`, `{"Items": [{"Id": "r1", "Name": "old"}]}`),
		answer(awsapi.GetAPIs, `{"MaxResults": "500"}`, `{"NextToken": "n", "Items": [{"ApiId": "h1", "Name": "new", "ProtocolType": "HTTP"}]}`),
		answer(awsapi.GetAPIs, `{"MaxResults": "500", "NextToken": "n"}`, `{"Items": [{"ApiId": "w1", "Name": "chat", "ProtocolType": "WEBSOCKET"}]}`))
	want := []inventory.API{
		{ID: "h1", Name: "new", Kind: "HTTP"}, {ID: "r1", Name: "old", Kind: "REST"}, {ID: "r2", Name: "shop", Kind: "REST"},
		{ID: "w1", Name: "chat", Kind: "WEBSOCKET"},
	}
	if diff := cmp.Diff(want, known(t, r, inventory.APIsKey())); diff != "" {
		t.Error(diff)
	}
}

func TestAPIsAreUnknownWhenOneInterfaceRefuses(t *testing.T) {
	r := read(t, nil, []inventory.Want{inventory.APIsKey().Want()},
		answer(awsapi.GetRestAPIs, `{"Limit": 500}`, `{"Items": [{"Id": "r1"}]}`),
		refusal(awsapi.GetAPIs, `{"MaxResults": "500"}`, "AccessDeniedException"))
	if g := whyNot(t, r, inventory.APIsKey()); g.Operation != string(awsapi.GetAPIs) || g.Action != "apigateway:GET" {
		t.Errorf("%+v", g)
	}
}

func TestIntegrationsOfARestAPI(t *testing.T) {
	key := inventory.IntegrationsKey("r1")
	r := read(t, nil, []inventory.Want{key.Want()},
		answer(awsapi.GetResources, resourcesInput, `{"Position": "n", "Items": [{"Id": "1", "Path": "/"}, {"Id": "2", "Path": "/orders", "ResourceMethods": {
			"GET": {"HttpMethod": "GET", "MethodIntegration": {"Type": "AWS_PROXY", "Uri": "`+invoke+here+`orders:live/invocations", "TimeoutInMillis": 29000}},
			"POST": {"HttpMethod": "POST", "MethodIntegration": {"Type": "AWS", "Uri": "`+invoke+here+`orders/invocations",
				"Credentials": "arn:aws:iam::111122223333:role/gw", "RequestParameters": {"integration.request.header.x-amz-invocation-type": "'Event'"}}},
			"OPTIONS": {"HttpMethod": "OPTIONS", "MethodIntegration": {"Type": "MOCK"}},
			"PUT": {"HttpMethod": "PUT", "MethodIntegration": {"Type": "HTTP", "Uri": "https://example.com/functions/x/invocations"}}}}]}`),
		answer(awsapi.GetResources, `{"RestApiId": "r1", "Embed": ["methods"], "Limit": 500, "Position": "n"}`, `{"Items": [{"Path": "/x", "ResourceMethods": {
			"ANY": {"HttpMethod": "ANY", "MethodIntegration": {"Type": "AWS_PROXY", "Uri": "`+invoke+elsewhere+`orders/invocations"}},
			"GET": {"HttpMethod": "GET"},
			"HEAD": {"HttpMethod": "HEAD", "MethodIntegration": {"Type": "AWS", "Uri": "arn:aws:apigateway:eu-west-1:sqs:path/111122223333/jobs"}}}}]}`))
	want := []inventory.Integration{
		{Function: "orders", Qualifier: "live", Account: "111122223333", TimeoutMS: 29000, Route: "GET /orders"},
		{Function: "orders", Account: "111122223333", TimeoutMS: 29000, Route: "POST /orders", ByRole: true, Async: true},
	}
	if diff := cmp.Diff(want, known(t, r, key)); diff != "" {
		t.Error(diff)
	}
}

// Methods that were left out of the answer must not read as methods that call nothing.
func TestMethodsThatAreNotDescribedAreAGap(t *testing.T) {
	key := inventory.IntegrationsKey("r1")
	r := read(t, nil, []inventory.Want{key.Want()},
		answer(awsapi.GetResources, resourcesInput, `{"Items": [{"Path": "/", "ResourceMethods": {"GET": {}}}]}`))
	whyNot(t, r, key)
}

// The kind of an API is known once the APIs were listed; else a REST API is asked for first.
func TestIntegrationsOfOtherAPIs(t *testing.T) {
	const integrations = `{"Items": [
		{"IntegrationType": "AWS_PROXY", "IntegrationUri": "` + here + `orders:live", "TimeoutInMillis": 5000, "CredentialsArn": "arn:role"},
		{"IntegrationType": "AWS_PROXY", "IntegrationSubtype": "SQS-SendMessage"}, {"IntegrationType": "HTTP_PROXY", "IntegrationUri": "https://x"}%s]}`
	noTimeout := `, {"IntegrationType": "AWS_PROXY", "IntegrationUri": "` + invoke + here + `chat/invocations"}`
	orders := inventory.Integration{Function: "orders", Qualifier: "live", Account: "111122223333", TimeoutMS: 5000, ByRole: true}
	for name, c := range map[string]struct {
		kind, more string
		want       []inventory.Integration // nil for a gap
	}{
		"not listed, all set": {"", "", []inventory.Integration{orders}},
		"not listed, one not": {"", noTimeout, nil},
		"an HTTP API":         {"HTTP", noTimeout, []inventory.Integration{{Function: "chat", Account: "111122223333", TimeoutMS: 30000}, orders}},
		"a WebSocket API":     {"WEBSOCKET", noTimeout, []inventory.Integration{{Function: "chat", Account: "111122223333", TimeoutMS: 29000}, orders}},
	} {
		t.Run(name, func(t *testing.T) {
			entries := []awsapi.TapeEntry{answer(awsapi.GetIntegrations, `{"ApiId": "h1", "MaxResults": "500"}`, fmt.Sprintf(integrations, c.more))}
			region := &inventory.Region{Name: "eu-west-1"}
			if c.kind == "" {
				entries = append(entries, refusal(awsapi.GetResources, `{"RestApiId": "h1", "Embed": ["methods"], "Limit": 500}`, "NotFoundException"))
			} else {
				inventory.Put(region, inventory.APIsKey(), []inventory.API{{ID: "h1", Kind: c.kind}})
			}
			key := inventory.IntegrationsKey("h1")
			fetchIntegrations(t.Context(), session(t, entries...).In("eu-west-1"), &store{region: region, account: "111122223333"}, []inventory.Want{key.Want()})
			if c.want == nil {
				if g := whyNot(t, region, key); g.Operation != string(awsapi.GetIntegrations) {
					t.Errorf("%+v", g)
				}
				return
			}
			if diff := cmp.Diff(c.want, known(t, region, key)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAddressesOfIntegrations(t *testing.T) {
	s := &store{region: &inventory.Region{Name: "eu-west-1"}, account: "111122223333"}
	for uri, want := range map[string]*inventory.Integration{
		invoke + here + "orders/invocations":                                                            {Function: "orders", Account: "111122223333"},
		invoke + here + "orders:$LATEST/invocations":                                                    {Function: "orders", Account: "111122223333"},
		invoke + here + "orders:${stageVariables.alias}/invocations":                                    {Function: "orders", Account: "111122223333", ByStage: true},
		invoke + here + "${stageVariables.fn}/invocations":                                              {ByStage: true},
		invoke + here + "${stageVariables.fn}:live/invocations":                                         {Qualifier: "live", ByStage: true},
		invoke + here + "orders-${stageVariables.env}/invocations":                                      {ByStage: true},
		invoke + "${stageVariables.arn}/invocations":                                                    {ByStage: true},
		invoke + "arn:aws:lambda:eu-west-1:${stageVariables.account}:function:orders/invocations":       {ByStage: true},
		invoke + here + "orders/response-streaming-invocations":                                         {Function: "orders", Account: "111122223333"},
		"arn:aws:apigateway:eu-west-1:lambda:path/2014-11-13/functions/" + here + "orders/invoke-async": {Function: "orders", Account: "111122223333", Async: true},
		here + "orders:live":                    {Function: "orders", Qualifier: "live", Account: "111122223333"},
		"${stageVariables.arn}":                 {ByStage: true},
		invoke + farAway + "orders/invocations": nil,
		elsewhere + "orders":                    nil,
		invoke + "":                             nil,
		"arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/tags":  nil,
		"arn:aws:apigateway:eu-west-1:states:action/StartExecution": nil,
		"": nil,
	} {
		got, ok := s.integrationWith(uri, nil)
		if ok != (want != nil) || (ok && got != *want) {
			t.Errorf("%s: %v %+v, want %+v", uri, ok, got, want)
		}
	}
}
