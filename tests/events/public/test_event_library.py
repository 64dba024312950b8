"""What the page of an event takes from the library."""

import pytest

from events.public.event_page.library import MOST_PICTURES, library_of
from tests.events.library.helpers import drawn_picture, make_album, make_picture, make_resource
from tests.factories import make_event

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 5])
def test_pictures_and_resources_of_an_event_are_three_queries(number, django_assert_num_queries):
    event = make_event()
    album = make_album(programme=event.programme, event=event)
    make_picture(album)  # whose files are lost
    for _ in range(number):
        drawn_picture(album)
        make_resource(programme=event.programme, event=event)

    with django_assert_num_queries(3):
        found = library_of(event, [])
        shown = [(one.picture.get_absolute_url(), one.src, one.picture.alt) for one in found.pictures]
        assert [row.kind_text for row in found.resources if row.get_absolute_url()]

    assert len(shown) == min(number, MOST_PICTURES)
    assert len(found.resources) == number
    assert found.album == album


def test_event_without_pictures_needs_two_queries(django_assert_num_queries):
    event = make_event()

    with django_assert_num_queries(2):
        assert library_of(event, []).album is None
