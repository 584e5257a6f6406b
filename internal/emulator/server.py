"""moto's server, with what moto lacks in front of it.

A request is first counted, then perhaps spoiled (faults.py), then answered by one
of the handlers here (*_api, and one module for each further service) or else by moto.
Prints one JSON line {"port": N} when it is ready to serve.
"""

import argparse
import collections
import gzip
import io
import json
import os
import sys
import threading
import traceback

# moto reads these when it is imported.
os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "false")
os.environ.setdefault("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")

from moto.core import DEFAULT_ACCOUNT_ID
from moto.iam.models import iam_backends
from moto.moto_api._internal.models import moto_api_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

import capacity_api  # noqa: F401
import catalogue
import cloudwatch_api
import ec2_api  # noqa: F401 (registers its handlers)
import ecs_api  # noqa: F401
import faults
import lambda_settings_api  # noqa: F401
import seed
import seed_services  # noqa: F401
import tagging_api  # noqa: F401
from wire import CBOR, HANDLERS, PASS, Answer, AwsError, Call, answer, error_answer

# The services that are answered in CBOR. CloudWatch is not: to it, JSON has to be spoken, as to moto.
SPEAK_CBOR = {"compute-optimizer"}


class Emulator:
    def __init__(self):
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.faults = faults.Faults()
        self.requests = collections.Counter()
        self.lock = threading.Lock()
        self.default_account = DEFAULT_ACCOUNT_ID

    def __call__(self, environ, start_response):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else b""
        if environ.pop("HTTP_CONTENT_ENCODING", "") == "gzip":  # the SDKs compress PutMetricData
            body = gzip.decompress(body)
            environ["CONTENT_LENGTH"] = str(len(body))
        try:
            if environ["PATH_INFO"].startswith("/_computelint/"):
                out = self.control(environ, body)
            else:
                out = self.serve(environ, body)
        except Exception:  # a bug here must show as a failed request, not as a dead thread
            traceback.print_exc()
            out = Answer(500, {"Content-Type": "text/plain"}, traceback.format_exc())
        headers = [(k, str(v)) for k, v in out.headers.items() if k.lower() not in ("content-length", "status")]
        start_response(f"{out.status} -", headers + [("Content-Length", str(len(out.body)))])
        return [out.body]

    def serve(self, environ, body):
        call = Call(environ, body, self.default_account)
        call.account = self.account_of(call.access_key)
        environ["HTTP_X_MOTO_ACCOUNT_ID"] = call.account
        if not call.service:
            return self.call_moto(environ, body)
        with self.lock:
            self.requests[f"{call.name}@{call.region}"] += 1
        fault = self.faults.find(call)
        if fault:
            return faults.apply(fault, call, lambda: self.real_answer(call))
        return self.real_answer(call)

    def real_answer(self, call):
        handler = HANDLERS.get(call.name)
        if handler and (call.protocol != CBOR or call.service in SPEAK_CBOR):
            try:
                result = handler(call)
                if result is not PASS:
                    return answer(call, result)
            except AwsError as error:
                return error_answer(call, error)
        return self.call_moto(call.environ, call.body)

    def call_moto(self, environ, body):
        seen = {}
        environ["wsgi.input"] = io.BytesIO(body)

        def start(status, headers, exc_info=None):
            seen.update(status=int(status.split()[0]), headers=headers)

        chunks = self.moto(environ, start)
        return Answer(seen["status"], seen["headers"], b"".join(chunks))

    def account_of(self, access_key):
        """Keys that moto handed out (AssumeRole) keep their account; any other key is the seeded account's."""
        for account, backends in list(iam_backends.items()):
            if access_key in backends["aws"].access_keys:
                return account
        return self.default_account

    def control(self, environ, body):
        action = environ["REQUEST_METHOD"], environ["PATH_INFO"].removeprefix("/_computelint/")
        try:
            if action == ("POST", "faults"):
                self.faults.set(json.loads(body or b"[]"))
                return as_json({})
            if action == ("GET", "requests"):
                with self.lock:
                    return as_json(dict(sorted(self.requests.items())))
            if action == ("DELETE", "requests"):
                with self.lock:
                    self.requests.clear()
                return as_json({})
            if action == ("POST", "reset"):
                self.reset()
                return as_json({})
            if action == ("POST", "seed"):
                account = json.loads(body)
                summary = seed.load(account)
                self.default_account = account["account"]["id"]
                return as_json(summary)
        except ValueError as error:
            return as_json({"error": str(error)}, 400)
        except (KeyError, TypeError) as error:
            traceback.print_exc()
            return as_json({"error": f"{type(error).__name__}: {error}"}, 400)
        return as_json({"error": "no such control: " + " ".join(action)}, 404)

    def reset(self):
        self.faults.set([])
        with self.lock:
            self.requests.clear()
        cloudwatch_api.STORES.clear()
        catalogue.KEPT.clear()
        moto_api_backend.reset()
        self.default_account = DEFAULT_ACCOUNT_ID


def as_json(value, status=200):
    return Answer(status, {"Content-Type": "application/json"}, json.dumps(value))


class QuietHandler(WSGIRequestHandler):
    """Werkzeug's handler without its log. Connections are closed after each answer, as werkzeug does: once it has answered it
    drains the connection, and would swallow a next request that a fast client has already sent."""

    def log_request(self, *args):
        pass


def exit_with_parent():
    """Ends the process when standard input closes, which it does when the parent dies."""
    sys.stdin.buffer.read()
    os._exit(0)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    parser.add_argument("--seed", help="account description to load before serving")
    parser.add_argument("--exit-with-stdin", action="store_true", help="end when standard input closes")
    options = parser.parse_args()

    app = Emulator()
    if options.seed:
        with open(options.seed, encoding="utf-8") as file:
            account = json.load(file)
        seed.load(account)
        app.default_account = account["account"]["id"]
    server = make_server("127.0.0.1", options.port, app, threaded=True, request_handler=QuietHandler)
    if options.exit_with_stdin:
        threading.Thread(target=exit_with_parent, daemon=True).start()
    print(json.dumps({"port": server.server_port}), flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
