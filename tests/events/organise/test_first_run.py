"""A new installation leads the first superuser to programme, colleague, venue and event."""

import pytest
from django.urls import reverse

from events.models import TeamInvitation
from events.organise import first_run
from events.organise.first_run import first_steps, is_first_run
from tests.factories import make_event, make_member, make_person, make_programme, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser(client):
    person = make_person(is_superuser=True, is_staff=True)
    client.force_login(person)
    return person


def states(person):
    return [(step.is_done, step.is_next) for step in first_steps(person)]


def test_leads_from_step_to_step_by_facts(superuser):
    assert states(superuser) == [(False, True), (False, False), (False, False), (False, False)]

    programme = make_programme()
    make_member(programme, person=superuser)
    assert states(superuser) == [(True, False), (False, True), (False, False), (False, False)]

    TeamInvitation.objects.create(programme=programme, email="new@example.org", role="coordinator")
    assert states(superuser) == [(True, False), (True, False), (False, True), (False, False)]

    make_venue()
    assert states(superuser) == [(True, False), (True, False), (True, False), (False, True)]

    make_event(programme=programme)
    assert not is_first_run(superuser)


def test_page_links_to_the_pages_of_the_steps(client, superuser):
    page = client.get(reverse("organise:home")).text
    assert 'class="btn btn-primary" href="/organise/programmes/new/"' in page
    assert "/team/" not in page

    programme = make_programme()
    make_member(programme, person=superuser)
    page = client.get(reverse("organise:home")).text

    base = f"/organise/programmes/{programme.slug}"
    assert f'class="btn btn-primary" href="{base}/team/"' in page
    assert f'href="{base}/venues/new/"' in page
    assert f'href="{reverse("planning:new", args=[programme.slug])}"' in page
    assert "Set up Plenary" in page


def test_other_pages_lead_on_until_the_first_event_is_there(client, superuser):
    programme = make_programme()
    make_member(programme, person=superuser)
    settings, team = (reverse(f"programmes:{name}", args=[programme.slug]) for name in ("settings", "team"))

    page = client.get(settings).text
    assert "Set-up, step 2 of 4:" in page
    assert f'<a class="btn btn-sm" href="{team}">Invite a colleague</a>' in page
    assert "Set-up, step" not in client.get(team).text
    assert "Set-up, step" not in client.get(reverse("venues:create", args=[programme.slug])).text
    make_member(programme)
    assert f'href="{reverse("venues:create", args=[programme.slug])}">Add a venue</a>' in client.get(team).text
    make_event(programme=programme)
    assert "Set-up, step" not in client.get(settings).text


def test_header_leads_the_first_superuser_to_the_workspace(client, superuser):
    assert f'href="{reverse("organise:home")}"' in client.get(reverse("self_service:me")).text


def test_other_people_are_not_led(client):
    person = make_person()
    client.force_login(person)

    assert not is_first_run(person)
    assert "You are not on the team" in client.get(reverse("organise:home")).text


def test_home_page_does_not_read_the_next_step(client, superuser, monkeypatch):
    make_member(make_programme(), person=superuser)
    read = []
    monkeypatch.setattr(first_run, "next_step", read.append)

    client.get(reverse("organise:home"))

    assert read == []
