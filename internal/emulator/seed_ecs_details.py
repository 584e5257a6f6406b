"""What services, tasks and container instances say beyond their sizes: deployments, events, network, containers, ends."""

import copy
import uuid

from moto.ecs.models import Container

import load_balancing


def shape_service(seeder, service, d, running, given):
    """Fills a service with what its description says of deployments, traffic, placement and events."""
    service.deployment_configuration = deployment_configuration(d)
    service.health_check_grace_period_seconds = d.get("grace", 60)
    service.availability_zone_rebalancing = "ENABLED" if d.get("az_rebalancing") else "DISABLED"
    service.scheduling_strategy = d.get("scheduling", "REPLICA")
    service.resource_management_type = "ECS" if d.get("managed") else "CUSTOMER"
    service.placement_strategy = [typed(text, "field") for text in d.get("placement", [])]
    service.placement_constraints = [typed(text, "expression") for text in d.get("constraints", [])]
    service.network_configuration = network(d)
    changed = d.get("deployed_days_ago", d.get("created_days_ago", 120))
    for deployment in service.deployments:
        deployment.update(
            id=deployment_id(service.arn), createdAt=seeder.ago(changed), updatedAt=seeder.ago(changed), runningCount=running,
            pendingCount=service.pending_count, failedTasks=d.get("failed", 0), launchType=d.get("launch_type"),
            capacityProviderStrategy=given or None, networkConfiguration=network(d), **rollout(d, "COMPLETED"),
        )
    for number, older in enumerate(d.get("deployments", [])):
        age = older.get("days_ago", changed + number + 1)
        service.deployments.append({
            "id": deployment_id(f"{service.arn}/{number}"), "status": older.get("status", "ACTIVE"), "createdAt": seeder.ago(age),
            "updatedAt": seeder.ago(age), "desiredCount": older.get("desired", 0), "runningCount": older.get("running", 0),
            "pendingCount": older.get("pending", 0), "failedTasks": older.get("failed", 0), "taskDefinition": service.task_definition,
            **rollout(older, "COMPLETED"),
        })
    service.events = [
        {"id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{service.arn}/{n}")), "createdAt": seeder.ago(age_of(e)), "message": e["message"]}
        for n, e in enumerate(d.get("events", []))
    ]
    service.task_sets = [task_set(seeder, service, s) for s in d.get("task_sets", [])]


def deployment_configuration(d):
    out = {"maximumPercent": d.get("maximum", 200), "minimumHealthyPercent": d.get("minimum", 100), "strategy": d.get("deploy_strategy", "ROLLING")}
    if "circuit_breaker" in d:  # True, or "rollback"
        out["deploymentCircuitBreaker"] = {"enable": bool(d["circuit_breaker"]), "rollback": d["circuit_breaker"] == "rollback"}
    return out


def rollout(d, usual):
    state = d.get("rollout", usual)
    return {"rolloutState": state, "rolloutStateReason": d.get("rollout_reason", f"ECS deployment {state.lower().replace('_', ' ')}.")}


def deployment_id(text):
    return f"ecs-svc/{uuid.uuid5(uuid.NAMESPACE_URL, text).int % 10**19:019d}"


def age_of(d):
    """Days: "days_ago", or "minutes_ago" of what is recent."""
    return d["minutes_ago"] / 1440 if "minutes_ago" in d else d.get("days_ago", 0)


def typed(text, detail):
    """ "spread:attribute:ecs.availability-zone" as ECS spells it."""
    kind, _, rest = text.partition(":")
    return {"type": kind, **({detail: rest} if rest else {})}


def network(d):
    if "subnets" not in d and "public_ip" not in d:
        return None
    assigned = "ENABLED" if d.get("public_ip") else "DISABLED"
    return {"awsvpcConfiguration": {"subnets": d.get("subnets", []), "securityGroups": [], "assignPublicIp": assigned}}


def load_balancers(seeder, d):
    arns = [load_balancing.group_arn(seeder, name) for name in [d["target_group"]] + d.get("target_groups", [])] if "target_group" in d else []
    out = [{"targetGroupArn": arn, "containerName": "app", "containerPort": 8080} for arn in arns]
    if out and "other_target_group" in d:  # the other colour of a blue/green deployment
        out[0]["advancedConfiguration"] = {"alternateTargetGroupArn": load_balancing.group_arn(seeder, d["other_target_group"])}
    if "classic_balancer" in d:
        out.append({"loadBalancerName": d["classic_balancer"], "containerName": "app", "containerPort": 8080})
    return out


