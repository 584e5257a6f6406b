"""Generates the regions of a big account from a few numbers: {"generate": {"functions": 2000, ...}}."""

import random

DEFAULTS = {
    "functions": 2000,
    "candidates": 0.1,  # share of functions worth a second look: versions, provisioned concurrency, Java behind an API, large packages
    "versions": 3,  # published versions of each candidate
    "services": 100,
    "instances": 100,
    "region": "eu-west-1",
    "step_minutes": 60,
    "days": 15,
    "seed": "scale",
}
RUNTIMES = ["nodejs24.x", "python3.13", "python3.14", "nodejs20.x", "provided.al2023"]
SERVICES_A_CLUSTER = 40
FLEET = ["t3.large", "m7g.large", "m4.large", "c7g.xlarge"]
SIZES = [(256, 512), (512, 1024), (1024, 2048), (2048, 4096)]


def generate(options):
    unknown = set(options) - set(DEFAULTS)
    if unknown:
        raise ValueError(f"generate does not know {sorted(unknown)}")
    o = {**DEFAULTS, **options}
    rng = random.Random(o["seed"])
    functions = [function(rng, o, n) for n in range(o["functions"])]
    return {
        o["region"]: {
            "lambda": {"functions": functions, "limits": {"ConcurrentExecutions": 10000}},
            "ecs": {"clusters": clusters(rng, o)},
            "ec2": {"instances": [instance(rng, n) for n in range(o["instances"])]},
        }
    }


def function(rng, o, n):
    busy = rng.paretovariate(1.2) * 0.05
    d = {
        "name": f"svc-{n % 97:02d}-fn-{n:05d}",
        "runtime": RUNTIMES[n % len(RUNTIMES)],
        "memory": rng.choice([128, 256, 512, 1024]),
        "timeout": rng.choice([3, 10, 30, 60, 300]),
        "arch": rng.choice(["x86_64", "arm64"]),
        "code_mb": round(rng.uniform(0.2, 9), 1),
        "modified_days_ago": rng.randrange(20, 400),
        "policy": [{"from": rng.choice(["apigateway", "events", "sns"])}],
        "traffic": {
            "busy": {"kind": "daynight", "low": busy * 0.3, "high": busy, "noise": 0.1},
            "duration": {"p50": 60, "p99": 400, "max": 900},
            "step_minutes": o["step_minutes"],
            "days": o["days"],
        },
    }
    if rng.random() < o["candidates"]:
        make_candidate(d, o, n)
    return d


def make_candidate(d, o, n):
    """One in three kinds of function that has to be looked at more closely."""
    if n % 3 == 0:
        d["code_mb"] = 30
    elif n % 3 == 1:
        d["runtime"] = "java21"
        d["policy"] = [{"from": "apigateway"}]
    else:
        d["versions"] = o["versions"]
        d["aliases"] = [{"name": "live", "version": str(o["versions"])}]
        d["provisioned"] = [{"qualifier": "live", "count": 5}]
        d["policy"] = [{"from": "apigateway", "qualifier": "live"}]
        d["traffic"]["qualifiers"] = ["live"]
        d["traffic"]["provisioned"] = {"qualifier": "live", "allocated": 5}


def clusters(rng, o):
    out = []
    for n in range(o["services"]):
        if n % SERVICES_A_CLUSTER == 0:
            out.append({"name": f"cluster-{len(out):02d}", "services": []})
        cpu, memory = rng.choice(SIZES)
        out[-1]["services"].append(
            {
                "name": f"service-{n:04d}", "launch_type": "FARGATE", "cpu": cpu, "memory": memory,
                "running": rng.randrange(1, 4),
                "load": {
                    "cpu": {"kind": "daynight", "low": 3, "high": rng.uniform(5, 70), "noise": 0.1},
                    "memory": {"kind": "noise", "value": rng.uniform(10, 80), "noise": 0.05, "ceiling": 98},
                },
            }
        )
    return out


def instance(rng, n):
    return {
        "name": f"host-{n:04d}", "type": FLEET[n % len(FLEET)], "launched_days_ago": rng.randrange(20, 600),
        "load": {
            "cpu": {"kind": "daynight", "low": 1, "high": rng.uniform(2, 60), "noise": 0.1},
            "network_mb_a_day": rng.choice([1, 300, 2000]),
        },
    }
