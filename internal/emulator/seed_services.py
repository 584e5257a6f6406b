"""Seeds everything beside functions, services and instances; each part is described in its own module."""

import api_gateway
import event_bridge
import images
import load_balancing
import log_groups
import optimizer
import queues
import scaling
import workflows

KNOWN = {
    "lambda", "ecs", "ec2", "autoscaling", "metrics", "apis", "target_groups", "load_balancers", "rules", "schedules", "queues", "streams",
    "state_machines", "graphql_apis", "scaling", "alarms", "log_groups", "reports", "optimizer", "repositories", "expect",
}


def load(seeder, content):
    unknown = set(content) - KNOWN
    if unknown:
        raise ValueError(f"{seeder.region} does not know {sorted(unknown)}")

    def part(name):
        return content.get(name, [])

    api_gateway.load(seeder, part("apis"))
    load_balancing.load(seeder, part("target_groups"), part("load_balancers"))
    event_bridge.load(seeder, part("rules"), part("schedules"))
    queues.load(seeder, part("queues"), part("streams"))
    workflows.load(seeder, part("state_machines"), part("graphql_apis"))
    scaling.load(seeder, part("scaling"), part("alarms"))
    log_groups.load(seeder, part("log_groups"), part("reports"))
    optimizer.load(seeder, content.get("optimizer", {}))
    images.load(seeder, part("repositories"))
