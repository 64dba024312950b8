"""What is held about a person, in words, by kind: the page "My data". The number of queries is fixed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import encryption
from accounts.encryption import DecryptionError
from accounts.models import User
from events.calendars.date_formats import full_date
from events.calendars.dates import moment_text
from events.models import Registration, TravelDetails, TravellerFile
from events.models.country import country_names
from events.personal_data.declarations import PLACES
from events.personal_data.identity import addresses_of
from events.personal_data.own_words import WORDS
from events.personal_data.places import KINDS, DataPlace
from events.personal_data.retention.table import LINES, RetentionLine
from events.privacy.periods import answer_days
from events.questions.queries import displayed_answers
from events.travel.details import TravelData

MOST_SHOWN = 50  # rows of one place on the page; the download has all
# The headings of places whose model has no name that says it to the person.
TITLES = {
    "accounts.User": gettext_lazy("Your account"),
    "usersessions.UserSession": gettext_lazy("Browsers in which you are signed in"),
    "events.Registration_tags": gettext_lazy("Labels of your registrations"),
    "events.Expert": gettext_lazy("Your entries in directories of experts"),
    "events.ExpertPicture": gettext_lazy("Your pictures in directories of experts"),
    "events.ExpertNote": gettext_lazy("Notes of the team about you"),
    "events.ExpertRating": gettext_lazy("Ratings of your contributions by the team"),
    "events.Engagement": gettext_lazy("Your personal links as a contributor, and what you need"),
}


@dataclass
class ShownRow:
    """One row: its labels and values in words. until: when it is deleted, if the table of retention gives a date."""

    values: list[tuple[str, str]]
    until: datetime | None = None


@dataclass
class ShownPlace:
    """The rows of one model, with the line of the table of retention that says why and how long they are kept."""

    place: DataPlace
    title: str
    line: RetentionLine
    rows: list[ShownRow]

    @property
    def other_lines(self) -> list[RetentionLine]:
        """The lines of single fields that are kept for another time."""
        return [LINES[key] for key in dict.fromkeys(self.place.field_lines.values())]

    @property
    def shown(self) -> list[ShownRow]:
        return self.rows[:MOST_SHOWN]

    @property
    def hidden(self) -> int:
        return max(len(self.rows) - MOST_SHOWN, 0)


@dataclass
class Section:
    title: str | Promise
    places: list[ShownPlace] = field(default_factory=list)


def sections_of(person: User, zone: ZoneInfo) -> list[Section]:
    """Return all data about person by kind, without empty kinds. Times are in zone."""
    addresses = addresses_of(person)
    sections = {kind: Section(title) for kind, title in KINDS.items()}
    for place in PLACES:
        if not place.kind:
            continue
        rows = _rows_in_words(place, person, addresses, zone)
        if rows:
            sections[place.kind].places.append(ShownPlace(place, _title(place), LINES[place.line], rows))
    return [section for section in sections.values() if section.places]


def _title(place: DataPlace) -> str:
    if place.model in TITLES:
        return str(TITLES[place.model])
    return str(place.model_class._meta.verbose_name_plural).capitalize()


def raw_rows(place: DataPlace, person: User, addresses: frozenset[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a place for the export, by the names of their fields."""
    if place.model == "events.Answer":
        answers = displayed_answers(Registration.objects.of(person).values_list("pk", flat=True))
        for found in answers.values():
            for shown in found:
                yield {
                    "registration": shown.answer.registration_id,
                    "question": shown.label,
                    "answer": shown.text,
                    "value": shown.answer.value,
                    "answered_at": shown.answer.answered_at,
                }
    elif place.model == "events.TravelDetails":
        yield from _travel(person)
    elif place.model == "events.TravellerFile":
        yield from _papers(person)
    else:
        yield from place.rows_of(person, addresses).values(*place.shown)


def _rows_in_words(place: DataPlace, person: User, addresses: frozenset[str], zone: ZoneInfo) -> list[ShownRow]:
    if place.model == "events.Answer":
        return _answers_in_words(person, zone)
    if place.model == "events.TravelDetails":
        return _sealed_in_words(_travel(person))
    if place.model == "events.TravellerFile":
        return _sealed_in_words(_papers(person))
    columns = (*place.shown, *([place.ends] if place.ends else []))
    fields = [_field(place.model_class, lookup) for lookup in place.shown]
    rows = []
    for values in place.rows_of(person, addresses).values_list(*columns):
        words = [
            (_label(lookup, column), _words(column, value, zone) + _end_of_field(place, lookup, values[-1], zone))
            for lookup, column, value in zip(place.shown, fields, values, strict=False)
            if value not in (None, "", [], {})
        ]
        until = LINES[place.line].ends_at(values[-1]) if place.ends and isinstance(values[-1], datetime) else None
        rows.append(ShownRow(words, until))
    return rows


