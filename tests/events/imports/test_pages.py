from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.models import Event, Registration, TeamMember
from events.registration.services import register
from notifications.models import Message
from tests.events.imports.files import BAD, upload, workbook
from tests.factories import make_country, make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db

ONE = {"name": "An", "address": "an@example.org", "standing": "pending"}
LIST = "Email;Họ và tên;Quốc gia;Group;Tags;Hotel\nan@example.org;Nguyễn Văn An;Vietnam;Workers;VIP,Speaker;Ritz\n"
BAD_ROWS = """name;email;country;constituency;mode;status;language;tags
;no-name@example.org
Formula;=HYPERLINK("x")
Nowhere;a@example.org;Atlantis
Nobody;b@example.org;;Knights
Neither;c@example.org;;;on the moon
Never;d@example.org;;;;deleted
Unspoken;e@example.org;;;;;Klingon
Online;f@example.org;;;online
Tagged;g@example.org;;;;;;TAG
An;an@example.org
An;AN@example.org
Long;h@example.org
\u200b;i@example.org
No address;
""".replace("TAG", "t" * 41).replace("Long;", "L" * 151 + ";")


@pytest.fixture
def event():
    make_country("VN")
    return make_event(seats=10)


@pytest.fixture(autouse=True)
def manager(client, event):
    manager = make_member(event.programme)
    client.force_login(manager)
    return manager


def page(event, name="list"):
    return reverse(f"imports:{name}", args=[event.slug])


def standing():
    return dict(Registration.objects.order_by("pk").values_list("person__name", "status"))


def test_somebody_is_added_by_hand(client, event):
    answer = client.post(page(event, "add"), ONE | {"country": "VN", "position": "\u202eDirector"}, follow=True)

    person = Registration.objects.get().person
    assert "An is added: Awaiting a decision." in answer.content.decode()
    assert (person.email, person.country, person.position) == ("an@example.org", "VN", "Director")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "\u200b\u202e"}, "name"),
        ({"name": "x" * 1_000_000}, "name"),
        ({"address": "nobody"}, "address"),
        ({"address": "x" * 300 + "@example.org"}, "address"),
        ({"country": "XX"}, "country"),
        ({"constituency": "knights"}, "constituency"),
        ({"standing": ""}, "standing"),
        ({"standing": "declined"}, "standing"),
        ({"reason": "x" * 1001}, "reason"),
        ({"position": "x" * 151}, "position"),
    ],
)
def test_what_makes_no_sense_is_named_beside_its_field(client, event, typed, field):
    answer = client.post(page(event, "add"), ONE | typed)

    assert list(answer.context["form"].errors) == [field]
    assert 'value="An"' in answer.content.decode() or "name" in typed
    assert not Registration.objects.exists()


def test_who_is_here_already_is_said(client, event):
    client.post(page(event, "add"), ONE)

    assert "registered here already" in client.post(page(event, "add"), ONE).content.decode()


def test_past_the_window_the_page_asks_why_and_offers_no_invitation(client, event):
    Event.objects.update(registration_closes_at=now() - timedelta(hours=1))

    asked = client.post(page(event, "add"), ONE)
    invited = client.post(page(event, "add"), ONE | {"standing": "invited", "reason": "x"})
    client.post(page(event, "add"), ONE | {"reason": "The minister asked"})

    assert list(asked.context["form"].errors) == ["reason"]
    assert list(invited.context["form"].errors) == ["standing"]
    assert Registration.objects.get().changes.get().reason == "The minister asked"


def test_a_list_is_shown_before_it_is_saved(client, event):
    register(event, make_person(email="here@example.org", name="Here"))
    rows = LIST + "HERE@example.org;Other Name;;;;\n"

    shown = client.post(page(event), {"rows": rows, "standing": "pending"})
    assert list(standing()) == ["Here"]
    client.post(page(event), {"rows": rows, "standing": "pending", "save": "1"})

    text = shown.content.decode()
    assert "1 person would be added" in text
    assert "1 is here already and stays" in text
    assert "Hotel." in text
    assert "Họ và tên = Name" in text
    assert standing() == {"Here": "confirmed", "Nguyễn Văn An": "pending"}
    registration = Registration.objects.get(person__email="an@example.org")
    assert (registration.person.country, registration.person.constituency) == ("VN", "workers")
    assert {tag.name for tag in registration.tags.all()} == {"VIP", "Speaker"}


