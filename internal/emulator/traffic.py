"""Lambda's metrics, all derived from one description of a function's traffic so that they agree."""

import math
import random

import shapes
from metric_store import Profile

NAMESPACE = "AWS/Lambda"


class Traffic:
    """Invocations per step and what follows from them.

    One random generator per metric and per resource, seeded by name: series can be built
    in any order, or not at all.
    """

    def __init__(self, seeder, function, spec):
        self.seeder, self.function, self.spec = seeder, function, spec
        self.days = spec.get("days", 15)
        self.step = spec.get("step_minutes", 5 if "provisioned" in spec else 60) * 60
        duration = spec.get("duration", {"p50": 40, "p99": 180, "max": 400})
        self.jitter = duration.get("jitter", 0.03)
        self.profile = Profile(shapes.duration_profile(duration), duration.get("cap", math.inf))
        self.mean_ms = self.profile.mean
        self.per_hour = spec["per_hour"] if "per_hour" in spec else self.from_busy(spec["busy"])
        self._counts = None

    def from_busy(self, shape):
        """Invocations an hour that keep so many environments busy on average."""
        shape = shape if isinstance(shape, dict) else {"kind": "flat", "value": shape}
        factor = 3600 * 1000 / self.mean_ms
        return {k: v * factor if k in ("value", "low", "high", "idle", "from", "to") else v for k, v in shape.items()}

    def counts(self):
        if self._counts is None:
            self._counts = list(
                shapes.counts(self.per_hour, self.seed("Invocations"), self.days, self.step, self.seeder.now)
            )
        return self._counts

    def seed(self, metric):
        return f"{self.seeder.region}/{self.function}/{metric}"

    def write(self):
        dimension_sets = [{"FunctionName": self.function}]
        for qualifier in self.spec.get("qualifiers", []):
            dimension_sets.append({"FunctionName": self.function, "Resource": f"{self.function}:{qualifier}"})
        counts = self.counts()
        if not counts:
            return
        makers = {
            "Invocations": self.number(1.0),
            "Errors": self.number(self.spec.get("errors", 0.0), keep_zero=True),
            "Throttles": self.number(self.spec.get("throttles", 0.0), keep_zero=True),
            "Duration": self.duration,
            "ConcurrentExecutions": self.concurrency,
        }
        if self.spec.get("async"):
            makers["AsyncEventsReceived"] = self.number(self.spec["async"])
            makers["AsyncEventAge"] = self.async_age
        if self.spec.get("url"):
            makers["UrlRequestCount"] = self.number(self.spec["url"])
        self.register_all(makers, dimension_sets)
        if "provisioned" in self.spec:
            self.write_provisioned()

    def register_all(self, makers, dimension_sets):
        newest = self.counts()[-1][0]
        for name, make in makers.items():
            self.seeder.add_known(NAMESPACE, name, dimension_sets, make, newest)

    def number(self, share, keep_zero=False):
        """Counts of events that happen in this share of the invocations; zeros are data only where AWS sends them."""

        def make():
            rng = random.Random(self.seed(f"share{share}{keep_zero}"))
            for t, n in self.counts():
                exact = n * share
                events = int(exact) + (1 if rng.random() < exact % 1 else 0)
                if share == 1.0:
                    yield t, [(1.0, n)]
                elif keep_zero:
                    yield t, [(0.0, n - events)] * (n > events) + [(1.0, events)] * (events > 0)
                elif events:
                    yield t, [(1.0, events)]

        return make

    def duration(self):
        rng = random.Random(self.seed("Duration"))
        for t, n in self.counts():
            yield t, shapes.durations(self.profile, n, self.jitter, rng)

    def async_age(self):
        for t, n in self.counts():
            yield t, [(60.0, n)]

    def busy(self, n, share=1.0):
        """Average environments busy over a step, by Little's law."""
        return n * share * self.mean_ms / 1000 / self.step

    def peak(self, busy, n):
        """The highest concurrency seen in a step whose average is busy: bursts, but never more than events."""
        burst = self.spec.get("burst", 2.0)
        return max(1, min(n, math.ceil(busy * burst)))

    def concurrency(self):
        for t, n in self.counts():
            busy = self.busy(n)
            top = self.peak(busy, n)
            yield t, [(min(top, math.ceil(busy) or 1), 4), (float(top), 1)]

    def write_provisioned(self):
        """Provisioned concurrency reports only while it is in use: idle steps have no datapoint at all."""
        spec = self.spec["provisioned"]
        allocated, share = spec["allocated"], spec.get("share", 1.0)
        qualified = {"FunctionName": self.function, "Resource": f"{self.function}:{spec['qualifier']}"}

        def in_use():
            for t, n in self.counts():
                busy = self.busy(n, share)
                yield t, min(allocated, self.peak(busy, n)), min(busy, allocated)

        def executions():
            return ((t, [(float(min(top, math.ceil(busy) or 1)), 4), (float(top), 1)]) for t, top, busy in in_use())

        def utilisation():
            return (
                (t, [(min(top, math.ceil(busy) or 1) / allocated, 4), (top / allocated, 1)]) for t, top, busy in in_use()
            )

        makers = {
            "ProvisionedConcurrencyInvocations": self.number(share),
            "ProvisionedConcurrencySpilloverInvocations": self.number(1 - share, keep_zero=True),
            "ProvisionedConcurrentExecutions": executions,
            "ProvisionedConcurrencyUtilization": utilisation,
        }
        self.register_all(makers, [{"FunctionName": self.function}, qualified])
