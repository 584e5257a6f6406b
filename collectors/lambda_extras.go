package collectors

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

func fetchInvokeConfigs(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.ListEventInvokeConfigs, wants, func(ctx context.Context, w inventory.Want) error {
		found, err := allPages(func(next *string) ([]types.FunctionEventInvokeConfig, *string, error) {
			out, err := api.Lambda.ListFunctionEventInvokeConfigs(ctx, &lambda.ListFunctionEventInvokeConfigsInput{
				FunctionName: &w.Subject, Marker: next, MaxItems: aws.Int32(50),
			})
			if err != nil {
				return nil, nil, err
			}
			return out.FunctionEventInvokeConfigs, out.NextMarker, nil
		})
		if err != nil {
			return err
		}
		configs := make([]inventory.InvokeConfig, 0, len(found))
		for i := range found {
			configs = append(configs, invokeConfigOf(&found[i]))
		}
		slices.SortFunc(configs, func(a, b inventory.InvokeConfig) int { return strings.Compare(a.Qualifier, b.Qualifier) })
		put(s, inventory.InvokeConfigsKey(w.Subject), configs)
		return nil
	})
}

func invokeConfigOf(c *types.FunctionEventInvokeConfig) inventory.InvokeConfig {
	_, qualifier := splitFunctionARN(aws.ToString(c.FunctionArn))
	out := inventory.InvokeConfig{
		Qualifier: qualifier, MaxRetries: whole(c.MaximumRetryAttempts), MaxAgeSec: whole(c.MaximumEventAgeInSeconds),
	}
	if d := c.DestinationConfig; d != nil && d.OnFailure != nil {
		out.OnFailure = aws.ToString(d.OnFailure.Destination)
	}
	if d := c.DestinationConfig; d != nil && d.OnSuccess != nil {
		out.OnSuccess = aws.ToString(d.OnSuccess.Destination)
	}
	return out
}

func fetchRecursion(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.GetRecursionConfig, wants, func(ctx context.Context, w inventory.Want) error {
		out, err := api.Lambda.GetFunctionRecursionConfig(ctx, &lambda.GetFunctionRecursionConfigInput{FunctionName: &w.Subject})
		if err != nil {
			return err
		}
		if out.RecursiveLoop == "" {
			return errors.New("the answer does not say what happens to recursive loops")
		}
		put(s, inventory.RecursionKey(w.Subject), inventory.Recursion{Allowed: out.RecursiveLoop == types.RecursiveLoopAllow})
		return nil
	})
}

func fetchProviders(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.ListCapacityProviders, wants, func(ctx context.Context, _ inventory.Want) error {
		found, err := allPages(func(next *string) ([]types.CapacityProvider, *string, error) {
			out, err := api.Lambda.ListCapacityProviders(ctx, &lambda.ListCapacityProvidersInput{Marker: next, MaxItems: aws.Int32(50)})
			if err != nil {
				return nil, nil, err
			}
			return out.CapacityProviders, out.NextMarker, nil
		})
		if err != nil {
			return err
		}
		providers := make([]inventory.CapacityProvider, 0, len(found))
		for i := range found {
			providers = append(providers, providerOf(&found[i]))
		}
		slices.SortFunc(providers, func(a, b inventory.CapacityProvider) int { return strings.Compare(a.ARN, b.ARN) })
		put(s, inventory.ProvidersKey(), providers)
		return nil
	})
}

func providerOf(p *types.CapacityProvider) inventory.CapacityProvider {
	out := inventory.CapacityProvider{ARN: aws.ToString(p.CapacityProviderArn), State: string(p.State)}
	if c := p.CapacityProviderScalingConfig; c != nil {
		out.MaxVCPUs = int(aws.ToInt32(c.MaxVCpuCount))
	}
	if r := p.InstanceRequirements; r != nil {
		out.InstanceTypes = r.AllowedInstanceTypes
		for _, a := range r.Architectures {
			out.Architectures = append(out.Architectures, string(a))
		}
	}
	return out
}

func fetchEnvironments(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.GetFunctionScalingConfig, wants, func(ctx context.Context, w inventory.Want) error {
		name, qualifier, _ := strings.Cut(w.Subject, ":")
		out, err := api.Lambda.GetFunctionScalingConfig(ctx, &lambda.GetFunctionScalingConfigInput{FunctionName: &name, Qualifier: &qualifier})
		if awsapi.NotFound(err) || err == nil && out.FunctionArn != nil && out.AppliedFunctionScalingConfig == nil && out.RequestedFunctionScalingConfig == nil {
			put(s, inventory.EnvironmentsKey(name, qualifier), inventory.EnvironmentLimits{Unset: true})
			return nil
		}
		if err != nil {
			return err
		}
		limits := out.AppliedFunctionScalingConfig
		if limits == nil || limits.MinExecutionEnvironments == nil || limits.MaxExecutionEnvironments == nil {
			return errors.New("the answer holds no limits that are in effect")
		}
		put(s, inventory.EnvironmentsKey(name, qualifier), inventory.EnvironmentLimits{
			Min: int(*limits.MinExecutionEnvironments), Max: int(*limits.MaxExecutionEnvironments),
		})
		return nil
	})
}

// fetchLayers lists the versions of each layer once, however many of them are asked about. It never asks for one version:
// the answer to that holds a link to the layer's code.
func fetchLayers(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	same := map[string][]inventory.Want{} // by the layer's ARN without a version
	var first []inventory.Want
	for _, w := range wants {
		layer := layerOf(w.Subject)
		if len(same[layer]) == 0 {
			first = append(first, w)
		}
		same[layer] = append(same[layer], w)
	}
	each(ctx, s, awsapi.ListLayerVersions, first, func(ctx context.Context, w inventory.Want) error {
		layer := layerOf(w.Subject)
		versions, err := allPages(func(next *string) ([]types.LayerVersionsListItem, *string, error) {
			out, err := api.Lambda.ListLayerVersions(ctx, &lambda.ListLayerVersionsInput{LayerName: &layer, Marker: next, MaxItems: aws.Int32(50)})
			if err != nil {
				return nil, nil, err
			}
			return out.LayerVersions, out.NextMarker, nil
		})
		if err == nil && len(versions) == 0 {
			err = errors.New("no version of the layer is left")
		}
		for _, w := range same[layer] {
			if err != nil {
				s.miss(w, awsapi.ListLayerVersions, err)
			} else {
				put(s, inventory.LayerKey(w.Subject), inventory.LayerVersions{Architectures: architecturesOf(versions)})
			}
		}
		return nil
	})
}

// layerOf is the ARN of a layer without its version: arn:aws:lambda:eu-west-1:111122223333:layer:tools:7.
func layerOf(arn string) string {
	parts := strings.Split(arn, ":")
	return strings.Join(parts[:min(len(parts), 7)], ":")
}

func architecturesOf(versions []types.LayerVersionsListItem) []string {
	var all []string
	for _, v := range versions {
		for _, a := range v.CompatibleArchitectures {
			all = append(all, string(a))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
