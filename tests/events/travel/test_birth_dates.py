"""The date of birth in the travel details: asked only if a host needs it, and masked for all but the person."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.models import Event, Meeting, Registration
from events.personal_data.retention import of_events
from events.travel import queries
from tests.events.journeys.meetings.helpers import make_visit
from tests.events.travel.helpers import (
    complete_travel_data,
    make_travel_event,
    make_traveller,
    posted_details,
    save_all_details,
)
from tests.factories import make_member

pytestmark = pytest.mark.django_db
BORN_ON = date(1984, 3, 9)


@pytest.fixture
def event():
    return make_travel_event()


@pytest.fixture
def registration(event, client):
    registration = make_traveller(event, name="Nguyen An")
    client.force_login(registration.person)
    return registration


def want(event, kind="births", **fields):
    """Let a host of event ask for this list."""
    return make_visit(event, security_list=kind, **fields)


def details(event):
    return reverse("travel:details", args=[event.slug])


def save(client, event, born_on="1984-03-09"):
    client.post(details(event), posted_details(event, born_on=born_on))
    return queries.travel_data_of(Registration.objects.select_related("travel").get()).born_on


def test_it_is_asked_and_saved_if_a_host_needs_it(client, event, registration):
    want(event)

    assert "Date of birth" in client.get(details(event)).text
    assert save(client, event) == BORN_ON
    assert 'value="1984-03-09"' in client.get(details(event)).text
    assert client.get(details(event)).context["traveller"].is_complete


def test_it_is_never_required(client, event, registration):
    want(event)

    client.post(details(event), posted_details(event, born_on=""))

    assert client.get(details(event)).context["traveller"].is_complete


@pytest.mark.parametrize(
    "wanted", [{}, {"kind": "passports"}, {"kind": "names"}, {"kind": "births", "status": "cancelled"}]
)
def test_it_is_not_asked_nor_stored_if_no_host_needs_it(client, event, registration, wanted):
    if wanted:
        want(event, **wanted)

    assert "Date of birth" not in client.get(details(event)).text
    assert save(client, event) is None


def test_saving_deletes_it_when_the_host_needs_it_no_longer(client, event, registration):
    meeting = want(event)
    save(client, event)
    Meeting.objects.filter(pk=meeting.pk).update(security_list="names")

    assert save(client, event, born_on="") is None


@pytest.mark.parametrize("wrong", ["9999-01-01", "1700-01-01", "09.03.84x"])
def test_a_wrong_date_gets_a_message_at_its_field(client, event, registration, wrong):
    want(event)

    page = client.post(details(event), posted_details(event, born_on=wrong))

    assert list(page.context["forms"].travel.errors) == ["born_on"]


def test_a_person_who_is_born_today_is_no_traveller(client, event, registration):
    want(event)

    page = client.post(details(event), posted_details(event, born_on=now().date().isoformat()))

    assert "This date is not in the past" in page.text


def test_the_team_sees_that_it_is_entered_but_not_the_date(client, event, registration):
    want(event)
    save_all_details(registration, complete_travel_data(event, born_on=BORN_ON))
    client.force_login(make_member(event.programme, "coordinator"))

    pages = [
        client.get(reverse("travel:traveller", args=[event.slug, registration.pk])).text,
        client.get(reverse("travel:travel", args=[event.slug])).text,
        b"".join(client.get(reverse("travel:export", args=[event.slug])).streaming_content).decode(),
    ]

    assert "entered, for the lists of hosts only" in pages[0]
    assert [("1984" in page) for page in pages] == [False, False, False]


def test_it_is_deleted_a_week_after_the_event(event, registration):
    save_all_details(registration, complete_travel_data(event, born_on=BORN_ON))
    found = []
    for days in (6, 8):
        ended = now() - timedelta(days=days)
        Event.objects.filter(pk=event.pk).update(starts_at=ended - timedelta(hours=8), ends_at=ended)
        of_events.delete_birth_dates()
        data = queries.travel_data_of(Registration.objects.select_related("travel").get())
        found.append((data.born_on, bool(data.passport_number)))

    assert found == [(BORN_ON, True), (None, True)]
