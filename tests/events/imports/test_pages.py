from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from events.models import Event, Registration, TeamMember
from events.registration.services import register
from notifications.models import Message
from tests.events.imports.files import BAD, upload, workbook
from tests.factories import make_country, make_event, make_member, make_person, make_programme
from tests.markup import without_direction

pytestmark = [pytest.mark.look, pytest.mark.django_db]

LISTS = Path(__file__).parents[1] / "spreadsheets" / "lists"
PERSON = {"name": "An", "address": "an@example.org", "standing": "pending"}
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


def statuses():
    return dict(Registration.objects.order_by("pk").values_list("person__name", "status"))


def test_add_registers_one_person(client, event):
    response = client.post(page(event, "add"), PERSON | {"country": "VN", "position": "\u202eDirector"}, follow=True)

    person = Registration.objects.get().person
    assert "An was added: Awaiting decision." in response.content.decode()
    assert (person.email, person.country, person.position) == ("an@example.org", "VN", "Director")


@pytest.mark.parametrize(
    ("data", "field"),
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
def test_add_shows_each_error_next_to_its_field(client, event, data, field):
    response = client.post(page(event, "add"), PERSON | data)

    assert list(response.context["form"].errors) == [field]
    assert 'value="An"' in response.content.decode() or "name" in data
    assert not Registration.objects.exists()


def test_add_refuses_a_person_who_is_already_registered(client, event):
    client.post(page(event, "add"), PERSON)

    assert "already registered" in client.post(page(event, "add"), PERSON).content.decode()


def test_add_requires_a_reason_after_registration_has_ended(client, event):
    Event.objects.update(registration_closes_at=now() - timedelta(hours=1))

    asked = client.post(page(event, "add"), PERSON)
    invited = client.post(page(event, "add"), PERSON | {"standing": "invited", "reason": "x"})
    client.post(page(event, "add"), PERSON | {"reason": "The minister asked"})

    assert list(asked.context["form"].errors) == ["reason"]
    assert list(invited.context["form"].errors) == ["standing"]
    assert Registration.objects.get().changes.get().reason == "The minister asked"


def test_add_list_shows_a_preview_before_it_saves(client, event):
    register(event, make_person(email="here@example.org", name="Here"))
    rows = LIST + "HERE@example.org;HERE;;;;\n"

    shown = client.post(page(event), {"rows": rows, "standing": "pending"})
    assert list(statuses()) == ["Here"]
    client.post(page(event), {"rows": rows, "standing": "pending", "save": "1"})

    text = without_direction(shown.content.decode())
    assert "1 person will be added" in text
    assert "1 person is already registered and is not changed" in text
    assert "<strong>Not read:</strong> “Hotel”." in text
    assert "Họ và tên = Name" in text
    assert statuses() == {"Here": "confirmed", "Nguyễn Văn An": "pending"}
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
def test_add_list_saves_a_file_that_was_uploaded_for_the_preview(client, event, file):
    shown = client.post(page(event), {"file": file(), "standing": "invited"})
    carried = shown.context["form"].carried
    again = client.post(page(event), {"rows": carried, "standing": "invited"})
    client.post(page(event), {"rows": carried, "standing": "invited", "save": "1"})

    assert again.context["form"].carried == carried
    assert statuses() == {"Nguyễn Văn An": "invited"}
    assert [message.kind for message in Message.objects.all()] == ["invited"]


def test_preview_names_the_sheet_that_was_read(client, event):
    file = workbook([["name", "email"], ["An", "an@example.org"]], [["x"]])

    shown = client.post(page(event), {"file": file, "standing": "pending"})

    assert "The sheet “Sheet 1” was read. 1 other sheet was not read." in shown.content.decode()


def test_add_list_shows_the_problem_of_each_row_and_saves_nothing(client, event):
    shown = client.post(page(event), {"rows": BAD_ROWS, "standing": "pending", "save": "1"})

    problems = {row.number: " ".join(row.problems) for row in shown.context["preview"].all if row.problems}
    expected = {
        2: "Name: This field is required.", 3: "This is a formula", 4: "“Atlantis” is not a known country",
        5: "“Knights” is not a constituency", 6: "“on the moon” is not “in person” or “online”", 7: "“deleted” is not one of",
        8: "“Klingon” is not a known language", 9: "This event does not offer this way of taking part", 10: "The limit is 20 tags",
        12: "Row 11 has the same address.", 13: "at most 150 characters", 14: "Name: This field is required.",
        15: "Email address: This field is required.",
    }  # fmt: skip
    assert problems.keys() == expected.keys()
    assert [number for number in problems if expected[number] not in problems[number]] == []
    assert "Nothing was saved" in shown.content.decode()
    assert not Registration.objects.exists()


def test_add_list_leaves_out_rows_with_problems_on_request(client, event):
    client.post(page(event), {"rows": BAD_ROWS, "standing": "pending", "save": "1", "leave_out": "on"})

    assert statuses() == {"An": "pending"}


LEAVING = [{"erase_at": now() + timedelta(days=3)}, {"is_active": False}]


@pytest.mark.parametrize("state", LEAVING)
def test_person_who_cannot_be_added_is_a_problem_of_their_row(client, event, state):
    make_person(email="binh@example.org", name="Binh", **state)
    data = {"rows": "An;an@example.org\nBinh;binh@example.org\nChi;chi@example.org", "standing": "pending", "save": "1"}

    refused = client.post(page(event), data)
    none = statuses()
    saved = client.post(page(event), data | {"leave_out": "on"}, follow=True)

    assert [bool(row.problems) for row in refused.context["preview"].all] == [False, True, False]
    assert none == {}
    assert statuses() == {"An": "pending", "Chi": "pending"}
    assert "Row 2 was left out." in saved.content.decode()


@pytest.mark.parametrize("state", LEAVING)
def test_problem_that_only_saving_finds_is_one_of_its_row(client, event, state, monkeypatch):
    """The person closes the account between the check of the rows and saving them."""
    make_person(email="binh@example.org", name="Binh", **state)
    monkeypatch.setattr("events.imports.rows._compare_with_registrations", lambda *_: None)
    data = {"rows": "An;an@example.org\nBinh;binh@example.org", "standing": "pending", "save": "1"}

    refused = client.post(page(event), data)
    client.post(page(event), data | {"leave_out": "on"})

    assert [bool(row.problems) for row in refused.context["preview"].all] == [False, True]
    assert statuses() == {"An": "pending"}


@pytest.mark.parametrize("state", LEAVING)
def test_copy_leaves_out_people_who_cannot_be_added(client, event, other, state):
    User.objects.filter(name="Binh").update(**state)
    keys = list(other.registrations.values_list("person", flat=True))

    shown = client.get(copied_from(event, other))
    client.post(copied_from(event, other), {"standing": "pending", "person": keys})

    assert [candidate.registration.person.name for candidate in shown.context["candidates"].new] == ["An", "Chi"]
    assert dict(event.registrations.values_list("person__name", "status")) == {"An": "pending", "Chi": "pending"}


def test_add_list_invites_people_without_a_name(client, event):
    client.post(page(event), {"rows": "an@example.org\nbinh@example.org", "standing": "invited", "save": "1"})

    assert list(Registration.objects.values_list("person__email", "status").order_by("pk")) == [
        ("an@example.org", "invited"), ("binh@example.org", "invited"),
    ]  # fmt: skip


def test_preview_marks_people_who_get_no_seat(client, event):
    Event.objects.update(seats=2)
    rows = "\n".join(f"P{number};p{number}@example.org" for number in range(4))

    shown = client.post(page(event), {"rows": rows, "standing": "confirmed"})
    client.post(page(event), {"rows": rows, "standing": "confirmed", "save": "1"})

    assert [bool(row.problems) for row in shown.context["preview"].all] == [False, False, True, True]
    assert not Registration.objects.exists()


def test_add_list_requires_a_reason_after_registration_has_ended(client, event):
    Event.objects.update(registration_closes_at=now() - timedelta(hours=1))
    save = {"rows": "An;an@example.org", "standing": "pending", "save": "1"}

    asked = client.post(page(event), save)
    mixed = client.post(page(event), save | {"rows": "Name;Email;Status\nAn;an@example.org;invited", "reason": "x"})
    client.post(page(event), save | {"reason": "The minister asked"})

    assert asked.context["preview"].new == 1
    assert list(asked.context["form"].errors) == ["reason"]
    assert "invited people cannot register" in mixed.content.decode()
    assert Registration.objects.get().changes.get().reason == "The minister asked"


@pytest.mark.parametrize("name", BAD)
def test_add_list_shows_the_problem_of_a_file_next_to_its_field(client, event, name):
    make, message = BAD[name]

    response = client.post(page(event), {"file": make(), "standing": "pending", "save": "1"})

    assert response.status_code == 200
    assert response.context["form"].errors["file"][0].startswith(message)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("", "Paste rows here or choose a file."),
        (" \n;\n", "This table is empty."),
        ("Name;Email\n", "no people below them"),
        ("a\0b", "Null characters are not allowed"),
        (",".join(["a"] * 61), "more than 60 columns"),
    ],
)
def test_add_list_refuses_rows_that_are_not_a_list(client, event, rows, message):
    response = client.post(page(event), {"rows": rows, "standing": "pending", "save": "1"})

    assert message in response.content.decode()


