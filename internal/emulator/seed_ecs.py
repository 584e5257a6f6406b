"""Seeds ECS: clusters, capacity providers, container instances, task definitions, services and tasks."""

import copy
import uuid

from moto.ec2.models import ec2_backends
from moto.ecs.models import ContainerInstance, Service, Task, ecs_backends

import seed_ec2

FARGATE_VERSION = "1.4.0"


def load(seeder, content):
    backend = ecs_backends[seeder.account][seeder.region]
    for provider in content.get("capacity_providers", []):
        capacity_provider(seeder, backend, provider)
    for description in content.get("clusters", []):
        cluster(seeder, backend, description)


def capacity_provider(seeder, backend, d):
    asg = seeder.arn("autoscaling", f"autoScalingGroup:{stable_id(d['asg'])}:autoScalingGroupName/{d['asg']}")
    scaling = {"status": "ENABLED" if d.get("managed_scaling", True) else "DISABLED", "targetCapacity": d.get("target", 100)}
    details = {"autoScalingGroupArn": asg, "managedScaling": scaling, "managedTerminationProtection": "DISABLED"}
    backend.create_capacity_provider(d["name"], details, [])
    seeder.created("ecs_capacity_provider", d["name"], seeder.arn("ecs", f"capacity-provider/{d['name']}"), d)


def cluster(seeder, backend, d):
    created = backend.create_cluster(
        d["name"], tags=tags(d), cluster_settings=[{"name": "containerInsights", "value": d.get("insights", "disabled")}],
        capacity_providers=d.get("capacity_providers", []),
        default_capacity_provider_strategy=strategy(d.get("default_strategy")) or [],
    )
    hosts = [container_instance(seeder, backend, created, i) for i in d.get("instances", [])]
    created.registered_container_instances_count = len(hosts)
    services = [service(seeder, backend, created, s, hosts) for s in d.get("services", [])]
    for standalone in d.get("tasks", []):
        definition = task_definition(backend, standalone)
        for n in range(standalone.get("count", 1)):
            task(seeder, backend, created, definition, standalone, f"{standalone['family']}-{n}", f"family:{standalone['family']}", hosts, n)
    created.active_services_count = len(services)
    created.running_tasks_count = len(backend.tasks.get(created.name, {}))
    seeder.created("cluster", d["name"], created.arn, d)
    dimensions = {"ClusterName": d["name"]}
    for name, spec in d.get("reservation", {}).items():
        metric = {"cpu": "CPUReservation", "memory": "MemoryReservation"}[name]
        seeder.gauge("AWS/ECS", metric, dimensions, spec, 15, 3600, 60)
    for name, spec in d.get("load", {}).items():
        metric = {"cpu": "CPUUtilization", "memory": "MemoryUtilization"}[name]
        seeder.gauge("AWS/ECS", metric, dimensions, spec, 15, 3600, 60)


def strategy(given):
    """[{"provider": "FARGATE", "weight": 1, "base": 0}] as ECS spells it; None stays None."""
    return given and [
        {"capacityProvider": s["provider"], "weight": s.get("weight", 1), "base": s.get("base", 0)} for s in given
    ]


def tags(d):
    return [{"key": k, "value": v} for k, v in d.get("tags", {}).items()]


def container_instance(seeder, backend, created, d):
    """Registers an instance seeded under ec2, found there by name."""
    id_ = d.get("id") or seed_ec2.instance_id(seeder.region, d["name"])
    ec2_backends[seeder.account][seeder.region].get_instance(id_)
    host = ContainerInstance(id_, seeder.account, seeder.region, created.name, backend)
    host.id = stable_id(id_).replace("-", "")
    host.registered_at = seeder.ago(d.get("registered_days_ago", 60))
    cpu, memory = d["cpu"], d["memory"]
    host.registered_resources = resources(cpu, memory)
    host.remaining_resources = resources(d.get("free_cpu", cpu), d.get("free_memory", memory))
    host.running_tasks_count = d.get("tasks", 0)
    host.version_info = {"agentVersion": d.get("agent", "1.98.0"), "dockerVersion": "DockerVersion: 25.0.8"}
    if created.capacity_providers:
        host.capacity_provider_name = created.capacity_providers[0]
    backend.container_instances.setdefault(created.name, {})[host.id] = host
    seeder.created("container_instance", d["name"], host.container_instance_arn, d)
    return host


def resources(cpu, memory):
    number = {"doubleValue": 0.0, "longValue": 0, "type": "INTEGER"}
    ports = {"doubleValue": 0.0, "integerValue": 0, "longValue": 0, "type": "STRINGSET"}
    return [
        {**number, "name": "CPU", "integerValue": cpu},
        {**number, "name": "MEMORY", "integerValue": memory},
        {**ports, "name": "PORTS", "stringSetValue": ["22", "2376", "2375", "51678", "51679"]},
        {**ports, "name": "PORTS_UDP", "stringSetValue": []},
    ]


