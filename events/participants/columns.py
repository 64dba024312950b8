"""The columns of the table of an event's registrations: what each says of a row, and how the table is sorted by it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from zoneinfo import ZoneInfo

from django.db.models import Case, Expression, OuterRef, Prefetch, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce, Lower, NullIf
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.models import Country, Event, EventQuestion, Question, Registration, SessionChoice
from events.permissions import Action


class LinkedText(str):
    """What a cell says, and on a page leads to; in an export it is text like any other."""

    url: str

    @classmethod
    def to(cls, url: str, text: str) -> "LinkedText":
        made = cls(text)
        made.url = url
        return made


@dataclass(frozen=True)
class Lookups:
    """What cells say beyond the row itself: read once for the whole table, the answers for the rows at hand."""

    zone: ZoneInfo
    countries: dict[str, str]
    turns: dict[int, int]
    may: Collection[Action]
    answers: Mapping[int, Mapping[int, str]] = field(default_factory=dict)  # by registration and question
    bounced: Collection[str] = ()  # addresses that take no mail, in lower case


@dataclass(frozen=True)
class Column:
    label: str | Promise
    say: Callable[[Registration, Lookups], str | int]
    # By what the table is sorted; () if it makes no sense to.
    order: tuple[str | Expression, ...] = ()
    is_time: bool = False
    # Diet, access, what was written to the organisers and what they write themselves: theirs alone, not reception's.
    is_private: bool = False
    # What is read with the rows so that the column can say it.
    joins: str = ""
    prefetch: str | Prefetch = ""
    is_answer: bool = False
    is_of_addresses: bool = False

    def heading(self, event: Event) -> str:
        """Name the column; whose cells are times, names their zone."""
        return f"{self.label} ({event.timezone})" if self.is_time else str(self.label)


def _country_name() -> Subquery:
    return Subquery(Country.objects.filter(pk=OuterRef("person__country")).values("name"))


def _funding(row: Registration, _known: Lookups) -> str:
    return ": ".join(filter(None, [str(row.get_funding_display()), row.funder]))


def _answer(question: int, row: Registration, known: Lookups) -> str:
    return known.answers.get(row.pk, {}).get(question, "")


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
    "name": Column(_("Name"), lambda row, _known: row.person.full_name, ("person__search_text",)),
    "email": Column(_("E-mail"), lambda row, _known: row.person.email, (Lower("person__email"),)),
    "organisation": Column(_("Organisation"), lambda row, _known: row.person.affiliation, (Lower(_AFFILIATION),)),
    "position": Column(_("Position"), lambda row, _known: row.person.position, (Lower("person__position"),)),
    "country": Column(
        _("Country"),
        lambda row, known: known.countries.get(row.person.country, row.person.country),
        (Coalesce(_country_name(), "person__country"),),
    ),
    "constituency": Column(
        _("Constituency"), lambda row, _known: str(row.person.get_constituency_display()), ("person__constituency",)
    ),
    "gender": Column(_("Gender"), lambda row, _known: row.person.gender, (Lower("person__gender"),)),
    "phone": Column(_("Phone"), lambda row, _known: row.person.phone),
    "delegation": Column(_("Delegation"), lambda row, _known: str(row.delegation or "")),
    "mode": Column(_("Takes part"), lambda row, _known: str(row.get_mode_display()), ("mode",)),
    "status": Column(_("State"), lambda row, _known: str(row.get_status_display()), (_STATUS, "queued_at")),
    "turn": Column(_("Turn"), lambda row, known: known.turns.get(row.pk, "")),
    "answer": Column(
        _("Calendar answer"),
        lambda row, _known: row.calendar_answer,
        ("invite__partstat",),
        joins="invite",
    ),
    "answered": Column(
        _("Answered"),
        lambda row, known: _answered(row, known.zone),
        ("invite__answered_at",),
        is_time=True,
        joins="invite",
    ),
    "answer_comment": Column(
        _("Comment of the answer"),
        lambda row, _known: row.invite.comment if row.calendar_answer else "",
        is_private=True,
        joins="invite",
    ),
    "bounced": Column(
        _("Takes no mail"),
        lambda row, known: _("Mails come back") if row.person.email.lower() in known.bounced else "",
        is_of_addresses=True,
    ),
    "sessions": Column(
        _("Sessions chosen"),
        lambda row, _known: "; ".join(choice.session.title for choice in row.session_choices.all()),
        prefetch=_SESSIONS,
    ),
    "registered": Column(
        _("Registered"),
        lambda row, known: f"{row.created_at.astimezone(known.zone):%Y-%m-%d %H:%M}",
        ("created_at",),
        is_time=True,
    ),
    "by": Column(
        _("Registered by"),
        lambda row, _known: row.registered_by.full_name if row.registered_by else "",
        joins="registered_by",
    ),
    "certificate": Column(_("Name on the certificate"), lambda row, _known: row.name_on_certificate),
    "tags": Column(
        _("Tags"),
        lambda row, _known: ", ".join(tag.name for tag in row.tags.all()),
        is_private=True,
        prefetch="tags",
    ),
    "notes": Column(
        _("Notes"),
        lambda row, _known: "\n".join(note.text for note in row.notes.all()),
        is_private=True,
        prefetch="notes",
    ),
    "funding": Column(_("Funding"), _funding, is_private=True),
    "needs": Column(_("Dietary and access needs"), lambda row, _known: row.needs, is_private=True),
    "remark": Column(_("Remark"), lambda row, _known: row.remark, is_private=True),
}
ALWAYS = "name"
USUAL = ("email", "organisation", "country", "constituency", "mode", "status", "tags", "needs", "remark")
SORTS = tuple(key for key, column in COLUMNS.items() if column.order)
USUAL_SORT = "registered"


def columns_for(questions: Iterable[EventQuestion] = (), *, may_decide: bool) -> dict[str, Column]:
    """Return the columns that somebody may see who may decide about registrations, or may not; one for each of the
    questions, which are those whose answers they may see."""
    found = {key: column for key, column in COLUMNS.items() if may_decide or not column.is_private}
    for asked in questions:
        found[asked.field_name] = Column(
            asked.question.label,
            partial(_answer, asked.pk),
            is_private=asked.question.audience != Question.Audience.TEAM,
            is_answer=True,
        )
    return found
