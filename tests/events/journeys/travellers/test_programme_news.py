"""Travellers learn what moves in their programme after it was sent to them: one mail a version, and only those who take part."""

import pytest
from django.urls import reverse

from events.journeys.meetings import services as meetings
from events.journeys.travellers import programme_news, services
from events.mails.context import SessionChange
from events.models import Meeting, SessionChoice
from notifications.models import Message
from tests.events.agenda.scene import draft_changes, later, publish_changes
from tests.events.journeys.scene import make_traveller, make_visit
from tests.factories import make_member, make_session, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_visit()


def sent_to(event, *people):
    services.send_links(event, people, by=None)


def mails():
    return list(Message.objects.filter(kind="programme_moved").order_by("pk"))


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "These items have a new day, time or place"), ("fr", "ont un nouveau jour"), ("vi", "ngày, giờ hoặc địa điểm mới")],
)  # fmt: skip
def test_a_moved_visit_is_told_in_the_language_of_the_traveller_and_the_time_of_the_place(event, language, words):
    person = make_traveller(event, language=language, timezone="Asia/Phnom_Penh")
    visit = make_session(event, at="10:00", title="A day at the counter", timezone="Asia/Jayapura")
    Meeting.objects.create(session=visit, status="confirmed")
    sent_to(event, person)

    assert publish_changes(event, {visit: later(visit, 2)}) == 1

    (mail,) = mails()
    assert (mail.recipient, words in mail.text) == (person, True)
    was, now = (f"{visit.starts_at.astimezone(visit.zone).hour + hours}:00" for hours in (0, 2))
    assert all(text in mail.text for text in ("A day at the counter", was, now, "Jayapura"))
    assert "/journeys/" in mail.text


def test_several_moves_of_a_version_are_one_mail_and_a_place_counts_too(event):
    person = make_traveller(event)
    one, two, three = (make_session(event, at=at, title=at) for at in ("09:00", "11:00", "13:00"))
    sent_to(event, person)

    publish_changes(
        event, {one: later(one, 5), two: {"venue_id": make_venue(name="River Hall").pk}, three: {"abstract": "More"}}
    )

    (mail,) = mails()
    assert ["“09:00”" in mail.text, "River Hall" in mail.text, "“13:00”" in mail.text] == [True, True, False]


def test_a_removed_visit_is_told(event):
    person = make_traveller(event)
    visit = make_session(event, at="10:00", title="A day at the counter")
    sent_to(event, person)

    publish_changes(event, {visit: None})

    (mail,) = mails()
    assert "“A day at the counter”: does not take place" in mail.text


def test_nobody_is_told_who_has_no_programme_or_does_not_take_part(event):
    without, elsewhere = make_traveller(event), make_traveller(event)
    optional = make_session(event, at="10:00", title="Optional", is_optional=True)
    plain = make_session(event, at="14:00", title="For all")
    sent_to(event, elsewhere)

    publish_changes(event, {optional: later(optional, 1)})
    assert mails() == []
    publish_changes(event, {plain: later(plain, 1)})

    assert [mail.recipient for mail in mails()] == [elsewhere]
    assert without.pk


def test_who_chose_the_session_gets_one_mail_about_it(event):
    person = make_traveller(event)
    optional = make_session(event, at="10:00", title="Optional", is_optional=True)
    SessionChoice.objects.create(registration=event.registrations.get(person=person), session=optional)
    sent_to(event, person)

    assert publish_changes(event, {optional: later(optional, 1)}) == 1

    assert mails() == []
    assert Message.objects.filter(kind="session_changed", recipient=person).count() == 1


def test_a_visit_that_the_team_cancels_is_told_once(event):
    person = make_traveller(event)
    visit = make_session(event, at="10:00", title="A day at the counter")
    meeting = Meeting.objects.create(session=visit, status="confirmed")
    sent_to(event, person)
    assert meetings.travellers_to_tell(meeting) == 1

    meetings.take_step(meeting, "cancel", by=None)
    publish_changes(event, {visit: None})

    (mail,) = mails()
    assert (mail.recipient, "“A day at the counter”: does not take place" in mail.text) == (person, True)


def test_removal_of_a_visit_whose_host_has_declined_is_told(event):
    person = make_traveller(event)
    visit = make_session(event, at="10:00", title="A day at the counter")
    Meeting.objects.create(session=visit, status="declined")
    sent_to(event, person)

    publish_changes(event, {visit: None})

    assert [mail.recipient for mail in mails()] == [person]


@pytest.mark.parametrize("status", ["cancelled", "declined"])
def test_a_visit_that_is_called_off_anyway_is_not_told(event, status):
    person = make_traveller(event)
    visit = make_session(event, at="10:00")
    Meeting.objects.create(session=visit, status=status)
    sent_to(event, person)

    publish_changes(event, {visit: later(visit, 1)})

    assert mails() == []


def test_the_page_names_the_travellers_before_the_version_is_published(client, event):
    person = make_traveller(event, name="Keo Dara")
    visit = make_session(event, at="10:00", title="A day at the counter")
    sent_to(event, person)
    manager = make_member(event.programme)
    draft_changes(event, {visit: later(visit, 1)}, by=manager)
    client.force_login(manager)

    page = client.get(reverse("agenda:publish", args=[event.slug])).text

    assert "Publish, and notify 1 person" in page
    assert "Keo Dara" in page
    assert "has it in the programme" in page
    assert mails() == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_travellers(event, count, django_assert_max_num_queries):
    people = [make_traveller(event) for _number in range(count)]
    visits = [make_session(event, at=f"{10 + number}:00", title=f"Visit {number}") for number in range(count)]
    sent_to(event, *people)

    changes = [SessionChange(visit, None) for visit in visits]

    with django_assert_max_num_queries(9):
        found = programme_news.affected(event, changes)

    assert [len(own) for own in found.values()] == [count] * count
