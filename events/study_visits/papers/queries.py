"""The papers of all travellers: who is on which leg, visa, passport, insurance, flights in and out. A fixed number of queries."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from accounts.encryption import DecryptionError
from events.models import Event, Leg, LegTraveller, TravellerFile
from events.study_visits.travellers import VisitTraveller, travellers_of
from events.travel.details import TravelData
from events.travel.diets import Diet
from events.travel.emergency import EmergencyData, readable_emergency
from events.travel.queries import Traveller, travel_data_of

Visa = TravellerFile.Visa
OPEN_VISAS = frozenset({Visa.UNKNOWN, Visa.LETTER_ASKED, Visa.LETTER_ISSUED, Visa.APPLIED, Visa.REFUSED})


@dataclass(frozen=True)
class PapersRow:
    """A traveller with their papers. on_legs: for each leg of the page, whether they are on it."""

    traveller: VisitTraveller
    on_legs: list[bool]
    travel_data: TravelData
    file: TravellerFile | None
    insurance: str
    flight_in: str
    flight_out: str
    expires_early: bool
    is_unreadable: bool

    @property
    def is_open(self) -> bool:
        """Whether the visa of a participant is not settled."""
        return self.traveller.registration is not None and (self.file.visa if self.file else Visa.UNKNOWN) in OPEN_VISAS

    @property
    def visa(self) -> str:
        """The state in words; "" for the staff."""
        if self.traveller.registration is None:
            return ""
        return str((self.file or TravellerFile()).get_visa_display())


@dataclass
class Papers:
    """The page: the legs in the order of departure, the rows, and the number of travellers on each leg."""

    legs: list[Leg]
    rows: list[PapersRow]
    on_leg: list[int] = field(default_factory=list)

    @property
    def visas(self) -> list[tuple[str, int]]:
        """How many participants have a visa in each state, in words."""
        return list(Counter(row.visa for row in self.rows if row.visa).items())

    @property
    def visas_open(self) -> int:
        return sum(row.is_open for row in self.rows)

    @property
    def passports_early(self) -> int:
        return sum(row.expires_early for row in self.rows)

    @property
    def looked_at(self) -> list[Traveller]:
        """The participants, as the access log of travel details records them."""
        rows = (row for row in self.rows if row.traveller.registration)
        return [Traveller(row.traveller.registration, True, row.travel_data) for row in rows]  # type: ignore[arg-type]


def papers_of(event: Event) -> Papers:
    """Return the papers of all travellers of event."""
    legs = list(Leg.objects.filter(event=event).exclude(status=Leg.Status.CANCELLED).order_by("departs_at", "pk"))
    pairs = set(LegTraveller.objects.filter(leg__in=legs).values_list("leg", "person"))
    rows = [_row(event, traveller, legs, pairs) for traveller in travellers_of(event).values()]
    counts = [sum(row.on_legs[place] for row in rows) for place in range(len(legs))]
    return Papers(legs, rows, counts)


def _row(event: Event, traveller: VisitTraveller, legs: list[Leg], pairs: set[tuple[int, int]]) -> PapersRow:
    registration, is_unreadable, travel_data = traveller.registration, False, TravelData()
    try:
        travel_data = travel_data_of(registration) if registration else travel_data
    except DecryptionError:
        is_unreadable = True
    on_legs = [(leg.pk, traveller.person.pk) in pairs for leg in legs]
    own = [leg for leg, is_on in zip(legs, on_legs, strict=True) if is_on]
    return PapersRow(
        traveller=traveller,
        on_legs=on_legs,
        travel_data=travel_data,
        file=getattr(registration, "traveller_file", None) if registration else None,
        insurance=readable_emergency(registration).insurance if registration else "",
        flight_in=leg_text(own[0], own[0].local_arrival)
        if own
        else _given(event, travel_data.arrival_with, travel_data.arrival_at),
        flight_out=leg_text(own[-1], own[-1].local_departure)
        if own
        else _given(event, travel_data.departure_with, travel_data.departure_at),
        expires_early=travel_data.expires_early(event),
        is_unreadable=is_unreadable,
    )


def leg_text(leg: Leg, local: datetime) -> str:
    """Return a leg with a local time: "ZZ 221, 2027-06-06 16:20"."""
    return f"{leg.name or leg}, {local:%Y-%m-%d %H:%M}"


def _given(event: Event, name: str, moment: datetime | None) -> str:
    """Return what the person has typed, with the time at the place of the event."""
    when = f"{moment.astimezone(event.zone):%Y-%m-%d %H:%M}" if moment else ""
    return ", ".join(filter(None, [name, when]))


@dataclass(frozen=True)
class EmergencyRow:
    traveller: VisitTraveller
    data: EmergencyData

    @property
    def diet(self) -> str:
        """The diet that the traveller has chosen, and their own words."""
        shown = self.data.diet in Diet.values and self.data.diet not in {Diet.NONE, Diet.OTHER}
        label = str(Diet(self.data.diet).label) if shown else ""
        return ", ".join(filter(None, [label, self.data.diet_words]))


def emergency_days(event: Event) -> tuple[date, date] | None:
    """Return the first and the last day on which emergency contacts are shown; None without known days."""
    start = event.local_starts_at
    if start is None or event.last_day is None or not event.is_dated:
        return None
    return start.date() - timedelta(days=1), event.last_day + timedelta(days=1)


def emergency_rows(event: Event) -> list[EmergencyRow]:
    """Return the participants with whom to call for each."""
    travellers = [one for one in travellers_of(event).values() if one.registration]
    return [EmergencyRow(one, readable_emergency(one.registration)) for one in travellers if one.registration]
