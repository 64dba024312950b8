"""Slides of contributors are in the library while the contributor agrees and the team publishes them."""

import pytest

from events.engagements import slides as services
from events.library.queries import published
from events.models import Event, Mission, Resource, Slides
from events.questions.file_validation import PDF, ValidatedFile
from tests.factories import make_event, make_person, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def contributor():
    event = make_event(title="Seminar")
    session = make_session(event, title="Designing a scheme")
    return session.contributors.create(name="Haruka Nakamura", person=make_person())


@pytest.fixture
def stored(contributor):
    return services.store(contributor, ValidatedFile(b"%PDF-1.7 %%EOF", PDF, "design.pdf"))


def publish(slides):
    return services.publish(slides.contributor.session.event, slides.key, by=make_person())


def shown():
    return [resource.title for resource in published()]


def test_published_slides_are_in_the_library_only_with_the_second_consent(client, contributor, stored):
    services.agree(contributor, may_publish=True)
    publish(stored)
    assert shown() == []

    services.agree(contributor, may_publish=True, in_library=True)

    resource = Resource.objects.get()
    assert (resource.kind, resource.authors, resource.event.title) == ("presentation", "Haruka Nakamura", "Seminar")
    page = client.get(resource.get_absolute_url()).text
    assert f'href="/slides/{stored.key}/"' in page
    assert "Haruka Nakamura" in page


def test_consent_before_the_publication_is_enough(contributor, stored):
    services.agree(contributor, may_publish=True, in_library=True)
    assert shown() == []

    publish(stored)

    assert shown() == ["Designing a scheme"]


@pytest.mark.parametrize(("is_public", "count"), [(True, 1), (False, 0)])
def test_slides_show_the_area_of_a_mission_only_if_it_is_public(contributor, stored, is_public, count):
    event = contributor.session.event
    event.areas.create(programme=event.programme, slug="claims", name="Claims")
    Mission.objects.create(event=event, has_public_area=is_public)
    services.agree(contributor, may_publish=True, in_library=True)

    publish(stored)

    assert Resource.objects.get().areas.count() == count


@pytest.mark.parametrize("choice", [{"may_publish": True, "in_library": False}, {"may_publish": False}])
def test_revoking_takes_them_down_at_once(client, contributor, stored, choice):
    services.agree(contributor, may_publish=True, in_library=True)
    publish(stored)
    address = Resource.objects.get().get_absolute_url()
    assert client.get(address).status_code == 200

    services.agree(contributor, **choice)

    assert client.get(address).status_code == 404
    assert "Designing" not in client.get("/resources/").text
    assert "Designing" not in client.get("/sitemap.xml").text


def test_agreeing_again_shows_the_same_resource(contributor, stored):
    services.agree(contributor, may_publish=True, in_library=True)
    publish(stored)
    services.agree(contributor, may_publish=True, in_library=False)
    assert shown() == []

    services.agree(contributor, may_publish=True, in_library=True)

    assert shown() == ["Designing a scheme"]
    assert Resource.objects.count() == 1


def test_library_alone_is_no_consent(contributor, stored):
    services.agree(contributor, may_publish=False, in_library=True)

    assert Slides.objects.get().in_library_since is None


def test_team_takes_back_or_contributor_removes_the_slides(contributor, stored):
    services.agree(contributor, may_publish=True, in_library=True)
    publish(stored)

    services.unpublish(contributor.session.event, stored.key)
    assert shown() == []
    publish(stored)
    assert shown() == ["Designing a scheme"]
    services.remove(contributor)
    assert not Resource.objects.exists()


def test_event_that_is_not_listed_is_not_named(client, contributor, stored):
    services.agree(contributor, may_publish=True, in_library=True)
    publish(stored)
    Mission.objects.create(event=Event.objects.get(), is_listed=False)
    resource = Resource.objects.get()

    assert "Seminar" not in client.get("/resources/").text
    assert "Seminar" not in client.get(resource.get_absolute_url()).text
    assert client.get("/resources/?q=seminar").context["page_obj"].paginator.count == 0


def test_slides_of_an_event_that_is_a_draft_again_are_hidden(client, contributor, stored):
    services.agree(contributor, may_publish=True, in_library=True)
    publish(stored)
    address = Resource.objects.get().get_absolute_url()

    Event.objects.update(status=Event.Status.DRAFT)

    assert shown() == []
    assert client.get(address).status_code == 404