def task_set(seeder, service, d):
    return {
        "id": deployment_id(f"{service.arn}/{d['id']}"), "externalId": d["id"], "serviceArn": service.arn, "clusterArn": service.cluster_arn,
        "status": d.get("status", "PRIMARY"), "taskDefinition": service.task_definition, "launchType": d.get("launch_type"),
        "runningCount": d.get("running", 0), "pendingCount": d.get("pending", 0), "computedDesiredCount": d.get("running", 0),
        "scale": {"unit": "PERCENT", "value": float(d.get("scale", 100))}, "createdAt": seeder.ago(age_of(d)),
        "loadBalancers": load_balancers(seeder, d), "networkConfiguration": network(d), "stabilityStatus": "STEADY_STATE",
    }


def containers_of(d, cpu, memory):
    """The containers of a definition: "app", with what "container" says in AWS's words, and the "sidecars"."""
    app = {"name": "app", "image": d.get("image", "public.ecr.aws/docker/library/nginx:stable"), "essential": True}
    if d.get("unsized"):
        app.update(cpu=cpu, memory=memory)
    return [copy.deepcopy({**app, **d.get("container", {})}), *copy.deepcopy(d.get("sidecars", []))]


def shape_task(seeder, task, definition, d, number):
    """Fills a task with where it is, how long it took to start and what its containers are."""
    age = d.get("started_days_ago", d.get("deployed_days_ago", 20))
    pull, start = d.get("pull_seconds", 8), d.get("start_seconds", 4)
    zones = d.get("zones", ["a", "b", "c"])
    task.availability_zone = seeder.region + zones[number % len(zones)]
    task.started_at = seeder.ago(age)
    task.pull_stopped_at = seeder.ago(age + start / 86400)
    task.pull_started_at = seeder.ago(age + (start + pull) / 86400)
    task.created_at = seeder.ago(age + (start + pull + 10) / 86400)
    task.health_status = d.get("health", "UNKNOWN")
    arm = (definition.runtime_platform or {}).get("cpuArchitecture") == "ARM64"
    task.attributes = [{"name": "ecs.cpu-architecture", "value": "arm64" if arm else "x86_64"}]
    if task.launch_type != "EC2":
        task.ephemeral_storage = {"sizeInGiB": d.get("ephemeral_gib", 20)}
    task.containers = [container(task, definition, n, d) for n in range(len(definition.container_definitions))]


def container(task, definition, number, d):
    one = copy.copy(definition)
    one.container_definitions = [definition.container_definitions[number]]
    out = Container(one)
    out.container_arn = f"{task.task_arn.replace(':task/', ':container/')}/{uuid.uuid5(uuid.NAMESPACE_URL, out.name)}"
    out.task_arn, out.last_status, out.exitCode = task.task_arn, "RUNNING", None
    out.image_digest = d.get("digest") if number == 0 else None
    out.health_status = d.get("health", "UNKNOWN")
    out.cpu = str(out.cpu or 0)  # a string in a task, a number in its definition
    out.memory = out.memory and str(out.memory)
    return out


def end(seeder, task, d):
    """Makes a task one that stopped a while ago: "code", "reason", and of its first container "exit_code", "container_reason"."""
    age, lived = d.get("minutes_ago", 10) / 1440, d.get("lived_seconds", 30) / 86400
    task.desired_status = task.status = "STOPPED"
    task.stop_code, task.stopped_reason = d.get("code", "EssentialContainerExited"), d.get("reason", "Essential container in task exited")
    shift = {"started_at": lived, "pull_stopped_at": lived, "pull_started_at": lived, "created_at": lived}
    for name, before in shift.items():
        setattr(task, name, seeder.ago(age + before + (0.0001 if name == "created_at" else 0)))
    if d.get("never_started"):
        task.started_at = task.pull_stopped_at = None
    task.stopping_at = task.stopped_at = task.execution_stopped_at = seeder.ago(age)
    for n, c in enumerate(task.containers):
        c.last_status, c.exitCode = "STOPPED", d.get("exit_code") if n == 0 else 0
        c.reason = d.get("container_reason") if n == 0 else None