@pytest.mark.parametrize("item_count", [1, 3, 300])
def test_preview_makes_a_fixed_number_of_queries(client, event, item_count, django_assert_num_queries):
    rows = "\n".join(f"P{number};p{number}@example.org" for number in range(item_count))
    make_person(email="p0@example.org", name="P0")

    # Session, person, event, role, countries (two), people by address (two), registrations,
    # requirements, team.
    with django_assert_num_queries(11):
        client.post(page(event), {"rows": rows, "standing": "confirmed"})


@pytest.fixture
def other(event):
    other = make_event(programme=event.programme, title="Last year")
    for name in ("An", "Binh", "Chi"):
        register(other, make_person(name=name, email=f"{name.lower()}@example.org"))
    return other


def copied_from(event, other, states="confirmed"):
    return page(event, "copy") + "?" + urlencode({"source": other.slug, "states": states})


def test_copy_adds_people_of_another_event(client, event, other):
    binh, chi = (Registration.objects.get(person__name=name).person for name in ("Binh", "Chi"))
    register(event, binh)
    Registration.objects.filter(person=chi).update(status="declined")

    shown = client.get(copied_from(event, other))
    assert [candidate.registration.person.name for candidate in shown.context["candidates"].new] == ["An"]
    assert [candidate.registration.person.name for candidate in shown.context["candidates"].existing] == ["Binh"]
    keys = list(other.registrations.values_list("person", flat=True))
    none = client.post(copied_from(event, other), {"standing": "invited"})
    client.post(copied_from(event, other), {"standing": "invited", "person": keys})

    assert "Choose people first." in none.content.decode()
    assert dict(event.registrations.values_list("person__name", "status")) == {"An": "invited", "Binh": "confirmed"}


