"""Dead links are found without asking any server of the own network."""

import http.client
import socket
import ssl
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from events.daily_tasks.timetable import DailyTask
from events.library.links import fetching, job
from events.library.links.fetching import LinkProblemError, ServerAnswer, ask_server, is_public, problem_of
from events.models import CheckedLink, Event
from tests.events.library.helpers import make_resource
from tests.factories import make_event, make_member, make_programme


def answers(table):
    """Return a function that answers requests from a table, and a list of what was asked."""
    asked = []

    def ask(method, url):
        asked.append((method, url))
        answer = table[f"{method} {url}"]
        if isinstance(answer, str):
            raise LinkProblemError(answer)
        return answer if isinstance(answer, ServerAnswer) else ServerAnswer(answer, "")

    return ask, asked


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ({"HEAD https://a.org/": 200}, ""),
        ({"HEAD https://a.org/": 405, "GET https://a.org/": 200}, ""),
        ({"HEAD https://a.org/": 404, "GET https://a.org/": 200}, ""),
        ({"HEAD https://a.org/": 404, "GET https://a.org/": 404}, "404"),
        ({"HEAD https://a.org/": 410}, "410"),
        ({"HEAD https://a.org/": 500}, "500"),
        ({"HEAD https://a.org/": 403, "GET https://a.org/": 403}, ""),  # for programs only
        ({"HEAD https://a.org/": 429}, ""),
        ({"HEAD https://a.org/": "No answer"}, "No answer"),
        ({"HEAD https://a.org/": ServerAnswer(301, "/new"), "HEAD https://a.org/new": 200}, ""),
        ({"HEAD https://a.org/": ServerAnswer(302, "https://a.org/")}, "Too many redirects"),
        ({"HEAD https://a.org/": ServerAnswer(302, "http://10.0.0.1/"), "HEAD http://10.0.0.1/": "Not a public address"},
         "Not a public address"),
        ({"HEAD https://a.org/": ServerAnswer(302, "//[x")}, "Redirect to no web address"),
    ],
)  # fmt: skip
def test_problem_of_a_link(table, problem):
    ask, _asked = answers(table)

    assert problem_of("https://a.org/", ask) == problem


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",  # noqa: S104
        "::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1", "ff02::1",
        "::127.0.0.1", "fec0::1",
    ],
)  # fmt: skip
def test_addresses_inside_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_addresses_of_the_internet_are_public(address):
    assert is_public(address)


@pytest.fixture
def resolver(monkeypatch):
    """Names resolve to what the test says, and every connection is recorded and refused."""
    table, connected = {}, []

    def resolve(host, port, **_options):
        if host not in table:
            raise socket.gaierror
        return [(0, 0, 0, "", (address, port)) for address in table[host]]

    def connect(address, *_timeout):
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(fetching.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(fetching.socket, "create_connection", connect)
    return table, connected


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://inside.example.org/", "Not a public address"),
        ("http://mixed.example.org/", "Not a public address"),
        ("http://localhost/", "Not a public address"),
        ("http://missing.example.org/", "Server not found"),
        ("http://public.example.org:8080/", "Not a web address"),
        ("ftp://public.example.org/", "Not a web address"),
        ("file:///etc/passwd", "Not a web address"),
        ("http://[::1", "Not a web address"),
        ("http://public.example.org:99999/", "Not a web address"),
    ],
)
def test_no_server_inside_is_asked(resolver, url, problem):
    table, connected = resolver
    table |= {
        "inside.example.org": ["10.1.2.3"],
        "mixed.example.org": ["93.184.216.34", "127.0.0.1"],
        "localhost": ["127.0.0.1"],
        "public.example.org": ["93.184.216.34"],
    }

    with pytest.raises(LinkProblemError, match=problem):
        ask_server("HEAD", url)

    assert connected == []


