"""Real calendar programs read what we serve and send: khal and vdirsyncer (icalendar's family), ical.js (Thunderbird's)."""

import json
import os
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from events.calendars.services import revise
from events.models import Session
from events.registration.services import register, withdraw
from notifications.models import Message
from tests.factories import make_event, make_person

pytestmark = [pytest.mark.clients, pytest.mark.django_db(transaction=True)]
HERE = Path(__file__).parent
PROGRAMS = HERE.parent.parent / ".venv-clients" / "bin"
ZONES = ["Europe/Vienna", "America/New_York", "Asia/Yangon", "Asia/Kathmandu", "Africa/Casablanca", "Asia/Dili"]


@pytest.fixture(autouse=True)
def _programs():
    if not (PROGRAMS / "khal").exists() or not (HERE / "node_modules").exists() or not shutil.which("node"):
        missing = "khal, vdirsyncer and ical.js are made by: make .venv-clients/.ready"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)


@pytest.fixture
def events():
    """One event in January and one in July in each zone, at nine on its clocks."""
    made = []
    for tzid in ZONES:
        for month in (1, 7):
            start = datetime(2027, month, 6, 9, tzinfo=ZoneInfo(tzid))
            event = make_event(
                title=f"{tzid}, {month}: Đối thoại; xã hội",
                timezone=tzid,
                starts_at=start,
                ends_at=start + timedelta(hours=3),
            )
            revise(event, significant=False)
            made.append(event)
    return made


def ical_js(text):
    done = subprocess.run(["node", "read.mjs"], cwd=HERE, input=text, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def instant(moment):
    return moment.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def test_ical_js_reads_every_instant_of_the_feed(client, events):
    with time_machine.travel(datetime(2027, 1, 1, tzinfo=ZoneInfo("UTC"))):
        read = ical_js(client.get("/calendar/events.ics").content.decode())

    assert {(found["uid"], found["start"], found["end"]) for found in read["events"]} == {
        (event.uid, instant(event.starts_at), instant(event.ends_at)) for event in events
    }


def test_ical_js_reads_invites_and_cancels(events):
    person = make_person(email="reader@example.org", name='Quote " and, comma')
    event = events[0]
    withdraw(register(event, person), by=person)

    request, cancel = (ical_js(mail.ics) for mail in Message.objects.order_by("pk"))

    assert (request["method"], cancel["method"]) == ("REQUEST", "CANCEL")
    assert request["events"][0]["attendees"] == ["mailto:reader@example.org"]
    assert request["events"][0]["start"] == instant(event.starts_at)
    assert cancel["events"][0]["sequence"] > request["events"][0]["sequence"]


def test_khal_shows_events_at_their_hour(client, events, tmp_path):
    with time_machine.travel(datetime(2027, 1, 1, tzinfo=ZoneInfo("UTC"))):
        (tmp_path / "feed.ics").write_bytes(client.get("/calendar/events.ics").content)
    settings = tmp_path / "config"
    settings.write_text(
        f"[calendars]\n[[c]]\npath = {tmp_path / 'c'}\n[sqlite]\npath = {tmp_path / 'khal.db'}\n"
        "[locale]\nlocal_timezone = UTC\ndefault_timezone = UTC\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\n"
        "longdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
    )
    (tmp_path / "c").mkdir()

    def khal(*words):
        command = [PROGRAMS / "khal", "-c", settings, *words]
        return subprocess.run(
            command, capture_output=True, text=True, check=True, env=os.environ | {"HOME": str(tmp_path)}
        )

    khal("import", "--batch", "-a", "c", tmp_path / "feed.ics")
    listed = khal("list", "--day-format", "", "-f", "{uid} {start-long-full}", "2027-01-01", "360d").stdout

    assert {tuple(line.split(" ", 1)) for line in listed.splitlines() if line} == {
        (event.uid, event.starts_at.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%d %H:%M")) for event in events
    }


def test_vdirsyncer_subscribes_over_http(live_server, events, tmp_path):
    event = events[0]
    Session.objects.create(
        event=event, title="Opening", starts_at=event.starts_at, ends_at=event.starts_at + timedelta(hours=1)
    )
    settings = tmp_path / "config"
    settings.write_text(
        f'[general]\nstatus_path = "{tmp_path / "status"}"\n'
        '[pair p]\na = "web"\nb = "disk"\ncollections = null\nconflict_resolution = "a wins"\n'
        f'[storage web]\ntype = "http"\nurl = "{live_server.url}/events/{event.slug}/event.ics"\n'
        f'[storage disk]\ntype = "filesystem"\npath = "{tmp_path / "disk"}"\nfileext = ".ics"\n'
    )

    def vdirsyncer(*words):
        subprocess.run(
            [PROGRAMS / "vdirsyncer", "-c", settings, *words], check=True, capture_output=True, text=True, input="y\n"
        )

    vdirsyncer("discover")
    vdirsyncer("sync")

    kept = [path.read_text().replace("\r", "").replace("\n ", "") for path in (tmp_path / "disk").glob("*.ics")]
    assert len(kept) == 2
    # (It gives items of a web calendar UIDs of its own.)
    assert sum(f"RELATED-TO:{event.uid}" in text for text in kept) == 1
    assert sum("SUMMARY:Opening" in text for text in kept) == 1
