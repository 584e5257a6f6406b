package awsapi

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"strings"

	gatewaytypes "github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	gatewayv2types "github.com/aws/aws-sdk-go-v2/service/apigatewayv2/types"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	eventstypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
	schedulertypes "github.com/aws/aws-sdk-go-v2/service/scheduler/types"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/smithy-go/middleware"
)

// scrubAnswers drops secrets from every answer as soon as it is decoded, before a collector or a tape sees it.
func scrubAnswers(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("DropSecrets",
		func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			out, meta, err := next.HandleInitialize(ctx, in)
			if err == nil {
				scrub(out.Result)
			}
			return out, meta, err
		}), middleware.After)
}

// scrub removes what must not leave the machine, or cannot be read back, from an output: the values of environment
// variables, container secrets and commands, user data, what callers pass to functions, and fields that hold documents or unions,
// which JSON cannot decode. It is applied to every answer before anything else sees it.
func scrub(output any) { scrubValue(reflect.ValueOf(output)) }

func scrubValue(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			scrubValue(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			scrubValue(v.Index(i))
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			item := reflect.New(v.Type().Elem()).Elem()
			item.Set(v.MapIndex(key))
			scrubValue(item)
			v.SetMapIndex(key, item)
		}
	case reflect.Struct:
		scrubStruct(v)
	}
}

func scrubStruct(v reflect.Value) {
	switch s := v.Addr().Interface().(type) {
	case *middleware.Metadata:
		return
	case *lambdatypes.EnvironmentResponse:
		for name := range s.Variables {
			s.Variables[name] = ""
		}
		return
	case *ecstypes.ContainerDefinition:
		s.Environment, s.Secrets, s.EnvironmentFiles, s.Command, s.EntryPoint = nil, nil, nil, nil, nil
		s.RepositoryCredentials, s.DockerLabels, s.HealthCheck = nil, nil, noCommand(s.HealthCheck)
		s.FirelensConfiguration = nil
	case *ecstypes.LogConfiguration:
		s.Options, s.SecretOptions = onlyDelivery(s.Options), nil
	case *ecstypes.DockerVolumeConfiguration:
		s.DriverOpts, s.Labels = nil, nil
	case *ecstypes.FSxWindowsFileServerVolumeConfiguration:
		s.AuthorizationConfig = nil
	case *ecstypes.ContainerOverride:
		s.Environment, s.EnvironmentFiles, s.Command = nil, nil, nil
	case *ec2types.ResponseLaunchTemplateData:
		s.UserData, s.TagSpecifications = nil, nil
	case *gatewaytypes.RestApi:
		s.Policy = nil
	case *gatewaytypes.Integration:
		s.RequestTemplates, s.IntegrationResponses = nil, nil
		s.Uri = noWebAddress(s.Uri, string(s.Type))
		s.RequestParameters = onlyInvocationType(s.RequestParameters)
	case *gatewayv2types.Integration:
		s.RequestTemplates, s.ResponseParameters = nil, nil
		s.IntegrationUri = noWebAddress(s.IntegrationUri, string(s.IntegrationType))
		s.RequestParameters = onlyInvocationType(s.RequestParameters)
	case *eventstypes.Target:
		*s = eventstypes.Target{Arn: s.Arn, Id: s.Id, Input: blank(s.Input)}
	case *schedulertypes.Target:
		*s = schedulertypes.Target{Arn: s.Arn, Input: blank(s.Input)}
	case *sfn.DescribeStateMachineOutput:
		s.Definition, s.VariableReferences = onlyCalls(s.Definition), nil
	}
	for i := range v.NumField() {
		field := v.Field(i)
		if !field.CanSet() {
			continue
		}
		if field.Kind() == reflect.Interface {
			field.SetZero()
			continue
		}
		scrubValue(field)
	}
}

// blank keeps whether there is a text, and not the text.
func blank(text *string) *string {
	if text == nil {
		return nil
	}
	return new(string)
}

// noCommand keeps whether there is a health check, and not what it runs, but for "NONE": that switches one off.
func noCommand(check *ecstypes.HealthCheck) *ecstypes.HealthCheck {
	if check != nil && !slices.Equal(check.Command, []string{"NONE"}) {
		check.Command = nil
	}
	return check
}

// The options of a log driver that say how a container waits for it. Others may be addresses and tokens.
const (
	LogModeOption   = "mode"
	LogBufferOption = "max-buffer-size"
)

// onlyDelivery drops every other option.
func onlyDelivery(options map[string]string) map[string]string {
	maps.DeleteFunc(options, func(name, _ string) bool { return name != LogModeOption && name != LogBufferOption })
	return options
}

// noWebAddress drops an address on the web, which may carry a password.
func noWebAddress(uri *string, integrationType string) *string {
	if strings.HasPrefix(integrationType, "HTTP") {
		return nil
	}
	return uri
}

// InvocationType is the request parameter with which an integration of API Gateway invokes a function asynchronously.
const InvocationType = "integration.request.header.X-Amz-Invocation-Type"

// onlyInvocationType drops every other parameter: their values may be fixed keys.
func onlyInvocationType(parameters map[string]string) map[string]string {
	maps.DeleteFunc(parameters, func(name, _ string) bool { return !strings.EqualFold(name, InvocationType) })
	return parameters
}
