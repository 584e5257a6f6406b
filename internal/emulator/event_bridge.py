"""EventBridge's rules and EventBridge Scheduler's schedules. moto keeps them; its list of schedules tells too much."""

import paging
from wire import handles

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
        item = {"Id": target.get("id", f"target{number}"), "Arn": seeder.function_arn(target["function"]) if "function" in target else seeder.filled(target["arn"])}
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
        "Arn": seeder.function_arn(d["function"]) if "function" in d else seeder.filled(d["arn"]),
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
