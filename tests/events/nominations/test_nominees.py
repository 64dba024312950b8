"""What becomes of somebody who is named: they say who they are and whether they come, then the organisers decide."""

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


def named(event, address="an@example.org"):
    delegation = make_delegation(event, country=make_country("TH"), seats=2)
    return services.nominate(delegation, [Nominee("An", address)], by=make_person(name="Focal Point"))[0]


def page_of(registration):
    return links.nominee_link(registration).split("8000")[1]


def fresh(registration):
    return Registration.objects.select_related("person").get(pk=registration.pk)


def last_mail(registration):
    return Message.objects.filter(recipient=registration.person).latest("pk")


def test_a_nominee_completes_what_the_event_asks_before_they_accept(client, event):
    asked = ask(event, Question.Kind.SHORT_TEXT, label="Your union", is_required=True)
    registration = named(event)
    typed = {"name": "An Nguyen", "country": "TH"}

    refused = client.post(page_of(registration), typed)
    assert "This field is required" in refused.content.decode()
    assert fresh(registration).status == "nominated"
    client.post(page_of(registration), typed | {asked.field_name: "VGCL"})

    found = fresh(registration)
    assert (found.status, found.person.name) == ("pending", "An Nguyen")
    assert Answer.objects.get().value == "VGCL"


def test_another_name_is_noted_where_they_have_a_place(client, event):
    """Papers of other events are made out to the old one."""
    person = make_person(email="an@example.org", name="An")
    elsewhere = register(make_event(), person)
    registration = named(event)

    client.post(page_of(registration), {"name": "Nguyen An", "country": "TH"})

    assert list(KeyChange.objects.values_list("registration", "what")) == [(elsewhere.pk, "name")]


def test_what_was_typed_stays_when_it_cannot_be_saved(client, event):
    asked = ask(event, Question.Kind.CONSENT, label="Photos", consent_text="Take my picture.")
    registration = named(event)
    old = asked.question.consent_texts.get()
    asked.question.consent_texts.create(version=2, text="Print my picture.")

    answer = client.post(
        page_of(registration), {"name": "An Nguyen", "country": "TH", "remark": "Late", asked.field_name: str(old.pk)}
    ).content.decode()

    assert 'value="An Nguyen"' in answer
    assert "Late" in answer
    assert fresh(registration).status == "nominated"


def test_whoever_accepted_can_still_give_their_place_back(client, event):
    registration = named(event)
    client.post(page_of(registration), {"name": "An", "country": "TH"})

    shown = client.get(page_of(registration)).content.decode()
    own = links.registration_link(registration)
    assert own in shown
    client.post(own.split("8000")[1], {"action": "withdraw"})

    assert fresh(registration).status == "withdrawn"
    assert own not in client.get(page_of(registration)).content.decode()


def test_the_organisers_approve_with_an_invitation(client, event):
    registration = named(event)
    client.post(page_of(registration), {"name": "An", "country": "TH"})
    confirm(fresh(registration), by=make_member(event.programme))

    assert last_mail(registration).ics_method == "REQUEST"
    assert "You have a place" in client.get(page_of(registration)).content.decode()


def test_the_organisers_refuse_with_a_reason_that_the_nominee_reads(client, event):
    registration = named(event)
    client.post(page_of(registration), {"name": "An", "country": "TH"})
    manager = make_member(event.programme)
    decide(event, [registration.pk], Step.DECLINE, by=manager, reason="The course is for actuaries.")

    change = registration.changes.latest("pk")
    assert (change.by, change.reason) == (manager, "The course is for actuaries.")
    assert "The course is for actuaries." in last_mail(registration).text
    assert "could not offer you a place" in client.get(page_of(registration)).content.decode()


@pytest.fixture
def reserves(event):
    """A seat, and three reserves in this order: Binh, Chi, Dung."""
    delegation = make_delegation(event, country=make_country("TH"), seats=1, reserve_seats=3)
    people = [Nominee(name, f"{name.lower()}@example.org") for name in ("An", "Binh", "Chi", "Dung")]
    services.nominate(delegation, people, by=make_person())
    return delegation


def in_rank(delegation):
    found = Registration.objects.filter(delegation=delegation, reserve_rank__isnull=False)
    return list(found.order_by("reserve_rank").values_list("nomination__name", "reserve_rank"))


def one(name):
    return Registration.objects.select_related("event__programme", "delegation").get(nomination__name=name)


@pytest.mark.parametrize(
    ("name", "places", "expected"),
    [
        ("Chi", -1, ["Chi", "Binh", "Dung"]),
        ("Binh", 1, ["Chi", "Binh", "Dung"]),
        ("Dung", -5, ["Dung", "Binh", "Chi"]),
        ("Binh", -1, ["Binh", "Chi", "Dung"]),
        ("Dung", 1, ["Binh", "Chi", "Dung"]),
    ],
)
def test_reserves_are_ranked(reserves, name, places, expected):
    services.rank(one(name), places, by=None)

    assert in_rank(reserves) == list(zip(expected, [1, 2, 3], strict=True))


def test_another_order_of_reserves_stands_in_the_history(event, reserves):
    focal = make_person(name="Focal")

    services.rank(one("Dung"), -2, by=focal)
    services.rank(one("Dung"), -1, by=focal)  # stands first already: nothing has changed

    change = event.changes.get(what=EventChange.What.RESERVES)
    assert change.by == focal
    assert change.said == f"{reserves}\nDung: 3 → 1"


def test_who_is_ranked_first_gets_the_next_seat(reserves):
    services.rank(one("Dung"), -2, by=None)
    withdraw(one("An"), by=None)

    assert one("Dung").holds_named_seat
    assert [name for name, _rank in in_rank(reserves)] == ["Binh", "Chi"]


def test_only_reserves_are_ranked_and_while_the_event_is_ahead(reserves):
    with pytest.raises(InvalidTransitionError), transaction.atomic():
        services.rank(one("An"), -1, by=None)
    Event.objects.update(starts_at=now() - timedelta(days=9), ends_at=now() - timedelta(days=8))
    with pytest.raises(EventClosedError), transaction.atomic():
        services.rank(one("Chi"), -1, by=None)


def test_focal_points_rank_their_reserves_and_no_others(client, event, reserves):
    link = services.appoint(event, [reserves.pk], address="focal@example.org", name="Focal")
    page = links.focal_point_link(link).split("8000")[1]
    other = make_delegation(event, constituency="workers", seats=0, reserve_seats=2)
    people = [Nominee(name, f"{name.lower()}@example.org") for name in ("Xuan", "Yen")]
    services.nominate(other, people, by=make_person())

    assert "Move up: Chi" in client.get(page).content.decode()
    assert "Move up: An" not in client.get(page).content.decode()
    client.post(page, {"action": "up", "registration": one("Chi").pk})
    client.post(page, {"action": "down", "registration": one("Binh").pk})
    foreign = client.post(page, {"action": "up", "registration": one("Yen").pk})

    assert [name for name, _rank in in_rank(reserves)] == ["Chi", "Dung", "Binh"]
    assert foreign.status_code == 404
    assert [name for name, _rank in in_rank(other)] == ["Xuan", "Yen"]
