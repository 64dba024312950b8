"""Nominees accept or decline, and the organisers decide. Focal points rank their reserves."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils.timezone import now

from events.models import Answer, Event, EventChange, KeyChange, Question, Registration, Step
from events.nominations import services
from events.nominations.services import Nominee
from events.registration import links
from events.registration.decisions import confirm, decide
from events.registration.errors import EventClosedError, InvalidTransitionError
from events.registration.services import register, withdraw
from notifications.models import Message
from tests.events.questions.helpers import ask
from tests.factories import make_country, make_delegation, make_event, make_member, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    make_country("TH")
    return make_event(policy=Event.Policy.NOMINATION)


def nominate(event, address="an@example.org"):
    delegation = make_delegation(event, country=make_country("TH"), seats=2)
    return services.nominate(delegation, [Nominee("An", address)], by=make_person(name="Focal Point"))[0]


def page_of(registration):
    return links.nominee_link(registration).split("8000")[1]


def reload(registration):
    return Registration.objects.select_related("person").get(pk=registration.pk)


def last_mail(registration):
    return Message.objects.filter(recipient=registration.person).latest("pk")


def test_accept_requires_the_answers_to_the_questions_of_the_event(client, event):
    event_question = ask(event, Question.Kind.SHORT_TEXT, label="Your union", is_required=True)
    registration = nominate(event)
    data = {"name": "An Nguyen", "country": "TH"}

    rejected = client.post(page_of(registration), data)
    assert "This field is required" in rejected.content.decode()
    assert reload(registration).status == "nominated"
    client.post(page_of(registration), data | {event_question.field_name: "VGCL"})

    accepted = reload(registration)
    assert (accepted.status, accepted.person.name) == ("pending", "An Nguyen")
    assert Answer.objects.get().value == "VGCL"


def test_accept_records_a_changed_name_for_other_registrations(client, event):
    """Documents of other events have the old name."""
    person = make_person(email="an@example.org", name="An")
    other_registration = register(make_event(), person)
    registration = nominate(event)

    client.post(page_of(registration), {"name": "Nguyen An", "country": "TH"})

    assert list(KeyChange.objects.values_list("registration", "what")) == [(other_registration.pk, "name")]


def test_accept_shows_the_entered_data_again_after_an_error(client, event):
    event_question = ask(event, Question.Kind.CONSENT, label="Photos", consent_text="Take my picture.")
    registration = nominate(event)
    old_text = event_question.question.consent_texts.get()
    event_question.question.consent_texts.create(version=2, text="Print my picture.")

    response = client.post(
        page_of(registration),
        {"name": "An Nguyen", "country": "TH", "remark": "Late", event_question.field_name: str(old_text.pk)},
    ).content.decode()

    assert 'value="An Nguyen"' in response
    assert "Late" in response
    assert reload(registration).status == "nominated"


def test_withdraw_is_possible_after_a_nominee_has_accepted(client, event):
    registration = nominate(event)
    client.post(page_of(registration), {"name": "An", "country": "TH"})

    shown = client.get(page_of(registration)).content.decode()
    own_page = links.registration_link(registration)
    assert own_page in shown
    client.post(own_page.split("8000")[1], {"action": "withdraw", "confirmed": "1"})

    assert reload(registration).status == "withdrawn"
    assert own_page not in client.get(page_of(registration)).content.decode()


def test_confirm_sends_a_calendar_invite_to_the_nominee(client, event):
    registration = nominate(event)
    client.post(page_of(registration), {"name": "An", "country": "TH"})
    confirm(reload(registration), by=make_member(event.programme))

    assert last_mail(registration).ics_method == "REQUEST"
    assert "You have a place" in client.get(page_of(registration)).content.decode()


def test_decline_sends_the_reason_to_the_nominee(client, event):
    registration = nominate(event)
    client.post(page_of(registration), {"name": "An", "country": "TH"})
    manager = make_member(event.programme)
    decide(event, [registration.pk], Step.DECLINE, by=manager, reason="The course is for actuaries.")

    change = registration.changes.latest("pk")
    assert (change.by, change.reason) == (manager, "The course is for actuaries.")
    assert "The course is for actuaries." in last_mail(registration).text
    assert "could not offer you a place" in client.get(page_of(registration)).content.decode()


@pytest.fixture
def reserves(event):
    """One seat, held by An, and three reserves in this order: Binh, Chi, Dung."""
    delegation = make_delegation(event, country=make_country("TH"), seats=1, reserve_seats=3)
    people = [Nominee(name, f"{name.lower()}@example.org") for name in ("An", "Binh", "Chi", "Dung")]
    services.nominate(delegation, people, by=make_person())
    return delegation


def ranks(delegation):
    reserves = Registration.objects.filter(delegation=delegation, reserve_rank__isnull=False)
    return list(reserves.order_by("reserve_rank").values_list("nomination__name", "reserve_rank"))


def registration_of(name):
    return Registration.objects.select_related("event__programme", "delegation").get(nomination__name=name)


@pytest.mark.parametrize(
    ("name", "offset", "expected"),
    [
        ("Chi", -1, ["Chi", "Binh", "Dung"]),
        ("Binh", 1, ["Chi", "Binh", "Dung"]),
        ("Dung", -5, ["Dung", "Binh", "Chi"]),
        ("Binh", -1, ["Binh", "Chi", "Dung"]),
        ("Dung", 1, ["Binh", "Chi", "Dung"]),
    ],
)
def test_rank_moves_a_reserve(reserves, name, offset, expected):
    services.rank(registration_of(name), offset, by=None)

    assert ranks(reserves) == list(zip(expected, [1, 2, 3], strict=True))


def test_rank_records_the_change_in_the_history(event, reserves):
    focal = make_person(name="Focal")

    services.rank(registration_of("Dung"), -2, by=focal)
    services.rank(registration_of("Dung"), -1, by=focal)  # already the first: nothing changes

    change = event.changes.get(what=EventChange.What.RESERVES)
    assert change.by == focal
    assert change.said == f"{reserves}\nDung: 3 → 1"


def test_withdraw_gives_the_seat_to_the_first_reserve(reserves):
    services.rank(registration_of("Dung"), -2, by=None)
    withdraw(registration_of("An"), by=None)

    assert registration_of("Dung").holds_named_seat
    assert [name for name, _rank in ranks(reserves)] == ["Binh", "Chi"]


def test_rank_rejects_nominees_with_a_seat_and_past_events(reserves):
    with pytest.raises(InvalidTransitionError), transaction.atomic():
        services.rank(registration_of("An"), -1, by=None)
    Event.objects.update(starts_at=now() - timedelta(days=9), ends_at=now() - timedelta(days=8))
    with pytest.raises(EventClosedError), transaction.atomic():
        services.rank(registration_of("Chi"), -1, by=None)


def test_focal_points_rank_only_their_own_reserves(client, event, reserves):
    link = services.appoint(event, [reserves.pk], address="focal@example.org", name="Focal")
    page = links.focal_point_link(link).split("8000")[1]
    other = make_delegation(event, constituency="workers", seats=0, reserve_seats=2)
    people = [Nominee(name, f"{name.lower()}@example.org") for name in ("Xuan", "Yen")]
    services.nominate(other, people, by=make_person())

    assert "Move up: Chi" in client.get(page).content.decode()
    assert "Move up: An" not in client.get(page).content.decode()
    client.post(page, {"action": "up", "registration": registration_of("Chi").pk})
    client.post(page, {"action": "down", "registration": registration_of("Binh").pk})
    foreign = client.post(page, {"action": "up", "registration": registration_of("Yen").pk})

    assert [name for name, _rank in ranks(reserves)] == ["Chi", "Dung", "Binh"]
    assert foreign.status_code == 404
    assert [name for name, _rank in ranks(other)] == ["Xuan", "Yen"]


@pytest.mark.parametrize(("seats", "subject"), [(1, "You are nominated for"), (0, "You are a reserve for")])
def test_mail_to_a_nominee_does_not_open_with_the_name_that_the_focal_point_typed(event, seats, subject):
    delegation = make_delegation(event, country=make_country("TH"), seats=seats, reserve_seats=1)

    (registration,) = services.nominate(delegation, [Nominee("Lucky Winner", "an@example.org")], by=make_person())

    mail = last_mail(registration)
    assert mail.subject.startswith(subject)
    assert mail.text.startswith("Good day,\n\nYou are nominated for this event")
    assert "Good day," in mail.html
    assert "Lucky Winner" not in mail.subject + mail.text + mail.html
