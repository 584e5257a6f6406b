"""Turns the shapes of an account description into values over time.

Everything is deterministic: noise comes from a generator seeded with the series' name,
so that two runs of the same description give the same account.
"""

import math
import random

HOUR = 3600
DAY = 24 * HOUR


def value_at(shape, t, rng, now):
    """The shape's value at time t (seconds since the epoch, UTC), or None for no datapoint."""
    if isinstance(shape, (int, float)):
        shape = {"kind": "flat", "value": shape}
    value = KINDS[shape["kind"]](shape, t, now)
    if value is None:
        return None
    noise = shape.get("noise", 0.0)
    if noise:
        value *= max(0.0, 1 + noise * rng.uniform(-1, 1))
    if "cap" in shape:
        value = min(value, shape["cap"])
    return value


def _flat(shape, t, now):
    return shape["value"]


def _daynight(shape, t, now):
    """A smooth day between low and high, highest at peak_hour UTC; weekend scales Saturday and Sunday."""
    hour = t % DAY / HOUR
    wave = (1 + math.cos((hour - shape.get("peak_hour", 13)) / 24 * 2 * math.pi)) / 2
    value = shape["low"] + (shape["high"] - shape["low"]) * wave ** shape.get("sharpness", 2)
    if weekday(t) >= 5:
        value *= shape.get("weekend", 1.0)
    return value


def _office(shape, t, now):
    """high between two UTC hours on weekdays, low (which may be absent) otherwise."""
    from_hour, to_hour = shape.get("hours", [8, 18])
    working = weekday(t) < 5 and from_hour <= t % DAY / HOUR < to_hour
    return shape["high"] if working else shape.get("low")


def _cron(shape, t, now):
    """value in the hours listed (and weekdays, Monday 0, or days of the month), otherwise idle or nothing."""
    hit = int(t % DAY // HOUR) in shape.get("hours", [2])
    if "weekdays" in shape:
        hit = hit and weekday(t) in shape["weekdays"]
    if "every_days" in shape:
        hit = hit and int(t // DAY) % shape["every_days"] == 0
    return shape["value"] if hit else shape.get("idle")


def _points(shape, t, now):
    """Values by age: [[days_ago, value], ...]; each point fills the one step that contains it."""
    step = shape.get("step_seconds", HOUR)
    for days_ago, value in shape["points"]:
        if t <= now - days_ago * DAY < t + step:
            return value
    return shape.get("idle")


def _trend(shape, t, now):
    """A straight line from `from` (over_days ago) to `to` (now)."""
    age = (now - t) / DAY
    over = shape.get("over_days", 14)
    return shape["to"] + (shape["from"] - shape["to"]) * min(1.0, age / over)


KINDS = {
    "flat": _flat,
    "noise": _flat,
    "daynight": _daynight,
    "office": _office,
    "cron": _cron,
    "points": _points,
    "trend": _trend,
}


def weekday(t):
    return int(t // DAY + 3) % 7  # the epoch was a Thursday


def steps(days, step, now):
    """The starts of all complete steps of the last so many days."""
    last = int(now) // step * step
    first = last - int(days * DAY) // step * step
    return range(first, last, step)


def gauge(spec, name, days, step, now, samples):
    """A measured level: `samples` samples a step, their average on the shape, one of them at the peak."""
    rng = random.Random(name)
    peak = spec.get("peak", 1.15) if isinstance(spec, dict) else 1.15
    ceiling = spec.get("ceiling", math.inf) if isinstance(spec, dict) else math.inf
    for t in steps(days, step, now):
        average = value_at(spec, t, rng, now)
        if average is None:
            continue
        if samples <= 1:
            yield t, [(average, 1)]
            continue
        top = max(average, min(ceiling, average * peak))
        rest = (average * samples - top) / (samples - 1)
        yield t, [(rest, samples - 1), (top, 1)]


def counts(shape, name, days, step, now):
    """Whole numbers of events in each step; steps without events are left out."""
    rng = random.Random(name)
    for t in steps(days, step, now):
        per_hour = value_at(shape, t, rng, now)
        if per_hour is None:
            continue
        exact = per_hour * step / HOUR
        number = int(exact) + (1 if rng.random() < exact % 1 else 0)
        if number:
            yield t, number


def duration_profile(spec):
    """Quantiles of a duration as (value, share of samples), from its p50, p90, p99 and max."""
    p50, p99, top = spec["p50"], spec["p99"], spec["max"]
    p90 = spec.get("p90", math.exp(math.log(p50) * 0.45 + math.log(p99) * 0.55))
    knots = [(0.0, spec.get("min", p50 * 0.6)), (0.5, p50), (0.9, p90), (0.99, p99), (1.0, top)]
    return [(interpolate(knots, q), to - from_) for q, from_, to in zip(QUANTILES, [0.0, *EDGES], EDGES)]


# Each quantile stands for the samples between its edges, so that it is found exactly
# however the samples of a period happen to fall.
QUANTILES = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1.0]
EDGES = [0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.93, 0.97, 0.985, 0.993, 0.9985, 0.9995, 1.0]


def interpolate(knots, at):
    for (x0, y0), (x1, y1) in zip(knots, knots[1:]):
        if at <= x1:
            return y0 + (y1 - y0) * (at - x0) / (x1 - x0)
    return knots[-1][1]


def durations(profile, number, jitter, rng):
    """The durations of `number` invocations: drawn one by one when few, the whole profile when many."""
    scale = 1 + jitter * rng.uniform(-1, 1)
    if number > 40:
        return profile, number, scale
    drawn = rng.choices([v for v, _ in profile.pairs], [w for _, w in profile.pairs], k=int(number))
    return [(min(profile.cap, v * scale), 1) for v in drawn]
