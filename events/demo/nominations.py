"""Delegations and nominations of the sample season, with a nominee in each status."""

from collections.abc import Iterable
from datetime import timedelta

from accounts.models import Constituency, User
from accounts.models.search import fold
from events.demo import people
from events.demo.facts import facts
from events.models import Delegation, Event, Registration, Step
from events.nominations import services as nominations
from events.nominations.grid import GridCell, set_delegations
from events.nominations.services import Nominee
from events.registration.decisions import confirm, decide
from events.registration.services import withdraw

Government, Employers, Workers = Constituency.GOVERNMENT, Constituency.EMPLOYERS, Constituency.WORKERS
# The seats follow two sources. The tripartite seminar of November 2014 lists nine countries. The regional meeting of the
# ILO of 2011 has the rule: two seats for the government, one each for employers' and workers' organisations.
SEMINAR = "ev17"
RULE = [(Government, 2, 2), (Employers, 1, 1), (Workers, 1, 1)]
# (country, constituency, names). The family name is the word for "sample" in the language of the country. The first
# person gets the first seat.
NOMINEES = [
    ("VN", Government, ["Nguyễn Văn Mẫu", "Trần Thị Mẫu", "Lê Minh Mẫu"]),
    ("VN", Employers, ["Phạm Thu Mẫu"]),
    ("VN", Workers, ["Hoàng Lan Mẫu"]),
    ("TH", Government, ["Somchai Tuayang", "Malee Tuayang"]),
    ("KH", Workers, ["Sokha Kumru", "Chanthou Kumru"]),
]


def create_delegations(events: dict[str, Event]) -> None:
    """Give seats to countries. A visitor of the demonstration can sign in as the focal point of Viet Nam."""
    focal = people.focal_point()
    for key, seats in (("mission", 1), ("visit", 2)):
        event = events[key]
        cells = [GridCell(iso2, Government, seats, reserve_seats=1) for iso2 in ("TH", "VN", "KH")]
        set_delegations(event, cells)
        _appoint(event, event.delegations.values_list("pk", flat=True), focal)
    event = events["tripartite"]
    countries = next(fact for fact in facts()["events"] if fact["id"] == SEMINAR)["participating_countries"]
    cells = [GridCell(iso2, *rule) for iso2 in countries for rule in RULE]
    set_delegations(event, [*cells, GridCell("", Constituency.REGIONAL_BODY, 2)])
    thai = people.sample(f"focal.thailand@{people.DOMAIN}", name="Focal Tuayang", country="TH")
    khmer = people.sample(f"focal.cambodia@{people.DOMAIN}", name="Focal Kumru", country="KH")
    for iso2, person in (("VN", focal), ("TH", thai), ("KH", khmer)):
        _appoint(event, event.delegations.filter(country=iso2).values_list("pk", flat=True), person)


def _appoint(event: Event, delegations: Iterable[int], person: User) -> None:
    closes_at = event.starts_at - timedelta(days=14) if event.starts_at else None
    nominations.appoint(event, delegations, address=person.email, name=person.name, closes_at=closes_at)


def nominate(event: Event, organizer: User) -> None:
    """Nominate people for the seminar, so that each status occurs. One nominee is replaced."""
    for iso2, constituency, names in NOMINEES:
        _nominate(event, iso2, constituency, [_nominee(name, iso2, constituency) for name in names])
    participant = people.participant()
    _nominate(
        event, "TH", Workers, [Nominee(participant.name, participant.email, "Secretary", participant.affiliation)]
    )
    by_name = {
        registration.person.name: registration
        for registration in event.registrations.select_related("person", "delegation__country")
    }
    for name in ("Nguyễn Văn Mẫu", "Phạm Thu Mẫu", "Somchai Tuayang", "Malee Tuayang"):
        nominations.accept(_reload(by_name[name]), needs="Vegetarian" if name == "Malee Tuayang" else "")
    confirm(_reload(by_name["Nguyễn Văn Mẫu"]), by=organizer)
    confirm(_reload(by_name["Somchai Tuayang"]), by=organizer)
    reason = "Sample reason: the seminar is for those who design the scheme."
    decide(event, [by_name["Malee Tuayang"].pk], Step.DECLINE, by=organizer, reason=reason)
    withdraw(_reload(by_name["Sokha Kumru"]), by=by_name["Sokha Kumru"].person)  # the reserve gets the seat
    successor = _nominee("Đỗ Quang Mẫu", "VN", Workers)
    nominations.replace(_reload(by_name["Hoàng Lan Mẫu"]), successor, by=people.focal_point())


def _nominate(event: Event, iso2: str, constituency: Constituency, nominees: list[Nominee]) -> None:
    delegation = Delegation.objects.select_related("event", "focal_point").get(
        event=event, country=iso2, constituency=constituency
    )
    assert delegation.focal_point  # noqa: S101 (for the type checker: create_delegations() sets it)
    nominations.nominate(delegation, nominees, by=delegation.focal_point)


def _nominee(name: str, iso2: str, constituency: Constituency) -> Nominee:
    """Create a sample person, and return the data that the focal point enters."""
    address = f"{fold(name).replace(' ', '.')}@{people.DOMAIN}"
    organisation = people.BODIES[constituency]
    people.sample(address, name=name, country=iso2, constituency=constituency, organisation_name=organisation)
    return Nominee(name, address, "Deputy director" if constituency == Government else "Officer", organisation)


def _reload(registration: Registration) -> Registration:
    return Registration.objects.select_related("event", "person", "delegation__country").get(pk=registration.pk)
