"""Registrations of the sample season. Every status occurs, and one person on a waiting list has an offered seat."""

from accounts import identity
from accounts.models import User
from accounts.services import update_profile
from events.demo import people
from events.imports.services import Newcomer, add_many, invite
from events.models import Event, InvitationCode, Registration
from events.registration.decisions import confirm, decline
from events.registration.groups import register_others
from events.registration.services import register, withdraw
from events.sessions.services import choose

SECRETARIAT = "secretariat@labour-ministry.example.org"
# Two officials of a ministry whose mails go to the mailbox of its secretariat.
OFFICIALS = [
    ("Thida Contoh", "Director, Social Security Department"),
    ("Enkhjin Contoh", "Deputy Director, Legal Department"),
]

Mode, Status = Registration.Mode, Registration.Status
# One person who registered twice, with two addresses and two spellings of the name.
POSSIBLE_DUPLICATE = [
    ("phuong.specimen@example.org", "Phương Thị Specimen"),
    ("phuong.specimen@mail.example.org", "SPECIMEN Phuong Thi"),
]


def load(events: dict[str, Event], organizer: User) -> None:
    """Register sample people for the events."""
    crowd = people.crowd(40)
    participant = people.participant()
    _floors(events["floors"], [participant, *crowd[:21]])
    mission = events["mission"]
    add_many(mission, [Newcomer(person.email) for person in crowd[5:14]], Status.PENDING, by=organizer)
    for number, registration in enumerate(mission.registrations.select_related("event", "person").order_by("pk")[:5]):
        (confirm if number < 3 else decline)(registration, by=organizer)
    for person in [participant, *crowd[10:18]]:
        register(events["visit"], person)
    invite(events["visit"], [Newcomer(crowd[31].email)], by=organizer)
    _training(events["training"], [*crowd[18:30], participant, *crowd[30:33]])
    for key, registrants in (
        ("meeting", crowd[:18]),
        ("briefing", crowd[20:26]),
        ("dili", crowd[26:30]),
        ("jakarta", crowd[30:36]),
    ):
        for person in registrants:
            register(events[key], person)
    register_others(events["meeting"], [{"email": person.email} for person in crowd[18:20]], by=participant)
    phone_callers = [Newcomer(crowd[36].email, remark="Asked by telephone."), Newcomer(crowd[37].email)]
    add_many(events["meeting"], phone_callers, Status.CONFIRMED, by=organizer)
    _review(events["review"], crowd[33:36])
    _secretariat(events["meeting"], organizer)
    past = events["past"]
    Registration.objects.bulk_create(
        Registration(event=past, person=person, status=Status.CONFIRMED) for person in crowd[:8]
    )
    Event.objects.filter(pk=past.pk).update(seats_taken=8)


def _floors(event: Event, registrants: list[User]) -> None:
    """Fill the room of the hybrid seminar and some online seats, and assign people to groups, one of which is full."""
    groups = list(event.sessions.filter(is_optional=True).order_by("position"))
    duplicates = [
        people.sample(
            email,
            name=name,
            country="VN",
            constituency="employers",
            organisation_name="Sample Employers' Federation",
            phone="+84 24 5550 0123",
        )
        for email, name in POSSIBLE_DUPLICATE
    ]
    for number, person in enumerate([*registrants[:5], *duplicates, *registrants[5:]]):
        mode = Mode.ONLINE if number % 4 == 3 else Mode.IN_PERSON
        needs = "Vegetarian" if person.country == "TH" and mode == Mode.IN_PERSON else ""
        registration = register(event, person, mode=mode, needs=needs)
        if registration.status == Status.CONFIRMED and number % 5 != 4:
            group = groups[number % 2] if number < 14 else groups[2]
            group.refresh_from_db(fields=["seats_taken"])
            if not group.is_full:
                choose(registration, [group.pk], by=person)


def _training(event: Event, registrants: list[User]) -> None:
    """Fill the training and its waiting list, and withdraw one registration: the seat is offered to the next person."""
    for person in registrants:
        register(event, person)
    withdraw(event.registrations.select_related("event", "person").order_by("pk")[0], by=registrants[0])


def _review(event: Event, guests: list[User]) -> None:
    """Register guests with an invitation code. The code is fixed, so that every run has the same result."""
    code = InvitationCode.objects.create(event=event, code="GUESTS23", uses=10, note="Embassy of the donor")
    InvitationCode.objects.create(event=event, code="PARTNERS", uses=5, note="Partner organisations")
    for person in guests:
        update_profile(person, constituency="partner", organisation_name="Sample Embassy")
        register(event, person, code=code.code)


def _secretariat(event: Event, organizer: User) -> None:
    """Confirm two people who share the mailbox of their secretariat. The second one is described as another person."""
    officials = [
        Newcomer(
            SECRETARIAT,
            name=name,
            position=position,
            organisation_name="Sample Ministry of Labour",
            country="MM",
            constituency="government",
            remark="Reads mails through the secretariat.",
            answer=identity.OTHER if number else "",
        )
        for number, (name, position) in enumerate(OFFICIALS)
    ]
    add_many(event, officials, Status.CONFIRMED, by=organizer)
    User.objects.filter(email=SECRETARIAT).update(is_sample=True)
