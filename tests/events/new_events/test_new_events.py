"""Mails about new events: asked for, once a week, in the language of the reader, and stopped with one click."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from events.daily_tasks.timetable import daily_tasks
from events.models import AreaOfAction, EventAlert, Mission
from events.new_events import services
from events.personal_data.declarations import PLACES
from events.registration.services import register
from notifications.mail.mime import build_mime
from notifications.models import Message, Refusal
from tests.factories import make_country, make_event, make_person, make_venue

pytestmark = pytest.mark.django_db
PAGE = "/me/new-events/"


def asking(person=None, **chosen):
    """Return a person who asked a week ago."""
    person = person or make_person()
    services.ask(person, **{"kinds": [], "countries": [], "areas": [], **chosen})
    EventAlert.objects.filter(person=person).update(told_until=now() - timedelta(days=7))
    return person


def new_event(**fields):
    return make_event(published_at=now() - timedelta(days=1), **fields)


def told(person):
    return [message.text for message in Message.objects.filter(recipient=person, kind="new_events")]


def test_each_person_gets_one_mail_with_their_new_events():
    thai = new_event(title="In Thailand", venue=make_venue(country=make_country("TH")), kind="training")
    online = new_event(title="Online", mode="online", kind="meeting")
    area = AreaOfAction.objects.create(programme=online.programme, slug="coverage", name="Coverage")
    online.areas.add(area)
    japan = new_event(title="With Japan", kind="training")
    japan.countries.add(make_country("JP"))
    everything, of_kind = asking(), asking(kinds=["training"])
    of_country, of_area = asking(countries=["TH", "JP"]), asking(areas=["coverage"])
    both, nothing = asking(kinds=["training"], countries=["TH"]), asking(kinds=["study_visit"])

    assert services.send_week() == {"mails": 5}

    def titles(person):
        return {event.title for event in (thai, online, japan) for text in told(person) if event.title in text}

    assert titles(everything) == {"In Thailand", "Online", "With Japan"}
    assert titles(of_kind) == titles(of_country) == {"In Thailand", "With Japan"}
    assert titles(of_area) == {"Online"}
    assert titles(both) == {"In Thailand"}
    assert told(nothing) == []


def test_task_is_safe_to_run_twice_and_tells_each_event_once():
    person = asking()
    new_event(title="First event")

    assert [services.send_week(), services.send_week()] == [{"mails": 1}, {"mails": 0}]

    make_event(title="Second event", published_at=now())
    assert services.send_week() == {"mails": 1}
    assert "First event" not in told(person)[0]
    assert "Second event" in told(person)[0]


def test_only_public_events_that_are_ahead_and_unknown_are_new():
    person = asking()
    new_event(status="draft")
    new_event(status="cancelled")
    new_event(starts_at=now() - timedelta(days=2), ends_at=now() - timedelta(hours=2))
    make_event(published_at=now() - timedelta(days=30))
    Mission.objects.create(event=new_event(kind="expert_mission", policy="none"), is_listed=False)
    register(new_event(), person)

    assert services.send_week() == {"mails": 0}
    assert told(person) == []


def test_mail_about_a_mission_names_only_its_country():
    person = asking()
    new_event(kind="expert_mission", policy="none", venue=make_venue(name="Ministry", city="Bangkok"))

    services.send_week()

    assert "Thailand" in told(person)[0]
    assert "Ministry" not in told(person)[0]
    assert "Bangkok" not in told(person)[0].replace("Bangkok time", "")


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "New event: Seminar"), ("fr", "Nouvel événement : Seminar"), ("vi", "Sự kiện mới: Seminar")],
)
def test_mail_is_in_the_language_of_the_reader(language, words):
    person = asking(make_person(language=language))
    new_event(title="Seminar")

    services.send_week()

    assert Message.objects.get(recipient=person).subject == words


def test_mail_of_a_week_with_many_events_links_to_the_list():
    person = asking()
    for _ in range(23):
        new_event()

    services.send_week()

    assert "3 more new events are in the list of events." in told(person)[0]


def test_one_click_stops_the_mails(client):
    person = asking()
    new_event()
    services.send_week()
    mail = build_mime(Message.objects.get()).message()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = mail["List-Unsubscribe"].strip("<>").partition("//")[2].partition("/")[2]

    response = client.post(f"/{path}", {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert Message.objects.get().status == Message.Status.DROPPED
    EventAlert.objects.update(told_until=now() - timedelta(days=7))
    assert services.send_week() == {"mails": 0}
    assert not EventAlert.objects.exists()
    assert Refusal.objects.get().person == person


def test_person_asks_changes_and_stops_on_the_page(client):
    make_country("TH")
    person = make_person()
    client.force_login(person)

    assert "Send me these emails" in client.get(PAGE).text
    client.post(PAGE, {"kinds": ["training"], "countries": ["TH"]})
    alert = EventAlert.objects.get()
    assert (alert.person, alert.kinds, alert.countries, alert.areas) == (person, ["training"], ["TH"], [])
    assert "Stop these emails" in client.get(PAGE).text
    assert "New events of your choice" in client.get("/me/mails/").text

    client.post(PAGE, {"kinds": []})
    assert EventAlert.objects.get().kinds == []
    client.post(PAGE, {"action": "stop"})
    assert not EventAlert.objects.exists()


def test_asking_again_ends_an_earlier_refusal(client):
    person = asking()
    client.force_login(person)
    client.post("/me/mails/", {"wanted": []})
    assert Refusal.objects.exists()
    assert "Send me these emails" in client.get(PAGE).text

    client.post(PAGE, {})

    assert not Refusal.objects.exists()


def test_unknown_choice_is_refused_beside_its_field(client):
    client.force_login(make_person())

    response = client.post(PAGE, {"countries": ["QQ"]})

    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"countries"}
    assert not EventAlert.objects.exists()


def test_wish_is_personal_data_that_an_erasure_deletes():
    place = next(place for place in PLACES if place.model == "events.EventAlert")
    person = asking()

    assert list(place.rows_of(person)) == [EventAlert.objects.get()]
    assert place.erase.name == "DELETE"
    person.delete()
    assert not EventAlert.objects.exists()


def test_task_runs_once_a_week():
    assert daily_tasks()["new-events"].weekday == 0
    assert daily_tasks()["new-events"].function() == {"mails": 0}


@pytest.mark.parametrize("people", [1, 4])
def test_number_of_queries_grows_only_with_the_mails(people, django_assert_max_num_queries):
    for _ in range(people):
        asking(kinds=["study_visit"])
    new_event()

    with django_assert_max_num_queries(4 + 8 * people):
        services.send_week()
