"""The search for events: stored texts of events, places, sessions and contributors; one query, without accents and spaces."""

import pytest

from accounts.models.search import joined
from events.models import Contributor, Event, Session, Venue
from events.public.queries import filtered
from tests.factories import make_country, make_event, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    venue = make_venue(name="Trung tâm Hội nghị", city="Hà Nội", country=make_country("VN"))
    event = make_event(title="Seminar on pensions", summary="Về bảo hiểm xã hội", venue=venue)
    session = Session.objects.create(event=event, title="Social floors")
    Contributor.objects.create(session=session, name="Nguyễn Văn An", affiliation="Bộ Lao động")
    make_event(title="Training on statistics", venue=make_venue(name="Iran hall", city="Bangkok"))
    return event


def found(words):
    return list(filtered({"q": words}))


@pytest.mark.parametrize(
    "words",
    [
        "Hanoi", "Ha Noi", "Hà Nội", "HANOI", "ha  noi", "viet nam", "vietnam", "Nguyen van an", "nguyễn văn an",
        "nguyenvanan", "an nguyen", "pensions hanoi", "an pensions floors", "bo lao dong", "bao hiem", "hoi nghi",
        "trungtam", "pension",
    ],
)  # fmt: skip
def test_finds_words_in_all_texts_without_accents_and_spaces(event, words):
    assert found(words) == [event]


def test_finds_an_event_in_a_city_that_is_written_as_one_word(event):
    Venue.objects.get(city="Hà Nội").delete()
    Event.objects.update(venue=None)
    event.venue = make_venue(name="Hotel", city="Hanoi")
    event.save(update_fields=["venue"])

    assert found("Ha Noi") == found("Hà Nội") == found("Hanoi") == [event]


@pytest.mark.parametrize("words", ["ran", "social statistics", "hanoi training", "100%", "_", "sonp"])
def test_does_not_find_parts_of_short_words_or_words_of_two_events(event, words):
    assert event not in found(words)


def test_search_is_one_query(event, django_assert_num_queries):
    with django_assert_num_queries(1):
        found("nguyen van an pensions hanoi social floors seminar more words than are used")


@pytest.mark.parametrize("item_count", [1, 5])
def test_list_with_a_search_makes_a_fixed_number_of_queries(client, item_count, django_assert_num_queries):
    for number in range(item_count):
        session = Session.objects.create(event=make_event(title=f"Event {number}"), title="Opening")
        Contributor.objects.create(session=session, name="Dr Aye")
    client.get("/events/")

    with django_assert_num_queries(4):
        response = client.get("/events/?q=aye")

    assert len(response.context["page_obj"].object_list) == item_count


def test_each_way_to_save_updates_the_search_texts(event):
    contributor = Contributor.objects.get()
    contributor.name = "Trần Thị Bình"
    contributor.save(update_fields=["name"])
    event.title = "Hội thảo"
    event.save(update_fields=["title"])
    Session.objects.bulk_create([Session(event=event, title="Đối thoại")])

    assert found("Nguyen") == found("pensions") == []
    assert found("tran thi binh") == found("hoithao") == found("doi thoai") == [event]


def test_the_stored_text_of_a_row_without_words_is_empty():
    assert joined(" \u200b ") == ""
