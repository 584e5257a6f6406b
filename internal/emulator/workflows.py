"""Step Functions' state machines, which moto keeps, and AppSync's APIs with their data sources, which it does not."""

import json

import paging
from api_gateway import short_id
from catalogue import KEPT, keep, kept, listed, paged
from wire import AwsError, handles


def load(seeder, machines, apis):
    if machines:
        from moto.stepfunctions.models import stepfunctions_backends

        backend = stepfunctions_backends[seeder.account][seeder.region]
        for description in machines:
            state_machine(seeder, backend, description)
    for description in apis:
        graphql_api(seeder, description)


def state_machine(seeder, backend, d):
    definition = seeder.filled(json.dumps(d["definition"]))
    role = f"arn:aws:iam::{seeder.account}:role/{d.get('role', 'states')}"
    machine = backend.create_state_machine(d["name"], definition, role)
    machine.type = d.get("type", "STANDARD")
    machine.creation_date = machine.update_date = seeder.ago(d.get("created_days_ago", 150))
    seeder.created("state_machine", d["name"], machine.arn, d)


@handles("states:ListStateMachines")
def list_state_machines(call):
    """Not moto's: there, the type is missing."""
    from moto.stepfunctions.models import stepfunctions_backends

    machines = sorted(stepfunctions_backends[call.account][call.region].state_machines, key=lambda m: m.name)
    asked = call.params.get("maxResults")
    # For Step Functions 0 is its default.
    size = paging.limit(asked, 100, 1000, "maxResults", "ValidationException") if asked else 100
    machines, token = paging.page(machines, call.params.get("nextToken"), size, "InvalidToken")
    shown = [{"stateMachineArn": m.arn, "name": m.name, "type": m.type, "creationDate": m.creation_date} for m in machines]
    return {"stateMachines": shown, "nextToken": token}


def graphql_api(seeder, d):
    id_ = d.get("id") or short_id(f"{seeder.region}/appsync/{d['name']}", 26)
    arn = seeder.arn("appsync", f"apis/{id_}")
    keep(seeder, "graphql_apis", {
        "name": d["name"], "apiId": id_, "arn": arn, "authenticationType": d.get("authentication", "API_KEY"),
        "uris": {"GRAPHQL": f"https://{short_id(id_, 26)}.appsync-api.{seeder.region}.amazonaws.com/graphql"},
        "tags": d.get("tags", {}), "xrayEnabled": False, "apiType": "GRAPHQL", "visibility": "GLOBAL", "owner": seeder.account,
    })
    sources = []
    for source in d.get("data_sources", []):
        item = {
            "dataSourceArn": f"{arn}/datasources/{source['name']}", "name": source["name"],
            "type": source.get("type", "AWS_LAMBDA" if "function" in source else "NONE"),
        }
        if "function" in source:
            item["lambdaConfig"] = {"lambdaFunctionArn": seeder.function_arn(source["function"])}
            item["serviceRoleArn"] = f"arn:aws:iam::{seeder.account}:role/appsync"
        sources.append(item)
    KEPT[seeder.account, seeder.region]["data_sources/" + id_] = sources
    seeder.created("graphql_api", d["name"], arn, d)


@handles("appsync:ListGraphqlApis")
def list_graphql_apis(call):
    return listed(call, "graphql_apis", member="graphqlApis", size=10, most=25, invalid="BadRequestException")


@handles("appsync:ListDataSources")
def list_data_sources(call):
    api = call.params["apiId"]
    if all(a["apiId"] != api for a in kept(call, "graphql_apis")):
        raise AwsError("NotFoundException", f"GraphQL API {api} not found.", 404)
    return paged(call, kept(call, "data_sources/" + api), "dataSources", 10, 25, invalid="BadRequestException")
