package awsapi

import (
	"context"
	"fmt"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
)

// guard refuses, before anything is signed or sent, every operation that is not in the list of reads, and queries of logs,
// which are billed by what they scan, unless the session was opened for them.
func guard(scanLogs bool) func(*middleware.Stack) error {
	return func(stack *middleware.Stack) error { return addGuard(stack, scanLogs) }
}

func addGuard(stack *middleware.Stack, scanLogs bool) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("ReadOnlyGuard",
		func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			op := currentOperation(ctx)
			if _, ok := outputs[op]; !ok {
				return middleware.InitializeOutput{}, middleware.Metadata{}, fmt.Errorf("refused: %s is not one of the reads that computelint makes", op)
			}
			if op == StartQuery && !scanLogs {
				return middleware.InitializeOutput{}, middleware.Metadata{}, fmt.Errorf("refused: %s costs money, and nobody asked for it", op)
			}
			return next.HandleInitialize(ctx, in)
		}), middleware.After)
}

func currentOperation(ctx context.Context) Operation {
	return operationOf(awsmiddleware.GetServiceID(ctx), awsmiddleware.GetOperationName(ctx))
}
