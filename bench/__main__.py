"""Prints a table of ratios and writes var/bench.json. Needs PostgreSQL (BENCH_DATABASE_URL names its server)."""

import json
import os
import sys
import tempfile
import urllib.parse
from pathlib import Path

import psycopg

SERVER = os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
NAME = "plenary_bench"
SMALL, LARGE, FEED = 100, 10_000, 200


def main() -> int:
    fresh_database()
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
    import django

    django.setup()
    rows = measure(folder)
    show(rows)
    var = Path(__file__).resolve().parent.parent / "var"
    var.mkdir(exist_ok=True)
    (var / "bench.json").write_text(json.dumps(rows, indent=1))
    return 0


def fresh_database() -> None:
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {NAME}")


def measure(folder: Path) -> list[dict]:
    from django.core.management import call_command

    from bench import mails, places, web
    from events.demo import crowd, history
    from events.models import Event

    call_command("migrate", verbosity=0)
    history.load_countries()
    crowd.load(SMALL, 500)
    kept = folder / "kept"
    kept.mkdir()
    feed, page = "/calendar/events.ics?programme=synthetic", Event.objects.order_by("pk")[SMALL // 2].get_absolute_url()
    rows: list[dict] = []

    def add(
        name: str, value: float, yardstick: float, target: float, *, unit: str = "1/s", better: str = "more"
    ) -> None:
        rows.append(
            {"name": name, "value": round(value, 1), "unit": unit, "yardstick": round(yardstick, 1),
             "ratio": round(value / yardstick, 3), "target": target, "better": better}
        )  # fmt: skip

    crowd_at = {}
    with web.server(kept):
        crowd_at[SMALL] = {"list": web.rate("/events/"), "page": web.rate(page)}
    crowd.load(int(FEED * 1.2), 500)
    with web.server(kept):
        status, content, headers = web.get(feed)
        assert status == 200
        assert content.count(b"BEGIN:VEVENT") >= FEED
        (kept / "feed.bin").write_bytes(content)
        (kept / "list.bin").write_bytes(web.get("/events/")[1])
        (kept / "page.bin").write_bytes(web.get(page)[1])
    with web.server(kept):
        yardstick = web.rate("/yardstick/feed")
        add("feed 304", web.rate(feed, headers={"If-None-Match": headers["etag"]}, status=304), yardstick, 0.7)
        add("feed 200, 200 events", web.rate(feed), yardstick, 0.5)
        add("event list", web.rate("/events/"), web.rate("/yardstick/list"), 0.0)
        add("event page", web.rate(page), web.rate("/yardstick/page"), 0.0)
    crowd.load(LARGE, 500)
    with web.server(kept):
        crowd_at[LARGE] = {"list": web.rate("/events/"), "page": web.rate(page)}
    for name in ("list", "page"):
        small, large = crowd_at[SMALL][name], crowd_at[LARGE][name]
        add(f"event {name}: ms, 10,000 events against 100", 1000 / large, 1000 / small, 1.3, unit="ms", better="less")
    add("registrations, 8 clients", *places.measure(), 0.1)
    add("outbox, with invite", *mails.measure(), 0.5)
    return rows


def show(rows: list[dict]) -> None:
    print(f"{'':46}{'value':>10}{'yardstick':>12}{'ratio':>8}  target")
    for row in rows:
        sign = ">=" if row["better"] == "more" else "<="
        good = row["ratio"] >= row["target"] if row["better"] == "more" else row["ratio"] <= row["target"]
        value = f"{row['value']:>7} {row['unit']}"
        print(
            f"{row['name']:46}{value:>10}{row['yardstick']:>12}{row['ratio']:>8}  {sign} {row['target']} {'' if good else 'MISSED'}"
        )


if __name__ == "__main__":
    sys.exit(main())
