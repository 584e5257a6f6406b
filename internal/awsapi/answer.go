package awsapi

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// garbled refuses an answer that is not AWS's, such as a proxy's error page with status 200. The SDK's XML decoders pass
// over elements that they do not know, so without this a login page would read as "there are no instances". It reads the
// whole answer first, so that a connection that breaks in the middle of one is tried again, as the SDK does not.
func garbled(stack *middleware.Stack) error {
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("RefuseGarbledAnswers",
		func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
			out, meta, err := next.HandleDeserialize(ctx, in)
			response, ok := out.RawResponse.(*smithyhttp.Response)
			if err != nil || !ok || response.StatusCode/100 != 2 {
				return out, meta, err
			}
			body, err := io.ReadAll(response.Body)
			if err != nil {
				return out, meta, &smithyhttp.RequestSendError{Err: err} // the connection broke: worth another attempt
			}
			_ = response.Body.Close()
			response.Body = io.NopCloser(bytes.NewReader(body))
			if complaint := complain(currentOperation(ctx), body[:min(len(body), 512)]); complaint != "" {
				return out, meta, fmt.Errorf("the answer is not AWS's: %s", complaint)
			}
			return out, meta, nil
		}), middleware.After)
}

// complain says what is wrong with the start of an answer; "" when it may be AWS's. The content type is no help: emulators
// label sound answers as HTML.
func complain(o Operation, start []byte) string {
	text := bytes.TrimSpace(start)
	lower := bytes.ToLower(text)
	if bytes.HasPrefix(lower, []byte("<!doctype html")) || bytes.HasPrefix(lower, []byte("<html")) {
		return "it is an HTML page"
	}
	switch o.Service() {
	case "ec2", "autoscaling", "elasticloadbalancing", "sts":
		if !bytes.Contains(text, []byte("<"+o.Name()+"Response")) {
			return "it is not a " + o.Name() + " response"
		}
	}
	return ""
}
