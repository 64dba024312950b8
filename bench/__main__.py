"""Print a table of ratios and write var/bench.json. BENCH_DATABASE_URL is the URL of the PostgreSQL server."""

import json
import os
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg

SERVER = os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
NAME = "plenary_bench"
SMALL, LARGE, FEED = 100, 10_000, 200
ALL = "/calendar/events.ics"
CLIENTS = (1, 2, 4, 8, 16)
FEED_PATH = f"{ALL}?programme=feed"
LOAD_SECONDS = 120
CONNECTIONS, LOAD_TEST_SECONDS = 32, 60
# The allowed factors of the time with a hundred times as many events. None: printed without a target.
GROWTH = {
    "event list": 1.2,
    "event page": 1.2,
    "feed 304": None,
    "feed 200, an event in it": None,
    "registration": None,
    "mail with invite": None,
}


def main() -> int:
    recreate_database()
    folder = Path(tempfile.mkdtemp(prefix="plenary-bench-"))
    address = urllib.parse.urlsplit(SERVER)._replace(path=f"/{NAME}").geturl()
    os.environ |= {
        "DATABASE_URL": address,
        "PLENARY_DEMO": "1",
        "PLENARY_VAR": str(folder),
        "CELERY_BROKER_URL": "memory://",
        "LOG_LEVEL": "ERROR",
        "CACHE_BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "STATICFILES_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
    }
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    (folder / "static").mkdir()
    import django  # noqa: PLC0415 (after Django is set up)

    django.setup()
    var = Path(__file__).resolve().parent.parent / "var"
    var.mkdir(exist_ok=True)
    rows: list[dict] = []
    print(f"{'':62}{'value':>14}{'yardstick':>12}{'ratio':>8}  target", flush=True)
    for found in measure(folder, sys.argv[1:] or list(PARTS)):
        print_row(found)
        rows.append(found)
        (var / "bench.json").write_text(json.dumps(rows, indent=1))
    return 0


def recreate_database() -> None:
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {NAME}")


def measure(folder: Path, parts: list[str]) -> Iterator[dict]:
    """Yield the rows of these parts, each as soon as it is measured."""
    from django.core.management import call_command  # noqa: PLC0415 (after Django is set up)

    call_command("migrate", verbosity=0)
    for name in parts:
        call_command("flush", interactive=False, verbosity=0)
        yield from PARTS[name](folder)


def workspace_rows(_folder: Path) -> Iterator[dict]:
    """10,000 events and 100,000 people: the time to load them, then each page of the workspace and its search."""
    from bench import large_events, workspace  # noqa: PLC0415 (after Django is set up)

    yield row("load 10,000 events, 100,000 people", measure_loading(), LOAD_SECONDS, 1, unit="s", better="less")
    large_events.vacuum()
    for name, found in workspace.measure():
        yield row(f"workspace: {name}", *found, workspace.TARGET)


def public_rows(folder: Path) -> Iterator[dict]:
    """Public pages, feeds, registrations and mails: with 10,000 events, and against 100 of them."""
    from bench import large_events, mails, registrations  # noqa: PLC0415 (after Django is set up)
    from events.demo import real_programme, synthetic  # noqa: PLC0415 (after Django is set up)

    real_programme.load_countries()
    rates = {}
    for size in (SMALL, LARGE):
        synthetic.load(size, 500)
        large_events.vacuum()
        rates[size] = measure_costs()
    yield from feed_rows(folder)
    for name, target in GROWTH.items():
        small, large = rates[SMALL][name], rates[LARGE][name]
        yield row(f"{name}: {LARGE} events against {SMALL}", large, small, target, unit="x", better="less")
    for clients in CLIENTS:
        found = rates[LARGE]["yardsticks"]["registration"] if clients == 8 else registrations.measure(clients)
        yield row(f"registrations, {clients} client{'s' if clients > 1 else ''}", *found, 0.1)
    for workers, found in mails.by_workers().items():
        name = f"outbox, with invite, {workers} worker{'s' if workers > 1 else ''}"
        yield row(name, *found, 0.7 if workers == 1 else None)


