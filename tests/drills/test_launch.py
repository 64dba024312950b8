"""`make run`: two starts of the complete product, and starts that fail."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from email import message_from_bytes, policy
from http.cookiejar import CookieJar
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

import pytest

from config import launch
from tests.factories import make_person

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc"),
    pytest.mark.look,  # `make run` always uses SQLite
]
ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = ["queue", "mail", "web", "worker", "beat"]
TIMEOUT = 240
PARTICIPANT = "participant@example.org"
READY = "Plenary is ready:"
FIRST_TIME = "Setting up the database (once)..."


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """Return the results of a first start, from an empty folder to Ctrl-C."""
    var = tmp_path_factory.mktemp("first")
    with launched(var) as process:
        said = output_when_ready(var, process)
        mail_page, home = re.findall(r"http://127\.0\.0\.1:\d+/", said)
        answers = [Browser().get(address)[0] for address in (home, f"{home}healthz", mail_page)]
        Browser().ask_for_code(home)
        codes = wait_for(lambda: codes_in(var))
        processes = descendants(process.pid)
        process.send_signal(signal.SIGINT)
        exit_code = process.wait(TIMEOUT)
        left = running(processes)
    return SimpleNamespace(**locals())


def test_first_start_prints_its_addresses_and_responds(first):
    signs_in = [line.split()[-1] for line in first.said.splitlines() if line.startswith("  ")]

    assert first.answers == [200, 200, 200]
    assert signs_in == [PARTICIPANT, "focal.point@example.org", "organizer@example.org"]
    assert FIRST_TIME in first.said
    assert "WARNING" not in first.said


@pytest.mark.django_db
def test_empty_installation_says_how_to_create_the_first_account(capsys, settings, monkeypatch):
    settings.DEMO = False
    monkeypatch.setenv("PLENARY_DEMO", "0")
    monkeypatch.setenv("PLENARY_VAR", "/tmp/empty")  # noqa: S108 (is not used)

    launch.announce(8000, "http://127.0.0.1:8025/")
    before = capsys.readouterr().out
    make_person(is_superuser=True)
    launch.announce(8000, "http://127.0.0.1:8025/")
    after = capsys.readouterr().out

    command = ".venv/bin/python manage.py createsuperuser --noinput --email you@example.org"
    assert "PLENARY_DEMO=0" in before
    assert f"PLENARY_VAR=/tmp/empty {command}" in before
    assert "createsuperuser" not in after


def test_requested_code_arrives_by_mail(first):
    assert len(first.codes) == 1


def test_ctrl_c_stops_every_process(first):
    assert first.exit_code == 0
    assert len(first.processes) >= len(PARTS)
    assert first.left == set()


def test_second_start_keeps_the_data_and_no_process_outlives_its_launcher(first):
    with closing(sqlite3.connect(first.var / "plenary.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO events_country (iso2, name, capital, timezones, official_languages, search_text) VALUES ('XX', 'Kept', '', '[]', '[]', 'kept')"
        )
        before = counts(database)

    with launched(first.var) as process:
        said = output_when_ready(first.var, process)
        processes = descendants(process.pid)
        process.kill()
        process.wait()
        wait_for(lambda: not running(processes))

    with closing(sqlite3.connect(first.var / "plenary.sqlite3")) as database:
        assert counts(database) == before
    assert FIRST_TIME not in said
    assert len(processes) >= len(PARTS)


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"PORT": "eighty"}, r"PORT must be a number from 1 to 65535, not 'eighty'\."),
        ({"DATABASE_URL": "postgres://127.0.0.1:1/x"}, r"the database at DATABASE_URL is not reachable \(.*\)\."),
        ({"DATABASE_URL": "nonsense"}, r"its settings are invalid \(.*DATABASE_URL.*\)\."),
        ({"REDIS_URL": "redis://127.0.0.1:1/0"}, r"the queue at REDIS_URL is not reachable \(.*\)\."),
    ],
)
def test_failed_start_prints_the_reason_in_one_sentence(tmp_path, environment, sentence):
    # The output ends when no process holds it any more. With a remaining child, this would time out.
    done = subprocess.run(**command(tmp_path, **environment), capture_output=True, timeout=TIMEOUT, check=False)

    assert (done.returncode, done.stdout) == (1, b"")
    assert re.fullmatch(f"Plenary cannot start: {sentence}\n", done.stderr.decode())


def test_start_reports_a_port_in_use_in_one_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = subprocess.run(**command(tmp_path, PORT=str(port)), capture_output=True, timeout=TIMEOUT, check=False)

    assert (done.returncode, done.stdout) == (1, b"")
    assert re.fullmatch(rf"Plenary cannot start: port {port} is not available .+ make run\.\n", done.stderr.decode())


def command(var, **environment):
    """Return the arguments to start a launcher on a free port, without the settings of this process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environ = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environ |= {"PORT": str(port), "PLENARY_VAR": str(var), "DATABASE_URL": f"sqlite:///{var}/plenary.sqlite3"}
    return {"args": [sys.executable, "-m", "config.launch"], "cwd": ROOT, "env": environ | environment}


@contextmanager
def launched(var):
    with (
        (var / "said").open("w") as said,
        subprocess.Popen(**command(var), stdout=said, stderr=said) as process,
    ):
        try:
            yield process
        finally:
            process.kill()  # its children end with it


def output_when_ready(var, process):
    def said():
        text = (var / "said").read_text()
        assert process.poll() is None, text
        return READY in text and text

    return wait_for(said)


def wait_for(look):
    deadline = time.monotonic() + TIMEOUT
    while not (found := look()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return found


class Browser:
    """A visitor with cookies and without a proxy."""

    def __init__(self):
        self.opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))

    def get(self, address, form=None):
        with self.opener.open(address, form and urlencode(form).encode(), timeout=TIMEOUT) as answer:
            return answer.status, answer.read().decode()

    def ask_for_code(self, home):
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(f"{home}accounts/login/")[1])[1]
        self.get(f"{home}accounts/login/", {"csrfmiddlewaretoken": token, "email": PARTICIPANT})


def codes_in(var):
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in (var / "mail").glob("*.eml")]
    return [mail["Subject"] for mail in mails if mail["To"] == PARTICIPANT and re.match(r"\d{6}\b", mail["Subject"])]


def counts(database):
    tables = ["events_country", "events_event", "events_registration", "accounts_user"]
    return [database.execute(f"SELECT count(*) FROM {table}").fetchone() for table in tables]  # noqa: S608 (our names)


def parents():
    """Yield the parent and the state of each process from /proc/*/stat. Its name is in brackets, and may have spaces."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
        except OSError:  # gone meanwhile
            continue
        yield int(path.parent.name), int(parent), state


def descendants(pid):
    found = {pid}
    table = list(parents())
    while more := {child for child, parent, _ in table if parent in found} - found:
        found |= more
    return found - {pid}


def running(pids):
    return {pid for pid, _, state in parents() if pid in pids and state != "Z"}
