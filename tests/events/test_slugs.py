"""An address that has changed leads to the row that had it."""

import pytest
from django.http import Http404

from events.models import AreaOfAction, FormerSlug, Resource
from events.slugs import get_by_slug, keep_former_slug, new_slug
from tests.events.library.helpers import make_resource
from tests.factories import make_programme

pytestmark = pytest.mark.django_db


def rename(resource, slug):
    old, resource.slug = resource.slug, slug
    resource.save(update_fields=["slug"])
    keep_former_slug(resource, old)


def test_former_slug_finds_the_row_through_several_changes():
    resource = make_resource(slug="first")

    rename(resource, "second")
    rename(resource, "third")

    for slug in ("first", "second", "third"):
        assert get_by_slug(Resource.objects.all(), slug).slug == "third"


def test_slug_that_returns_is_no_longer_a_former_one():
    resource = make_resource(slug="first")

    rename(resource, "second")
    rename(resource, "first")

    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["second"]


def test_former_slug_shows_no_row_that_the_reader_may_not_see():
    resource = make_resource(slug="first", published_at=None)
    rename(resource, "second")

    with pytest.raises(Http404):
        get_by_slug(Resource.objects.published(), "first")


def test_former_slugs_of_two_programmes_are_separate():
    one, other = (
        AreaOfAction.objects.create(programme=make_programme(), slug=slug, name=slug) for slug in ("one", "other")
    )
    keep_former_slug(one, "same")
    keep_former_slug(other, "same")

    assert get_by_slug(AreaOfAction.objects.all(), "same", within=other.programme_id) == other


def test_new_slug_is_free_now_and_before():
    resource = make_resource(slug="report")
    rename(resource, "report-2")

    assert new_slug(Resource(), "Report", fallback="resource") == "report-3"


def test_new_slug_of_a_title_in_another_script_uses_the_fallback():
    assert new_slug(Resource(), "ការពារសង្គម", fallback="resource") == "resource"


def test_unused_slug_costs_two_queries_and_is_not_found(django_assert_num_queries):
    with django_assert_num_queries(2), pytest.raises(Http404):
        get_by_slug(Resource.objects.all(), "nothing")
