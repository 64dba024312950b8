import pytest
from django.urls import reverse

from events.models import Event, Room, Venue
from tests.factories import make_country, make_event, make_member, make_programme, make_venue

pytestmark = pytest.mark.django_db
NO_ROOMS = {"rooms-TOTAL_FORMS": "0", "rooms-INITIAL_FORMS": "0"}
TYPED = NO_ROOMS | {"name": "Sample Riverside Hall", "city": "Jayapura", "country": "ID"}


@pytest.fixture
def programme():
    return make_programme(slug="ours")


@pytest.fixture
def manager(client, programme):
    person = make_member(programme)
    client.force_login(person)
    make_country("ID", name="Indonesia")
    return person


def page(name, *args):
    return reverse(f"venues:{name}", args=["ours", *args])


def test_the_clock_is_asked_before_a_venue_gets_the_suggested_zone(client, manager):
    asked = client.post(page("create"), TYPED)

    assert "Jayapura, Indonesia (UTC+9)" in asked.content.decode()
    assert "there now?" in asked.content.decode()
    assert not Venue.objects.exists()
    assert client.post(page("create"), TYPED | {"zone": "Asia/Jayapura"}).status_code == 302
    assert Venue.objects.get().timezone == "Asia/Jayapura"


def test_nobody_has_to_know_the_zone(client, manager):
    client.post(page("create"), TYPED | {"zone": "later"})

    assert Venue.objects.get().timezone == ""
    assert "Not confirmed yet" in client.get(page("list")).content.decode()


def test_a_typed_zone_needs_no_question(client, manager):
    client.post(page("create"), TYPED | {"timezone": "Jakarta"})

    assert Venue.objects.get().timezone == "Asia/Jakarta"


def test_the_script_gets_the_question_alone(client, manager):
    text = client.get(page("zone"), {"city": "Jayapura", "country": "ID"}).content.decode()

    assert 'value="Asia/Jayapura"' in text
    assert "<html" not in text
    assert client.get(page("zone"), {"city": "", "country": ""}).content.strip() == b""


def test_rooms_are_lines_of_the_form(client, manager, programme):
    venue = make_venue(programme=programme, timezone="Asia/Bangkok")
    gone = Room.objects.create(venue=venue, name="Cellar")
    lines = {
        "rooms-TOTAL_FORMS": "3", "rooms-INITIAL_FORMS": "1",
        "rooms-0-id": str(gone.pk), "rooms-0-name": "Cellar", "rooms-0-DELETE": "on",
        "rooms-1-name": "Main hall", "rooms-1-capacity": "120", "rooms-1-equipment": "projector",
        "rooms-2-name": "",
    }  # fmt: skip

    response = client.post(page("edit", venue.pk), lines | {"name": venue.name, "timezone": "Bangkok"})

    assert response.status_code == 302
    assert list(venue.rooms.values_list("name", "capacity", "equipment")) == [("Main hall", 120, "projector")]


def test_each_field_of_the_form_has_a_name_of_its_own(client, manager):
    text = client.get(page("create")).text

    for label in ("Name of the room", "Seats in the room", "Equipment of the room"):
        assert f'aria-label="{label}"' in text
    assert 'aria-label="Name"' not in text


def test_two_rooms_with_one_name_are_refused_at_the_line(client, manager):
    lines = {"rooms-TOTAL_FORMS": "2", "rooms-INITIAL_FORMS": "0", "rooms-0-name": "Hall", "rooms-1-name": "hall"}

    response = client.post(page("create"), TYPED | lines | {"zone": "later"})

    assert "There is already a room with this name." in response.content.decode()
    assert not Venue.objects.exists()


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("-2.5337, 140.7181", "https://www.openstreetmap.org/?mlat=-2.5337&amp;mlon=140.7181#map=17/-2.5337/140.7181"),
        ("https://maps.example.org/x", "https://maps.example.org/x"),
    ],
)
def test_event_pages_show_the_map_and_the_accessibility(client, manager, programme, typed, link):
    client.post(page("create"), TYPED | {"zone": "later", "map_place": typed, "accessibility": "Lift to all floors"})
    event = make_event(programme=programme, venue=Venue.objects.get())

    text = client.get(event.get_absolute_url()).content.decode()

    assert f'href="{link}" rel="noopener noreferrer">' in text
    assert "Lift to all floors" in text
    assert typed in client.get(page("edit", event.venue_id)).content.decode()


