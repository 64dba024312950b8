"""The columns of the table of an event's registrations: the text of a cell, and the sort order of the column."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from zoneinfo import ZoneInfo

from django.db.models import Case, Expression, OuterRef, Prefetch, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce, Lower, NullIf
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.calendars.registration_labels import status_text
from events.models import Country, Event, EventQuestion, Question, Registration, SessionChoice
from events.models.constituency import Constituencies
from events.permissions import Action


class LinkedText(str):
    """The text of a cell with a link. The page shows the link, an export has only the text."""

    url: str

    @classmethod
    def to(cls, url: str, text: str) -> "LinkedText":
        linked = cls(text)
        linked.url = url
        return linked


@dataclass(frozen=True)
class Lookups:
    """Data for cells that a row itself does not have. It is read once for the table; answers are read in chunks."""

    zone: ZoneInfo
    countries: dict[str, str]
    queue_positions: dict[int, int]  # by registration
    may: Collection[Action]
    answers: Mapping[int, Mapping[int, str]] = field(default_factory=dict)  # by the keys of registration and question
    bounced: Collection[str] = ()  # addresses in lower case that return mails
    constituencies: Constituencies = field(default_factory=Constituencies)


@dataclass(frozen=True)
class Column:
    label: str | Promise
    text: Callable[[Registration, Lookups], str | int]
    # The sort order. Empty if the table cannot be sorted by this column.
    order: tuple[str | Expression, ...] = ()
    is_time: bool = False
    # Hidden from reception: needs, remarks, and notes of the team.
    is_private: bool = False
    # Relations that are read with the rows for this column.
    joins: str = ""
    prefetch: str | Prefetch = ""
    is_answer: bool = False  # needs `Lookups.answers`
    is_bounce: bool = False  # needs `Lookups.bounced`

    def heading(self, event: Event) -> str:
        """Return the label, with the time zone if the cells are times."""
        return f"{self.label} ({event.timezone})" if self.is_time else str(self.label)


def _country_name() -> Subquery:
    return Subquery(Country.objects.filter(pk=OuterRef("person__country")).values("name"))


def _funding(row: Registration, _lookups: Lookups) -> str:
    return ": ".join(filter(None, [str(row.get_funding_display()), row.funder]))


def _answer(question: int, row: Registration, lookups: Lookups) -> str:
    return lookups.answers.get(row.pk, {}).get(question, "")


def _answered(row: Registration, zone: ZoneInfo) -> str:
    at = row.invite.answered_at if row.calendar_answer else None
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""


_AFFILIATION = Coalesce(
    NullIf("person__organisation_name", Value("")), "person__organisation__name", Value(""), output_field=TextField()
)
_STATUS = Case(*(When(status=status, then=number) for number, status in enumerate(Registration.Status)))
_SESSIONS = Prefetch(
    "session_choices",
    SessionChoice.objects.select_related("session")
    .defer("session__abstract")
    .order_by("session__starts_at", "session__position", "session"),
)

COLUMNS: dict[str, Column] = {
    "name": Column(_("Name"), lambda row, _lookups: row.person.full_name, ("person__search_text",)),
    "reference": Column(_("Reference"), lambda row, _lookups: row.reference, ("reference",)),
    "email": Column(_("Email"), lambda row, _lookups: row.person.email, (Lower("person__email"),)),
    "organisation": Column(_("Organisation"), lambda row, _lookups: row.person.affiliation, (Lower(_AFFILIATION),)),
    "position": Column(_("Position"), lambda row, _lookups: row.person.position, (Lower("person__position"),)),
    "country": Column(
        _("Country"),
        lambda row, lookups: lookups.countries.get(row.person.country, row.person.country),
        (Coalesce(_country_name(), "person__country"),),
    ),
    "constituency": Column(
        _("Constituency"),
        lambda row, lookups: str(lookups.constituencies.label(row.person.constituency)),
        ("person__constituency",),
    ),
    "gender": Column(_("Gender"), lambda row, _lookups: row.person.gender_label, ("person__gender",)),
    "phone": Column(_("Phone"), lambda row, _lookups: row.person.phone),
    "delegation": Column(_("Delegation"), lambda row, _lookups: str(row.delegation or "")),
    "mode": Column(_("Participation"), lambda row, _lookups: str(row.get_mode_display()), ("mode",)),
    "status": Column(_("Status"), lambda row, lookups: status_text(row, lookups.zone), (_STATUS, "queued_at")),
    "turn": Column(_("Position on the waiting list"), lambda row, lookups: lookups.queue_positions.get(row.pk, "")),
    "answer": Column(
        _("Calendar answer"),
        lambda row, _lookups: row.calendar_answer,
        ("invite__partstat",),
        joins="invite",
    ),
    "answered": Column(
        _("Answered"),
        lambda row, lookups: _answered(row, lookups.zone),
        ("invite__answered_at",),
        is_time=True,
        joins="invite",
    ),
    "answer_comment": Column(
        _("Comment in the calendar answer"),
        lambda row, _lookups: row.invite.comment if row.calendar_answer else "",
        is_private=True,
        joins="invite",
    ),
    "bounced": Column(
        _("Returned mail"),
        lambda row, lookups: str(_("Mails are returned")) if row.person.mail_address in lookups.bounced else "",
        is_bounce=True,
    ),
    "sessions": Column(
        _("Sessions chosen"),
        lambda row, _lookups: "; ".join(choice.session.title for choice in row.session_choices.all()),
        prefetch=_SESSIONS,
    ),
    "registered": Column(
        _("Registered"),
        lambda row, lookups: f"{row.created_at.astimezone(lookups.zone):%Y-%m-%d %H:%M}",
        ("created_at",),
        is_time=True,
    ),
    "by": Column(
        _("Registered by"),
        lambda row, _lookups: row.registered_by.full_name if row.registered_by else "",
        joins="registered_by",
    ),
    "certificate": Column(_("Name on the certificate"), lambda row, _lookups: row.name_on_certificate),
    "tags": Column(
        _("Tags"),
        lambda row, _lookups: ", ".join(tag.name for tag in row.tags.all()),
        is_private=True,
        prefetch="tags",
    ),
    "notes": Column(
        _("Notes"),
        lambda row, _lookups: "\n".join(note.text for note in row.notes.all()),
        is_private=True,
        prefetch="notes",
    ),
    "funding": Column(_("Funding"), _funding, is_private=True),
    "needs": Column(_("Dietary and access needs"), lambda row, _lookups: row.needs, is_private=True),
    "remark": Column(_("Remark"), lambda row, _lookups: row.remark, is_private=True),
}
ALWAYS = "name"
# In an export, and on the page. The page has fewer, so that its rows stay short; a user can choose others.
USUAL = ("email", "organisation", "country", "constituency", "mode", "status", "tags", "needs", "remark")
SHOWN = ("organisation", "country", "constituency", "mode", "status", "tags", "registered")
SORTS = tuple(key for key, column in COLUMNS.items() if column.order)
USUAL_SORT = "registered"


def columns_for(questions: Iterable[EventQuestion] = (), *, may_decide: bool) -> dict[str, Column]:
    """Return the columns that a user can see, with one for each of the questions whose answers the user can see.

    may_decide: whether the user can decide about registrations."""
    columns = {key: column for key, column in COLUMNS.items() if may_decide or not column.is_private}
    for question in questions:
        columns[question.field_name] = Column(
            question.question.label,
            partial(_answer, question.pk),
            is_private=question.question.audience != Question.Audience.TEAM,
            is_answer=True,
        )
    return columns
