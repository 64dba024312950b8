"""What the page of a country shows. Each function runs a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import RowNumber

from accounts.models import Organisation
from events.models import Country, Delegation, Event, MissionReport, NewsItem, Partner, Phase
from events.public.queries import for_cards
from events.spoken_languages import language_names

MOST_UPCOMING, MOST_OF_A_PHASE, MOST_SUMMARIES, MOST_RESOURCES, MOST_NEWS = 6, 5, 12, 6, 3


@dataclass(frozen=True)
class Lines:
    """The latest events of one group, and how many there are."""

    events: Sequence[Event]
    number: int


@dataclass
class PhaseWork:
    """What a programme did with a country in one phase; `phase` is None for events without one."""

    programme_name: str
    programme_slug: str
    phase: Phase | None
    is_target: bool = False
    here: Lines = field(default_factory=lambda: Lines((), 0))
    with_it: Lines = field(default_factory=lambda: Lines((), 0))


@dataclass(frozen=True)
class Institution:
    name: str
    acronym: str
    role: str


@dataclass(frozen=True)
class PublicSummary:
    event: Event
    texts: Sequence[tuple[str, str, str]]  # the code of the language, its name, and the text


def upcoming_events(country: Country) -> QuerySet[Event]:
    return for_cards(Event.objects.listed().in_country([country.pk]).upcoming())[:MOST_UPCOMING]


def work_by_phase(country: Country) -> list[PhaseWork]:
    """Return the past events with country by programme and phase, and the phases whose target it is. Two queries.

    Each group has its latest events only, and the number of all."""
    works: dict[tuple[int, int | None], PhaseWork] = {}
    for phase in Phase.objects.filter(countries=country).select_related("programme"):
        works[phase.programme_id, phase.pk] = _work(phase.programme.name, phase.programme.slug, phase, is_target=True)
    rows = _latest_of_each_group(country)
    for (programme, phase_key, is_here), group in groupby(rows, attrgetter("programme_id", "phase_id", "is_here")):
        events = list(group)
        first = events[0]
        work = works.setdefault(
            (programme, phase_key), _work(first.programme.name, first.programme.slug, first.phase, is_target=False)
        )
        lines = Lines(events, first.group_size)  # type: ignore[attr-defined]  # annotated
        if is_here:
            work.here = lines
        else:
            work.with_it = lines
    return sorted(works.values(), key=_order)


def _work(name: str, slug: str, phase: Phase | None, *, is_target: bool) -> PhaseWork:
    return PhaseWork(name, slug, phase, is_target)


def _order(work: PhaseWork) -> tuple[str, int]:
    return work.programme_name, work.phase.position if work.phase else 10_000


def _latest_of_each_group(country: Country) -> Iterable[Event]:
    """Return the latest past events of each programme, phase and kind of part, in this order."""
    past = Event.objects.listed().in_country([country.pk]).past().order_by()
    group = [F("programme"), F("phase"), F("is_here")]
    ranked = (
        Event.objects.filter(pk__in=past.values("pk"))
        .annotate(
            is_here=Case(When(venue__country=country.pk, then=Value(1)), default=Value(0), output_field=IntegerField())
        )
        .annotate(
            place_in_group=Window(
                RowNumber(), partition_by=group, order_by=[F("starts_at").desc(nulls_last=True), F("pk").desc()]
            ),
            group_size=Window(Count("pk"), partition_by=group),
        )
    )
    latest = for_cards(ranked.filter(place_in_group__lte=MOST_OF_A_PHASE))
    latest = latest.select_related("programme", "phase", "venue__country")
    return latest.order_by("programme", "phase", "-is_here", "place_in_group")  # type: ignore[misc]  # annotated


def institutions_of(country: Country) -> list[Institution]:
    """Return the institutions of country that work with the programmes: partners, and those of focal points.

    People are not named, and an institution counts only as a row of its own: a name that somebody typed is not shown."""
    partners = Partner.objects.filter(country=country).order_by("name")
    found = {
        partner.name.casefold(): Institution(partner.name, partner.acronym, str(partner.get_role_display()))
        for partner in partners
    }
    listed = Event.objects.listed().order_by().values("pk")
    delegations = Delegation.objects.filter(country=country, event__in=listed, focal_point__organisation=OuterRef("pk"))
    for one in Organisation.objects.filter(Exists(delegations)).order_by("name"):
        found.setdefault(one.name.casefold(), Institution(one.name, one.acronym, str(one.get_kind_display())))
    return sorted(found.values(), key=lambda institution: institution.name.casefold())


def public_summaries(country: Country) -> list[PublicSummary]:
    """Return the released public summaries of missions in country, the latest first. One query."""
    events = Event.objects.listed().in_country([country.pk]).exclude(status=Event.Status.CANCELLED)
    reports = (
        MissionReport.objects.filter(
            status=MissionReport.Status.ACCEPTED,
            released_at__isnull=False,
            mission__event__in=events.order_by().values("pk"),
        )
        .select_related("mission__event")
        .order_by("-mission__event__starts_at", "pk")[:MOST_SUMMARIES]
    )
    return [
        PublicSummary(report.mission.event, texts)
        for report in reports
        if "public_summary" in report.mission.public_fields
        and (texts := [(code, language_names([code])[0], text) for code, text in report.public_summary.items() if text])
    ]


def news_of(country: Country) -> QuerySet[NewsItem]:
    return country.news.published().select_related("programme").defer("text")[:MOST_NEWS]


def countries_with_numbers() -> QuerySet[Country]:
    """Return all countries with the numbers of their listed events: `here` and `taking_part`, and of their programmes."""
    listed = Event.objects.listed().order_by()
    here = listed.filter(venue__country=OuterRef("pk")).values("venue__country").annotate(number=Count("pk"))
    through = Event.countries.through.objects.filter(country=OuterRef("pk"), event__in=listed.values("pk"))
    taking_part = through.filter(~Q(event__venue__country=OuterRef("pk")) | Q(event__venue__country=None))
    counted = taking_part.order_by().values("country").annotate(number=Count("pk"))
    return Country.objects.prefetch_related("memberships").annotate(
        here=Subquery(here.values("number")),
        taking_part=Subquery(counted.values("number")),  # type: ignore[misc]  # annotated
    )
