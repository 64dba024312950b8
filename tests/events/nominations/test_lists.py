"""Lists that focal points paste or upload. Problems are shown next to the rows. Nothing is saved until all selected rows are valid."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from events.models import Delegation, Event, Registration
from events.nominations import services
from events.registration import links
from tests.events.imports.files import BAD, upload, workbook
from tests.factories import make_country, make_delegation, make_event, make_person

pytestmark = pytest.mark.django_db

TABLE = [
    ["E-mail", "Họ và tên", "Chức vụ"],
    ["an@example.org", "Nguyễn Văn An", "Director"],
    ["b@example.org", "Bình", ""],
]


@pytest.fixture
def delegation():
    make_country("VN")
    event = make_event(policy=Event.Policy.NOMINATION, seats=10)
    return make_delegation(event=event, country=make_country("TH"), constituency="workers", seats=2, reserve_seats=1)


@pytest.fixture
def page(delegation):
    link = services.appoint(
        delegation.event,
        [delegation.pk],
        address="focal@example.org",
        name="Focal",
        closes_at=now() + timedelta(days=3),
    )
    return links.focal_point_link(link).split("8000")[1]


def check(client, page, delegation, **data):
    return client.post(page, {"action": "check", "delegation": delegation.pk} | data)


def section(response):
    (section,) = response.context["sections"]
    return section


def problems(response):
    return {row.number: " ".join(row.problems) for row in section(response).rows}


@pytest.mark.parametrize(
    "file", [lambda: workbook(TABLE, name="x.csv"), lambda: upload("\n".join(";".join(row) for row in TABLE))]
)
def test_upload_a_file_once_and_nominate_its_people_from_the_preview(client, page, delegation, file):
    shown = check(client, page, delegation, file=file())
    assert not Registration.objects.exists()
    rows = section(shown).rows_form.carried
    client.post(page, {"action": "name_all", "delegation": delegation.pk, "rows": rows, "row": ["1", "2"]})

    assert problems(shown) == {2: "", 3: ""}
    nominated = Registration.objects.order_by("pk").values_list("nomination__name", "nomination__position")
    assert list(nominated) == [("Nguyễn Văn An", "Director"), ("Bình", "")]


def test_check_rejects_rows_of_another_delegation(client, page, delegation):
    rows = (
        "Name,Email,Country,Constituency\nA,a@x.org,Thailand,Workers\nB,b@x.org,th,worker\nC,c@x.org,Việt Nam,Workers\n"
    )
    rows += "D,d@x.org,TH,Employers\nE,e@x.org,Atlantis,\nF,f@x.org,,\n"

    shown = check(client, page, delegation, rows=rows)
    problem = "%s: “%s” does not match this delegation."

    assert problems(shown) == {
        2: "",
        3: "",
        4: problem % ("Country", "Việt Nam"),
        5: problem % ("Constituency", "Employers"),
        6: problem % ("Country", "Atlantis"),
        7: "",
    }


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ({"country_id": None, "constituency": "workers"}, ("VN", "workers")),
        ({"country_id": "TH", "constituency": ""}, ("TH", "employers")),
    ],
)
def test_nominate_keeps_the_data_of_a_row_if_the_delegation_is_of_any_country_or_constituency(
    client, page, delegation, cell, expected
):
    Delegation.objects.filter(pk=delegation.pk).update(**cell)
    country, constituency = "Việt Nam" if cell["country_id"] is None else "", cell["constituency"] or "Employers"
    rows = "Salutation,Name,Email,Organisation,Position,Country,Group,Gender,Mobile,Language\n"
    rows += f"Ms,An,an@x.org,VGCL,Lawyer,{country},{constituency},female,+84 1,Tiếng Việt\n"

    client.post(page, {"action": "name_all", "delegation": delegation.pk, "rows": rows, "row": ["1"]})

    person = Registration.objects.get().person
    assert (person.country, person.constituency) == expected
    assert (person.honorific, person.organisation_name, person.position) == ("Ms", "VGCL", "Lawyer")
    assert (person.gender, person.phone, person.language) == ("woman", "+84 1", "vi")


def test_check_warns_of_an_impossible_phone_number_and_the_person_can_be_nominated(client, page, delegation):
    rows = "Name,Email,Phone\nAn,an@x.org,+84 1\nBinh,binh@x.org,+84 24 3936 2710\n"

    shown = check(client, page, delegation, rows=rows)
    client.post(page, {"action": "name_all", "delegation": delegation.pk, "rows": rows, "row": ["1", "2"]})

    warning = "Phone: “+84 1” is not a possible telephone number. Please check it."
    assert [row.warnings for row in section(shown).rows] == [[warning], []]
    assert warning in shown.content.decode()
    assert problems(shown) == {2: "", 3: ""}
    assert list(Registration.objects.order_by("pk").values_list("nomination__name", flat=True)) == ["An", "Binh"]


def test_check_rejects_an_unknown_country_if_the_delegation_is_of_any_country(client, page, delegation):
    Delegation.objects.filter(pk=delegation.pk).update(country=None)

    shown = check(client, page, delegation, rows="Name,Email,Country\nA,a@x.org,Atlantis\nB,b@x.org,th\nC,c@x.org,\n")

    assert problems(shown) == {2: "Country: “Atlantis” is not a known country.", 3: "", 4: ""}


def test_nominate_does_not_replace_data_that_a_person_entered(client, page, delegation):
    Delegation.objects.filter(pk=delegation.pk).update(country=None)
    make_person(email="an@x.org", name="An", country="TH", organisation_name="Ministry")
    rows = "Name,Email,Organisation,Country\nAN,an@x.org,VGCL,Viet Nam\n"

    client.post(page, {"action": "name_all", "delegation": delegation.pk, "rows": rows, "row": ["1"]})

    person = Registration.objects.get().person
    assert (person.name, person.country, person.organisation_name) == ("An", "TH", "Ministry")


def test_nominate_one_person_with_their_country_if_the_delegation_is_of_any_country(client, page, delegation):
    assert "Country" not in client.get(page).content.decode()
    Delegation.objects.filter(pk=delegation.pk).update(country=None)
    data = {"action": "name", "delegation": delegation.pk, "name": "An", "address": "an@example.org", "country": "VN"}

    client.post(page, data)

    person = Registration.objects.get().person
    assert (person.country, person.constituency) == ("VN", "workers")


def test_nominate_removes_invisible_characters_from_a_name(client, page, delegation):
    data = {"action": "name", "delegation": delegation.pk, "name": "\u202eAn\u200b\0", "address": "an@example.org"}

    client.post(page, data)

    assert Registration.objects.get().nomination.name == "An"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("=1+1,a@example.org", "This is a formula"),
        ("x" * 151 + ",a@example.org", "at most 150 characters"),
        ("x" * 1_000_000 + ",a@example.org", "This text is too long"),
        ("\u200b,a@example.org", "Name: This field is required."),
        ("An,nobody", "Enter a valid email address."),
        ("An", "Email address: This field is required."),
    ],
)
def test_check_shows_the_problem_of_a_row(client, page, delegation, row, problem):
    rows = f"Name,Email\n{row}\n"

    shown = check(client, page, delegation, rows=rows)
    client.post(page, {"action": "name_all", "delegation": delegation.pk, "rows": rows, "row": "1"})

    assert problem in problems(shown)[2]
    assert not Registration.objects.exists()


@pytest.mark.parametrize("name", BAD)
def test_check_shows_the_problem_of_a_file_next_to_its_field(client, page, delegation, name):
    make, problem = BAD[name]

    response = check(client, page, delegation, file=make())

    assert response.status_code == 200
    assert section(response).rows_form.errors["file"][0].startswith(problem)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("", "Paste rows here or choose a file."),
        ("Name,Email", "no people below them"),
        ("\n".join(f"P{n},p{n}@example.org" for n in range(201)), "This list has 201 people. The limit is 200."),
    ],
)
def test_check_rejects_an_empty_or_too_long_list(client, page, delegation, rows, problem):
    assert problem in check(client, page, delegation, rows=rows).content.decode()
