"""Generates the regions of a big account from a few numbers: {"generate": {"functions": 2000, ...}}."""

import random

DEFAULTS = {
    "functions": 2000,
    "candidates": 0.05,  # share of functions worth a second look: versions, provisioned concurrency, Java behind an API, large packages
    "versions": 3,  # published versions of each candidate
    "idle": 0.0,  # share of functions that nobody calls
    "rules": 0.02,  # share of functions that a rule of EventBridge calls on a schedule
    "functions_an_api": 50,  # how many of the functions behind API Gateway share an API
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
    around = random.Random(f"{o['seed']}/around")  # apart, so that the functions do not change with what is around them
    for d in functions:
        if around.random() < o["idle"]:
            del d["traffic"]
        else:
            d["traffic"]["errors"] = around.choice([0, 0, 0.0004, 0.002])
            d["traffic"]["throttles"] = around.choice([0, 0, 0, 0.0001])
    return {
        o["region"]: {
            "lambda": {"functions": functions, "limits": {"ConcurrentExecutions": 10000}},
            "ecs": {"clusters": clusters(rng, o)},
            "ec2": {"instances": [instance(rng, n) for n in range(o["instances"])]},
            "rules": rules(around, o, functions),
            "apis": apis(o, functions),
            "log_groups": [log_group(around, d) for d in functions],
            "metrics": [region_concurrency(o, functions)],
        }
    }


def called_by(d, service):
    return d["policy"][0]["from"] == service


def target(d):
    """How the function is called: by the qualifier that its policy lets in, if any."""
    qualifier = d["policy"][0].get("qualifier")
    return d["name"] + (f":{qualifier}" if qualifier else "")


def rules(rng, o, functions):
    scheduled = [d for d in functions if called_by(d, "events") and "traffic" in d]
    schedules = ["rate(5 minutes)", "rate(1 hour)", "cron(0 3 * * ? *)", "cron(30 6 ? * MON-FRI *)"]
    chosen = rng.sample(scheduled, min(len(scheduled), int(len(functions) * o["rules"])))
    out = []
    for d in chosen:
        name = "run-" + d["name"]
        d["policy"][0]["source"] = "arn:aws:events:{region}:{account}:rule/" + name
        out.append({"name": name, "schedule": rng.choice(schedules), "enabled": rng.random() < 0.9, "targets": [{"function": target(d)}]})
    return out


def apis(o, functions):
    """REST and HTTP APIs in turn, each before so many functions."""
    behind, out = [d for d in functions if called_by(d, "apigateway")], []
    for start in range(0, len(behind), o["functions_an_api"]):
        kind, id_ = ["rest", "http"][len(out) % 2], f"api{len(out):07d}"
        routes = []
        for d in behind[start : start + o["functions_an_api"]]:
            d["policy"][0]["source"] = "arn:aws:execute-api:{region}:{account}:" + id_ + "/*"
            routes.append({"method": "GET", "path": "/" + d["name"], "function": target(d)})
        out.append({"name": f"gateway-{len(out):02d}", "kind": kind, "id": id_, "routes": routes})
    return out


def log_group(rng, d):
    """Each run writes the few hundred bytes that Lambda itself does; those of the candidates with a large package write kilobytes."""
    retention, each = rng.choice([None, None, 14, 30, 90]), 5000 if d["code_mb"] >= 30 else rng.choice([200, 300])
    group = {"function": d["name"], "created_days_ago": d["modified_days_ago"] + 30}
    if retention:
        group["retention_days"] = retention
    if "traffic" in d:
        busy, scale = d["traffic"]["busy"], 3600 * 1000 / d["traffic"]["duration"]["p50"] * each
        group["stored_mb"] = round(busy["high"] * scale * 24 * (retention or 180) / 1e6)
        group["bytes_per_hour"] = {**busy, "low": busy["low"] * scale, "high": busy["high"] * scale}
    return group


def region_concurrency(o, functions):
    """What AWS/Lambda tells of the region as a whole, which is without dimensions."""
    busy = [d["traffic"]["busy"] for d in functions if "traffic" in d]
    shape = {"kind": "daynight", "low": sum(b["low"] for b in busy), "high": sum(b["high"] for b in busy), "noise": 0.05, "peak": 1.3}
    return {"metric": "AWS/Lambda ConcurrentExecutions", "shape": shape, "step_minutes": o["step_minutes"], "days": o["days"]}


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
    if d["policy"][0]["from"] in ("events", "sns"):
        d["traffic"]["async"] = 1.0  # what rules and topics send arrives as events
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