def test_copy_offers_only_events_of_own_programmes(client, event, other, manager):
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
def test_copy_shows_the_form_for_an_invalid_query(client, event, other, query):
    assert client.get(page(event, "copy") + "?" + query).status_code == 200


@pytest.mark.parametrize("role", ["viewer", "reception"])
def test_copy_is_forbidden_to_other_roles(client, event, other, role):
    client.force_login(make_member(event.programme, role))
    keys = list(other.registrations.values_list("person", flat=True))

    response = client.post(copied_from(event, other), {"standing": "pending", "person": keys})

    assert response.status_code == 403
    assert not event.registrations.exists()


@pytest.mark.parametrize("item_count", [1, 3])
def test_copy_makes_a_fixed_number_of_queries(client, event, item_count, django_assert_num_queries):
    other = make_event(programme=event.programme)
    for _ in range(item_count):
        register(other, make_person())
        register(event, register(other, make_person()).person)

    # Session, person, event, role, events (two), chosen event, its people, their registrations here, team.
    with django_assert_num_queries(10):
        client.get(copied_from(event, other))


def test_preview_names_the_line_and_the_column_of_formulas(client, event):
    rows = "name;email;country\nAn;an@example.org;#DIV/0!\n=A1;b@example.org;\n"

    response = client.post(page(event), {"rows": rows, "standing": "pending"})

    rows = response.context["preview"].all
    assert [row.number for row in rows] == [2, 3]
    assert [row.problems[0].split(": ")[:2] for row in rows] == [["country", "“#DIV/0!”"], ["name", "“=A1”"]]
    assert "country: “#DIV/0!”: This formula has failed." in response.content.decode()