def test_connection_goes_to_the_address_that_was_checked(resolver):
    table, connected = resolver
    table["public.example.org"] = ["93.184.216.34"]

    with pytest.raises(LinkProblemError, match="No answer"):
        ask_server("HEAD", "https://public.example.org/Hà Nội?q=việt")

    assert connected == [("93.184.216.34", 443)]


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (TimeoutError(), "No answer"),
        (http.client.BadStatusLine("x"), "No answer"),
        (ssl.SSLCertVerificationError(), "Certificate not valid"),
    ],
)
def test_failures_of_a_connection_are_problems(resolver, monkeypatch, error, problem):
    table, _connected = resolver
    table["public.example.org"] = ["93.184.216.34"]

    def fail(*_arguments):
        raise error

    monkeypatch.setattr(fetching.socket, "create_connection", fail)

    with pytest.raises(LinkProblemError, match=problem):
        ask_server("HEAD", "https://public.example.org/")


def test_a_server_that_never_ends_its_answer_is_left(monkeypatch):
    """It sends a part of a header again and again, so that no part is late."""
    ours, theirs = socket.socketpair()
    ended = threading.Event()

    def answer():
        theirs.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        with suppress(OSError):
            while not ended.wait(0.02):
                theirs.sendall(b"x")

    server = threading.Thread(target=answer)
    monkeypatch.setattr(fetching, "LONGEST", 0.3)
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *_a, **_k: [(0, 0, 0, "", ("93.184.216.34", 80))])
    monkeypatch.setattr(fetching.socket, "create_connection", lambda *_arguments: ours)
    server.start()
    began = time.monotonic()

    with pytest.raises(LinkProblemError, match="No answer"):
        ask_server("HEAD", "http://slow.example.org/")

    waited = time.monotonic() - began
    ended.set()
    server.join()
    theirs.close()
    assert waited < 5


@pytest.mark.django_db
def test_check_records_problems_and_forgets_links_that_are_gone():
    make_resource(url="https://example.org/works")
    make_resource(url="https://example.org/gone")
    make_resource(url="https://example.org/slow")
    make_resource(url="https://example.org/draft", published_at=None)
    make_event().documents.create(title="Note", url="https://example.org/works")
    draft = make_event(status=Event.Status.DRAFT)
    draft.documents.create(title="Note", url="https://example.org/secret")
    CheckedLink.objects.create(url="https://example.org/old")
    problems = {"https://example.org/gone": "404", "https://example.org/slow": "No answer"}

    counts = job.check(lambda url: problems.get(url, ""))

    rows = dict(CheckedLink.objects.values_list("url", "failures"))
    assert rows == {"https://example.org/works": 0, "https://example.org/gone": 1, "https://example.org/slow": 1}
    assert counts == {"links": 3, "dead_links": 1}
    assert job.check(lambda url: problems.get(url, "")) == {"links": 3, "dead_links": 2}
    assert job.check(lambda url: "") == {"links": 3, "dead_links": 0}
    assert not CheckedLink.objects.exclude(failed_since=None).exists()


@pytest.mark.django_db
def test_a_demonstration_asks_no_server(settings):
    settings.LINK_CHECKS = False
    make_resource(url="https://example.org/")

    assert job.check_links() == {"links": 0, "dead_links": 0}


@pytest.mark.django_db
def test_team_sees_the_dead_links_of_its_programmes(client):
    programme, other = make_programme(), make_programme()
    resource = make_resource(programme=programme, title="Review", url="https://example.org/gone")
    make_resource(programme=other, title="Other", url="https://example.org/gone")
    make_event(programme=programme, title="Seminar").documents.create(title="Note", url="https://example.org/gone")
    CheckedLink.objects.create(url="https://example.org/gone", problem="404", failures=1)
    client.force_login(make_member(programme))

    page = client.get("/organise/dead-links/").text

    assert f"/organise/programmes/{programme.slug}/resources/{resource.pk}/" in page
    assert "Seminar: Note" in page
    assert "Other" not in page


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2026-11-29T03:40", "2026-11-29T03:40"),  # a Sunday
        ("2026-11-29T03:39", "2026-11-22T03:40"),
        ("2026-11-30T00:00", "2026-11-29T03:40"),
        ("2026-12-05T23:59", "2026-11-29T03:40"),
    ],
)
def test_weekly_task_is_due_on_its_weekday(moment, due):
    at = datetime(2026, 1, 1, 3, 40, tzinfo=UTC).time()
    task = DailyTask("links", "path", at, weekday=6)

    found = task.last_due_at(datetime.fromisoformat(moment).replace(tzinfo=UTC))

    assert found == datetime.fromisoformat(due).replace(tzinfo=UTC)
