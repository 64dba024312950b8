"""The search for events: stored texts of events, places, sessions and contributors; one query, without accents and spaces."""

import pytest

from accounts.models.search import joined
from events.library.resources.search import find_resources
from events.models import Contributor, Event, Session, StudyVisit, Venue
from events.public.queries import filtered
from tests.events.library.helpers import make_resource
from tests.events.missions.helpers import make_mission
from tests.factories import make_country, make_event, make_venue
from tests.page_store import STORE_QUERIES

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


@pytest.mark.parametrize(
    ("city", "iso2", "name", "words"),
    [
        ("Ho Chi Minh City", "VN", "Viet Nam", "Saigon"), ("Sài Gòn", "VN", "Viet Nam", "ho chi minh city"),
        ("Thành phố Hồ Chí Minh", "VN", "Viet Nam", "sai gon seminar"), ("Yangon", "MM", "Myanmar", "Rangoon"),
        ("Yangon", "MM", "Myanmar", "Burma"), ("Yangon", "MM", "Myanmar", "birmanie"), ("Yangon", "MM", "Myanmar", "မြန်မာ"),
        ("Vientiane", "LA", "Lao PDR", "Laos seminar"), ("Vientiane", "LA", "Lao PDR", "Lào"),
        ("Vientiane", "LA", "Lao PDR", "ประเทศลาว"[6:]), ("Tokyo", "JP", "Japan", "Nhật Bản"), ("Tokyo", "JP", "Japan", "日本"),
        ("Seoul", "KR", "Republic of Korea", "South Korea"), ("Ulaanbaatar", "MN", "Mongolia", "ulan bator"),
    ],
)  # fmt: skip
def test_finds_a_place_under_its_other_names(event, city, iso2, name, words):
    country = make_country(iso2)
    country.name = name
    country.save()
    other = make_event(title="A seminar", venue=make_venue(name="Hotel", city=city, country=country))

    assert other in found(words)
    assert not any(one.venue.city == "Bangkok" for one in found(words))


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

    with django_assert_num_queries(7 + 1 + STORE_QUERIES):  # one for the part within the page
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


def test_search_also_counts_the_resources_that_have_the_words(client):
    make_resource(title="Guide to unemployment benefits")
    make_resource(title="Draft on unemployment", published_at=None)

    page = client.get("/events/?q=unemployment").content.decode()

    assert '<a href="/resources/?q=unemployment">1 resource found</a>' in page
    assert "resource found" not in client.get("/events/").content.decode()
    assert "resource found" not in client.get("/events/?q=pensions").content.decode()


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("actuarial", True), ("indonesia", True), ("indonesie", True), ("evaluation", True), ("ХЯНАЛТ", True),
        ("hànội", True),
        ("secret", False), ("jakarta", False), ("ministry", False), ("budi", False),
    ],
)  # fmt: skip
def test_of_a_mission_only_the_title_and_the_country_are_found(words, is_found):
    venue = make_venue(name="Main office", city="Jakarta", country=make_country("ID"))
    fields = {
        "title": "Actuarial mission: Évaluation, хяналт (Hà Nội)",
        "summary": "A secret review",
        "status": "published",
        "venue": venue,
    }
    mission = make_mission(**fields)
    session = Session.objects.create(event=mission.event, title="Ministry of Manpower")
    Contributor.objects.create(session=session, name="Budi Santoso")
    resource = make_resource(event=mission.event, title="Guide")

    assert found(words) == ([mission.event] if is_found else [])
    if words in {"actuarial", "secret"}:
        assert list(find_resources(words)) == ([resource] if is_found else [])


def test_long_text_is_cut_and_still_filters(client, event):
    page = client.get("/events/", {"q": "pensions " * 600}).text

    assert "Seminar on pensions" in page
    assert "Training on statistics" not in page
    assert "Seminar on pensions" not in client.get("/events/", {"q": "x" * 5_000}).text


@pytest.mark.parametrize("has_public_days", [True, False])
def test_sessions_of_a_visit_are_found_only_if_its_days_are_public(has_public_days):
    event = make_event(kind="study_visit", title="Visit to Tokyo")
    StudyVisit.objects.create(event=event, has_public_days=has_public_days)
    session = Session.objects.create(event=event, title="Employment office")
    Contributor.objects.create(session=session, name="Okada Ren")

    for words in ("employment", "okada"):
        assert found(words) == ([event] if has_public_days else [])
