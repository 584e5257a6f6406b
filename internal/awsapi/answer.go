package awsapi

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// garbled refuses an answer that is not AWS's, such as a proxy's error page with status 200. The SDK's XML decoders pass
// over elements that they do not know, so without this a login page would read as "there are no instances".
func garbled(stack *middleware.Stack) error {
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("RefuseGarbledAnswers",
		func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
			out, meta, err := next.HandleDeserialize(ctx, in)
			response, ok := out.RawResponse.(*smithyhttp.Response)
			if err != nil || !ok || response.StatusCode/100 != 2 {
				return out, meta, err
			}
			body := bufio.NewReaderSize(response.Body, 1024)
			start, _ := body.Peek(512)
			response.Body = readCloser{body, response.Body}
			if complaint := complain(currentOperation(ctx), response.Header.Get("Content-Type"), start); complaint != "" {
				return out, meta, fmt.Errorf("the answer is not AWS's: %s", complaint)
			}
			return out, meta, nil
		}), middleware.After)
}

type readCloser struct {
	io.Reader
	io.Closer
}

// complain says what is wrong with the start of an answer; "" when it may be AWS's.
func complain(o Operation, contentType string, start []byte) string {
	text := bytes.TrimSpace(start)
	lower := bytes.ToLower(text)
	if strings.HasPrefix(contentType, "text/html") || bytes.HasPrefix(lower, []byte("<!doctype html")) || bytes.HasPrefix(lower, []byte("<html")) {
		return "it is an HTML page"
	}
	switch o.Service() {
	case "ec2", "autoscaling", "sts":
		if !bytes.Contains(text, []byte("<"+o.Name()+"Response")) {
			return "it is not a " + o.Name() + " response"
		}
	}
	return ""
}