@pytest.mark.parametrize("typed", ["somewhere", "javascript:alert(1)", "99, 200"])
def test_a_map_that_is_none_is_refused(client, manager, typed):
    response = client.post(page("create"), TYPED | {"zone": "later", "map_place": typed})

    assert "map_place" in response.context["form"].errors


def test_a_team_cannot_reach_the_venues_of_another_programme(client, manager, programme):
    other, ours = make_venue(programme=make_programme()), make_venue(programme=programme)

    assert client.get(page("edit", other.pk)).status_code == 404
    assert client.post(page("merge", ours.pk, other.pk), {"do": "merge"}).status_code == 404
    assert client.post(page("delete", other.pk)).status_code == 404


def test_duplicates_are_merged_on_a_page(client, manager, programme):
    kept = make_venue(programme=programme, name="Hall")
    gone = make_venue(programme=programme, name="Hall Bangkok")
    event = make_event(programme=programme, venue=gone)
    assert "may be the same venue" in client.get(page("list")).content.decode()
    assert client.get(page("merge", kept.pk, gone.pk)).status_code == 200

    client.post(page("merge", kept.pk, gone.pk), {"do": "merge"})

    event.refresh_from_db()
    assert event.venue == kept


def test_duplicates_can_be_kept_and_an_unused_venue_deleted(client, manager, programme):
    one, other = make_venue(programme=programme), make_venue(programme=programme)

    client.post(page("merge", one.pk, other.pk), {"do": "apart"})
    assert "may be the same venue" not in client.get(page("list")).content.decode()
    client.post(page("delete", other.pk))

    assert list(Venue.objects.all()) == [one]


def test_the_form_of_an_event_takes_a_venue_by_its_name_and_its_agenda_suggests_the_rooms(client, manager, programme):
    venue = make_venue(programme=programme, name="Hall", city="Bangkok")
    Room.objects.create(venue=venue, name="Room 7")
    event = make_event(programme=programme, status=Event.Status.DRAFT)
    edit = reverse("planning:edit", args=[event.slug])
    typed = {
        "title": "Seminar", "kind": "meeting", "mode": "in_person", "timezone": "Asia/Bangkok", "precision": "tbc",
        "policy": "open", "venue_name": "hall",
    }  # fmt: skip

    assert client.post(edit, typed).status_code == 302

    event.refresh_from_db()
    assert event.venue == venue
    assert '<option value="Hall">' in client.get(edit).text
    agenda = reverse("agenda:editor", args=[event.slug])
    assert '<option value="Room 7">' in client.get(f"{agenda}?view=table").text


@pytest.mark.parametrize("count", [2, 6])
def test_the_list_runs_a_fixed_number_of_queries(client, manager, programme, count, django_assert_num_queries):
    for number in range(count):
        Room.objects.create(venue=make_venue(programme=programme, name=f"Hall {number}"), name="A", capacity=3)

    with django_assert_num_queries(7):
        client.get(page("list"))


def test_fields_of_which_one_is_needed_are_not_called_optional(client):
    programme = make_programme()
    client.force_login(make_member(programme))

    page = client.get(reverse("venues:create", args=[programme.slug])).text

    assert "<bdi>Name</bdi></label>" in page
    assert "<bdi>City</bdi></label>" in page
    assert "<bdi>Map link or coordinates</bdi> <span" in page


def test_venue_can_be_in_a_country_that_the_installation_does_not_have(client):
    programme = make_programme()
    client.force_login(make_member(programme))
    typed = NO_ROOMS | {"name": "Sample Hall", "city": "Bangkok", "timezone": "Asia/Bangkok"}
    address = reverse("venues:create", args=[programme.slug])

    assert client.post(address, typed | {"country": "XX"}).status_code == 200
    assert client.post(address, typed | {"country": "TH"}).status_code == 302

    venue = Venue.objects.get()
    assert (venue.country.pk, venue.country.name) == ("TH", "Thailand")
    edit = client.get(reverse("venues:edit", args=[programme.slug, venue.pk])).text
    assert '<option value="TH" selected>Thailand</option>' in edit