def test_preview_warns_of_an_impossible_phone_number_but_saves_it(client, event):
    rows = "Name,E-mail,Phone\nEun Vo,eun.vo@example.org,+84 1\nAn,an@example.org,+84 912 345 678\n"

    shown = client.post(page(event), {"rows": rows, "standing": "pending"})
    client.post(page(event), {"rows": rows, "standing": "pending", "save": "1"})

    warning = "Phone: “+84 1” is not a possible telephone number. Please check it."
    assert [row.warnings for row in shown.context["preview"].all] == [[warning], []]
    assert warning in shown.content.decode()
    assert statuses() == {"Eun Vo": "pending", "An": "pending"}


def test_add_list_accepts_countries_outside_the_programme(client, event):
    client.post(
        page(event), {"rows": "Name;Email;Pays\nAn;an@example.org;Allemagne", "standing": "pending", "save": "1"}
    )

    assert Registration.objects.get().person.country == "DE"


@pytest.mark.parametrize("phone", ["8.49123E+10", "8,49E+10", "6.6E10"])
def test_preview_marks_a_rounded_phone_number_and_does_not_save_it(client, event, phone):
    rows = f'Name,E-mail,Phone\nEun Vo,eun.vo@example.org,"{phone}"\n'

    shown = client.post(page(event), {"rows": rows, "standing": "pending"}).content.decode()
    client.post(page(event), {"rows": rows, "standing": "pending", "save": "1"})

    assert f"Phone: the spreadsheet has rounded “{phone}”. It is not saved." in shown
    assert Registration.objects.get().person.phone == ""


@pytest.mark.parametrize("name", ["2027-08-12 00:00:00", "12/08/2027", "12.8.27", "12-Aug", "Mai 12"])
def test_preview_refuses_a_date_as_a_name(client, event, name):
    shown = client.post(page(event), {"rows": f"Name,E-mail\n{name},a@example.org\n", "standing": "pending"})

    assert shown.context["preview"].all[0].problems == [f"Name: “{name}” is a date. Write the name."]


@pytest.mark.parametrize("cell", ["Eun Vo <Eun@example.org>", '"Eun Vo" <mailto:eun@example.org>;'])
def test_add_list_takes_the_name_of_an_address_that_a_mail_program_has_copied(client, event, cell):
    client.post(page(event), {"rows": f"Email\tCountry\n{cell}\tJapan\n", "standing": "pending", "save": "1"})

    person = Registration.objects.get().person
    assert (person.name, person.email, person.country) == ("Eun Vo", "eun@example.org", "JP")


def test_preview_refuses_a_number_as_a_name(client, event):
    shown = client.post(page(event), {"rows": "Name,E-mail\n46246,a@example.org\n", "standing": "pending"})

    assert shown.context["preview"].all[0].problems == ["Name: Please write only the name of the person here."]


def test_preview_marks_a_date_in_another_column(client, event):
    rows = "Name,E-mail,Position\nMay Lee,a@example.org,12-Aug\n"

    shown = client.post(page(event), {"rows": rows, "standing": "pending"})

    assert shown.context["preview"].all[0].warnings == ["Position: “12-Aug” is a date. Please check it."]


