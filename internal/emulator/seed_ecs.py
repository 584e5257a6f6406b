"""Seeds ECS: clusters, capacity providers, container instances, task definitions, services and tasks."""

import copy
import uuid

from moto.ec2.models import ec2_backends
from moto.ecs.models import ContainerInstance, Service, Task, ecs_backends

import capacity_api
import machine_images
import seed_ec2
import seed_ecs_details as details

FARGATE_VERSION = "1.4.0"


def load(seeder, content):
    backend = ecs_backends[seeder.account][seeder.region]
    capacity_api.load(seeder, content.get("capacity_providers", []), content.get("settings", {}))
    for description in content.get("clusters", []):
        cluster(seeder, backend, description)


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
        stopped(seeder, backend, created, definition, standalone, f"family:{standalone['family']}", hosts)
        name = standalone["family"]
        seeder.created("task_family", f"{d['name']}:{name}", f"{created.arn}:{name}", standalone)
    created.active_services_count = len(services)
    created.running_tasks_count = sum(t.desired_status == "RUNNING" for t in backend.tasks.get(created.name, {}).values())
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
    instance = ec2_backends[seeder.account][seeder.region].get_instance(id_)
    host = ContainerInstance(id_, seeder.account, seeder.region, created.name, backend)
    host.id = stable_id(id_).replace("-", "")
    host.registered_at = seeder.ago(d.get("registered_days_ago", 60))
    cpu, memory = d["cpu"], d["memory"]
    host.registered_resources = resources(cpu, memory)
    host.remaining_resources = resources(d.get("free_cpu", cpu), d.get("free_memory", memory))
    host.running_tasks_count, host.pending_tasks_count = d.get("tasks", 0), d.get("pending", 0)
    host.status, host.agent_connected = d.get("status", "ACTIVE"), d.get("connected", True)
    host.attributes["ecs.cpu-architecture"] = "arm64" if d.get("arch") == "arm64" else "x86_64"
    if "image" in d:
        instance.image_id = machine_images.by_name(seeder, d["image"], instance.architecture)
    if "ami" in d or "image" in d:
        host.attributes["ecs.ami-id"] = d.get("ami", instance.image_id)
    host.version_info = {"agentVersion": d.get("agent", "1.98.0"), "dockerVersion": "DockerVersion: 25.0.8"}
    if created.capacity_providers:
        host.capacity_provider_name = d.get("capacity_provider", created.capacity_providers[0])
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
    definition = backend.register_task_definition(
        d.get("family") or d["name"], details.containers_of(d, cpu, memory), cpu=None if d.get("unsized") else str(cpu),
        memory=None if d.get("unsized") else str(memory),
        requires_compatibilities=[d.get("compatibility", "FARGATE")], network_mode=d.get("network_mode", "awsvpc"),
        volumes=d.get("volumes"), ephemeral_storage={"sizeInGiB": d["ephemeral_gib"]} if "ephemeral_gib" in d else None,
        runtime_platform={"cpuArchitecture": d.get("arch", "X86_64"), "operatingSystemFamily": d.get("os", "LINUX")},
    )
    return definition


def service(seeder, backend, created, d, hosts):
    definition = task_definition(backend, d)
    desired = d.get("desired", d.get("running", 1))
    service_ = Service(
        created, d["name"], desired, backend, definition, details.load_balancers(seeder, d), tags=tags(d),
        launch_type=d.get("launch_type"), platform_version="LATEST",
        deployment_controller={"type": d.get("controller", "ECS")},
    )
    backend.services[f"{created.name}:{d['name']}"] = service_
    given = strategy(d.get("strategy"))
    service_.capacity_provider_strategy = given
    running = d.get("running", desired)
    service_.running_count, service_.pending_count = running, max(0, desired - running)
    service_.created_at = seeder.ago(d.get("created_days_ago", 120))
    details.shape_service(seeder, service_, d, running, given)
    for n in range(running):
        task(seeder, backend, created, definition, d, f"{d['name']}-{n}", f"service:{d['name']}", hosts, n)
    stopped(seeder, backend, created, definition, d, f"service:{d['name']}", hosts)
    seeder.created("service", f"{created.name}/{d['name']}", service_.arn, d)
    dimensions = {"ClusterName": created.name, "ServiceName": d["name"]}
    for name, spec in d.get("load", {}).items():
        metric = {"cpu": "CPUUtilization", "memory": "MemoryUtilization"}[name]
        seeder.gauge("AWS/ECS", metric, dimensions, spec, d.get("metric_days", 15), 3600, 60 * max(1, running))
    for metric in d.get("metrics", []):
        seeder.metric(metric, dimensions)
    return service_


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
    task_.started_by = d.get("started_by", "") if group.startswith("family:") else "ecs-svc/" + stable_id(group)[:12]
    details.shape_task(seeder, task_, definition, d, number)
    backend.tasks.setdefault(created.name, {})[task_.task_arn] = task_
    return task_


def stopped(seeder, backend, created, definition, d, group, hosts):
    """The tasks that "stopped" describes, by the reason why they did."""
    for reason, end in enumerate(d.get("stopped", [])):
        for n in range(end.get("count", 1)):
            task_ = task(seeder, backend, created, definition, {**d, **end}, f"{group}-stopped-{reason}-{n}", group, hosts, n)
            details.end(seeder, task_, end)


def stable_id(text):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, text))
