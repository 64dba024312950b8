"""The overview of a study visit, and what the public sees of it."""

import pytest
from django.urls import reverse

from events.calendars.services import revise
from events.journeys.public_choice.fields import NEEDED
from events.models import Meeting, StudyVisit, TeamMember
from events.study_visits import public
from events.study_visits.errors import InvalidTourLeaderError, NotAStudyVisitError
from events.study_visits.visit import services
from tests.events.study_visits.helpers import make_host, make_traveller, make_visit
from tests.factories import make_event, make_member, make_person, make_session

pytestmark = pytest.mark.django_db

TEXTS = {"purpose": "See how it works.", "questions": "Who pays?\nWho decides?", "outcomes": "", "host_rules": "No photos.",
         "emergency": "Police 110"}  # fmt: skip


def team_client(client, event, role=TeamMember.Role.MANAGER):
    client.force_login(make_member(event.programme, role))
    return client


def test_edit_creates_the_visit_at_its_first_use_with_the_usual_public_fields():
    event = make_visit()

    visit = services.edit_visit(event, tour_leader=None, **TEXTS)

    assert visit.question_lines == ["Who pays?", "Who decides?"]
    assert visit.public_fields == ["title", "dates", "country", "days"]
    assert StudyVisit.objects.get() == visit


def test_edit_refuses_events_of_another_type():
    with pytest.raises(NotAStudyVisitError):
        services.edit_visit(make_event(), tour_leader=None, **TEXTS)


def test_tour_leader_is_on_the_team_or_a_contributor():
    event = make_visit()
    member, contributor, stranger = make_member(event.programme), make_person(), make_person()
    make_session(event).contributors.create(name="Lead", person=contributor)

    for leader in (member, contributor):
        assert services.edit_visit(event, tour_leader=leader, **TEXTS).tour_leader == leader
    with pytest.raises(InvalidTourLeaderError):
        services.edit_visit(event, tour_leader=stranger, **TEXTS)


def test_overview_shows_numbered_questions_stage_and_counts(client):
    event = make_visit()
    services.edit_visit(event, tour_leader=make_member(event.programme), **TEXTS)
    make_host(event)
    make_host(event, "Plant", Meeting.Status.TENTATIVE)
    make_host(event, "Gone", Meeting.Status.DECLINED)
    make_traveller(event, make_person())

    response = team_client(client, event).get(reverse("study_visits:visit", args=[event.slug]))

    assert response.context["counts"].hosts_confirmed == 1
    assert response.context["counts"].hosts == 2
    assert response.context["counts"].papers_missing == 1
    assert response.context["stage"] == "travel"
    assert '<li dir="auto">Who pays?</li>' in response.content.decode()


def test_edit_page_saves_and_a_visit_of_another_type_gets_the_advice(client):
    event, other = make_visit(), make_event()
    team_client(client, event)

    client.post(reverse("study_visits:edit", args=[event.slug]), TEXTS | {"tour_leader": ""})
    refused = client.post(reverse("study_visits:edit", args=[other.slug]), TEXTS | {"tour_leader": ""})

    assert StudyVisit.objects.get().purpose == "See how it works."
    assert "not a study visit" in refused.content.decode()


def shown(client, event):
    return client.get(event.get_absolute_url()).content.decode()


def a_visit_with_everything():
    event = make_visit(title="Visit of the offices")
    services.edit_visit(event, tour_leader=None, **TEXTS)
    make_host(event, "Ministry of Work")
    make_host(event, "Maybe Plant", Meeting.Status.TENTATIVE)
    revise(event, significant=False)
    return event


def test_public_page_shows_only_what_was_chosen(client):
    event = a_visit_with_everything()

    page = shown(client, event)
    assert not any(
        text in page for text in ("See how it works.", "Who pays?", "Ministry of Work", "No photos.", "Police")
    )

    services.choose_public_fields(event, [*public.FIELDS.default, "purpose", "questions", "hosts"])
    page = shown(client, event)
    assert all(text in page for text in ("See how it works.", "Who pays?", "Ministry of Work"))
    assert not any(text in page for text in ("Maybe Plant", "No photos.", "Police"))
    assert '"description": "See how it works."' in page  # JSON-LD


