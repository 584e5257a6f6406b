"""ECS listings with pages and the limits moto does not enforce; the descriptions stay moto's."""

from moto.ecs.models import ecs_backends
from moto.ecs.exceptions import ClusterNotFoundException

import paging
from wire import PASS, AwsError, handles

INVALID = "InvalidParameterException"


def backend_of(call):
    return ecs_backends[call.account][call.region]


def cluster_of(call):
    name = call.params.get("cluster") or "default"
    try:
        return backend_of(call)._get_cluster(name)
    except ClusterNotFoundException as error:
        raise AwsError("ClusterNotFoundException", "Cluster not found.") from error


def listed(call, key, arns, default=100):
    size = call.params.get("maxResults")
    if size is not None and not 1 <= int(size) <= 100:
        raise AwsError(INVALID, "maxResults must be between 1 and 100")
    arns, token = paging.page(sorted(arns), call.params.get("nextToken"), int(size or default), INVALID)
    return {key: arns, "nextToken": token}


@handles("ecs:ListClusters")
def list_clusters(call):
    return listed(call, "clusterArns", [c.arn for c in backend_of(call).clusters.values()])


@handles("ecs:ListServices")
def list_services(call):
    arns = backend_of(call).list_services(
        cluster_of(call).name, call.params.get("schedulingStrategy"), call.params.get("launchType")
    )
    return listed(call, "serviceArns", arns, default=10)


@handles("ecs:ListContainerInstances")
def list_container_instances(call):
    return listed(call, "containerInstanceArns", backend_of(call).list_container_instances(cluster_of(call).name))


@handles("ecs:ListTasks")
def list_tasks(call):
    params, cluster = call.params, cluster_of(call)
    tasks = [t for t in backend_of(call).tasks.get(cluster.name, {}).values() if t.cluster_arn == cluster.arn]
    # Without desiredStatus AWS lists the running ones.
    tasks = [t for t in tasks if t.desired_status == (params.get("desiredStatus") or "RUNNING")]
    if params.get("serviceName"):
        tasks = [t for t in tasks if t.group == "service:" + params["serviceName"].split("/")[-1]]
    if params.get("family"):
        tasks = [t for t in tasks if t.task_definition_arn.split("/")[-1].split(":")[0] == params["family"]]
    if params.get("launchType"):
        tasks = [t for t in tasks if t.launch_type == params["launchType"]]
    if params.get("containerInstance"):
        wanted = params["containerInstance"].split("/")[-1]
        tasks = [t for t in tasks if (t.container_instance_arn or "").split("/")[-1] == wanted]
    return listed(call, "taskArns", [t.task_arn for t in tasks])


@handles("ecs:DescribeTasks")
def describe_tasks(call):
    """Not moto's: there, each look at a task moves it on towards STOPPED."""
    at_most(call, "tasks", 100)
    cluster = cluster_of(call)
    known = {t.id: t for t in backend_of(call).tasks.get(cluster.name, {}).values()}
    found, failures = [], []
    for wanted in call.params.get("tasks") or []:
        task = known.get(wanted.split("/")[-1])
        if task is not None:
            found.append(task)
        else:
            arn = wanted if wanted.startswith("arn:") else f"arn:aws:ecs:{call.region}:{call.account}:task/{cluster.name}/{wanted}"
            failures.append({"arn": arn, "reason": "MISSING"})
    return {"tasks": found, "failures": failures}


@handles("ecs:DescribeServices")
def describe_services(call):
    at_most(call, "services", 10)
    return PASS


@handles("ecs:DescribeClusters")
def describe_clusters(call):
    at_most(call, "clusters", 100)
    return PASS


@handles("ecs:DescribeContainerInstances")
def describe_container_instances(call):
    at_most(call, "containerInstances", 100)
    return PASS


def at_most(call, parameter, number):
    if len(call.params.get(parameter) or []) > number:
        raise AwsError(INVALID, f"{parameter} can have at most {number} items.")
