"""The page of a person lists the events for which they may apply."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from events.models import StudyVisit
from events.registration.services import register, withdraw
from events.self_service.open_events import MOST, open_for
from tests.factories import make_country, make_event, make_person, make_venue

pytestmark = pytest.mark.django_db


def test_lists_open_events_of_the_country_of_the_person():
    person = make_person(country="VN")
    viet_nam, japan = make_country("VN"), make_country("JP")
    there = make_event(venue=make_venue(country=viet_nam))
    there.countries.add(japan)
    with_us, for_all, for_others = make_event(), make_event(), make_event()
    with_us.countries.add(viet_nam, japan)
    for_others.countries.add(japan)

    assert set(open_for(person)) == {there, with_us, for_all}
    assert for_others in open_for(make_person())  # the country is not known


def test_leaves_out_what_the_person_cannot_or_did_apply_for():
    person = make_person()
    registered, left = make_event(), make_event()
    register(registered, person)
    withdraw(register(left, person), by=person)
    make_event(policy="nomination")
    make_event(policy="invitation")
    make_event(registration_closes_at=now() - timedelta(hours=1))
    make_event(status="draft")
    StudyVisit.objects.create(event=make_event(kind="study_visit"), is_listed=False)
    full = make_event(seats=0)

    assert list(open_for(person)) == [full]  # they can join its waiting list


def test_first_deadline_comes_first_on_the_page(client):
    person = make_person()
    for number in range(MOST + 1):
        make_event(title=f"Event {'ABCDEFG'[number]}", registration_closes_at=now() + timedelta(days=9 - number))
    client.force_login(person)

    page = client.get("/me/").text

    assert page.index("Event G") < page.index("Event B")
    assert "Event A" not in page
    assert "/events/?open=1" in page


def test_page_without_open_events_has_no_such_part(client):
    client.force_login(make_person())

    assert "Open for registration" not in client.get("/me/").text
