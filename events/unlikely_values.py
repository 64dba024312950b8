"""Values that are probably mistakes: the page asks about each one once, before it saves. It never refuses them.

A page describes what is typed as values (`Period`, `Sending`, `Deadline` and others). CHECKS lists what can be unlikely
about each kind of value. `ask` returns the questions that the person has not seen yet, without those that the stored
values already raise. The answer is bound to the question with its values, so another value is another question."""

from calendar import monthrange
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from zoneinfo import ZoneInfo

from babel.core import Locale, UnknownLocaleError, get_global
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.calendars.date_formats import clock_time, full_date
from events.calendars.dates import moment_text
from events.models import Event

MONTHS_AHEAD = 18
NIGHT_BEGINS, NIGHT_ENDS = 22, 6  # hours
SHORTEST = timedelta(minutes=10)
ANSWERS = "sure"  # the name of the hidden inputs


@dataclass(frozen=True)
class Period:
    """The time of an event or a session. starts_at, ends_at: aware, the end exclusive. country: ISO code, for its
    weekend. is_exact: whether the hours are known. is_part: of an event, which is asked about the past and the future."""

    label: str
    starts_at: datetime
    ends_at: datetime
    zone: ZoneInfo
    country: str = ""
    is_exact: bool = True
    is_part: bool = False

    @property
    def moment(self) -> datetime:
        """The moment that can be past. A month that has begun is not past."""
        return self.starts_at if self.is_exact else self.ends_at

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day, on the clocks of the zone."""
        last = (self.ends_at - timedelta(microseconds=1)).astimezone(self.zone)
        return self.starts_at.astimezone(self.zone).date(), last.date()


@dataclass(frozen=True)
class Deadline:
    """A moment until which people can do something. Deadlines at midnight or on a Sunday are usual."""

    label: str
    moment: datetime
    zone: ZoneInfo


@dataclass(frozen=True)
class Sending(Deadline):
    """A moment at which people get a mail."""

    country: str = ""
    is_exact: bool = True

    @property
    def days(self) -> tuple[date, date]:
        day = self.moment.astimezone(self.zone).date()
        return day, day


@dataclass(frozen=True)
class Capacity:
    """A number of seats, and the number that its room holds. room: the name of the room or of the larger number."""

    label: str
    seats: int
    room: str
    limit: int


@dataclass(frozen=True)
class Window:
    """The end of registration, and the start of the event."""

    closes_at: datetime
    starts_at: datetime
    zone: ZoneInfo


@dataclass(frozen=True)
class Reach:
    """A reminder rule, and the reason why it reaches nobody; "" if it reaches people."""

    label: str
    reason: str


@dataclass(frozen=True)
class Place:
    """The zone of an event, and that of its venue or country; "" if those are unknown. zone_names: for the reader."""

    zone: str
    venue_zone: str
    zone_name: str
    venue_zone_name: str


@dataclass(frozen=True)
class Clash:
    """Two things that need the same room or person at the same time. text: the whole sentence."""

    text: str


Value = Period | Deadline | Capacity | Window | Reach | Place | Clash


@dataclass(frozen=True)
class Check:
    """One thing that can be unlikely.

    applies_to: the kinds of values. find: returns the detail of an unlikely value, which the message names and to which
    the answer is bound; "" for a likely one. message: the question, with %(label)s and %(detail)s."""

    name: str
    applies_to: tuple[type, ...]
    find: Callable[..., str]
    message: str | Promise


@dataclass(frozen=True)
class Doubt:
    """What is unlikely about a value, as a question. key: identifies the check and the value."""

    key: str
    text: str


@dataclass(frozen=True)
class Asked:
    """open: the questions that the person has not seen. keys: those of all questions, for the hidden inputs."""

    open: list[Doubt]
    keys: list[str]


def ask(data: QueryDict, values: Iterable[Value], before: Iterable[Value] = ()) -> Asked:
    """Return what to ask about values. data: the submitted form, with the answers. before: the stored values.

    A question about a stored value is not asked again while the value stays the same."""
    known = {question.key for question in questions(before)}
    new = [question for question in questions(values) if question.key not in known]
    answered = set(data.getlist(ANSWERS))
    return Asked([question for question in new if question.key not in answered], [question.key for question in new])


def questions(values: Iterable[Value], *, only: Collection[str] | None = None) -> list[Doubt]:
    """Return a question for each unlikely thing about values, in the order of CHECKS. Equal questions appear once.

    only: the names of the checks to make; None for all."""
    values = list(values)
    found: dict[str, Doubt] = {}
    for check in CHECKS:
        if only is not None and check.name not in only:
            continue
        for value in values:
            detail = check.find(value) if isinstance(value, check.applies_to) else ""
            if detail:
                text = str(check.message) % {"label": getattr(value, "label", ""), "detail": detail}
                key = sha256(f"{check.name}|{text}".encode()).hexdigest()[:16]
                found.setdefault(key, Doubt(key, text))
    return list(found.values())


def country_of(event: Event) -> str:
    """Return the code of the country in which event takes place; "" for an online event."""
    return (event.venue.country_id or "") if event.venue and event.mode != Event.Mode.ONLINE else ""


def find_past(value: Period | Deadline) -> str:
    if isinstance(value, Sending) or (isinstance(value, Period) and value.is_part):
        return ""  # the pages refuse to send a mail in the past
    return _when(value) if value.moment < now() else ""


def find_far(value: Period | Deadline) -> str:
    if isinstance(value, Period) and value.is_part:
        return ""
    return _when(value) if value.moment > _months_ahead(now(), MONTHS_AHEAD) else ""


def _when(value: Period | Deadline) -> str:
    """Return the moment in words; of a period without hours, its days, as they were typed."""
    if not isinstance(value, Period) or value.is_exact:
        return moment_text(value.moment, value.zone)
    first, last = map(full_date, value.days)
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def _months_ahead(moment: datetime, months: int) -> datetime:
    years, month = divmod(moment.month - 1 + months, 12)
    last_day = monthrange(moment.year + years, month + 1)[1]
    return moment.replace(year=moment.year + years, month=month + 1, day=min(moment.day, last_day))


def find_weekend(value: Period | Sending) -> str:
    """Return the first or the last day if it is on a weekend. An event of weeks always has a weekend inside."""
    if not value.is_exact and value.days[0] != value.days[1]:
        return ""
    days = [day for day in value.days if is_weekend(day, value.country)]
    return full_date(days[0]) if days else ""


def is_weekend(day: date, country: str) -> bool:
    """Return whether day is on the weekend of a country (ISO 3166-1 alpha-2), as CLDR gives it. "": Saturday, Sunday."""
    first, last = _weekend(country)
    return (day.weekday() - first) % 7 <= (last - first) % 7


@cache
def _weekend(country: str) -> tuple[int, int]:
    """Return the first and the last day of the weekend (0 is Monday), from a locale of the country."""
    for language in get_global("territory_languages").get(country, ()):
        try:
            locale = Locale.parse(f"{language}_{country}")
        except (UnknownLocaleError, ValueError):
            continue
        return locale.weekend_start, locale.weekend_end
    return 5, 6


def find_night(value: Period | Sending) -> str:
    if not value.is_exact:
        return ""
    if isinstance(value, Sending):
        local = value.moment.astimezone(value.zone)
        return clock_time(local) if not NIGHT_ENDS <= local.hour < NIGHT_BEGINS else ""
    start = value.starts_at.astimezone(value.zone)
    end = (value.ends_at - timedelta(microseconds=1)).astimezone(value.zone)
    is_night = any(not NIGHT_ENDS <= local.hour < NIGHT_BEGINS for local in (start, end))
    return f"{clock_time(start)}–{clock_time(value.ends_at.astimezone(value.zone))}" if is_night else ""


def find_short(value: Period) -> str:
    minutes = int((value.ends_at - value.starts_at).total_seconds() // 60)
    if value.ends_at - value.starts_at >= SHORTEST:
        return ""
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def find_too_large(value: Capacity) -> str:
    if value.seats <= value.limit:
        return ""
    return _("%(seats)d, but %(room)s: %(limit)d") % {"seats": value.seats, "room": value.room, "limit": value.limit}


def find_late_window(value: Window) -> str:
    return moment_text(value.closes_at, value.zone) if value.closes_at > value.starts_at else ""


def find_other_zone(value: Place) -> str:
    if not value.zone or not value.venue_zone or value.zone == value.venue_zone:
        return ""
    moment = now()
    same = ZoneInfo(value.zone).utcoffset(moment) == ZoneInfo(value.venue_zone).utcoffset(moment)
    return "" if same else f"{value.venue_zone_name} / {value.zone_name}"


CHECKS = (
    Check("past", (Period, Deadline), find_past, gettext_lazy("“%(label)s” is in the past: %(detail)s.")),
    Check("far", (Period, Deadline), find_far, gettext_lazy("“%(label)s” is more than 18 months ahead: %(detail)s.")),
    Check("weekend", (Period, Sending), find_weekend, gettext_lazy("“%(label)s” is on a weekend: %(detail)s.")),
    Check(
        "night",
        (Period, Sending),
        find_night,
        gettext_lazy("“%(label)s” is at night, on the clocks of the place: %(detail)s."),
    ),
    Check("short", (Period,), find_short, gettext_lazy("“%(label)s” is shorter than ten minutes: %(detail)s.")),
    Check("capacity", (Capacity,), find_too_large, gettext_lazy("“%(label)s” is larger than the room: %(detail)s.")),
    Check(
        "window",
        (Window,),
        find_late_window,
        gettext_lazy("Registration closes after the event has started: %(detail)s."),
    ),
    Check(
        "reach", (Reach,), lambda value: value.reason, gettext_lazy("The rule “%(label)s” reaches nobody: %(detail)s")
    ),
    Check(
        "zone",
        (Place,),
        find_other_zone,
        gettext_lazy("The clocks of the venue and of the event differ (venue / event): %(detail)s."),
    ),
    Check("clash", (Clash,), lambda value: value.text, "%(detail)s"),
)
