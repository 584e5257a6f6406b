package awsapi

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go"

	"github.com/computelint/computelint/internal/inventory"
)

var deniedCodes = []string{
	"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "Client.UnauthorizedOperation", "NotAuthorized",
	"UnauthorizedException", "AuthorizationError", "AuthorizationErrorException",
}

var regionOffCodes = []string{"OptInRequired", "RegionDisabledException", "InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure", "SignatureDoesNotMatch"}

var credentialCodes = []string{"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"}

// GapOf classifies an error of an operation. It is the only place that reads error codes.
func GapOf(o Operation, err error) inventory.Gap {
	g := inventory.Gap{Reason: inventory.Failed, Operation: string(o), Detail: firstLine(err)}
	if response, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		g.RequestID = response.ServiceRequestID()
	}
	code := errorCode(err)
	switch {
	case slices.Contains(deniedCodes, code):
		g.Reason, g.Action = inventory.Denied, o.Action()
	case slices.Contains(credentialCodes, code):
		g.Reason = inventory.Credentials
	case o.Service() == "compute-optimizer" && code == "OptInRequiredException":
		g.Reason, g.Detail = inventory.NotEnabled, "Compute Optimizer is not enrolled"
	case slices.Contains(regionOffCodes, code):
		g.Reason = inventory.RegionOff
	case isThrottle(err):
		g.Reason = inventory.Throttled
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		g.Reason = inventory.Deadline
	}
	return g
}

// NotFound tells whether AWS answered that the thing asked for does not exist, which is an answer and no gap.
func NotFound(err error) bool {
	codes := []string{"ResourceNotFoundException", "NotFoundException", "ProvisionedConcurrencyConfigNotFoundException", "RepositoryNotFoundException"}
	return slices.Contains(codes, errorCode(err))
}

// UnknownInstance tells whether a request failed for one of the instances that it names: because it is gone, or is none that
// the operation is about. The others may still be asked about.
func UnknownInstance(err error) bool {
	return strings.HasPrefix(strings.ToLower(errorCode(err)), "invalidinstanceid")
}

// CredentialProblem tells whether the error means that there are no usable credentials at all, and says what to do.
func CredentialProblem(err error) (advice string, ok bool) {
	switch code := errorCode(err); {
	case slices.Contains(credentialCodes, code):
		return "the credentials have expired: sign in again (aws sso login, or renew the session)", true
	case slices.Contains(regionOffCodes, code):
		return "AWS does not accept the credentials: check the access key, or the profile", true
	case code == "" && strings.Contains(err.Error(), "failed to refresh cached credentials"),
		code == "" && strings.Contains(err.Error(), "get identity"),
		code == "" && strings.Contains(err.Error(), "no EC2 IMDS role found"):
		return "no credentials were found: set AWS_PROFILE or --profile, sign in (aws sso login), or export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", true
	}
	return "", false
}

// MissingProfile gives the name of a profile that the shared configuration does not have, when that is the error.
func MissingProfile(err error) (name string, ok bool) {
	if missing, ok := errors.AsType[config.SharedConfigProfileNotExistError](err); ok {
		return missing.Profile, true
	}
	return "", false
}

func errorCode(err error) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return api.ErrorCode()
	}
	return ""
}

func isThrottle(err error) bool {
	if err == nil {
		return false
	}
	_, ok := retry.DefaultThrottleErrorCodes[errorCode(err)]
	return ok
}

// firstLine is the innermost useful part of an error, on one line and not too long.
func firstLine(err error) string {
	text := err.Error()
	var api smithy.APIError
	var network *net.OpError
	switch {
	case errors.As(err, &api):
		text = api.ErrorCode() + ": " + api.ErrorMessage()
	case errors.As(err, &network):
		text = network.Error()
	}
	text, _, _ = strings.Cut(text, "\n")
	if runes := []rune(text); len(runes) > 300 {
		text = string(runes[:300]) + "…"
	}
	return text
}
