"""The calendar programs of the tests: requirements, and the events that each program reads from a calendar.

The events are a set of (title, start, end), with times in UTC to the minute."""

import json
import os
import shutil
import subprocess
from datetime import UTC
from pathlib import Path

import icalendar
import pytest

HERE = Path(__file__).parent
BIN = HERE.parent.parent / ".venv-clients" / "bin"
ICAL_JS = HERE / "node_modules" / "ical.js" / "package.json"
KHAL = """\
[calendars]
[[c]]
path = {folder}/c
[sqlite]
path = {folder}/khal.db
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""
VDIRSYNCER = """\
[general]
status_path = "{folder}/status"
[pair p]
a = "from"
b = "to"
collections = null
conflict_resolution = "a wins"
[storage from]
{source}
[storage to]
type = "filesystem"
path = "{folder}/kept"
fileext = ".ics"
"""


def require() -> None:
    """Skip the test if a program is missing. With CI=true, fail it: there, all programs must be installed."""
    installed = {
        "khal": (BIN / "khal").exists(),
        "vdirsyncer": (BIN / "vdirsyncer").exists(),
        "node": bool(shutil.which("node")),
        "ical.js": ICAL_JS.exists(),
    }
    if names := [name for name, is_installed in installed.items() if not is_installed]:
        message = f"Missing: {', '.join(names)}. All but node come with: make .venv-clients/.ready"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)


def utc(moment) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M")


def run(*command, **options) -> str:
    done = subprocess.run(
        [str(argument) for argument in command], capture_output=True, text=True, check=False, **options
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def ical_js(text: str) -> dict:
    """Return the method and the events of a calendar as Thunderbird reads them, with the fields that read.mjs prints."""
    calendar = json.loads(run("node", "read.mjs", cwd=HERE, input=text))
    calendar["set"] = {
        (event["summary"], *(event[end][:16].replace("T", " ") for end in ("start", "end")))
        for event in calendar["events"]
    }
    return calendar


def khal(text: str, folder: Path, *, each_day: bool = False) -> set[tuple[str, ...]]:
    """Return the events of 2027 that khal lists after an import.

    List a repeated event once, or with each_day on each of its days. The title of a cancelled event begins with
    "CANCELLED ".
    """
    (folder / "c").mkdir()
    (folder / "config").write_text(KHAL.format(folder=folder))
    (folder / "in.ics").write_bytes(text.encode())
    program = [BIN / "khal", "-c", folder / "config"]
    home = os.environ | {"HOME": str(folder)}
    run(*program, "import", "--batch", "-a", "c", folder / "in.ics", env=home)
    form = "{cancelled}{title}|{start-long-full}|{end-long-full}{nl}"
    once = [] if each_day else ["--once"]
    listed = run(*program, "list", *once, "--day-format", "", "-f", form, "2027-01-01", "364d", env=home)
    return {tuple(line.split("|")) for line in listed.splitlines() if line}


def vdirsyncer(source: str, folder: Path) -> set[tuple[str, ...]]:
    """Return the events that vdirsyncer stores, one file per event. Each file must contain its time zone.

    source is a URL or the text of a calendar.
    """
    if source.startswith("http"):
        storage = f'type = "http"\nurl = "{source}"'
    else:
        (folder / "in.ics").write_bytes(source.encode())
        storage = f'type = "singlefile"\npath = "{folder}/in.ics"'
    (folder / "config").write_text(VDIRSYNCER.format(folder=folder, source=storage))
    program = [BIN / "vdirsyncer", "-c", folder / "config"]
    run(*program, "discover", input="y\n")
    run(*program, "sync")
    kept = [icalendar.Calendar.from_ical(path.read_bytes()) for path in (folder / "kept").glob("*.ics")]
    return {(str(event["summary"]), *_times(calendar, event)) for calendar in kept for event in calendar.events}


def _times(calendar: icalendar.Calendar, event: icalendar.Event) -> list[str]:
    zones = {str(zone["tzid"]): zone.to_tz(lookup_tzid=False) for zone in calendar.timezones}
    times = []
    for end in (event["dtstart"], event["dtend"]):
        tzid = end.params.get("TZID")
        times.append(utc(end.dt.replace(tzinfo=zones[tzid]) if tzid else end.dt))
    return times
