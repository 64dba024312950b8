"""Who registers where in the sample season: each status stands somewhere, a queue moves, a place is offered."""

from accounts.models import User
from accounts.services import update_profile
from events.demo import people
from events.imports.services import Newcomer, add_many, invite
from events.models import Event, InvitationCode, Registration
from events.registration.decisions import confirm, decline
from events.registration.services import register, register_others, withdraw
from events.sessions.services import choose

Mode, Status = Registration.Mode, Registration.Status
# Somebody who has registered twice, under two addresses and in two ways of writing a name.
ONE_PERSON = [
    ("phuong.specimen@example.org", "Phương Thị Specimen"),
    ("phuong.specimen@mail.example.org", "SPECIMEN Phuong Thi"),
]


def fill(found: dict[str, Event], organizer: User) -> None:
    """Register sample people, in the order of PLAN."""
    crowd = people.crowd(40)
    participant = people.participant()
    _floors(found["floors"], [participant, *crowd[:21]])
    mission = found["mission"]
    for person in crowd[5:14]:
        register(mission, person)
    for number, registration in enumerate(mission.registrations.select_related("event", "person").order_by("pk")[:5]):
        (confirm if number < 3 else decline)(registration, by=organizer)
    for person in [participant, *crowd[10:18]]:
        register(found["visit"], person)
    invite(found["visit"], [Newcomer(crowd[31].email)], by=organizer)
    _training(found["training"], [*crowd[18:30], participant, *crowd[30:33]])
    for key, chosen in (
        ("meeting", crowd[:18]),
        ("briefing", crowd[20:26]),
        ("dili", crowd[26:30]),
        ("jakarta", crowd[30:36]),
    ):
        for person in chosen:
            register(found[key], person)
    register_others(found["meeting"], [{"email": person.email} for person in crowd[18:20]], by=participant)
    spoken_to = [Newcomer(crowd[36].email, remark="Asked by telephone."), Newcomer(crowd[37].email)]
    add_many(found["meeting"], spoken_to, Status.CONFIRMED, by=organizer)
    _review(found["review"], crowd[33:36])
    past = found["past"]
    Registration.objects.bulk_create(
        Registration(event=past, person=person, status=Status.CONFIRMED) for person in crowd[:8]
    )
    Event.objects.filter(pk=past.pk).update(seats_taken=8)


def _floors(event: Event, chosen: list[User]) -> None:
    """Fill the room of the hybrid seminar and some of its places online; the groups get members, one is full."""
    groups = list(event.sessions.filter(is_optional=True).order_by("position"))
    twice = [
        people.sample(
            email,
            name=name,
            country="VN",
            constituency="employers",
            organisation_name="Sample Employers' Federation",
            phone="+84 24 5550 0123",
        )
        for email, name in ONE_PERSON
    ]
    for number, person in enumerate([*chosen[:5], *twice, *chosen[5:]]):
        mode = Mode.ONLINE if number % 4 == 3 else Mode.IN_PERSON
        needs = "Vegetarian" if person.country == "TH" and mode == Mode.IN_PERSON else ""
        registration = register(event, person, mode=mode, needs=needs)
        if registration.status == Status.CONFIRMED and number % 5 != 4:
            group = groups[number % 2] if number < 14 else groups[2]
            group.refresh_from_db(fields=["seats_taken"])
            if not group.is_full:
                choose(registration, [group.pk], by=person)


def _training(event: Event, chosen: list[User]) -> None:
    """Fill the training, let some wait, and give one place back: it is offered to the first who waits."""
    for person in chosen:
        register(event, person)
    withdraw(event.registrations.select_related("event", "person").order_by("pk")[0], by=chosen[0])


def _review(event: Event, chosen: list[User]) -> None:
    """Let guests in by a code. The code is a fixed one: what is shown is the same in every run."""
    code = InvitationCode.objects.create(event=event, code="GUESTS23", uses=10, note="Embassy of the donor")
    InvitationCode.objects.create(event=event, code="PARTNERS", uses=5, note="Partner organisations")
    for person in chosen:
        update_profile(person, constituency="partner", organisation_name="Sample Embassy")
        register(event, person, code=code.code)
