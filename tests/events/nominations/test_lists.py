"""Lists that focal points paste or upload: each bad row is marked, nothing is saved until all chosen ones are good."""

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


def problems(answer):
    (group,) = answer.context["groups"]
    return {row.number: " ".join(row.problems) for row in group["rows"]}


@pytest.mark.parametrize(
    "file", [lambda: workbook(TABLE, name="x.csv"), lambda: upload("\n".join(";".join(row) for row in TABLE))]
)
def test_a_file_is_sent_once_and_its_people_named_from_the_preview(client, page, delegation, file):
    shown = check(client, page, delegation, file=file())
    assert not Registration.objects.exists()
    (group,) = shown.context["groups"]
    rows = group["listed"].carried
    client.post(page, {"action": "name_all", "delegation": delegation.pk, "rows": rows, "row": ["1", "2"]})

    assert problems(shown) == {2: "", 3: ""}
    named = Registration.objects.order_by("pk").values_list("nomination__name", "nomination__position")
    assert list(named) == [("Nguyễn Văn An", "Director"), ("Bình", "")]


def test_whoever_is_of_another_delegation_is_marked(client, page, delegation):
    rows = (
        "Name,Email,Country,Constituency\nA,a@x.org,Thailand,Workers\nB,b@x.org,th,worker\nC,c@x.org,Việt Nam,Workers\n"
    )
    rows += "D,d@x.org,TH,Employers\nE,e@x.org,Atlantis,\nF,f@x.org,,\n"

    shown = check(client, page, delegation, rows=rows)
    said = "%s: “%s” is not what this delegation is of."

    assert problems(shown) == {
        2: "",
        3: "",
        4: said % ("Country", "Việt Nam"),
        5: said % ("Constituency", "Employers"),
        6: said % ("Country", "Atlantis"),
        7: "",
    }


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ({"country_id": None, "constituency": "workers"}, ("VN", "workers")),
        ({"country_id": "TH", "constituency": ""}, ("TH", "employers")),
    ],
)
def test_what_a_row_says_is_kept_where_the_delegation_is_of_any(client, page, delegation, cell, expected):
    Delegation.objects.filter(pk=delegation.pk).update(**cell)
    country, constituency = "Việt Nam" if cell["country_id"] is None else "", cell["constituency"] or "Employers"
    rows = "Salutation,Name,Email,Organisation,Position,Country,Group,Gender,Mobile,Language\n"
    rows += f"Ms,An,an@x.org,VGCL,Lawyer,{country},{constituency},female,+84 1,Tiếng Việt\n"

    client.post(page, {"action": "name_all", "delegation": delegation.pk, "rows": rows, "row": ["1"]})

    person = Registration.objects.get().person
    assert (person.country, person.constituency) == expected
    assert (person.honorific, person.organisation_name, person.position) == ("Ms", "VGCL", "Lawyer")
    assert (person.gender, person.phone, person.language) == ("female", "+84 1", "vi")


def test_a_country_that_is_not_known_is_marked_where_any_may_come(client, page, delegation):
    Delegation.objects.filter(pk=delegation.pk).update(country=None)

    shown = check(client, page, delegation, rows="Name,Email,Country\nA,a@x.org,Atlantis\nB,b@x.org,th\nC,c@x.org,\n")

    assert problems(shown) == {2: "Country: “Atlantis” is not a known country.", 3: "", 4: ""}


def test_what_a_person_said_of_themselves_is_not_written_over(client, page, delegation):
    Delegation.objects.filter(pk=delegation.pk).update(country=None)
    make_person(email="an@x.org", name="An", country="TH", organisation_name="Ministry")
    rows = "Name,Email,Organisation,Country\nSomebody,an@x.org,VGCL,Viet Nam\n"

    client.post(page, {"action": "name_all", "delegation": delegation.pk, "rows": rows, "row": ["1"]})

    person = Registration.objects.get().person
    assert (person.name, person.country, person.organisation_name) == ("An", "TH", "Ministry")


def test_one_person_is_named_with_their_country_where_any_may_come(client, page, delegation):
    assert "Country" not in client.get(page).content.decode()
    Delegation.objects.filter(pk=delegation.pk).update(country=None)
    named = {"action": "name", "delegation": delegation.pk, "name": "An", "address": "an@example.org", "country": "VN"}

    client.post(page, named)

    person = Registration.objects.get().person
    assert (person.country, person.constituency) == ("VN", "workers")


def test_what_no_eye_sees_is_taken_out_of_a_name(client, page, delegation):
    named = {"action": "name", "delegation": delegation.pk, "name": "\u202eAn\u200b\0", "address": "an@example.org"}

    client.post(page, named)

    assert Registration.objects.get().nomination.name == "An"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("=1+1,a@example.org", "This is a formula"),
        ("x" * 151 + ",a@example.org", "at most 150 characters"),
        ("x" * 1_000_000 + ",a@example.org", "This text is too long"),
        ("\u200b,a@example.org", "Name: This field is required."),
        ("An,nobody", "Enter a valid email address."),
        ("An", "Email address: This field is required."),
    ],
)
def test_a_bad_row_says_why(client, page, delegation, row, said):
    rows = f"Name,Email\n{row}\n"

    shown = check(client, page, delegation, rows=rows)
    client.post(page, {"action": "name_all", "delegation": delegation.pk, "rows": rows, "row": "1"})

    assert said in problems(shown)[2]
    assert not Registration.objects.exists()


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_beside_its_field(client, page, delegation, name):
    make, said = BAD[name]

    answer = check(client, page, delegation, file=make())

    (group,) = answer.context["groups"]
    assert answer.status_code == 200
    assert group["listed"].errors["file"][0].startswith(said)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("", "Paste rows here or choose a file."),
        ("Name,Email", "no people below them"),
        ("\n".join(f"P{n},p{n}@example.org" for n in range(201)), "These are 201 people. A list may have 200."),
    ],
)
def test_what_is_no_list_for_a_delegation_is_refused(client, page, delegation, rows, said):
    assert said in check(client, page, delegation, rows=rows).content.decode()
