"""The table of an event's registrations: who is in it, in which order, and what its columns say. What a page shows is
what an export holds: both read the same view by the same functions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, Expression, F, OuterRef, Q, QuerySet, Subquery, Sum, TextField, Value, When
from django.db.models.functions import Coalesce, Lower, NullIf
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models.search import fold
from events.models import Country, Event, Registration

NOT_SAID = "-"  # in the address: those who have not said their country, constituency or gender
MOST_GENDERS = 60  # that are offered as filters: people say theirs in their own words


@dataclass(frozen=True)
class Known:
    """What cells say beyond the row itself, read once for the whole table."""

    zone: ZoneInfo
    countries: dict[str, str]
    turns: dict[int, int]


@dataclass(frozen=True)
class Column:
    label: str | Promise
    say: Callable[[Registration, Known], str | int]
    # By what the table is sorted; () if it makes no sense to.
    order: tuple[str | Expression, ...] = ()
    is_time: bool = False
    # Diet, access and what was written to the organisers: theirs alone, not reception's.
    is_private: bool = False

    def heading(self, event: Event) -> str:
        """Name the column; whose cells are times, names their zone."""
        return f"{self.label} ({event.timezone})" if self.is_time else str(self.label)


def _country_name() -> Subquery:
    return Subquery(Country.objects.filter(pk=OuterRef("person__country")).values("name"))


_AFFILIATION = Coalesce(
    NullIf("person__organisation_name", Value("")), "person__organisation__name", Value(""), output_field=TextField()
)
_STATUS = Case(*(When(status=status, then=number) for number, status in enumerate(Registration.Status)))

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
    "status": Column(_("State"), lambda row, _known: str(row.get_status_display()), (_STATUS, "queued_at")),
    "turn": Column(_("Turn"), lambda row, known: known.turns.get(row.pk, "")),
    "answer": Column(
        _("Calendar answer"),
        lambda row, _known: str(row.get_partstat_display()) if row.status == Registration.Status.CONFIRMED else "",
        ("partstat",),
    ),
    "registered": Column(
        _("Registered"),
        lambda row, known: f"{row.created_at.astimezone(known.zone):%Y-%m-%d %H:%M}",
        ("created_at",),
        is_time=True,
    ),
    "needs": Column(_("Dietary and access needs"), lambda row, _known: row.needs, is_private=True),
    "remark": Column(_("Remark"), lambda row, _known: row.remark, is_private=True),
}
ALWAYS = "name"
USUAL = ("email", "organisation", "country", "constituency", "status", "needs", "remark")
SORTS = tuple(key for key, column in COLUMNS.items() if column.order)
USUAL_SORT = "registered"


def columns_for(*, may_decide: bool) -> dict[str, Column]:
    """Return the columns that somebody may see who may decide about registrations, or may not."""
    return {key: column for key, column in COLUMNS.items() if may_decide or not column.is_private}


@dataclass(frozen=True)
class View:
    """What somebody looks at: which registrations, in which order, with which columns. "" is any."""

    status: str = ""
    country: str = ""
    constituency: str = ""
    genders: tuple[str, ...] = ()  # one, in each way in which people of this event have written it
    q: str = ""
    sort: str = USUAL_SORT
    columns: dict[str, Column] = field(default_factory=lambda: dict(COLUMNS))


def matching(event: Event, view: View) -> QuerySet[Registration]:
    """Return the registrations of event that fit the filters of view."""
    found: QuerySet[Registration] = event.registrations.order_by()
    if view.status:
        found = found.filter(status=view.status)
    if view.country:
        found = found.filter(person__country="" if view.country == NOT_SAID else view.country)
    if view.constituency:
        found = found.filter(person__constituency="" if view.constituency == NOT_SAID else view.constituency)
    if view.genders:
        found = found.filter(person__gender__in=view.genders)
    for word in fold(view.q).split():
        found = found.filter(
            Q(person__search_text__contains=word) | Q(person__organisation__search_text__contains=word)
        )
    return found


@dataclass(frozen=True)
class Census:
    """How many fit, and a sign by which other ones are told from them."""

    count: int
    sign: int

    def __str__(self) -> str:
        return f"{self.count}-{self.sign}"


def census(registrations: QuerySet[Registration]) -> Census:
    counted = registrations.aggregate(count=Count("pk"), sign=Coalesce(Sum("pk"), 0))
    return Census(counted["count"], int(counted["sign"]))


def in_order(registrations: QuerySet[Registration], view: View) -> QuerySet[Registration]:
    """Return the registrations in the order of view, with what their cells say."""
    parts = COLUMNS[view.sort.removeprefix("-")].order
    terms = [F(part) if isinstance(part, str) else part for part in parts]
    by = [term.desc() if view.sort.startswith("-") else term.asc() for term in terms]
    return registrations.select_related("person__organisation", "delegation__country").order_by(*by, "created_at", "pk")


def known(event: Event, countries: dict[str, str]) -> Known:
    """Read what the cells of event's table say beyond its rows."""
    waiting = event.registrations.waiting().values_list("pk", flat=True)
    return Known(event.zone, countries, {pk: turn for turn, pk in enumerate(waiting, 1)})


def cells(registrations: Iterable[Registration], view: View, known: Known) -> Iterable[list[str | int]]:
    """Return what each row says, column by column."""
    for registration in registrations:
        yield [column.say(registration, known) for column in view.columns.values()]


def genders(event: Event) -> dict[str, list[str]]:
    """Return how people registered for event say their gender, the most frequent first, with each way of writing it."""
    counted = event.registrations.order_by().values_list("person__gender").annotate(count=Count("pk"))
    found: dict[str, list[str]] = {}
    for written, _count in counted.order_by("-count", "person__gender")[:MOST_GENDERS]:
        found.setdefault(fold(written) or NOT_SAID, []).append(written)
    return found
