"""Which resources and albums a public page shows."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from events.library import queries
from events.models import AreaOfAction
from tests.events.library.helpers import make_album, make_picture, make_resource
from tests.factories import make_country, make_event, make_programme, make_venue

pytestmark = pytest.mark.django_db


def test_published_leaves_out_drafts_and_later_times():
    shown = make_resource()
    make_resource(published_at=None)
    make_resource(published_at=now() + timedelta(minutes=5))

    assert list(queries.published()) == [shown]


def test_published_is_ordered_by_year_and_unknown_years_are_last():
    unknown, old, new = make_resource(year=None), make_resource(year=2012), make_resource(year=2016)

    assert list(queries.published()) == [new, old, unknown]


def test_for_country_finds_resources_about_it_and_of_its_events():
    vietnam = make_country("VN")
    about, of_event = make_resource(), make_resource(event=make_event(venue=make_venue(country=vietnam)))
    about.countries.add(vietnam)
    make_resource(event=make_event(venue=make_venue(country=make_country("TH"))))

    assert set(queries.for_country(vietnam)) == {about, of_event}


def test_for_area_and_programme_and_event():
    event = make_event()
    area = AreaOfAction.objects.create(programme=event.programme, slug="insurance", name="Insurance")
    resource = make_resource(event=event)
    resource.areas.add(area)
    make_resource(programme=make_programme())

    assert list(queries.for_area(["insurance"])) == [resource]
    assert list(queries.for_programme(event.programme)) == [resource]
    assert list(queries.for_event(event)) == [resource]


def test_albums_need_a_public_picture():
    shown, empty, taken_down = make_album(), make_album(), make_album()
    picture = make_picture(shown)
    make_picture(empty, published_at=None)
    make_picture(taken_down, published_at=None, taken_down_at=now())

    found = list(queries.with_pictures(queries.albums()))

    assert found == [shown]
    assert found[0].public_pictures == [picture]


def test_picture_whose_consent_has_ended_is_not_shown():
    album = make_album()
    make_picture(album, shown_until=now() - timedelta(minutes=1))
    later = make_picture(album, shown_until=now() + timedelta(days=1))

    assert queries.with_pictures(queries.albums())[0].public_pictures == [later]