def _end_of_field(place: DataPlace, lookup: str, counted_from: Any, zone: ZoneInfo) -> str:
    """Return when a field is deleted that has a line of its own, in brackets; "" for the others."""
    key = place.field_lines.get(lookup)
    until = LINES[key].ends_at(counted_from) if key and isinstance(counted_from, datetime) else None
    return " (" + _("deleted on %(day)s") % {"day": full_date(until.astimezone(zone))} + ")" if until else ""


def _answers_in_words(person: User, zone: ZoneInfo) -> list[ShownRow]:
    registrations = {row.pk: row for row in Registration.objects.of(person).select_related("event__programme")}
    rows = []
    for key, answers in displayed_answers(registrations).items():
        event = registrations[key].event
        for shown in answers:
            days = shown.answer.question.question.keep_days
            period = timedelta(days=answer_days(event.programme.answers_keep_days, days))
            until = event.ends_at + period if event.ends_at else None
            rows.append(ShownRow([(_("Event"), event.title), (shown.label, shown.text)], until))
    return rows


def _travel(person: User) -> Iterator[dict[str, Any]]:
    details = TravelDetails.objects.filter(registration__person=person).select_related("registration__event")
    for stored in details:
        try:
            values = dict(encryption.decrypt(stored.sealed))
        except DecryptionError:
            values = {"unreadable": True}
        event = stored.registration.event
        until = event.ends_at + timedelta(days=event.travel_keep_days) if event.ends_at else None
        yield {"event__title": event.title, **values, "kept_until": until}


def _papers(person: User) -> Iterator[dict[str, Any]]:
    """Yield the state of the visa of each registration, with the emergency contact, insurance and allergy."""
    files = TravellerFile.objects.filter(registration__person=person).select_related("registration__event")
    for stored in files:
        try:
            values = dict(encryption.decrypt(stored.sealed)) if stored.sealed else {}
        except DecryptionError:
            values = {"unreadable": True}
        event = stored.registration.event
        until = event.ends_at + timedelta(days=event.travel_keep_days) if event.ends_at else None
        visa = {"visa": str(stored.get_visa_display()), "visa_on": stored.visa_on, "visa_note": stored.visa_note}
        yield {"event__title": event.title, **visa, **values, "kept_until": until}


def _sealed_in_words(found: Iterable[dict[str, Any]]) -> list[ShownRow]:
    labels = {**TravelData.LABELS, "born_on": TravelData.BIRTH_DATE_LABEL, "event__title": _("Event")}
    rows = []
    for values in found:
        until = values.pop("kept_until")
        words = [
            (
                str(labels.get(name, name.replace("_", " "))),
                str(value),
            )
            for name, value in values.items()
            if value not in (None, "", False)
        ]
        rows.append(ShownRow([(label.capitalize(), value) for label, value in words], until))
    return rows


def _field(model: type[Model], lookup: str) -> "Field[Any, Any] | None":
    """Return the field at the end of a lookup; None for a key."""
    *path, last = lookup.split("__")
    for name in path:
        related = model._meta.get_field(name).related_model
        if not isinstance(related, type):
            return None
        model = related
    try:
        found = model._meta.get_field(last)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, Field) else None


def _label(lookup: str, column: "Field[Any, Any] | None") -> str:
    """Return the label of a value: its field, or the related thing whose name or title it is."""
    parts = lookup.split("__")
    if len(parts) > 1 and parts[-1] in {"title", "name", "label"}:
        return parts[-2].replace("_", " ").capitalize()
    label = str(column.verbose_name) if column is not None else parts[-1]
    return label[:1].upper() + label[1:]


def _words(column: "Field[Any, Any] | None", value: Any, zone: ZoneInfo) -> str:
    if isinstance(value, str):
        return str(_names_of(column).get(value, value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return moment_text(value, zone)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {item}" for key, item in value.items())
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return ", ".join(map(str, value))
    return str(value)


def _names_of(column: "Field[Any, Any] | None") -> Mapping[Any, Any]:
    """Return the names of the values of a field with codes; empty for the others."""
    if column is None:
        return {}
    if str(column) in WORDS:
        return WORDS[str(column)]
    if column.name == "country":
        return country_names()
    if column.name == "language":
        return dict(settings.MAIL_LANGUAGES)
    return dict(column.flatchoices) if column.choices else {}