@pytest.mark.parametrize(
    "file",
    [
        lambda: upload(LIST.encode("utf-16"), "list.xlsx"),
        lambda: workbook([[]], [line.split(";") for line in LIST.splitlines()], name="list.csv"),
    ],
)
def test_a_file_is_sent_once_and_saved_from_the_preview(client, event, file):
    shown = client.post(page(event), {"file": file(), "standing": "invited"})
    carried = shown.context["form"].carried
    again = client.post(page(event), {"rows": carried, "standing": "invited"})
    client.post(page(event), {"rows": carried, "standing": "invited", "save": "1"})

    assert again.context["form"].carried == carried
    assert standing() == {"Nguyễn Văn An": "invited"}
    assert [message.kind for message in Message.objects.all()] == ["invited"]


def test_the_preview_says_which_sheet_it_read(client, event):
    file = workbook([["name", "email"], ["An", "an@example.org"]], [["x"]])

    shown = client.post(page(event), {"file": file, "standing": "pending"})

    assert "The sheet “Sheet 1” was read. 1 other sheet was not read." in shown.content.decode()


def test_each_bad_row_says_why_and_nothing_is_saved(client, event):
    shown = client.post(page(event), {"rows": BAD_ROWS, "standing": "pending", "save": "1"})

    said = {row.number: " ".join(row.problems) for row in shown.context["preview"].all if row.problems}
    expected = {
        2: "Name: This field is required.", 3: "This is a formula", 4: "“Atlantis” is not a known country",
        5: "“Knights” is not a constituency", 6: "neither in person nor online", 7: "“deleted” is none of",
        8: "“Klingon” is not a known language", 9: "One cannot take part", 10: "Twenty tags",
        12: "Row 11 has the same address.", 13: "at most 150 characters", 14: "Name: This field is required.",
        15: "Email address: This field is required.",
    }  # fmt: skip
    assert said.keys() == expected.keys()
    assert [number for number in said if expected[number] not in said[number]] == []
    assert "Nothing is saved" in shown.content.decode()
    assert not Registration.objects.exists()


def test_marked_rows_are_left_out_if_that_is_ticked(client, event):
    client.post(page(event), {"rows": BAD_ROWS, "standing": "pending", "save": "1", "leave_out": "on"})

    assert standing() == {"An": "pending"}


def test_whoever_is_invited_needs_no_name(client, event):
    client.post(page(event), {"rows": "an@example.org\nbinh@example.org", "standing": "invited", "save": "1"})

    assert list(Registration.objects.values_list("person__email", "status").order_by("pk")) == [
        ("an@example.org", "invited"), ("binh@example.org", "invited"),
    ]  # fmt: skip


def test_the_preview_knows_how_many_places_there_are(client, event):
    Event.objects.update(seats=2)
    rows = "\n".join(f"P{number};p{number}@example.org" for number in range(4))

    shown = client.post(page(event), {"rows": rows, "standing": "confirmed"})
    client.post(page(event), {"rows": rows, "standing": "confirmed", "save": "1"})

    assert [bool(row.problems) for row in shown.context["preview"].all] == [False, False, True, True]
    assert not Registration.objects.exists()


def test_a_list_past_the_window_asks_why(client, event):
    Event.objects.update(registration_closes_at=now() - timedelta(hours=1))
    save = {"rows": "An;an@example.org", "standing": "pending", "save": "1"}

    asked = client.post(page(event), save)
    mixed = client.post(page(event), save | {"rows": "Name;Email;Status\nAn;an@example.org;invited", "reason": "x"})
    client.post(page(event), save | {"reason": "The minister asked"})

    assert asked.context["preview"].new == 1
    assert list(asked.context["form"].errors) == ["reason"]
    assert "whoever is invited could not register" in mixed.content.decode()
    assert Registration.objects.get().changes.get().reason == "The minister asked"


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_beside_its_field(client, event, name):
    make, said = BAD[name]

    answer = client.post(page(event), {"file": make(), "standing": "pending", "save": "1"})

    assert answer.status_code == 200
    assert answer.context["form"].errors["file"][0].startswith(said)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("", "Paste rows here or choose a file."),
        (" \n;\n", "This table is empty."),
        ("Name;Email\n", "nobody below them"),
        ("a\0b", "Null characters are not allowed"),
        (",".join(["a"] * 61), "more than 60 columns"),
    ],
)
def test_rows_that_are_none_are_refused(client, event, rows, said):
    answer = client.post(page(event), {"rows": rows, "standing": "pending", "save": "1"})

    assert said in answer.content.decode()