def feed_rows(folder: Path) -> Iterator[dict]:
    from bench import web  # noqa: PLC0415 (after Django is set up)

    fill_feed_programme(folder)
    kept = folder / "kept"
    kept.mkdir()
    with web.server(kept):
        status, content, headers = web.get(FEED_PATH)
        assert status == 200
        assert content.count(b"BEGIN:VEVENT") == FEED
        (kept / "feed.bin").write_bytes(content)
        for name, path in stored_pages().items():
            status, content, _headers = web.get(path)
            assert status == 200, path
            (kept / f"{name}.bin").write_bytes(content)
    with web.server(kept):
        fresh = web.Request(FEED_PATH, {"If-None-Match": headers["etag"]}, status=304)
        yardstick, unchanged, whole = web.rates(web.Request("/yardstick/feed"), fresh, web.Request(FEED_PATH))
        yield row("feed 304", unchanged, yardstick, 0.7)
        yield row(f"feed 200, {FEED} events", whole, yardstick, 0.5)
        for name, path in stored_pages().items():
            yardstick, found = web.rates(web.Request(f"/yardstick/{name}"), web.Request(path))
            yield row(f"{name.replace('-', ' ')}, against its stored bytes", found, yardstick, 0.35)


def large_event_rows(_folder: Path) -> Iterator[dict]:
    """Events with 100,000 registrations, and a decision about 2,000 people."""
    from bench import large_events  # noqa: PLC0415 (after Django is set up)

    fill(SMALL)
    for name, (among_many, among_few) in large_events.measure().items():
        sizes = f"{large_events.MANY} there against {large_events.FEW}"
        yield row(f"{name}: {sizes}", among_many, among_few, 1.3, unit="ms", better="less")
    name = f"decision for {large_events.DECIDED}, one by one"
    yield row(name, *large_events.decision(), 0.5, unit="s", better="less")


def reminder_rows(_folder: Path) -> Iterator[dict]:
    from bench import mails, reminders  # noqa: PLC0415 (after Django is set up)

    fill(LARGE)
    for name, spent in reminders.measure().items():
        for size, found in spent.items():
            limit = reminders.LIMIT * size / reminders.LARGE
            yield row(f"{name}: {size}", found.seconds, limit, 1, unit="s", better="less")
        small, large = (spent[size].peak for size in (reminders.SMALL, reminders.LARGE))
        sizes = f"{reminders.LARGE} against {reminders.SMALL}"
        yield row(f"{name}: memory at most, {sizes}", large, small, 1.1, unit="MB", better="less")
    written = reminders.mails_a_second()
    yield row("reminders' mails written, against sent, 1 worker", written, mails.by_workers()[1][0])


def timetable_rows(_folder: Path) -> Iterator[dict]:
    """The editor of an agenda with 200 sessions: from a key to the new picture."""
    from bench import timetable  # noqa: PLC0415 (after Django is set up)

    fill(SMALL)
    for name, milliseconds in timetable.measure():
        text = f"timetable of {timetable.SESSIONS} sessions, a quarter of the speed, {name} of {timetable.KEYS} keys"
        yield row(text, milliseconds, timetable.LIMIT, 1, unit="ms", better="less")


def load_rows(_folder: Path) -> Iterator[dict]:
    """Many readers at once, without a session: no response may fail."""
    from bench import web  # noqa: PLC0415 (after Django is set up)

    fill(LARGE)
    with web.server(None):
        for name, path in stored_pages().items():
            found = web.load(web.Request(path), connections=CONNECTIONS, seconds=LOAD_TEST_SECONDS)
            text = f"{name.replace('-', ' ')}, {CONNECTIONS} connections for {LOAD_TEST_SECONDS} s"
            yield row(f"{text}: failures", found.failures, 1, 0, unit="", better="less")
            yield row(f"{text}: 99 of 100 within", found.p99 * 1000, 1, unit="ms", better="less")


# `make bench ARGS="public reminders"` measures some of them.
PARTS: dict[str, Callable[[Path], Iterator[dict]]] = {
    "workspace": workspace_rows,
    "public": public_rows,
    "load": load_rows,
    "timetable": timetable_rows,
    "large_events": large_event_rows,
    "reminders": reminder_rows,
}


