//go:build emulator

package emulator

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

func seedFunctions(t *testing.T) clients {
	t.Helper()
	var functions []any
	for _, name := range names("fn-%03d", 120) {
		functions = append(functions, map[string]any{"name": name, "runtime": "python3.13", "versions": 1, "code_mb": 2})
	}
	var aliases, provisioned, urls, mappings, providers []any
	for i, name := range names("alias-%03d", 120) {
		aliases = append(aliases, map[string]any{"name": name, "version": fmt.Sprint(i + 1)})
		provisioned = append(provisioned, map[string]any{"qualifier": name, "count": 3})
		urls = append(urls, map[string]any{"qualifier": name})
	}
	for _, name := range names("queue-%03d", 230) {
		mappings = append(mappings, map[string]any{"function": "fn-000", "source": "arn:aws:sqs:{region}:{account}:" + name})
	}
	for _, name := range names("provider-%02d", 60) {
		providers = append(providers, map[string]any{"name": name})
	}
	functions = append(functions, map[string]any{
		"name": "many", "runtime": "java21", "versions": 120, "aliases": aliases, "provisioned": provisioned, "urls": urls,
		"snapstart": true, "reserved": 100, "code_mb": 10, "layers": []any{[]any{"arn:aws:lambda:eu-west-1:111122223333:layer:l:1", 5}},
		"policy": []any{
			map[string]any{"from": "apigateway", "qualifier": "alias-000"},
			map[string]any{"from": "sns"},
		},
	})
	functions = append(functions, map[string]any{"name": "image", "package": "Image"})
	functions = append(functions, map[string]any{"name": "managed", "runtime": "java21", "capacity_provider": "provider-00"})
	seed(t, map[string]any{"lambda": map[string]any{
		"functions": functions, "event_source_mappings": mappings, "capacity_providers": providers,
	}})
	return connect("eu-west-1")
}

func TestListFunctionsPages(t *testing.T) {
	c := seedFunctions(t)
	var pages []int
	var got []string
	paginator := lambda.NewListFunctionsPaginator(c.lambda, &lambda.ListFunctionsInput{MaxItems: aws.Int32(1000)})
	for paginator.HasMorePages() {
		page, err := paginator.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, len(page.Functions))
		for _, f := range page.Functions {
			got = append(got, aws.ToString(f.FunctionName))
			if f.State != "" || f.LastUpdateStatus != "" {
				t.Fatalf("%s: a listing has no State", aws.ToString(f.FunctionName))
			}
		}
	}
	samePages(t, "ListFunctions", pages, 50, 50, 23)
	sameItems(t, "ListFunctions", got, append(names("fn-%03d", 120), "many", "image", "managed"))

	total := 0
	all := lambda.NewListFunctionsPaginator(c.lambda, &lambda.ListFunctionsInput{FunctionVersion: types.FunctionVersionAll})
	for all.HasMorePages() {
		page, err := all.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		total += len(page.Functions)
	}
	if want := 120*2 + 121 + 2; total != want {
		t.Errorf("ALL: %d versions, want %d", total, want)
	}
	replicas, err := c.lambda.ListFunctions(t.Context(), &lambda.ListFunctionsInput{MasterRegion: aws.String("us-east-1"), FunctionVersion: types.FunctionVersionAll})
	if err != nil || len(replicas.Functions) != 0 {
		t.Errorf("MasterRegion: %v, %v", replicas, err)
	}
	if _, err := c.lambda.ListFunctions(t.Context(), &lambda.ListFunctionsInput{Marker: aws.String("nonsense")}); code(err) != "InvalidParameterValueException" {
		t.Errorf("bad marker: %v", err)
	}
}

func TestConfigurationOfFunctions(t *testing.T) {
	c := seedFunctions(t)
	image, err := c.lambda.GetFunctionConfiguration(t.Context(), &lambda.GetFunctionConfigurationInput{FunctionName: aws.String("image")})
	if err != nil {
		t.Fatal(err)
	}
	if image.PackageType != types.PackageTypeImage || image.Runtime != "" || image.CodeSize != 0 {
		t.Errorf("image: %s %q %d", image.PackageType, image.Runtime, image.CodeSize)
	}
	managed, err := c.lambda.GetFunction(t.Context(), &lambda.GetFunctionInput{FunctionName: aws.String("managed")})
	if err != nil {
		t.Fatal(err)
	}
	if managed.Configuration.CapacityProviderConfig == nil || managed.Configuration.CapacityProviderConfig.LambdaManagedInstancesCapacityProviderConfig == nil {
		t.Error("managed: no capacity provider")
	}
	many, err := c.lambda.GetFunction(t.Context(), &lambda.GetFunctionInput{FunctionName: aws.String("many"), Qualifier: aws.String("120")})
	if err != nil {
		t.Fatal(err)
	}
	if many.Configuration.SnapStart.OptimizationStatus != types.SnapStartOptimizationStatusOn || len(many.Configuration.Layers) != 1 || many.Configuration.Layers[0].CodeSize != 5<<20 {
		t.Errorf("many: %+v %+v", many.Configuration.SnapStart, many.Configuration.Layers)
	}
}

