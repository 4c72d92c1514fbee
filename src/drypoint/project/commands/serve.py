"""`drypoint serve`: the whole product, website and worker, until Ctrl-C."""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import resource
import signal
import socket
import sys
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from drypoint.foundation.core import logs
from drypoint.foundation.core.disk import in_words
from drypoint.project import config as configuration
from drypoint.project import starting
from drypoint.project.starting import CannotStartError
from drypoint.project.supervising import Child, Supervisor

# Two more than the bodies that may be under way at once (wsgi.py), so that slow senders never hold them all.
BLOCKING_THREADS = 8
CONNECTIONS_A_PROCESS = 1024
HEADER_TIMEOUT_MS = 10_000
HEADER_BYTES = 64 * 1024
# A thread that waits for a slow body ends only with its connection (core/front/slow_clients.py).
STOP_SECONDS = 15


def _port(value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= 65535:
        raise argparse.ArgumentTypeError(f"{value!r} is not a port. Write a number from 1 to 65535.")
    return int(value)


def _workers(value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= 64:
        raise argparse.ArgumentTypeError(f"{value!r} is not a number of processes. Write one from 1 to 64.")
    return int(value)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may be said."""
    parser.add_argument(
        "--demo", action="store_true", help="fill an empty database with an invented practice and serve it"
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=_port, default=8000, help="port to listen on (8000)")
    parser.add_argument("--workers", type=_workers, default=1, metavar="N", help="web processes (1)")
    parser.add_argument("--no-worker", action="store_true", help="run the website only; mail waits for a worker")


def run(args: argparse.Namespace) -> int:
    """Prepare, start website and worker, and keep them running; 0 after Ctrl-C, 1 if it cannot start."""
    try:
        _serve(args)
    except (CannotStartError, configuration.ConfigError) as error:
        _say(f"drypoint: {error}")
        return 1
    except ImproperlyConfigured as error:
        _say(f"drypoint: {error}")
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def _say(sentence: str) -> None:
    if settings.configured and settings.CONFIG.log_format == "json":
        sentence = "\n".join(logs.as_object(__name__, line) for line in sentence.splitlines())
    print(sentence, file=sys.stderr, flush=True)


def _serve(args: argparse.Namespace) -> None:
    # Ctrl-C and SIGTERM end the preparation the same way; the supervisor takes both over later.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if args.demo:
        os.environ["DRYPOINT_DEMO"] = "1"
    if "DRYPOINT_URL" not in os.environ:
        shown = "127.0.0.1" if args.host in {"0.0.0.0", "::"} else args.host  # noqa: S104 (compared, not bound)
        os.environ["DRYPOINT_URL"] = f"http://{f'[{shown}]' if ':' in shown else shown}:{args.port}"
    config = configuration.load()
    starting.make_data_folder(config.data)
    _refuse_taken_port(args.host, args.port)
    starting.keep_address(config)
    starting.set_up_django()

    from drypoint.foundation.core.keeping import backup

    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(backup.in_use())
        except backup.BackupError as error:
            raise CannotStartError(str(error)) from error
        notes = _prepare(config, is_demo=args.demo)
        _run_until_stopped(args, config, notes)


def _refuse_taken_port(host: str, port: int) -> None:
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as error:
        raise CannotStartError(f"There is no address {host} on this machine.") from error
    except OSError as error:
        raise CannotStartError(f"Port {port} on {host} cannot be used ({error.strerror}). {_way_out(port)}") from error


def _way_out(port: int) -> str:
    """Return how to choose another port, in the words of the program that was typed; ports below 1024 are root's."""
    other = port + 1 if 1024 <= port < 65535 else 8001
    # make tells its recipes how deep it is.
    return f"Choose another: make run PORT={other}" if "MAKELEVEL" in os.environ else f"Choose another: --port {other}"


def _prepare(config: configuration.Config, *, is_demo: bool) -> list[str]:
    """Bring everything up to date, alone, and return what to tell once the site answers."""
    from django.db import connection

    from drypoint.foundation.core import setup_code
    from drypoint.foundation.core.keeping import files_place, key_mark
    from drypoint.foundation.practice.queries import the_practice
    from drypoint.project import demo

    notes = []
    try:
        with starting.alone(config.data):
            starting.migrate(say=_say)
            key_mark.set_or_compare()
            files_place.set_or_compare()
            starting.collect_static()
            if is_demo:
                demo.fill()
                notes.append(f"The demo's sign-ins are in {demo.sign_ins_file()}")
            else:
                demo.refuse_demo()
                if the_practice() is None and (code := setup_code.open_code()):
                    notes.append(f"Set the practice up at {config.url}/setup/?code={quote(code)}")
                    notes.append(f"The code works once; it is in {config.data / setup_code.FILE_NAME} too.")
    except (key_mark.WrongKeyError, files_place.WrongPlaceError) as error:
        raise CannotStartError(str(error)) from error
    except OSError as error:
        raise CannotStartError(f"The data folder cannot be filled: {in_words(error)}") from error
    finally:
        connection.close()
    return notes


def _children(args: argparse.Namespace) -> list[Child]:
    with contextlib.suppress(ValueError, OSError):
        _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard if hard > 0 else 65536, hard))
    python = sys.executable
    web = [
        *(python, "-m", "granian", "drypoint.project.wsgi:application", "--interface", "wsgi"),
        *("--host", args.host, "--port", str(args.port), "--workers", str(args.workers)),
        *("--blocking-threads", str(BLOCKING_THREADS), "--backpressure", str(CONNECTIONS_A_PROCESS)),
        *("--http", "1", "--no-ws", "--http1-header-read-timeout", str(HEADER_TIMEOUT_MS)),
        *("--http1-buffer-size", str(HEADER_BYTES), "--respawn-failed-workers", "--respawn-interval", "1"),
        *("--workers-kill-timeout", str(STOP_SECONDS), "--no-access-log", "--log-level", "error"),
    ]
    children = [Child("web server", web, _say)]
    if not args.no_worker:
        children.append(Child("worker", [python, "-m", "drypoint.project.cli", "worker"], _say))
    return children


def _is_answering(host: str, port: int) -> bool:
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (compared, not bound)
    link = http.client.HTTPConnection(reached, port, timeout=5)
    try:
        link.request("GET", "/healthz", headers={"Host": "127.0.0.1"})
        return link.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


def _run_until_stopped(args: argparse.Namespace, config: configuration.Config, notes: list[str]) -> None:
    children = _children(args)
    supervisor = Supervisor(children)
    supervisor.listen()
    supervisor.start()
    told = False

    def tick() -> bool:
        nonlocal told
        if not told:
            if children[0].deaths >= 3:
                return False
            if children[0].process is not None and _is_answering(args.host, args.port):
                told = True
                _say("\n".join([f"Drypoint answers at {config.url}", *notes, "Ctrl-C ends it."]))
        return True

    try:
        supervisor.run(tick)
    finally:
        supervisor.stop()
        _sign_off()
    if not told and not supervisor.is_stopping:
        raise CannotStartError("The web server does not start. Its own words stand above.")


def _sign_off() -> None:
    from django.db import Error

    from drypoint.foundation.core import machines

    with contextlib.suppress(Error):  # a database that is away keeps nothing from ending
        machines.sign_off()
