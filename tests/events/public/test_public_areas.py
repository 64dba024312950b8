"""A mission whose area of action is not public is found by its area nowhere, except in the workspace."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils.timezone import now

from events.calendars import queries as feeds
from events.missions.overview.services import choose_public_fields
from events.models import AreaOfAction, EventAlert, Mission
from events.new_events.queries import new_for
from events.public.queries import filtered, next_similar
from tests.events.missions.helpers import make_mission
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db
SHOWN = ["title", "dates", "country"]


@pytest.fixture
def mission():
    found = make_mission(title="Mission on claims", status="published", published_at=now())
    area = AreaOfAction.objects.create(programme=found.event.programme, slug="claims", name="Claims")
    found.event.areas.add(area)
    return found


def found_by_area(client, mission):
    """Return by which public ways the mission is found by its area."""
    area = mission.event.areas.get()
    alert, _ = EventAlert.objects.update_or_create(
        person=EventAlert.objects.first().person if EventAlert.objects.exists() else make_person(),
        defaults={"areas": ["claims"], "told_until": now() - timedelta(days=1)},
    )
    url = mission.event.get_absolute_url()
    return {
        "list": mission.event in filtered({"area": "claims"}),
        "feed": mission.event in feeds.public({"area": ["claims"]}),
        "alert": mission.event in new_for(alert, now()),
        "page": url in client.get(reverse("public:area", args=[area.programme.slug, area.slug])).text,
    }


def test_mission_is_found_by_its_area_only_while_it_is_public(client, mission):
    everywhere = {"list": True, "feed": True, "alert": True, "page": True}
    choose_public_fields(mission.event, [*SHOWN, "area"])
    assert found_by_area(client, mission) == everywhere

    choose_public_fields(mission.event, SHOWN)
    assert found_by_area(client, mission) == dict.fromkeys(everywhere, False)
    assert "Mission on claims" in client.get("/events/?when=all").text

    choose_public_fields(mission.event, [*SHOWN, "area"])
    assert found_by_area(client, mission) == everywhere


@pytest.mark.parametrize("is_public", [True, False])
def test_similar_event_does_not_tell_the_area_of_a_mission(mission, is_public):
    choose_public_fields(mission.event, [*SHOWN, "area"] if is_public else SHOWN)
    programme = mission.event.programme
    sooner = make_event(programme=programme, title="Sooner", starts_at=now() + timedelta(days=1))
    similar = make_event(programme=programme, title="Same area", starts_at=now() + timedelta(days=200))
    similar.areas.add(mission.event.areas.get())

    assert next_similar(mission.event) == (similar if is_public else sooner)
    assert next_similar(similar) == (mission.event if is_public else sooner)


def test_workspace_finds_every_mission_by_its_area(client, mission):
    choose_public_fields(mission.event, SHOWN)
    client.force_login(make_member(mission.event.programme))

    assert "Mission on claims" in client.get(reverse("organise:events"), {"area": "claims"}).text


def test_migration_reads_the_public_fields_of_existing_missions():
    hidden, public = make_mission(), make_mission()
    Mission.objects.filter(pk=hidden.pk).update(public_fields=SHOWN)

    import_module("events.migrations.0078_fill_public_area_of_missions").fill(apps, None)

    assert dict(Mission.objects.values_list("pk", "has_public_area")) == {hidden.pk: False, public.pk: True}
