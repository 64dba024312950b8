"""Putting a person straight into a seat, and the date clashes that the team sees before."""

from datetime import timedelta

import pytest
from django.urls import reverse

from events.models import Delegation, Event, Registration
from events.nominations import services
from events.nominations.seating import DateClashError, SeatReasonMissingError, put_into_seat
from events.nominations.services import Nominee
from events.registration.errors import CannotBeNominatedError, DelegationFullError, InvalidTransitionError
from events.registration.services import register
from notifications.models import Message
from tests.events.registration.counters import check_counters
from tests.factories import make_country, make_delegation, make_event, make_member, make_person, make_programme
from tests.markup import without_direction

pytestmark = pytest.mark.django_db
JOANA = Nominee("Joana Ximenes", "joana@example.org", position="Adviser")
LETTER_FOLLOWS = "Letter to follow; agreed by phone."


@pytest.fixture
def event():
    return make_event(policy=Event.Policy.NOMINATION, seats=12)


@pytest.fixture
def delegation(event):
    return make_delegation(event=event, country=make_country("TH"), constituency="employers", seats=2)


@pytest.fixture
def manager(client, event):
    manager = make_member(event.programme)
    client.force_login(manager)
    return manager


@pytest.fixture
def url(event, delegation):
    return reverse("nominations:seat_person", args=[event.slug, delegation.pk])


def other_event(event, days=0, **fields):
    starts_at = event.starts_at + timedelta(days=days)
    return make_event(programme=event.programme, starts_at=starts_at, ends_at=starts_at + timedelta(hours=6), **fields)


def test_new_person_is_confirmed_in_the_seat_and_mailed(event, delegation):
    team = make_person()

    registration = put_into_seat(delegation, JOANA, by=team, reason=LETTER_FOLLOWS)

    delegation.refresh_from_db()
    assert (registration.status, registration.delegation, registration.mode) == ("confirmed", delegation, "in_person")
    assert (registration.person.country, registration.person.constituency) == ("TH", "employers")
    assert delegation.seats_left == 1
    change = registration.changes.get()
    assert (change.action, change.from_status, change.by, change.reason) == ("place", "", team, LETTER_FOLLOWS)
    mail = Message.objects.get(to_email="joana@example.org")
    assert mail.kind == "registration_confirmed"
    assert LETTER_FOLLOWS not in mail.text
    check_counters(event)


@pytest.mark.parametrize("status", ["nominated", "pending", "invited", "withdrawn", "declined"])
def test_known_person_gets_the_seat_from_any_status(event, delegation, status):
    person = make_person(name="Joana Ximenes", email="joana@example.org")
    Registration.objects.create(event=event, person=person, status=status)

    put_into_seat(delegation, JOANA, by=make_person(), reason=LETTER_FOLLOWS)

    registration = Registration.objects.get()
    assert (registration.status, registration.delegation, registration.person) == ("confirmed", delegation, person)


def test_full_delegation_takes_nobody_and_creates_nobody(event, delegation):
    Delegation.objects.update(seats=0)

    with pytest.raises(DelegationFullError):
        put_into_seat(delegation, JOANA, by=make_person(), reason=LETTER_FOLLOWS)

    assert not Registration.objects.exists()


def test_without_a_letter_a_reason_is_needed(delegation):
    with pytest.raises(SeatReasonMissingError):
        put_into_seat(delegation, JOANA, by=make_person(), reason="  ")


def test_second_time_is_refused(delegation):
    put_into_seat(delegation, JOANA, by=make_person(), reason=LETTER_FOLLOWS)

    with pytest.raises(InvalidTransitionError):
        put_into_seat(delegation, JOANA, by=make_person(), reason=LETTER_FOLLOWS)


def test_blocked_person_gets_no_seat(delegation):
    make_person(name="Joana Ximenes", email="joana@example.org", is_active=False)

    with pytest.raises(CannotBeNominatedError):
        put_into_seat(delegation, JOANA, by=make_person(), reason=LETTER_FOLLOWS)


def test_date_clash_is_refused_until_the_team_accepts_it(event, delegation):
    other = other_event(event, title="Study visit")
    register(other, make_person(name="Joana Ximenes", email="joana@example.org"))

    with pytest.raises(DateClashError) as caught:
        put_into_seat(delegation, JOANA, by=make_person(), reason=LETTER_FOLLOWS)
    assert caught.value.events == [other]
    assert not event.registrations.exists()

    put_into_seat(delegation, JOANA, by=make_person(), reason=LETTER_FOLLOWS, accepts_clash=True)
    assert event.registrations.get().status == "confirmed"


def test_page_finds_a_person_and_shows_the_clash_before_anything_is_saved(client, event, delegation, manager, url):
    other = other_event(event, title="Study visit")
    person = make_person(name="Joana Đặng", email="joana@example.org")
    register(other, person)

    found = client.get(url, {"q": "joana dang"}).text
    chosen = client.get(url, {"person": person.pk})
    form = {"name": "Joana Đặng", "address": "joana@example.org", "reason": LETTER_FOLLOWS}
    asked = without_direction(client.post(url, form).text)

    assert f"?person={person.pk}" in found
    assert 'value="joana@example.org"' in chosen.text
    assert "Date clash" in chosen.text
    assert "Study visit" in asked
    assert 'name="accept_clash"' in asked
    assert not event.registrations.exists()

    done = client.post(url, form | {"accept_clash": "1"}, follow=True)
    assert "Joana Đặng has a seat of the delegation: Thailand, Employers." in without_direction(done.text)
    assert event.registrations.get().changes.get().by == manager


def test_page_shows_errors_beside_the_fields(client, event, delegation, manager, url):
    page = client.post(url, {"name": "", "address": "nobody", "reason": ""}).text

    assert "Enter a valid email address." in page
    assert "Write why the team names this person." in page
    assert "official letter" not in page
    assert "This field is required." in page

    type(event).objects.update(requires_letter=True)
    page = client.post(url, {"name": "", "address": "nobody", "reason": ""}).text
    assert "Write why this person gets the seat without an official letter." in page


def test_page_asks_who_is_meant(client, event, delegation, manager, url):
    make_person(name="Somebody Else", email="joana@example.org")

    page = client.post(url, {"name": "Joana", "address": "joana@example.org", "reason": LETTER_FOLLOWS}).text

    assert "Who is Joana?" in page
    assert not event.registrations.exists()


def test_people_of_other_programmes_are_not_found(client, delegation, manager, url):
    stranger = make_person(name="Foreign Person")
    register(make_event(programme=make_programme()), stranger)

    assert "No one is found" in client.get(url, {"q": "foreign"}).text
    assert stranger.email not in client.get(url, {"person": stranger.pk}).text


def test_cell_shows_the_clash_of_a_nominee(client, event, delegation, manager):
    services.nominate(delegation, [JOANA], by=make_person())
    register(other_event(event, title="Study visit"), Registration.objects.get().person)

    page = client.get(reverse("nominations:cell", args=[event.slug, delegation.pk])).text

    assert "Date clash" in page
    assert "Study visit" in page
