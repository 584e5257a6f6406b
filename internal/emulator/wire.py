"""Reads AWS requests off the wire and writes answers in the protocol they were asked in.

Request shapes and response serialisation come from botocore's service models
(through moto), so a handler only deals in plain dictionaries.
"""

import functools
import json
import re
from urllib.parse import parse_qs, unquote

from moto.core.parse import PROTOCOL_PARSERS
from moto.core.serialize import XFormedAttributePicker, get_serializer_class
from moto.core.utils import get_service_model

import cbor

# Services are called as IAM calls them, which is how the SigV4 scope does too, but for these.
SIGNING_NAMES = {"monitoring": "cloudwatch", "tagging": "tag"}
# Where botocore's name of the service is another.
MODELS = {"tag": "resourcegroupstaggingapi", "states": "stepfunctions", "elasticloadbalancing": "elbv2"}
CBOR = "smithy-rpc-v2-cbor"
REQUEST_ID = "6f2d9d3e-0000-4000-8000-00c0ffee0000"

HANDLERS = {}
PASS = object()  # a handler returns this to let moto answer


def handles(*names):
    """Registers a function as the answer to operations such as "lambda:ListFunctions"."""

    def register(function):
        for name in names:
            HANDLERS[name] = function
        return function

    return register


class AwsError(Exception):
    def __init__(self, code, message, status=400, type_="User"):
        super().__init__(message)
        self.code, self.message, self.status, self.type = code, message, status, type_


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers = status, dict(headers)
        self.body = body if isinstance(body, bytes) else body.encode()


class Call:
    """One request: who asked (account, region), for what (service, operation) and how (protocol)."""

    def __init__(self, environ, body, account):
        self.environ, self.body, self.account = environ, body, account
        self.method = environ["REQUEST_METHOD"]
        self.path = environ.get("RAW_URI", environ["PATH_INFO"]).split("?")[0]
        self.content_type = environ.get("CONTENT_TYPE", "")
        scope = re.search(
            r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/aws4_request",
            environ.get("HTTP_AUTHORIZATION", ""),
        )
        self.access_key, self.region, service = scope.groups() if scope else ("", "", "")
        self.service = SIGNING_NAMES.get(service, service)
        self.path_params = {}
        self.operation = self._find_operation() if service else ""
        self.name = f"{self.service}:{self.operation}"

    def _find_operation(self):
        target = self.environ.get("HTTP_X_AMZ_TARGET")
        if target:
            return target.rsplit(".", 1)[-1]
        if self.content_type.startswith("application/x-www-form-urlencoded"):
            return parse_qs(self.body.decode()).get("Action", [""])[0]
        rpc = re.match(r"/service/[^/]+/operation/(\w+)$", self.path)
        if rpc:
            return rpc.group(1)
        for method, pattern, required, operation in rest_routes(self.model_name):
            match = pattern.match(self.path)
            if method == self.method and match:
                if required and required not in self.environ.get("QUERY_STRING", ""):
                    continue
                self.path_params = {k: unquote(v) for k, v in match.groupdict().items()}
                return operation
        return ""

    @property
    def model_name(self):
        """botocore's name of the service. API Gateway's two versions differ by path only."""
        if self.service == "apigateway" and self.path.startswith("/v2/"):
            return "apigatewayv2"
        return MODELS.get(self.service, self.service)

    @property
    def protocol(self):
        if self.environ.get("HTTP_SMITHY_PROTOCOL"):
            return CBOR
        if self.environ.get("HTTP_X_AMZ_TARGET"):
            return "json"
        if self.content_type.startswith("application/x-www-form-urlencoded"):
            return "ec2" if self.service == "ec2" else "query"
        return "rest-json"

    @functools.cached_property
    def model(self):
        return get_service_model(self.model_name).operation_model(self.operation)

    @functools.cached_property
    def params(self):
        form = parse_qs(self.body.decode(), keep_blank_values=True) if self.protocol in ("query", "ec2") else {}
        query = parse_qs(self.environ.get("QUERY_STRING", ""), keep_blank_values=True)
        if self.protocol == "rest-json":
            body = json.loads(self.body) if self.body else {}
            return {**body, **{k: v[0] for k, v in query.items()}, **self.path_params}
        if self.protocol == CBOR:
            return cbor.decode(self.body)
        parser = PROTOCOL_PARSERS[self.protocol](self.model)
        parsed = parser.parse(
            {
                "method": self.method,
                "values": {k: v[0] for k, v in form.items()},
                "headers": {},
                "body": self.body,
                "url_path": self.path,
                "url_params": self.path_params,
            }
        )
        return parsed or {}