func TestListingsOfOneFunctionPage(t *testing.T) {
	c := seedFunctions(t)
	name := aws.String("many")
	listings := map[string]struct {
		page func(marker *string) (items int, next *string, err error)
		want []int
	}{
		"ListVersionsByFunction": {func(m *string) (int, *string, error) {
			out, err := c.lambda.ListVersionsByFunction(t.Context(), &lambda.ListVersionsByFunctionInput{FunctionName: name, Marker: m})
			if err != nil {
				return 0, nil, err
			}
			return len(out.Versions), out.NextMarker, nil
		}, []int{50, 50, 21}},
		"ListAliases": {func(m *string) (int, *string, error) {
			out, err := c.lambda.ListAliases(t.Context(), &lambda.ListAliasesInput{FunctionName: name, Marker: m})
			if err != nil {
				return 0, nil, err
			}
			return len(out.Aliases), out.NextMarker, nil
		}, []int{50, 50, 20}},
		"ListProvisionedConcurrencyConfigs": {func(m *string) (int, *string, error) {
			out, err := c.lambda.ListProvisionedConcurrencyConfigs(t.Context(), &lambda.ListProvisionedConcurrencyConfigsInput{FunctionName: name, Marker: m})
			if err != nil {
				return 0, nil, err
			}
			return len(out.ProvisionedConcurrencyConfigs), out.NextMarker, nil
		}, []int{50, 50, 20}},
		"ListFunctionUrlConfigs": {func(m *string) (int, *string, error) {
			out, err := c.lambda.ListFunctionUrlConfigs(t.Context(), &lambda.ListFunctionUrlConfigsInput{FunctionName: name, Marker: m})
			if err != nil {
				return 0, nil, err
			}
			return len(out.FunctionUrlConfigs), out.NextMarker, nil
		}, []int{50, 50, 20}},
		"ListEventSourceMappings": {func(m *string) (int, *string, error) {
			out, err := c.lambda.ListEventSourceMappings(t.Context(), &lambda.ListEventSourceMappingsInput{Marker: m})
			if err != nil {
				return 0, nil, err
			}
			return len(out.EventSourceMappings), out.NextMarker, nil
		}, []int{100, 100, 30}},
		"ListCapacityProviders": {func(m *string) (int, *string, error) {
			out, err := c.lambda.ListCapacityProviders(t.Context(), &lambda.ListCapacityProvidersInput{Marker: m})
			if err != nil {
				return 0, nil, err
			}
			return len(out.CapacityProviders), out.NextMarker, nil
		}, []int{50, 10}},
	}
	for operation, l := range listings {
		t.Run(operation, func(t *testing.T) {
			var pages []int
			for marker := (*string)(nil); len(pages) == 0 || marker != nil; {
				items, next, err := l.page(marker)
				if err != nil {
					t.Fatal(err)
				}
				pages, marker = append(pages, items), next
			}
			samePages(t, operation, pages, l.want...)
		})
	}
}

