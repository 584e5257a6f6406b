"""Loads an account description (see README.md) into moto and the metric store.

Times in a description are ages ("created_days_ago"), so that an account is as old on
every run as it was on the first.
"""

import datetime
import time

import cloudwatch_api
import metric_store
import shapes


def load(account):
    """Creates everything described and returns what was created and what is expected of it."""
    import commitments
    import scale
    import seed_ec2
    import seed_ecs
    import seed_lambda
    import seed_services

    account_id = account["account"]["id"]
    started = time.monotonic()
    if "generate" in account:
        account = {**account, "regions": scale.generate(account["generate"])}
    summary = {"resources": 0, "expect": []}
    for region, content in account["regions"].items():
        seeder, content = Seeder(account_id, region, summary), content or {}
        seed_ec2.load(seeder, content.get("ec2", {}), content.get("autoscaling", {}))
        seed_lambda.load(seeder, content.get("lambda", {}))
        seed_ecs.load(seeder, content.get("ecs", {}))
        seed_services.load(seeder, content)
        for metric in content.get("metrics", []):
            seeder.metric(metric)
        if "expect" in content:  # of a region where a check can judge nothing at all
            seeder.created("region", region, region, content)
    commitments.load_plans(Seeder(account_id, commitments.PLANS_REGION, summary), account.get("savings_plans", []))
    summary["series"] = sum(len(s.series) for (a, _), s in cloudwatch_api.STORES.items() if a == account_id)
    summary["seconds"] = round(time.monotonic() - started, 3)
    return summary


class Seeder:
    """What the per-service seeders share: where they are, what time it is, and how to write metrics."""

    def __init__(self, account, region, summary):
        self.account, self.region, self.summary = account, region, summary
        self.now = time.time()
        self.store = cloudwatch_api.STORES[account, region]

    def ago(self, days):
        moment = datetime.datetime.fromtimestamp(self.now - days * 86400, datetime.timezone.utc)
        return moment.replace(microsecond=0)

    def arn(self, service, resource):
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"

    def filled(self, text):
        """A text of the description with its {region} and {account}; it may hold other braces."""
        return text.replace("{region}", self.region).replace("{account}", self.account)

    def function_arn(self, reference):
        """The ARN of "orders", "orders:live" or an ARN, which may be of another account."""
        return self.filled(reference) if reference.startswith("arn:") else self.arn("lambda", "function:" + reference)

    def created(self, kind, name, arn, description):
        self.summary["resources"] += 1
        for check, verdict in description.get("expect", {}).items():
            if verdict not in ("finding", "clean", "unknown", "not_applicable"):
                raise ValueError(f"{name}: {check} expects {verdict!r}")
            self.summary["expect"].append(
                {
                    "region": self.region, "kind": kind, "name": name, "arn": arn,
                    "check": check, "verdict": verdict,
                }
            )

    def add(self, namespace, name, dimensions, days, step, make):
        """Registers a series that make() builds when it is first read; one that would be empty is left out."""
        newest = self.newest(make, days, step)
        if newest:
            self.store.add(namespace, name, dimensions, metric_store.Series(make, newest))

    def add_known(self, namespace, name, dimension_sets, make, newest):
        """As add, for one series listed under several dimensions whose newest datum is known."""
        series = metric_store.Series(make, newest)
        for dimensions in dimension_sets:
            self.store.add(namespace, name, dimensions, series)

    def newest(self, make, days, step):
        if getattr(make, "always", False):  # known to have a value in every step
            return list(shapes.steps(days, step, self.now))[-1]
        newest = 0
        for t, _ in make():
            newest = t
        return newest

    def gauge(self, namespace, name, dimensions, spec, days, step, samples):
        """A measured level such as CPUUtilization."""
        spec = spec if isinstance(spec, dict) else {"kind": "flat", "value": spec}
        days, step = spec.get("days", days), spec.get("step_minutes", step // 60) * 60
        seed = f"{self.region}/{namespace}/{name}/{sorted(dimensions.items())}"

        def make():
            return shapes.gauge(spec, seed, days, step, self.now, spec.get("samples", samples))

        make.always = spec["kind"] in ("flat", "noise", "daynight", "trend")
        self.add(namespace, name, dimensions, days, step, make)

    def metric(self, metric, dimensions=None):
        """One series as the description spells it out."""
        namespace, _, name = metric["metric"].rpartition(" ")
        dimensions = {**(dimensions or {}), **metric.get("dimensions", {})}
        days, step = metric.get("days", 14), metric.get("step_minutes", 60) * 60
        seed = f"{self.region}/{metric['metric']}/{sorted(dimensions.items())}"
        shape, per_step = metric["shape"], metric.get("samples", 60)
        if metric.get("sum"):

            def make():
                return ((t, [(1.0, n)]) for t, n in shapes.counts(shape, seed, days, step, self.now))

        else:

            def make():
                return shapes.gauge(shape, seed, days, step, self.now, per_step)

        self.add(namespace, name, dimensions, days, step, make)