def test_preview_shows_every_column_as_it_will_be_saved(client, event):
    rows = (
        "Name,E-mail,Position,Organisation,Country,Constituency,Phone,Language,Honorific,Mode,Status,Tags,Remark\n"
        "An,an@example.org,Director,MOLISA,vn,w,+84 24 3936 2710,fr,Ms,in person,yes,a;b,Vegan\n"
    )

    shown = client.post(page(event), {"rows": rows, "standing": "pending"})

    preview = shown.context["preview"]
    assert [value for _label, value in preview.shown_values[0][1]] == [
        "Director", "MOLISA", "Viet Nam", "Workers", "+84 24 3936 2710", "French", "Ms", "In person", "Confirmed", "a, b", "Vegan"
    ]  # fmt: skip
    page_text = shown.content.decode()
    assert all(f">{value}</td>" in page_text for _label, value in preview.shown_values[0][1])


def test_add_list_reads_a_file_in_the_code_page_that_its_letters_suggest(client, event):
    content = (LISTS / "05_cp874.csv").read_bytes()

    shown = client.post(page(event), {"file": upload(content), "standing": "pending"})

    assert [row.form.data["name"] for row in shown.context["preview"].all] == ["วิชัย ทองดี"]
    assert "The letters were read as Thai (Windows-874)." in shown.content.decode()


UNSURE = "Name;E-mail\nTomáš Černý;tomas@example.org\n".encode("cp1250")


def test_add_list_asks_for_the_code_page_when_the_letters_do_not_decide(client, event):
    asked = client.post(page(event), {"file": upload(UNSURE), "standing": "pending"})

    assert asked.context["preview"] is None
    page_text = asked.content.decode()
    assert "Choose the line that reads correctly." in page_text
    assert "Tomáš Černý – Central European (Windows-1250)" in page_text

    form = asked.context["form"]
    carried = {name: form[name].value() for name in ("original", "codec_of_rows")}
    shown = client.post(page(event), carried | {"codec": "cp1250", "standing": "pending"})
    saved = {"rows": shown.context["form"].carried, "standing": "pending", "save": "1", "codec": "cp1250"}
    client.post(page(event), carried | saved | {"codec_of_rows": "cp1250"})

    assert Registration.objects.get().person.name == "Tomáš Černý"


def test_add_list_reads_a_file_again_in_another_code_page(client, event):
    shown = client.post(page(event), {"file": upload((LISTS / "05_cp1252.csv").read_bytes()), "standing": "pending"})
    form = shown.context["form"]
    data = {name: form[name].value() for name in ("original", "codec_of_rows")} | {"rows": form.carried}

    again = client.post(page(event), data | {"codec": "cp1251", "standing": "pending"})

    assert again.context["preview"].all[0].form.data["name"] == "Renйe Cфtй"


def test_add_list_refuses_a_carried_file_that_was_changed(client, event):
    data = {"original": "no base64", "codec": "cp1252", "codec_of_rows": "", "standing": "pending"}

    assert "Please choose the file again." in client.post(page(event), data).content.decode()


def test_add_list_finds_headings_below_a_letterhead(client, event):
    shown = client.post(
        page(event), {"file": upload((LISTS / "07_letterhead.xlsx").read_bytes()), "standing": "pending"}
    )

    assert [(row.number, row.form.data) for row in shown.context["preview"].all] == [
        (13, {"name": "Dao Mek", "address": "dao.mek@example.org"})
    ]


def test_add_list_reads_our_own_export(client, event):
    shown = client.post(
        page(event), {"file": upload((LISTS / "09_own_export_back.csv").read_bytes()), "standing": "pending"}
    )

    form = shown.context["preview"].all[0].form
    assert (form.cleaned_data["phone"], form.cleaned_data["remark"]) == ("+65 6123 4567", "+1 guest")


@pytest.mark.parametrize(
    ("text", "gender", "words"), [("F", "woman", ""), ("Nam", "man", ""), ("agender", "other", "agender")]
)
def test_add_list_understands_a_gender(client, event, text, gender, words):
    client.post(page(event), {"rows": f"Name,E-mail,Sex\nAn,an@example.org,{text}", "standing": "pending", "save": "1"})

    person = Registration.objects.get().person
    assert (person.gender, person.gender_words) == (gender, words)
