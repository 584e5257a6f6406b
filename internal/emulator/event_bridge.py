"""EventBridge's rules and EventBridge Scheduler's schedules. moto keeps them, but tells more of them than AWS does, and
nulls."""

import paging
from wire import PASS, handles

NEVER = '{"source": ["nobody"]}'


def load(seeder, rules, schedules):
    # moto's services are only imported where they are needed: it takes them a second.
    if rules:
        from moto.events.models import events_backends

        backend = events_backends[seeder.account][seeder.region]
        for description in rules:
            rule(seeder, backend, description)
    if schedules:
        from moto.scheduler.models import scheduler_backends

        backend = scheduler_backends[seeder.account][seeder.region]
        for description in schedules:
            schedule(seeder, backend, description)


def state(d):
    return "ENABLED" if d.get("enabled", True) else "DISABLED"


def callee(seeder, d):
    return seeder.function_arn(d["function"]) if "function" in d else seeder.filled(d["arn"])


def rule(seeder, backend, d):
    bus = d.get("bus", "default")
    if bus not in backend.event_buses:
        backend.create_event_bus(bus)
    created = backend.put_rule(
        d["name"], description=d.get("description"), event_bus_arn=bus, state=state(d),
        scheduled_expression=d.get("schedule"), event_pattern=None if "schedule" in d else d.get("pattern", NEVER),
        managed_by=d.get("managed_by"),
    )
    for number, target in enumerate(d.get("targets", []), 1):
        item = {"Id": target.get("id", f"target{number}"), "Arn": callee(seeder, target)}
        if "input" in target:
            item["Input"] = target["input"]
        item.update(target.get("settings", {}))
        created.targets.append(item)
    seeder.created("rule", d["name"], created.arn, d)


def schedule(seeder, backend, d):
    group = d.get("group", "default")
    if group not in backend.schedule_groups:
        backend.create_schedule_group(group, [])
    minutes = d.get("flexible_minutes", 0)
    target = {
        "Arn": callee(seeder, d),
        "RoleArn": f"arn:aws:iam::{seeder.account}:role/{d.get('role', 'scheduler')}",
    }
    if "input" in d:
        target["Input"] = d["input"]
    created = backend.create_schedule(
        description=d.get("description"), end_date=None, kms_key_arn=None, start_date=None, action_after_completion="NONE",
        flexible_time_window={"Mode": "FLEXIBLE", "MaximumWindowInMinutes": minutes} if minutes else {"Mode": "OFF"},
        group_name=group, name=d["name"], schedule_expression=d["schedule"],
        schedule_expression_timezone=d.get("timezone", "UTC"), state=state(d), target=target,
    )
    created.creation_date = created.last_modified_date = seeder.ago(d.get("created_days_ago", 100)).timestamp()
    seeder.created("schedule", d["name"], created.arn, d)


# What a list tells of a schedule; when it runs, only GetSchedule does.
SUMMARY = ("Arn", "CreationDate", "GroupName", "LastModificationDate", "Name", "State", "Target")


@handles("scheduler:ListSchedules")
def list_schedules(call):
    from moto.scheduler.models import scheduler_backends

    params, found = call.params, []
    for name, group in sorted(scheduler_backends[call.account][call.region].schedule_groups.items()):
        if params.get("ScheduleGroup", name) == name:
            found += [s for _, s in sorted(group.schedules.items())]
    found = [s for s in found if params.get("State", s.state) == s.state and s.name.startswith(params.get("NamePrefix", ""))]
    size = paging.limit(params.get("MaxResults"), 100, 100, "MaxResults", "ValidationException")
    found, token = paging.page(found, params.get("NextToken"), size, "ValidationException")
    shown = [s.to_dict(short=True) for s in found]
    return {"Schedules": [{k: s[k] for k in SUMMARY} for s in shown], "NextToken": token}


@handles("scheduler:GetSchedule")
def get_schedule(call):
    from moto.scheduler.models import scheduler_backends

    group = scheduler_backends[call.account][call.region].schedule_groups.get(call.params.get("groupName", "default"))
    found = group and group.schedules.get(call.params["Name"])
    return found.to_dict() if found else PASS  # moto words the error


def bus_of(call):
    from moto.events.models import events_backends

    name = (call.params.get("EventBusName") or "default").split("/")[-1]
    return events_backends[call.account][call.region].event_buses.get(name)


def listed(call, member, items):
    size = paging.limit(call.params.get("Limit"), 100, 100, "Limit", "ValidationException")
    items, token = paging.page(items, call.params.get("NextToken"), size, "ValidationException")
    return {member: items, **({"NextToken": token} if token else {})}


@handles("events:ListRules")
def list_rules(call):
    bus, prefix = bus_of(call), call.params.get("NamePrefix") or ""
    if bus is None:
        return PASS
    rules = [r.describe() for name, r in sorted(bus.rules.items()) if name.startswith(prefix)]
    return listed(call, "Rules", [{k: v for k, v in r.items() if k != "CreatedBy"} for r in rules])


@handles("events:ListTargetsByRule")
def list_targets(call):
    bus = bus_of(call)
    found = bus and bus.rules.get(call.params["Rule"])
    return listed(call, "Targets", found.targets) if found else PASS
