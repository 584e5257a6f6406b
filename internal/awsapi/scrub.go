package awsapi

import (
	"context"
	"reflect"

	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
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
// variables, container secrets and commands, and fields that hold documents or unions, which JSON cannot decode. It is
// applied to every answer before anything else sees it.
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
		s.RepositoryCredentials = nil
	case *ecstypes.ContainerOverride:
		s.Environment, s.EnvironmentFiles, s.Command = nil, nil, nil
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