def task_definition(backend, d):
    """cpu and memory are the task's; "unsized" leaves them to the container, as EC2 tasks may."""
    cpu, memory = d.get("cpu", 256), d.get("memory", 512)
    container = {"name": "app", "image": d.get("image", "public.ecr.aws/docker/library/nginx:stable"), "essential": True}
    if d.get("unsized"):
        container.update(cpu=cpu, memory=memory)
    definition = backend.register_task_definition(
        d.get("family") or d["name"], [container], cpu=None if d.get("unsized") else str(cpu),
        memory=None if d.get("unsized") else str(memory),
        requires_compatibilities=[d.get("compatibility", "FARGATE")], network_mode="awsvpc",
        runtime_platform={"cpuArchitecture": d.get("arch", "X86_64"), "operatingSystemFamily": d.get("os", "LINUX")},
    )
    return definition


def service(seeder, backend, created, d, hosts):
    definition = task_definition(backend, d)
    desired = d.get("desired", d.get("running", 1))
    service_ = Service(
        created, d["name"], desired, backend, definition, load_balancers(seeder, d), tags=tags(d),
        launch_type=d.get("launch_type"), platform_version="LATEST",
        deployment_controller={"type": d.get("controller", "ECS")},
    )
    backend.services[f"{created.name}:{d['name']}"] = service_
    given = strategy(d.get("strategy"))
    service_.capacity_provider_strategy = given
    running = d.get("running", desired)
    service_.running_count, service_.pending_count = running, max(0, desired - running)
    changed = seeder.ago(d.get("deployed_days_ago", d.get("created_days_ago", 120)))
    service_.created_at = seeder.ago(d.get("created_days_ago", 120))
    service_.deployment_configuration = {"maximumPercent": 200, "minimumHealthyPercent": 100}
    service_.health_check_grace_period_seconds = 60
    for deployment in service_.deployments:
        deployment.update(
            id=f"ecs-svc/{uuid.uuid5(uuid.NAMESPACE_URL, service_.arn).int % 10**19:019d}",
            createdAt=changed, updatedAt=changed, runningCount=running, pendingCount=service_.pending_count,
            rolloutState="COMPLETED", rolloutStateReason="ECS deployment completed.",
            launchType=d.get("launch_type"), capacityProviderStrategy=given or None,
        )
    for n in range(running):
        task(seeder, backend, created, definition, d, f"{d['name']}-{n}", f"service:{d['name']}", hosts, n)
    seeder.created("service", f"{created.name}/{d['name']}", service_.arn, d)
    dimensions = {"ClusterName": created.name, "ServiceName": d["name"]}
    for name, spec in d.get("load", {}).items():
        metric = {"cpu": "CPUUtilization", "memory": "MemoryUtilization"}[name]
        seeder.gauge("AWS/ECS", metric, dimensions, spec, d.get("metric_days", 15), 3600, 60 * max(1, running))
    for metric in d.get("metrics", []):
        seeder.metric(metric, dimensions)
    return service_


def load_balancers(seeder, d):
    if "target_group" not in d:
        return []
    arn = seeder.arn("elasticloadbalancing", f"targetgroup/{d['target_group']}/{stable_id(d['target_group'])[:16]}")
    return [{"targetGroupArn": arn, "containerName": "app", "containerPort": 8080}]


def task(seeder, backend, created, definition, d, name, group, hosts, number):
    given = strategy(d.get("strategy"))
    if not given and not d.get("launch_type"):
        given = created.default_capacity_provider_strategy
    on_host = hosts and d.get("compatibility") == "EC2"
    host = hosts[number % len(hosts)] if on_host else None
    bridged = copy.copy(definition)
    bridged.network_mode = "bridge"  # so that moto does not make a network interface for each task
    task_ = Task(
        created, bridged, host.container_instance_arn if host else None, None, backend,
        launch_type="EC2" if on_host else "FARGATE", group=group,
        platform_version=None if on_host else d.get("platform_version", FARGATE_VERSION),
    )
    task_.id = stable_id(f"{created.arn}/{name}").replace("-", "")
    task_.cpu, task_.memory = str(d.get("cpu", 256)), str(d.get("memory", 512))
    if given:
        task_.capacity_provider_name = given[number % len(given)]["capacityProvider"]
    task_.availability_zone = f"{seeder.region}{'abc'[number % 3]}"
    task_.started_at = task_.created_at = seeder.ago(d.get("started_days_ago", d.get("deployed_days_ago", 20)))
    task_.started_by = "" if group.startswith("family:") else "ecs-svc/" + stable_id(group)[:12]
    for container in task_.containers:
        container.last_status = "RUNNING"
        container.exitCode = None
        container.cpu = str(container.cpu or 0)  # a string in a task, a number in its definition
        container.memory = container.memory and str(container.memory)
    backend.tasks.setdefault(created.name, {})[task_.task_arn] = task_


def stable_id(text):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, text))
