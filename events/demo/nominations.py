"""How the seats of a sample event are shared out, and what becomes of those who are named for them."""

from collections.abc import Iterable
from datetime import timedelta

from accounts.models import Constituency, User
from accounts.models.search import fold
from events.demo import people, real_programme
from events.models import Delegation, Event, Registration, Step
from events.nominations import services as nominations
from events.nominations.grid import GridCell, set_delegations
from events.nominations.services import Nominee
from events.registration.decisions import confirm, decide
from events.registration.services import withdraw

Government, Employers, Workers = Constituency.GOVERNMENT, Constituency.EMPLOYERS, Constituency.WORKERS
# The programme's tripartite seminar of November 2014 names nine countries, and the ILO's regional meeting of 2011 a rule:
# two from the government, one each from employers' and workers' organisations.
SEMINAR = "ev17"
RULE = [(Government, 2, 2), (Employers, 1, 1), (Workers, 1, 1)]
# (country, constituency, given names of those named, whose family name is the country's word for "sample"). None has
# said anything yet; the first is in the first seat.
NAMED = [
    ("VN", Government, ["Nguyễn Văn Mẫu", "Trần Thị Mẫu", "Lê Minh Mẫu"]),
    ("VN", Employers, ["Phạm Thu Mẫu"]),
    ("VN", Workers, ["Hoàng Lan Mẫu"]),
    ("TH", Government, ["Somchai Tuayang", "Malee Tuayang"]),
    ("KH", Workers, ["Sokha Kumru", "Chanthou Kumru"]),
]


def share_out_seats(found: dict[str, Event]) -> None:
    """Give countries their seats; who fills them for Viet Nam can be tried out."""
    focal = people.focal_point()
    for key, seats in (("mission", 1), ("visit", 2)):
        event = found[key]
        cells = [GridCell(iso2, Government, seats, reserve_seats=1) for iso2 in ("TH", "VN", "KH")]
        set_delegations(event, cells)
        keys = event.delegations.values_list("pk", flat=True)
        _appoint(event, keys, focal)
    event = found["tripartite"]
    countries = next(fact for fact in real_programme.facts()["events"] if fact["id"] == SEMINAR)[
        "participating_countries"
    ]
    cells = [GridCell(iso2, *rule) for iso2 in countries for rule in RULE]
    set_delegations(event, [*cells, GridCell("", Constituency.REGIONAL_BODY, 2)])
    thai = people.sample(f"focal.thailand@{people.DOMAIN}", name="Focal Tuayang", country="TH")
    khmer = people.sample(f"focal.cambodia@{people.DOMAIN}", name="Focal Kumru", country="KH")
    for iso2, person in (("VN", focal), ("TH", thai), ("KH", khmer)):
        _appoint(event, event.delegations.filter(country=iso2).values_list("pk", flat=True), person)


def _appoint(event: Event, delegations: Iterable[int], person: User) -> None:
    closes_at = event.starts_at - timedelta(days=14) if event.starts_at else None
    nominations.appoint(event, delegations, address=person.email, name=person.name, closes_at=closes_at)


def name_people(event: Event, organizer: User) -> None:
    """Name people for the seminar; one stands in each state that there is, and one was replaced."""
    for iso2, constituency, names in NAMED:
        _name(event, iso2, constituency, [_nominee(name, iso2, constituency) for name in names])
    participant = people.participant()
    _name(event, "TH", Workers, [Nominee(participant.name, participant.email, "Secretary", participant.affiliation)])
    of = {found.person.name: found for found in event.registrations.select_related("person", "delegation__country")}
    for name in ("Nguyễn Văn Mẫu", "Phạm Thu Mẫu", "Somchai Tuayang", "Malee Tuayang"):
        nominations.accept(_fresh(of[name]), needs="Vegetarian" if name == "Malee Tuayang" else "")
    confirm(_fresh(of["Nguyễn Văn Mẫu"]), by=organizer)
    confirm(_fresh(of["Somchai Tuayang"]), by=organizer)
    reason = "Sample reason: the seminar is for those who design the scheme."
    decide(event, [of["Malee Tuayang"].pk], Step.DECLINE, by=organizer, reason=reason)
    withdraw(_fresh(of["Sokha Kumru"]), by=of["Sokha Kumru"].person)  # the reserve gets the seat
    successor = _nominee("Đỗ Quang Mẫu", "VN", Workers)
    nominations.replace(_fresh(of["Hoàng Lan Mẫu"]), successor, by=people.focal_point())


def _name(event: Event, iso2: str, constituency: Constituency, nominees: list[Nominee]) -> None:
    delegation = Delegation.objects.select_related("event", "focal_point").get(
        event=event, country=iso2, constituency=constituency
    )
    nominations.nominate(delegation, nominees, by=delegation.focal_point)


def _nominee(name: str, iso2: str, constituency: Constituency) -> Nominee:
    """Return a sample person as their focal point writes them down."""
    address = f"{fold(name).replace(' ', '.')}@{people.DOMAIN}"
    organisation = people.BODIES[constituency]
    people.sample(address, name=name, country=iso2, constituency=constituency, organisation_name=organisation)
    return Nominee(name, address, "Deputy director" if constituency == Government else "Officer", organisation)


def _fresh(registration: Registration) -> Registration:
    return Registration.objects.select_related("event", "person", "delegation__country").get(pk=registration.pk)
