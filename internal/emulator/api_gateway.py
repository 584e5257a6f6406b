"""API Gateway: REST, HTTP and WebSocket APIs with their integrations. None of it is moto's, which would want a validator of
OpenAPI for it."""

import hashlib

from catalogue import KEPT, keep, kept, paged
from wire import AwsError, handles

REST_TIMEOUT, WEBSOCKET_TIMEOUT, HTTP_TIMEOUT = 29000, 29000, 30000  # ms, unless said otherwise


def load(seeder, apis):
    for description in apis:
        kind = description.get("kind", "rest")
        if kind not in ("rest", "http", "websocket"):
            raise ValueError(f"API {description['name']}: {kind!r} is not rest, http or websocket")
        id_ = description.get("id") or short_id(f"{seeder.region}/{kind}/{description['name']}")
        (rest if kind == "rest" else version2)(seeder, description, id_)
        path = "/restapis/" if kind == "rest" else "/apis/"
        arn = f"arn:aws:apigateway:{seeder.region}::{path}{id_}"
        seeder.created("api", description["name"], arn, description)


def short_id(text, length=10):
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def uri(seeder, function):
    """How an integration names a function; a stage variable stays as it is written."""
    return f"arn:aws:apigateway:{seeder.region}:lambda:path/2015-03-31/functions/{seeder.function_arn(function)}/invocations"


def rest(seeder, d, id_):
    root = {"id": short_id(id_ + "/"), "path": "/"}
    resources = {"/": root}
    for route in d.get("routes", []):
        path = route.get("path", "/")
        resource = resource_at(resources, id_, path)
        method = route.get("method", "GET")
        resource.setdefault("resourceMethods", {})[method] = {
            "httpMethod": method,
            "authorizationType": route.get("authorization", "NONE"),
            "apiKeyRequired": False,
            "methodIntegration": rest_integration(seeder, route, resource["id"]),
        }
    keep(seeder, "rest_apis", {
        "id": id_, "name": d["name"], "description": d.get("description"),
        "createdDate": seeder.ago(d.get("created_days_ago", 200)).timestamp(),
        "apiKeySource": "HEADER", "endpointConfiguration": {"types": [d.get("endpoint", "REGIONAL")]},
        "tags": d.get("tags", {}), "disableExecuteApiEndpoint": False, "rootResourceId": root["id"],
    })
    KEPT[seeder.account, seeder.region]["resources/" + id_] = [resources[path] for path in sorted(resources)]


def resource_at(resources, api, path):
    """The resource of a path, with all that lie above it."""
    if path not in resources:
        above, _, part = path.rstrip("/").rpartition("/")
        parent = resource_at(resources, api, above or "/")
        resources[path] = {"id": short_id(api + path), "parentId": parent["id"], "pathPart": part, "path": path}
    return resources[path]


def rest_integration(seeder, route, resource):
    common = {
        "passthroughBehavior": "WHEN_NO_MATCH", "timeoutInMillis": route.get("timeout_ms", REST_TIMEOUT),
        "cacheNamespace": resource, "cacheKeyParameters": [],
    }
    if "function" not in route:
        if "url" in route:
            return {"type": "HTTP_PROXY", "httpMethod": route.get("method", "GET"), "uri": route["url"], **common}
        return {"type": "MOCK", **common}
    integration = {
        "type": route.get("type", "AWS" if route.get("async") else "AWS_PROXY"), "httpMethod": "POST",
        "uri": uri(seeder, route["function"]), **common,
    }
    if route.get("async"):
        integration["requestParameters"] = {"integration.request.header.X-Amz-Invocation-Type": "'Event'"}
    if "role" in route:
        integration["credentials"] = f"arn:aws:iam::{seeder.account}:role/{route['role']}"
    return integration


def version2(seeder, d, id_):
    websocket = d["kind"] == "websocket"
    keep(seeder, "apis", {
        "apiId": id_, "name": d["name"], "protocolType": d["kind"].upper(),
        "apiEndpoint": f"{'wss' if websocket else 'https'}://{id_}.execute-api.{seeder.region}.amazonaws.com",
        "apiKeySelectionExpression": "$request.header.x-api-key",
        "routeSelectionExpression": "$request.body.action" if websocket else "$request.method $request.path",
        "createdDate": seeder.ago(d.get("created_days_ago", 200)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "disableExecuteApiEndpoint": False, "tags": d.get("tags", {}),
    })
    routes, integrations = [], {}
    for route in d.get("routes", []):
        integration = version2_integration(seeder, route, websocket)
        key = short_id(id_ + str(sorted(integration.items())), 7)
        integrations[key] = {"integrationId": key, **integration}
        name = f"{route['method']} {route['path']}" if "method" in route else route["path"]
        routes.append({
            "routeId": short_id(id_ + name, 7), "routeKey": name, "target": f"integrations/{key}",
            "authorizationType": route.get("authorization", "NONE"), "apiKeyRequired": False,
        })
    here = KEPT[seeder.account, seeder.region]
    here["routes/" + id_], here["integrations/" + id_] = routes, list(integrations.values())


def version2_integration(seeder, route, websocket):
    timeout = route.get("timeout_ms", WEBSOCKET_TIMEOUT if websocket else HTTP_TIMEOUT)
    common = {"connectionType": "INTERNET", "payloadFormatVersion": "1.0" if websocket else "2.0", "timeoutInMillis": timeout}
    if "function" not in route:
        method = route.get("method", "ANY")
        return {**common, "integrationType": "HTTP_PROXY", "integrationMethod": method, "integrationUri": route["url"], "payloadFormatVersion": "1.0"}
    if websocket or "$" in route["function"]:
        where = uri(seeder, route["function"])
    else:
        where = seeder.function_arn(route["function"])
    integration = {**common, "integrationType": "AWS_PROXY", "integrationMethod": "POST", "integrationUri": where}
    if "role" in route:
        integration["credentialsArn"] = f"arn:aws:iam::{seeder.account}:role/{route['role']}"
    return integration


@handles("apigateway:GetRestApis")
def get_rest_apis(call):
    return paged(call, kept(call, "rest_apis"), "item", 25, 500, "limit", "position", invalid="BadRequestException")


@handles("apigateway:GetResources")
def get_resources(call):
    api = call.params["restapi_id"]
    if all(a["id"] != api for a in kept(call, "rest_apis")):
        raise AwsError("NotFoundException", f"Invalid API identifier specified {call.account}:{api}", 404)
    resources = kept(call, "resources/" + api)
    if call.params.get("embed") != "methods":
        # Without it only the methods' names are told.
        resources = [{**r, "resourceMethods": dict.fromkeys(r["resourceMethods"], {})} if "resourceMethods" in r else r for r in resources]
    return paged(call, resources, "item", 25, 500, "limit", "position", invalid="BadRequestException")


@handles("apigateway:GetApis")
def get_apis(call):
    return paged(call, kept(call, "apis"), "items", 25, 500, invalid="BadRequestException")


@handles("apigateway:GetRoutes", "apigateway:GetIntegrations")
def get_parts(call):
    api = call.params["apiId"]
    if all(a["apiId"] != api for a in kept(call, "apis")):
        raise AwsError("NotFoundException", f"Invalid API identifier specified {api}", 404)
    kind = "routes/" if call.operation == "GetRoutes" else "integrations/"
    return paged(call, kept(call, kind + api), "items", 25, 500, invalid="BadRequestException")
