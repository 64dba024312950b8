"""How those with a place are spread over countries and constituencies, and how they would be with some more."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.models import Constituency
from events.models import Country, Event, Registration, Target

Status = Registration.Status
# The profile takes gender in the person's own words: these are how people write that they are women.
WOMEN = frozenset({"woman", "women", "female", "f", "w", "she", "she/her"})


@dataclass(frozen=True)
class Share:
    """So many of so many, now and as it would be, and what is aimed at (a percentage, or None)."""

    measure: str
    label: str
    now: int
    of: int
    then: int
    of_then: int
    target: int | None = None

    @property
    def percent_now(self) -> int | None:
        return _percent(self.now, self.of)

    @property
    def percent_then(self) -> int | None:
        return _percent(self.then, self.of_then)

    @property
    def meets_target(self) -> bool:
        return self.target is None or (self.percent_then is not None and self.percent_then >= self.target)


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


@dataclass
class BalanceLine:
    """A country's row of the table: how many of each constituency have a place, and how many would."""

    label: str
    cells: list[tuple[int, int]] = field(default_factory=list)

    @property
    def total(self) -> tuple[int, int]:
        return sum(now for now, _then in self.cells), sum(then for _now, then in self.cells)


@dataclass(frozen=True)
class Balance:
    places_now: int
    places_then: int
    seats: int | None
    columns: list[str]
    lines: list[BalanceLine]
    shares: list[Share]

    @property
    def is_dry_run(self) -> bool:
        return self.places_then != self.places_now

    @property
    def is_too_many(self) -> bool:
        return self.seats is not None and self.places_then > self.seats


def balance(event: Event, also: Collection[int] = ()) -> Balance:
    """Return how the confirmed of event are spread, and how they would be were `also` (keys) confirmed as well.

    Three queries, however many people there are."""
    earlier = Registration.objects.filter(
        person=OuterRef("person"), status=Status.CONFIRMED, event__programme=event.programme_id
    ).exclude(event=event)
    if event.starts_at:
        earlier = earlier.filter(event__ends_at__lte=event.starts_at)
    wanted = Q(status=Status.CONFIRMED) | Q(pk__in=also)
    rows = list(
        event.registrations.filter(wanted)
        .annotate(was_here=Exists(earlier))
        .values_list("status", "person__country", "person__constituency", "person__gender", "was_here")
    )
    targets = dict(event.targets.values_list("measure", "percent"))
    people = [row[1:] for row in rows]
    confirmed = [row[1:] for row in rows if row[0] == Status.CONFIRMED]
    labels = dict(Country.objects.filter(pk__in={person[0] for person in people}).values_list("iso2", "name"))
    used = {constituency for _country, constituency, *_rest in people}
    columns = [(value, str(label)) for value, label in Constituency.choices if value in used or value in TRIPARTITE]
    if "" in used:
        columns.append(("", _("Not stated")))
    now, then = Counter(person[:2] for person in confirmed), Counter(person[:2] for person in people)
    lines = [
        BalanceLine(
            labels.get(country, country) or _("Not stated"),
            [(now[country, constituency], then[country, constituency]) for constituency, _label in columns],
        )
        for country in sorted({person[0] for person in people}, key=lambda iso2: (not iso2, labels.get(iso2, iso2)))
    ]
    return Balance(
        places_now=len(confirmed),
        places_then=len(people),
        seats=event.seats,
        columns=[label for _value, label in columns],
        lines=lines,
        shares=_shares(confirmed, people, targets),
    )


TRIPARTITE = (Constituency.GOVERNMENT, Constituency.EMPLOYERS, Constituency.WORKERS)


def _shares(confirmed: list[tuple], people: list[tuple], targets: dict[str, int]) -> list[Share]:
    shares = []
    for measure in Target.Measure:
        of = [person for person in confirmed if _counts(measure, person)]
        of_then = [person for person in people if _counts(measure, person)]
        shares.append(
            Share(
                measure=measure,
                label=str(measure.label),
                now=sum(_fits(measure, person) for person in of),
                of=len(of),
                then=sum(_fits(measure, person) for person in of_then),
                of_then=len(of_then),
                target=targets.get(measure),
            )
        )
    return shares


def _counts(measure: Target.Measure, person: tuple) -> bool:
    """Say whether the person is among those of whom a share is taken: of women, those who say their gender."""
    return measure != Target.Measure.WOMEN or bool(person[2].strip())


def _fits(measure: Target.Measure, person: tuple) -> bool:
    _country, constituency, gender, was_here = person
    if measure == Target.Measure.WOMEN:
        return gender.strip().casefold() in WOMEN
    if measure == Target.Measure.FIRST_TIME:
        return not was_here
    return constituency == measure