def fill(size: int) -> None:
    """Load so many events and 500 people."""
    from bench import large_events  # noqa: PLC0415 (after Django is set up)
    from events.demo import real_programme, synthetic  # noqa: PLC0415 (after Django is set up)

    real_programme.load_countries()
    synthetic.load(size, 500)
    large_events.vacuum()


def measure_costs() -> dict[str, Any]:
    """Return the costs with the present events, as multiples of a page without a query or of another yardstick.

    "yardsticks" has pairs of rates per second: of the operation, and of its yardstick in the same minute."""
    from bench import mails, registrations, web  # noqa: PLC0415 (after Django is set up)

    with web.server(None):
        _status, content, headers = web.get(ALL)
        unchanged = web.Request(ALL, {"If-None-Match": headers["etag"]}, status=304)
        asked = [web.Request("/events/"), web.Request(page_path()), unchanged, web.Request(ALL)]
        bare, *rates, whole = web.rates(web.Request("/robots.txt"), *asked)
    registration, mail = registrations.measure(), mails.measure()
    return {
        **{name: bare / rate for name, rate in zip(GROWTH, rates, strict=False)},
        "feed 200, an event in it": bare / whole / content.count(b"BEGIN:VEVENT"),
        "registration": registration[1] / registration[0],
        "mail with invite": mail[1] / mail[0],
        "yardsticks": {"registration": registration, "mail": mail},
    }


def stored_pages() -> dict[str, str]:
    """Return the names and addresses of public pages that are stored."""
    from events.models import Event  # noqa: PLC0415 (after Django is set up)

    programme = Event.objects.order_by("pk").select_related("programme")[SMALL // 2].programme
    return {
        "event-list": "/events/",
        "event-page": page_path(),
        "programme-page": programme.get_absolute_url(),
        "resource-list": "/resources/",
    }


def page_path() -> str:
    from events.models import Event  # noqa: PLC0415 (after Django is set up)

    return Event.objects.order_by("pk")[SMALL // 2].get_absolute_url()


def fill_feed_programme(folder: Path) -> None:
    """Move FEED events to a programme of their own, which has a feed."""
    from events.calendars import queries  # noqa: PLC0415 (after Django is set up)
    from events.calendars.services import touch_feeds  # noqa: PLC0415 (after Django is set up)
    from events.models import Event, Programme  # noqa: PLC0415 (after Django is set up)

    programme = Programme.objects.create(slug="feed", name="Feed")
    chosen = list(queries.public({}).order_by("pk").values_list("pk", flat=True)[:FEED])
    Event.objects.filter(pk__in=chosen).update(programme=programme)
    touch_feeds()


def measure_loading() -> float:
    from events.demo import real_programme, synthetic  # noqa: PLC0415 (after Django is set up)

    begin = time.perf_counter()
    real_programme.load_countries()
    synthetic.load(10_000, 100_000)
    return time.perf_counter() - begin


def row(
    name: str, value: float, yardstick: float, target: float | None = None, *, unit: str = "1/s", better: str = "more"
) -> dict:
    return {
        "name": name,
        "value": round(value, 3 if value < 10 else 1),
        "unit": unit,
        "yardstick": round(yardstick, 3 if yardstick < 10 else 1),
        "ratio": round(value / yardstick, 3),
        "target": target,
        "better": better,
    }


def print_row(found: dict) -> None:
    value = f"{found['value']} {found['unit']}"
    line = f"{found['name']:62}{value:>14}{found['yardstick']:>12}{found['ratio']:>8}  {verdict(found)}"
    print(line, flush=True)


def verdict(found: dict) -> str:
    """Return the target and whether it is missed, or "" without a target."""
    if found["target"] is None:
        return ""
    more = found["better"] == "more"
    good = found["ratio"] >= found["target"] if more else found["ratio"] <= found["target"]
    return f"{'>=' if more else '<='} {found['target']}{'' if good else ' MISSED'}"


if __name__ == "__main__":
    sys.exit(main())
