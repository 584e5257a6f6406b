"""The report lines of functions, as the rows that Logs Insights finds, each standing for many ("@weight")."""

import math

import shapes

DAY = 86400
MB = 1_000_000  # Logs Insights tells memory in bytes, of which it counts a million to a megabyte


def prepare(seeder, d):
    """The rows of one function, either spelled out or from totals and quantiles."""
    group = d.get("log_group") or "/aws/lambda/" + d["function"]
    memory = d.get("memory", 128)
    runs = d["rows"] if "rows" in d else list(from_totals(d, memory))
    known = {"account": seeder.account, "group": group, "function": d["function"], "json": d.get("format") == "JSON", "memory": memory}
    return {
        "group": group, "days": d.get("days", 14), "scanned": d.get("scanned_mb", 1) * 1024 * 1024, "polls": d.get("polls", 0),
        "rows": [row(known, r, number) for number, r in enumerate(runs)],
    }


def from_totals(d, memory):
    """Warm and cold runs by quantile, so that the totals are exact and the percentiles as described."""
    cold, out_of_memory = d.get("cold", 0), d.get("out_of_memory", 0)
    used = d.get("max_memory", memory * 0.6)
    duration = d.get("duration", {"p50": 40, "p99": 180, "max": 400})
    init = d.get("init", {"p50": 300, "p99": 800, "max": 1500})
    warm = split(d["runs"] - cold - out_of_memory, shapes.duration_profile(duration))
    for n, (milliseconds, count) in enumerate(warm):
        yield {"duration": milliseconds, "used": used * (0.7 + 0.3 * (n + 1) / len(warm)), "count": count}
    # The quantiles of both profiles are the same ones, so the slowest start goes with the slowest run.
    starts = split(cold, shapes.duration_profile(init))
    durations = split(cold, shapes.duration_profile(d.get("cold_duration", duration)))
    for (milliseconds, count), (start, _) in zip(durations, starts):
        yield {"duration": milliseconds, "used": used * 0.7, "init": start, "count": count}
    if out_of_memory:
        yield {"duration": duration["max"], "used": memory, "error": "Runtime.OutOfMemory", "count": out_of_memory}


def split(total, profile):
    """Whole numbers of runs for each quantile, which add up; the highest is always among them."""
    exact = [total * share for _, share in profile]
    counts = [int(e) for e in exact]
    missing = sorted(range(len(exact)), key=lambda n: counts[n] - exact[n])[: total - sum(counts)]
    for n in missing:
        counts[n] += 1
    if total and not counts[-1]:
        counts[counts.index(max(counts))] -= 1
        counts[-1] = 1
    return [(value, count) for (value, _), count in zip(profile, counts) if count]


def row(known, run, number):
    duration, used, memory = float(run["duration"]), math.ceil(run.get("used", 60)), run.get("memory", known["memory"])
    billed = math.ceil(duration + run.get("init", 0))
    id_ = f"{number:08x}-0000-4000-8000-00c0ffee0000"
    out = {
        "@weight": run.get("count", 1), "@log": f"{known['account']}:{known['group']}",
        "@logStream": f"2026/01/01/{stream(known)}[$LATEST]{number:032x}",
        "@requestId": id_, "days_ago": run.get("days_ago"),
    }
    out.update((json_fields if known["json"] else text_fields)(run, duration, billed, used, memory, id_))
    return out


def stream(known):
    """In a log group of its own choice a function's streams carry its name."""
    return "" if known["group"] == "/aws/lambda/" + known["function"] else known["function"]


def text_fields(run, duration, billed, used, memory, id_):
    message = f"REPORT RequestId: {id_}\tDuration: {duration:.2f} ms\tBilled Duration: {billed} ms\t"
    message += f"Memory Size: {memory} MB\tMax Memory Used: {used} MB\t"
    out = {
        "@type": "REPORT", "@duration": duration, "@billedDuration": float(billed), "@memorySize": memory * MB, "@maxMemoryUsed": used * MB,
    }
    if "init" in run:
        message += f"Init Duration: {run['init']:.2f} ms\t"
        out["@initDuration"] = float(run["init"])
    if "error" in run:
        message += f"Status: error\tError Type: {run['error']}"
    return {**out, "@message": message + "\n"}


def json_fields(run, duration, billed, used, memory, id_):
    out = {
        "type": "platform.report", "record.requestId": id_, "record.status": "error" if "error" in run else "success",
        "record.metrics.durationMs": duration, "record.metrics.billedDurationMs": float(billed),
        "record.metrics.memorySizeMB": memory, "record.metrics.maxMemoryUsedMB": used,
        "@message": '{"type":"platform.report"}',
    }
    if "init" in run:
        out["record.metrics.initDurationMs"] = float(run["init"])
    if "error" in run:
        out["record.errorType"] = run["error"]
    return out


def rows_between(report, start, end, now):
    """The rows of a window and the bytes scanned for it. Runs without an age are spread evenly over the days."""
    seconds = report["days"] * DAY
    share = max(0.0, min(end, now) - max(start, now - seconds)) / seconds
    share = 1.0 if share > 0.99 else share  # the query is asked a moment after the seed
    out = []
    for r in report["rows"]:
        if r["days_ago"] is None:
            weight = round(r["@weight"] * share)
        else:
            weight = r["@weight"] if start <= now - r["days_ago"] * DAY < end else 0
        if weight:
            out.append({**r, "@weight": weight})
    return out, report["scanned"] * share
