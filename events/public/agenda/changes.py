"""What the last version of an agenda changed, for the public pages: by session, with the values before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from events.agenda.languages import language_names
from events.agenda.values import moment
from events.calendars.date_formats import clock_time, weekday_date
from events.calendars.dates import shown_end, zone_text
from events.models import AgendaVersion, Event, Venue

TIMES = ("starts_at", "ends_at", "timezone")
PLACES = ("room", "host_institution", "venue_id")
TEXTS = ("kind", "track", "abstract", "is_optional")
PUBLIC = (*TIMES, *PLACES, "title", "languages", *TEXTS)


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """One change of a session, in words. before: the old value; "" if it is not worth showing."""

    label: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class SessionMark:
    """The changes of one session since the version before. A new session has no parts."""

    is_new: bool = False
    parts: tuple[ChangedPart, ...] = ()


@dataclass(frozen=True)
class VersionChanges:
    """The changes between the last two versions of an agenda. Without a second version, there are none."""

    version: AgendaVersion | None = None
    before: AgendaVersion | None = None
    marks: Mapping[int, SessionMark] = field(default_factory=dict)  # by the key of the session
    removed: int = 0

    @property
    def count(self) -> int:
        return len(self.marks) + self.removed


def version_changes(event: Event) -> VersionChanges:
    """Return what the last version of the agenda of event changed. One query; two if the venue of a session changed."""
    newest = list(AgendaVersion.objects.filter(event=event).order_by("-number")[:2])
    if len(newest) < 2:
        return VersionChanges(version=newest[0] if newest else None)
    version, before = newest
    old, new = before.sessions, version.sessions
    changed = {key: values for key, values in new.items() if key not in old or _changed(old[key], values)}
    venues = _venues(old[key].get("venue_id") for key in changed if key in old)
    marks = {
        int(key.removeprefix("s")): _mark(event, old.get(key), values, venues)
        for key, values in changed.items()
        if key.removeprefix("s").isdecimal()
    }
    return VersionChanges(version, before, marks, removed=len(old.keys() - new.keys()))


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> set[str]:
    return {name for name in PUBLIC if (old.get(name) or None) != (new.get(name) or None)}


def _venues(keys: Iterable[int | None]) -> dict[int, str]:
    wanted = {key for key in keys if key}
    rows = Venue.objects.select_related("country").in_bulk(wanted) if wanted else {}
    return {key: str(venue) for key, venue in rows.items()}


def _mark(
    event: Event, old: Mapping[str, Any] | None, new: Mapping[str, Any], venues: Mapping[int, str]
) -> SessionMark:
    if old is None:
        return SessionMark(is_new=True)
    changed, parts = _changed(old, new), []
    if changed & set(TIMES):
        parts.append(ChangedPart(_("New time"), _when(event, old, new)))
    if changed & set(PLACES):
        parts.append(ChangedPart(_("New place"), _place(old, venues)))
    if "title" in changed:
        parts.append(ChangedPart(_("New title"), str(old.get("title") or "")))
    if "languages" in changed:
        names = ", ".join(language_names(old.get("languages") or []))
        parts.append(ChangedPart(_("New languages of interpretation"), names))
    if changed & set(TEXTS):
        parts.append(ChangedPart(_("Corrected")))
    return SessionMark(parts=tuple(parts))


def _when(event: Event, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Return the old time: "13:45–15:00". Its day and its time zone are named only if they are others now."""
    start, end = moment(old, "starts_at"), moment(old, "ends_at")
    if start is None or end is None:
        return ""
    zone = ZoneInfo(old.get("timezone") or event.timezone)
    start, end = start.astimezone(zone), end.astimezone(zone)
    text = f"{clock_time(start)}–{shown_end(start, end)[1]}"
    new_start, new_zone = moment(new, "starts_at"), ZoneInfo(new.get("timezone") or event.timezone)
    if new_start is None or new_start.astimezone(new_zone).date() != start.date():
        text = f"{weekday_date(start)}, {text}"
    return text if zone == new_zone else f"{text}, {zone_text(zone.key, start)}"


def _place(old: Mapping[str, Any], venues: Mapping[int, str]) -> str:
    venue = venues.get(old.get("venue_id") or 0, "")
    return ", ".join(filter(None, [old.get("room"), old.get("host_institution"), venue]))
