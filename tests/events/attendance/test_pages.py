"""The check-in list and the pages of evaluations."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.attendance import services
from events.models import Attendance, Evaluation
from events.registration import links
from events.registration.services import register
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def late_morning(time_machine):
    """In Bangkok: what begins two hours before and ends two hours after is of one day."""
    time_machine.move_to(datetime(2031, 3, 5, 4, tzinfo=UTC))


@pytest.fixture
def event():
    return make_event(starts_at=now() - timedelta(hours=2), ends_at=now() + timedelta(hours=2))


@pytest.fixture
def desk(event, client):
    person = make_member(event.programme, "reception")
    client.force_login(person)
    return person


def page(event):
    return reverse("attendance:list", args=[event.slug])


def test_reception_finds_people_and_checks_them_in(event, desk, client):
    mine = register(event, make_person(name="Nguyễn Thị Minh"))
    other = register(event, make_person(name="Somchai"))

    found = client.get(page(event), {"q": "nguyen"}).content.decode()
    assert "Nguyễn Thị Minh" in found
    assert "Somchai" not in found
    answer = client.post(page(event) + "?q=nguyen", {"registration": [mine.pk]}, follow=True)

    assert answer.redirect_chain == [(page(event) + "?q=nguyen", 302)]
    assert "1 person checked in." in answer.content.decode()
    assert [one.registration for one in Attendance.objects.all()] == [mine]
    missing = client.get(page(event), {"show": "missing"}).content.decode()
    assert other.person.name in missing
    assert mine.person.name not in missing


def test_undoes_a_check_in(event, desk, client):
    mine = register(event, make_person())
    client.post(page(event), {"there": mine.pk})
    client.post(page(event), {"absent": mine.pk})

    assert not Attendance.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"there": "x"}, {"registration": ["0", "-1", "9" * 30]}])
def test_shows_an_error_if_no_one_is_ticked(event, desk, client, sent):
    answer = client.post(page(event), sent, follow=True)

    assert "First tick the people" in answer.content.decode()


def test_refuses_check_in_before_the_event(client):
    event = make_event()
    client.force_login(make_member(event.programme, "reception"))
    mine = register(event, make_person())

    shown = client.get(page(event)).content.decode()
    answer = client.post(page(event), {"there": mine.pk}, follow=True).content.decode()

    assert f'value="{mine.pk}"' not in shown
    assert "on the morning of its first day" in answer
    assert not Attendance.objects.exists()


def test_check_in_list_has_a_fixed_number_of_queries(event, desk, client, django_assert_num_queries):
    register(event, make_person())
    client.get(page(event))
    with django_assert_num_queries(9) as one:
        client.get(page(event))
    for _number in range(5):
        register(event, make_person())
    with django_assert_num_queries(len(one)):
        client.get(page(event))


def evaluated(event):
    event.starts_at, event.ends_at = now() - timedelta(days=2), now() - timedelta(days=1)
    event.save()


def test_evaluates_by_link_without_an_account(event, client):
    mine = register(event, make_person())
    evaluated(event)
    url = links.evaluation_link(mine)

    shown = client.get(url)
    assert shown.headers["X-Robots-Tag"] == "noindex"
    assert "How useful is the event for your work?" in shown.content.decode()
    answer = client.post(url, {"overall": "4", "comment": "Fine"}, follow=True).content.decode()

    assert "Thank you. Your answers help us" in answer
    assert (Evaluation.objects.get().overall, Evaluation.objects.get().comment) == (4, "Fine")
    again = client.post(url, {"overall": "1"}, follow=True).content.decode()
    assert "You have evaluated this event already" in again
    assert Evaluation.objects.count() == 1


def test_pages_say_from_when_the_event_can_be_evaluated(client):
    event = make_event()
    mine = register(event, make_person())

    shown = client.get(links.evaluation_link(mine)).text
    client.force_login(make_member(event.programme))
    results = client.get(reverse("attendance:evaluations", args=[event.slug])).text

    assert "You can evaluate this event from" in shown
    assert "already" not in shown
    assert "People can evaluate the event from" in results
    assert "answered" not in results
    evaluated(event)
    assert "0 of 1 has answered" in client.get(reverse("attendance:evaluations", args=[event.slug])).text


def test_says_that_absent_people_do_not_evaluate(event, client, desk, time_machine):
    mine, other = register(event, make_person()), register(event, make_person())
    time_machine.move_to(event.ends_at - timedelta(hours=1), tick=False)
    services.check_in(event, [other.pk], by=desk)

    assert "You cannot evaluate this event" in client.get(links.evaluation_link(mine)).text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Please answer at least one question"),
        ({"overall": "6"}, "Select a valid choice"),
        ({"overall": "4", "comment": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_shows_errors_of_answers_and_keeps_the_input(event, client, sent, said):
    mine = register(event, make_person())
    evaluated(event)

    answer = client.post(links.evaluation_link(mine), {"will_do": "" if not sent else "Train others", **sent})

    assert said in answer.content.decode()
    assert not sent or "Train others" in answer.content.decode()
    assert not Evaluation.objects.exists()


def test_an_unknown_link_gets_a_404_page(event, client):
    answer = client.get(reverse("attendance:evaluate", args=["x"]))

    assert answer.status_code == 404


def test_results_show_averages_and_no_names(event, desk, client):
    people = [register(event, make_person()) for _number in range(3)]
    evaluated(event)
    url = reverse("attendance:evaluations", args=[event.slug])
    services.evaluate(people[0], {"overall": 5})
    assert "when 3 people have answered" in client.get(url).content.decode()
    services.evaluate(people[1], {"overall": 4})
    services.evaluate(people[2], {"overall": 4, "comment": "<b>Good</b>"})

    shown = client.get(url).content.decode()

    assert "4.3" in shown
    assert "&lt;b&gt;Good&lt;/b&gt;" in shown
    assert not any(one.person.name in shown for one in people)