def test_days_that_are_not_public_are_for_the_team_and_participants(client):
    event = a_visit_with_everything()
    title = event.sessions.first().title
    places = [
        event.get_absolute_url(),
        reverse("events:agenda", args=[event.slug]),
        reverse("events:agenda_json", args=[event.slug]),
        reverse("calendars:event", args=[event.slug]),
    ]
    assert all(title in client.get(place).content.decode() for place in places)

    services.choose_public_fields(event, NEEDED)

    assert not any(title in client.get(place).content.decode() for place in places)
    assert client.get(reverse("events:session", args=[event.slug, event.sessions.first().pk])).status_code == 404
    person = make_person()
    make_traveller(event, person)
    client.force_login(person)
    assert title in client.get(places[1]).content.decode()


def test_visit_without_public_dates_is_in_no_list_and_no_feed(client):
    event = a_visit_with_everything()
    places = [reverse("events:list"), reverse("events:atom"), "/sitemap.xml", reverse("calendars:feed")]
    needle = event.slug
    assert all(needle in client.get(place).content.decode().replace("\r\n ", "") for place in places)

    services.choose_public_fields(event, ["title", "country", "purpose"])

    assert not any(needle in client.get(place).content.decode().replace("\r\n ", "") for place in places)
    assert client.get(event.get_absolute_url()).status_code == 404
    assert client.get(reverse("calendars:event", args=[event.slug])).status_code == 404
    person = make_person()
    make_traveller(event, person)
    client.force_login(person)
    assert client.get(event.get_absolute_url()).status_code == 200


def test_preview_shows_a_choice_that_is_not_saved(client):
    event = a_visit_with_everything()
    address = reverse("study_visits:public", args=[event.slug])
    team_client(client, event, TeamMember.Role.COORDINATOR)

    preview = client.post(address, {"public_fields": [*public.FIELDS.default, "purpose"], "preview": "1"})
    assert "See how it works." in preview.content.decode()
    assert "purpose" not in StudyVisit.objects.get().public_fields

    client.post(address, {"public_fields": [*public.FIELDS.default, "purpose", "unknown"]})
    client.post(address, {"public_fields": [*public.FIELDS.default, "purpose"]})
    assert StudyVisit.objects.get().public_fields == ["title", "dates", "country", "purpose", "days"]


@pytest.mark.parametrize(("role", "may_change"), [("viewer", False), ("reception", False), ("coordinator", True)])
def test_only_managers_and_coordinators_change_the_visit(client, role, may_change):
    event = a_visit_with_everything()
    team_client(client, event, role)

    client.post(reverse("study_visits:edit", args=[event.slug]), TEXTS | {"purpose": "Another", "tour_leader": ""})
    client.post(reverse("study_visits:public", args=[event.slug]), {"public_fields": ["title"]})
    hotel = {"name": "Garden", "city": "Tokyo", "timezone": "Asia/Tokyo"}
    client.post(reverse("study_visits:hotel_create", args=[event.slug]), hotel)
    client.post(reverse("study_visits:after", args=[event.slug]))

    visit = StudyVisit.objects.get()
    changes = (visit.purpose == "Another", visit.public_fields == ["title"], event.hotels.exists())
    assert changes == (may_change,) * 3


def test_menu_has_the_visit_only_for_study_visits(client):
    event = make_visit()
    other = make_event(programme=event.programme)
    team_client(client, event)

    pages = [client.get(reverse("planning:overview", args=[one.slug])).content.decode() for one in (event, other)]

    assert [reverse("study_visits:visit", args=[one.slug]) in page for one, page in zip((event, other), pages, strict=True)] == [True, False]  # fmt: skip