func TestAccountSettings(t *testing.T) {
	c := seedFunctions(t)
	settings, err := c.lambda.GetAccountSettings(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	limit, usage := settings.AccountLimit, settings.AccountUsage
	if limit.ConcurrentExecutions != 1000 || aws.ToInt32(limit.UnreservedConcurrentExecutions) != 900 || limit.CodeSizeZipped != 50<<20 || limit.CodeSizeUnzipped != 250<<20 {
		t.Errorf("limit: %+v", limit)
	}
	if usage.FunctionCount != 123 || usage.TotalCodeSize != (120*2*2+121*10+1)<<20 {
		t.Errorf("usage: %+v", usage)
	}
}

func TestProvisionedConcurrencyLifecycle(t *testing.T) {
	c := seedFunctions(t)
	name := aws.String("fn-007")
	get := &lambda.GetProvisionedConcurrencyConfigInput{FunctionName: name, Qualifier: aws.String("1")}
	if _, err := c.lambda.GetProvisionedConcurrencyConfig(t.Context(), get); code(err) != "ProvisionedConcurrencyConfigNotFoundException" {
		t.Errorf("before: %v", err)
	}
	put, err := c.lambda.PutProvisionedConcurrencyConfig(t.Context(), &lambda.PutProvisionedConcurrencyConfigInput{FunctionName: name, Qualifier: aws.String("1"), ProvisionedConcurrentExecutions: aws.Int32(4)})
	if err != nil || put.Status != types.ProvisionedConcurrencyStatusEnumInProgress {
		t.Fatalf("put: %v, %v", put, err)
	}
	config, err := c.lambda.GetProvisionedConcurrencyConfig(t.Context(), get)
	if err != nil {
		t.Fatal(err)
	}
	if aws.ToInt32(config.AllocatedProvisionedConcurrentExecutions) != 4 || config.Status != types.ProvisionedConcurrencyStatusEnumReady || len(aws.ToString(config.LastModified)) != len("2026-01-02T03:04:05+0000") {
		t.Errorf("get: %+v", config)
	}
	if _, err := c.lambda.DeleteProvisionedConcurrencyConfig(t.Context(), &lambda.DeleteProvisionedConcurrencyConfigInput{FunctionName: name, Qualifier: aws.String("1")}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.lambda.GetProvisionedConcurrencyConfig(t.Context(), get); code(err) != "ProvisionedConcurrencyConfigNotFoundException" {
		t.Errorf("after: %v", err)
	}
	for qualifier, want := range map[string]string{"nobody": "ResourceNotFoundException", "99": "ResourceNotFoundException", "$LATEST": "InvalidParameterValueException"} {
		_, err := c.lambda.PutProvisionedConcurrencyConfig(t.Context(), &lambda.PutProvisionedConcurrencyConfigInput{FunctionName: name, Qualifier: aws.String(qualifier), ProvisionedConcurrentExecutions: aws.Int32(4)})
		if code(err) != want {
			t.Errorf("%s: %v, want %s", qualifier, err, want)
		}
	}
	// A version behind an alias that has some already.
	_, err = c.lambda.PutProvisionedConcurrencyConfig(t.Context(), &lambda.PutProvisionedConcurrencyConfigInput{FunctionName: aws.String("many"), Qualifier: aws.String("1"), ProvisionedConcurrentExecutions: aws.Int32(4)})
	if code(err) != "ResourceConflictException" {
		t.Errorf("version under an alias: %v", err)
	}
}

func TestPolicyBelongsToOneQualifier(t *testing.T) {
	c := seedFunctions(t)
	name := aws.String("many")
	for qualifier, want := range map[string]string{"": "sns.amazonaws.com", "alias-000": "apigateway.amazonaws.com"} {
		input := &lambda.GetPolicyInput{FunctionName: name}
		if qualifier != "" {
			input.Qualifier = aws.String(qualifier)
		}
		out, err := c.lambda.GetPolicy(t.Context(), input)
		if err != nil {
			t.Fatal(err)
		}
		var policy struct {
			Statement []struct{ Principal struct{ Service string } }
		}
		if err := json.Unmarshal([]byte(aws.ToString(out.Policy)), &policy); err != nil {
			t.Fatal(err)
		}
		if len(policy.Statement) != 1 || policy.Statement[0].Principal.Service != want {
			t.Errorf("qualifier %q: %s", qualifier, aws.ToString(out.Policy))
		}
	}
	for _, qualifier := range []string{"alias-001", "2"} {
		_, err := c.lambda.GetPolicy(t.Context(), &lambda.GetPolicyInput{FunctionName: name, Qualifier: aws.String(qualifier)})
		if code(err) != "ResourceNotFoundException" {
			t.Errorf("qualifier %q: %v", qualifier, err)
		}
	}
	// What moto adds shows where it was added.
	if _, err := c.lambda.AddPermission(t.Context(), &lambda.AddPermissionInput{FunctionName: name, Qualifier: aws.String("alias-002"), StatementId: aws.String("s"), Action: aws.String("lambda:InvokeFunction"), Principal: aws.String("s3.amazonaws.com")}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.lambda.GetPolicy(t.Context(), &lambda.GetPolicyInput{FunctionName: name, Qualifier: aws.String("alias-002")}); err != nil {
		t.Error(err)
	}
}

func TestRecursionConfig(t *testing.T) {
	c := seedFunctions(t)
	out, err := c.lambda.GetFunctionRecursionConfig(t.Context(), &lambda.GetFunctionRecursionConfigInput{FunctionName: aws.String("many")})
	if err != nil || out.RecursiveLoop != types.RecursiveLoopTerminate {
		t.Errorf("%v, %v", out, err)
	}
	_, err = c.lambda.GetFunctionRecursionConfig(t.Context(), &lambda.GetFunctionRecursionConfigInput{FunctionName: aws.String("nobody")})
	if code(err) != "ResourceNotFoundException" {
		t.Errorf("missing function: %v", err)
	}
}