@pytest.mark.parametrize("item_count", [1, 3, 300])
def test_a_preview_costs_the_same_for_one_and_many(client, event, item_count, django_assert_num_queries):
    rows = "\n".join(f"P{number};p{number}@example.org" for number in range(item_count))
    make_person(email="p0@example.org")

    # Session, person, event, role; countries, people by address (two), who is registered; on a team?
    with django_assert_num_queries(9):
        client.post(page(event), {"rows": rows, "standing": "confirmed"})


@pytest.fixture
def other(event):
    other = make_event(programme=event.programme, title="Last year")
    for name in ("An", "Binh", "Chi"):
        register(other, make_person(name=name, email=f"{name.lower()}@example.org"))
    return other


def copied_from(event, other, states="confirmed"):
    return page(event, "copy") + "?" + urlencode({"source": other.slug, "states": states})


def test_people_are_copied_from_another_event(client, event, other):
    binh, chi = (Registration.objects.get(person__name=name).person for name in ("Binh", "Chi"))
    register(event, binh)
    Registration.objects.filter(person=chi).update(status="declined")

    shown = client.get(copied_from(event, other))
    assert [one.registration.person.name for one in shown.context["candidates"].new] == ["An"]
    assert [one.registration.person.name for one in shown.context["candidates"].here] == ["Binh"]
    keys = list(other.registrations.values_list("person", flat=True))
    none = client.post(copied_from(event, other), {"standing": "invited"})
    client.post(copied_from(event, other), {"standing": "invited", "person": keys})

    assert "Tick whom you mean first." in none.content.decode()
    assert dict(event.registrations.values_list("person__name", "status")) == {"An": "invited", "Binh": "confirmed"}


def test_only_events_of_ones_own_programmes_are_copied(client, event, other, manager):
    foreign = make_event(programme=make_programme())
    register(foreign, make_person(name="Foreign"))
    seen = make_event(programme=make_programme())
    register(seen, make_person(name="Seen"))
    make_member(seen.programme, TeamMember.Role.RECEPTION, manager)

    shown = client.get(copied_from(event, foreign))
    client.post(
        copied_from(event, foreign),
        {"standing": "pending", "person": [r.person_id for r in foreign.registrations.all()]},
    )

    assert [found.title for found in shown.context["events"]] == ["Last year"]
    assert list(shown.context["chooser"].errors) == ["source"]
    assert "Foreign" not in shown.content.decode()
    assert not event.registrations.exists()


@pytest.mark.parametrize(
    "query", ["source=nothing&states=confirmed", "source=", "source=x&states=knights", "states=confirmed"]
)
def test_an_address_that_makes_no_sense_shows_the_form(client, event, other, query):
    assert client.get(page(event, "copy") + "?" + query).status_code == 200


@pytest.mark.parametrize("role", ["viewer", "reception"])
def test_others_of_the_team_copy_nobody(client, event, other, role):
    client.force_login(make_member(event.programme, role))
    keys = list(other.registrations.values_list("person", flat=True))

    answer = client.post(copied_from(event, other), {"standing": "pending", "person": keys})

    assert answer.status_code == 403
    assert not event.registrations.exists()


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_copy_costs_the_same_for_one_and_many(client, event, item_count, django_assert_num_queries):
    other = make_event(programme=event.programme)
    for _ in range(item_count):
        register(other, make_person())
        register(event, register(other, make_person()).person)

    # Session, person, event, role; events, the one that was chosen, its people, who of them is here; on a team?
    with django_assert_num_queries(9):
        client.get(copied_from(event, other))
