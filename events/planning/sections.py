"""The sections of the page "Details" of an event: each is a line with its present values. It opens into a form, or is a link
to the page that changes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.calendars.dates import moment_text, when_text
from events.models import Event
from events.planning.date_fields import EventDatesForm
from events.planning.event_form import EventForm
from events.planning.shown_fields import SHOWN_IF

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

VENUE = ("venue_name", "venue_city", "venue_country", "venue_capacity")
PLACES = ("seats", "room_seats", "online_seats", "offer_hours")


@dataclass(frozen=True)
class DetailsSection:
    """name: a part of the address. fields: of EventForm. says: returns the present values as one line.

    page: the name of the page that changes the section instead of a form; "" for a form."""

    name: str
    title: "StrOrPromise"
    fields: tuple[str, ...]
    says: Callable[[Event], str]
    page: str = ""

    def rows(self, form: EventForm) -> list[tuple[forms.BoundField, str, str]]:
        """Return the fields, with their CSS class and the rule that shows them: JSON for the script of forms, or ""."""
        return [(form[name], form.css_class(name), SHOWN_IF.get(name, "")) for name in self.fields]


def _joined(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part) or _t("None")


def _count_words(label: object, text: str) -> str:
    number = len(text.split())
    words = ngettext("%(count)d word", "%(count)d words", number) % {"count": number}
    return f"{label} ({words})" if text else ""


def _when(event: Event) -> str:
    venue = event.venue if event.mode != Event.Mode.ONLINE else ""
    return _joined(when_text(event), venue, event.get_mode_display())


def _registration(event: Event) -> str:
    places = ngettext("%(count)d place", "%(count)d places", event.seats or 0) % {"count": event.seats or 0}
    closes_at = event.registration_closes_at
    closes = _t("until %(moment)s") % {"moment": moment_text(closes_at, event.zone)} if closes_at else ""
    nominations_end = event.nominations_close_at if event.policy == Event.Policy.NOMINATION else None
    if nominations_end:
        closes = _t("nominations until %(moment)s") % {"moment": moment_text(nominations_end, event.zone)}
    return _joined(event.get_policy_display(), closes, places if event.seats is not None else "")


def _minimum(event: Event) -> str:
    if not (event.minimum_people and event.decide_on):
        return _t("None")
    day = date_format(event.decide_on, "DATE_FORMAT")
    people = ngettext("at least %(count)d person", "at least %(count)d people", event.minimum_people)
    return _joined(day, people % {"count": event.minimum_people}, _t("shown to participants"))


def _words(event: Event) -> str:
    return _joined(
        _count_words(_t("Summary"), event.summary),
        _count_words(_t("description"), event.description),
        _count_words(_t("who it is for"), event.audience),
    )


def _belongs(event: Event) -> str:
    areas, count = list(event.areas.all()), len(event.countries.all())
    countries = ngettext("%(count)d country", "%(count)d countries", count) % {"count": count} if count else ""
    return _joined(event.phase, *areas, countries, event.organised_by, event.supported_by)


def _travel(event: Event) -> str:
    if not event.asks_travel:
        return _t("Not requested")
    due = event.details_due_at
    keeps = ngettext(
        "deleted %(count)d day after the event", "deleted %(count)d days after the event", event.travel_keep_days
    ) % {"count": event.travel_keep_days}
    asked = _t("Requested from confirmed people")
    return _joined(asked, _t("due %(moment)s") % {"moment": moment_text(due, event.zone)} if due else "", keeps)


def _contact(event: Event) -> str:
    own = event.get_language_display() or _t("language of the programme")
    officer = event.officer.full_name if event.officer else ""
    return _joined(officer, event.contact_address, own)


def _sessions(event: Event) -> str:
    count = len(event.sessions.all())
    return ngettext("%(count)d session", "%(count)d sessions", count) % {"count": count} if count else _t("None")


SECTIONS = (
    DetailsSection(
        "name", _("Name and type"), ("title", "kind"), lambda event: _joined(event.title, event.get_kind_display())
    ),
    DetailsSection(
        "when",
        _("When and where"),
        (*EventDatesForm.DATE_FIELDS, "mode", *VENUE, "online_url", "days_as"),
        _when,
    ),
    DetailsSection(
        "registration",
        _("Registration and places"),
        ("policy", *PLACES, "opens_local", "closes_local", "promotes_local", "nominations_local"),
        _registration,
    ),
    DetailsSection("minimum", _("Go/no-go decision"), ("minimum_people", "decide_on"), _minimum),
    DetailsSection("words", _("Public description"), ("summary", "description", "audience"), _words),
    DetailsSection(
        "belongs",
        _("Phase, area, partners"),
        ("phase", "areas", "countries", "organised_by", "supported_by"),
        _belongs,
    ),
    DetailsSection("travel", _("Travel details"), ("asks_travel", "details_due_local", "travel_keep_days"), _travel),
    DetailsSection("files", _("Documents"), (), lambda event: _joined(*(row.title for row in event.documents.all()))),
    DetailsSection("contact", _("Officer, contact and language"), ("officer", "contact_email", "language"), _contact),
    DetailsSection(
        "outcome",
        _("Outcome"),
        ("outcome",),
        lambda event: _count_words(_t("Outcome"), event.outcome) or _t("Write it after the event"),
    ),
    DetailsSection("agenda", _("Agenda"), (), _sessions, page="agenda:editor"),
)
BY_NAME = {section.name: section for section in SECTIONS if section.fields}  # those with a form
ALL_FIELDS = frozenset(name for section in SECTIONS for name in section.fields)


def section_of(field: str) -> str:
    """Return the name of the section with a field of EventForm, or "" for none."""
    return next((section.name for section in SECTIONS if field in section.fields), "")
