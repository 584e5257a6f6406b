"""Failures that can be switched on at run time, each in the service's own shape."""

import threading

from wire import CBOR, Answer, AwsError, error_answer

HTML = "<html><head><title>Proxy</title></head><body><h1>Sign in to continue</h1></body></html>"

# What each service, or else each protocol, calls the same refusal: (code, HTTP status).
DENIED = {
    "lambda": ("AccessDeniedException", 403),
    "ecs": ("AccessDeniedException", 400),
    "ec2": ("UnauthorizedOperation", 403),
    "rest-json": ("AccessDeniedException", 403),
    "json": ("AccessDeniedException", 400),
    "query": ("AccessDenied", 403),
}
THROTTLED = {
    "lambda": ("TooManyRequestsException", 429),
    "ecs": ("ThrottlingException", 400),
    "ec2": ("RequestLimitExceeded", 503),
    "rest-json": ("TooManyRequestsException", 429),
    "json": ("ThrottlingException", 400),
    "query": ("Throttling", 400),
}
EXPIRED = {
    "lambda": ("ExpiredTokenException", 403),
    "ecs": ("ExpiredTokenException", 400),
    "ec2": ("RequestExpired", 400),
    "rest-json": ("ExpiredTokenException", 403),
    "json": ("ExpiredTokenException", 400),
    "query": ("ExpiredToken", 403),
}


class Faults:
    def __init__(self):
        self._lock = threading.Lock()
        self._list = []
        self._released = threading.Event()

    def set(self, faults):
        """Replaces all faults; hanging requests of the old ones are let go."""
        for fault in faults:
            if fault["kind"] not in KINDS:
                raise ValueError(f"unknown fault kind {fault['kind']!r}: want one of {', '.join(sorted(KINDS))}")
        with self._lock:
            self._released.set()
            self._released = threading.Event()
            self._list = [{**fault, "seen": 0, "fired": 0} for fault in faults]

    def find(self, call):
        """The first fault that applies to this call, counted; None when there is none."""
        with self._lock:
            for fault in self._list:
                if fault["operation"] not in (call.name, f"{call.service}:*", "*"):
                    continue
                if fault.get("region", "") not in ("", call.region):
                    continue
                fault["seen"] += 1
                times = fault.get("times", 0)
                if fault["seen"] < fault.get("from_call", 1) or (times and fault["fired"] >= times):
                    continue
                fault["fired"] += 1
                return {**fault, "released": self._released}
        return None


def apply(fault, call, real_answer):
    """The broken answer. real_answer() gives the sound one, for the faults that damage it."""
    return KINDS[fault["kind"]](fault, call, real_answer)


def _named(table, call):
    protocol = "json" if call.protocol == CBOR else call.protocol
    return table.get(call.service) or table.get(protocol) or table["query"]


def _denied(fault, call, real_answer):
    code, status = _named(DENIED, call)
    user = f"arn:aws:iam::{call.account}:user/auditor"
    message = (
        f"User: {user} is not authorized to perform: {call.name} on resource: * "
        f"because no identity-based policy allows the {call.name} action"
    )
    if call.service == "ec2":
        message = "You are not authorized to perform this operation. " + message
    return error_answer(call, AwsError(code, message, status))


def _throttle(fault, call, real_answer):
    code, status = _named(THROTTLED, call)
    message = "Request limit exceeded." if call.service == "ec2" else "Rate exceeded"
    return error_answer(call, AwsError(code, message, status))


def _expired(fault, call, real_answer):
    code, status = _named(EXPIRED, call)
    return error_answer(call, AwsError(code, "The security token included in the request is expired", status))


def _html(fault, call, real_answer):
    return Answer(fault.get("status", 200), {"Content-Type": "text/html"}, HTML)


def _garbled(fault, call, real_answer):
    sound = real_answer()
    return Answer(sound.status, sound.headers, sound.body[: max(1, len(sound.body) // 2)])


def _hang(fault, call, real_answer):
    fault["released"].wait(fault.get("seconds", 300))
    return Answer(503, {"Content-Type": "text/plain"}, b"")


def _empty500(fault, call, real_answer):
    return Answer(500, {}, b"")


KINDS = {
    "denied": _denied,
    "throttle": _throttle,
    "expired": _expired,
    "html": _html,
    "garbled": _garbled,
    "hang": _hang,
    "empty500": _empty500,
}