@functools.lru_cache
def rest_routes(service):
    """Method, path pattern, required query parameter and operation of a REST service, longest path first."""
    routes = []
    try:
        model = get_service_model(service)
    except Exception:  # a service that botocore does not know is moto's business
        return routes
    for name in model.operation_names:
        http = model.operation_model(name).http
        uri, _, query = http["requestUri"].partition("?")
        pattern = re.sub(r"\\\{(\w+)(\\\+)?\\\}", lambda m: f"(?P<{m[1]}>{'.+' if m[2] else '[^/]+'})", re.escape(uri.rstrip("/")))
        routes.append((http["method"], re.compile(pattern + "/?$"), query, name))
    # Paths with a required query parameter first: ListProvisionedConcurrencyConfigs is the Get path with ?List=ALL.
    return sorted(routes, key=lambda r: (r[2] == "", -len(r[1].pattern)))


def without_none(value):
    if isinstance(value, dict):
        return {k: without_none(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [without_none(v) for v in value]
    return value


def answer(call, result):
    """Serialises a handler's result for the protocol of the call."""
    if isinstance(result, Answer):
        return result
    if call.protocol == "rest-json":
        status = call.model.http.get("responseCode", 200)
        body = b"" if result is None else json.dumps(without_none(result))
        return Answer(status, headers_for("application/json"), body)
    if call.protocol == CBOR:
        return Answer(200, cbor_headers(), cbor.encode(without_none(result or {})))
    if call.service == "cloudwatch" and call.protocol == "json":
        # Already plain numbers and strings: 100,000 datapoints go straight through.
        body = json.dumps({k: v for k, v in (result or {}).items() if v is not None})
        return Answer(200, headers_for("application/x-amz-json-1.0"), body)
    serializer = get_serializer_class(call.model_name, call.protocol)(
        operation_model=call.model, value_picker=XFormedAttributePicker()
    )
    out = serializer.serialize(result)
    return Answer(out["status_code"], {**headers_for("text/xml"), **out["headers"]}, out["body"])


def error_answer(call, error):
    """An error as the service itself would put it on the wire."""
    if call.protocol == "rest-json":
        body = json.dumps({"Type": error.type, "Message": error.message, "message": error.message})
        return Answer(error.status, {**headers_for("application/json"), "x-amzn-ErrorType": error.code}, body)
    if call.protocol == CBOR:
        return Answer(error.status, cbor_headers(), cbor.encode({"__type": error.code, "message": error.message}))
    if call.protocol == "json":
        version = "1.0" if call.service == "cloudwatch" else "1.1"
        type_ = error.code
        if type_.startswith("InvalidParameter") and call.service == "cloudwatch":
            # In JSON, CloudWatch names the shape of an error, in a header the code of the query protocol.
            type_ = f"com.amazonaws.cloudwatch.v2010_08_01#{error.code}Exception"
        body = json.dumps({"__type": type_, "message": error.message, "Message": error.message})
        headers = headers_for(f"application/x-amz-json-{version}")
        if call.environ.get("HTTP_X_AMZN_QUERY_MODE") and call.service == "cloudwatch":
            headers["x-amzn-query-error"] = error.code.removesuffix("Exception") + ";Sender"
        return Answer(error.status, headers, body)
    message = error.message.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    inner = f"<Code>{error.code}</Code><Message>{message}</Message>"
    if call.protocol == "ec2":
        body = f"<Response><Errors><Error>{inner}</Error></Errors><RequestID>{REQUEST_ID}</RequestID></Response>"
    else:
        kind = "Receiver" if error.status >= 500 else "Sender"
        body = f"<ErrorResponse><Error><Type>{kind}</Type>{inner}</Error><RequestId>{REQUEST_ID}</RequestId></ErrorResponse>"
    return Answer(error.status, headers_for("text/xml"), '<?xml version="1.0" encoding="UTF-8"?>\n' + body)


def headers_for(content_type):
    return {"Content-Type": content_type, "x-amzn-RequestId": REQUEST_ID}


def cbor_headers():
    return {**headers_for("application/cbor"), "smithy-protocol": "rpc-v2-cbor"}
