"""The filters, the order and the cells of the table, for the page and the export."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.models import Organisation
from events.models import Answer, Event, Registration, Session, SessionChoice, Tag
from events.participants import filtering, table
from events.participants.columns import COLUMNS, SORTS, USUAL_SORT, columns_for
from events.participants.registration_filter import NOT_SAID, AnswerFilter, RegisteredBy, RegistrationFilter
from events.participants.table import TableView
from events.permissions import Action
from events.registration.services import register
from tests.events.questions.helpers import ask
from tests.factories import make_country, make_event, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event()


def add_people(event, *people):
    return [register(event, make_person(**person)) for person in people]


def names(event, *, sort=USUAL_SORT, **filters):
    rows = table.in_order(filtering.matching(event, RegistrationFilter(**filters)), TableView(sort=sort))
    return [row.person.name for row in rows]


@pytest.mark.parametrize(
    "search",
    ["dao", "ĐÀO", "đao nguyen", "  Nguyễn   Đào ", "dao@moh", "lao dong", "bo lao", "vgcl"],
)
def test_search_finds_words_without_accents(event, search):
    union = Organisation.objects.create(name="Tổng Liên đoàn", acronym="VGCL")
    add_people(
        event,
        {
            "name": "Nguyễn Thị Đào",
            "email": "dao@moh.example",
            "organisation_name": "Bộ Lao động",
            "organisation": union,
        },
        {"name": "Dan Other"},
    )

    assert names(event, search=search) == ["Nguyễn Thị Đào"]


@pytest.mark.parametrize("search", ["dao zzz", "%", "_", "\\", "' OR 1=1 --"])
def test_search_escapes_special_characters(event, search):
    add_people(event, {"name": "Đào"})

    assert names(event, search=search) == []


def test_filters_are_combined_with_and(event):
    add_people(
        event,
        {"name": "A", "country": "TH", "constituency": "workers", "gender": "woman"},
        {"name": "B", "country": "TH", "constituency": "employers", "gender": "woman"},
        {"name": "C", "country": "MM", "constituency": "workers", "gender": "man"},
        {"name": "D"},
    )
    Registration.objects.filter(person__name="B").update(status="declined")

    assert names(event, country="TH") == ["A", "B"]
    assert names(event, country="TH", constituency="workers") == ["A"]
    assert names(event, status="declined") == ["B"]
    assert names(event, gender="woman") == ["A", "B"]
    assert (
        names(event, country=NOT_SAID) == names(event, constituency=NOT_SAID) == names(event, gender=NOT_SAID) == ["D"]
    )


def test_matching_leaves_out_other_events(event):
    add_people(make_event(), {"name": "Elsewhere"})

    assert names(event) == []


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", ["Ánh", "beta", "Zoë"]),
        ("-name", ["Zoë", "beta", "Ánh"]),
        ("email", ["Zoë", "Ánh", "beta"]),
        ("organisation", ["beta", "Zoë", "Ánh"]),
        ("country", ["Ánh", "Zoë", "beta"]),  # Myanmar, Thailand, Viet Nam: by their names
        ("constituency", ["beta", "Zoë", "Ánh"]),
        ("status", ["Ánh", "beta", "Zoë"]),  # in the order of the statuses, not by letters
        ("registered", ["beta", "Zoë", "Ánh"]),
        ("-registered", ["Ánh", "Zoë", "beta"]),
    ],
)
def test_table_sorts_by_column(event, sort, order):
    for code in ("MM", "TH", "VN"):
        make_country(code)
    body = Organisation.objects.create(name="Middle body")
    add_people(
        event,
        {
            "name": "beta",
            "email": "C@x.org",
            "organisation_name": "a body",
            "country": "VN",
            "constituency": "employers",
        },
        {"name": "Zoë", "email": "a@x.org", "organisation": body, "country": "TH", "constituency": "government"},
        {
            "name": "Ánh",
            "email": "b@x.org",
            "organisation_name": "New body",
            "country": "MM",
            "constituency": "workers",
        },
    )
    for name, status in {"Ánh": "pending", "beta": "confirmed", "Zoë": "withdrawn"}.items():
        Registration.objects.filter(person__name=name).update(status=status)

    assert names(event, sort=sort) == order


@pytest.mark.parametrize("sort", [*SORTS, *(f"-{key}" for key in SORTS)])
def test_sort_keeps_each_row_once(event, sort):
    add_people(event, *({"country": "TH" if number % 2 else ""} for number in range(5)))

    assert len(set(names(event, sort=sort))) == 5


def test_cells_show_position_zone_and_country(event):
    Event.objects.filter(pk=event.pk).update(seats=1, timezone="Asia/Yangon")
    event.refresh_from_db()
    rows = add_people(event, {"country": "TH"}, {"country": "XX"}, {"constituency": "workers"})
    Registration.objects.filter(pk=rows[0].pk).update(created_at="2027-03-09T02:30:00Z")
    Registration.objects.filter(pk=rows[1].pk).update(
        queued_at=now() + timedelta(days=1)
    )  # registered again, at the end
    columns = {key: COLUMNS[key] for key in ("country", "constituency", "status", "turn", "answer", "registered")}
    view = TableView(columns=columns)

    lookups = table.lookup_tables(event, {"TH": "Thailand"}, ())
    cells = list(
        table.table_cells(table.in_order(filtering.matching(event, RegistrationFilter()), view), view, lookups)
    )

    by_position = {row[3]: row for row in cells}
    assert by_position[""] == ["Thailand", "", "Confirmed", "", "No reply yet", "2027-03-09 09:00"]
    assert by_position[1][:3] == ["", "Workers", "Waiting list"]
    assert by_position[2][:5] == ["XX", "", "Waiting list", 2, ""]
    assert columns["registered"].heading(event) == "Registered (Asia/Yangon)"


def test_columns_for_reception_leave_out_private_columns():
    private = set(columns_for(may_decide=True)) - set(columns_for(may_decide=False))

    assert private == {"needs", "remark", "tags", "notes", "funding", "answer_comment"}


def test_filter_by_mode_tags_funding_and_registrant(event):
    a, b, _c = add_people(event, {"name": "A"}, {"name": "B"}, {"name": "C"})
    assistant = make_person(name="Assistant")
    visa, vip = (Tag.objects.create(programme=event.programme, name=name) for name in ("visa", "vip"))
    a.tags.add(visa, vip)
    b.tags.add(vip)
    Registration.objects.filter(pk=a.pk).update(mode="online", registered_by=assistant)
    Registration.objects.filter(pk=b.pk).update(funding="other")

    assert names(event, mode="online") == ["A"]
    assert names(event, mode="in_person") == ["B", "C"]
    assert names(event, tags=(visa.pk,)) == ["A"]
    assert names(event, tags=(visa.pk, vip.pk)) == ["A", "B"]
    assert names(event, funding="other") == ["B"]
    assert names(event, funding=NOT_SAID) == ["A", "C"]
    assert names(event, registered_by=RegisteredBy.THEMSELVES) == ["B", "C"]
    assert names(event, registered_by=RegisteredBy.OTHERS) == names(event, registered_by=assistant.pk) == ["A"]


@pytest.mark.parametrize(
    ("kind", "fields", "answers", "found"),
    [
        ("single", {"labels": ["Halal", "Halal box"]}, {"A": "halal", "B": "halal-box"}, {"halal": "A"}),
        (
            "multiple",
            {"labels": ["Lunch", "Dinner", "Lunch box"]},
            {"A": ["lunch", "dinner"], "B": ["lunch-box"], "C": ["dinner"]},
            {"lunch": "A", "dinner": "AC", "lunch-box": "B", NOT_SAID: "D"},
        ),
        ("yes_no", {}, {"A": True, "B": False}, {"yes": "A", "no": "B", NOT_SAID: "CD"}),
        ("country", {}, {"A": "TH", "B": "VN"}, {"TH": "A", "MM": "", NOT_SAID: "CD"}),
    ],
)
def test_filter_by_answers(event, kind, fields, answers, found):
    asked, other = ask(event, kind, **fields), ask(event, "yes_no")
    rows = dict(zip("ABCD", add_people(event, *({"name": name} for name in "ABCD")), strict=True))
    for name, value in answers.items():
        Answer.objects.create(registration=rows[name], question=asked, value=value, answered_at=now())
    Answer.objects.create(registration=rows["D"], question=other, value=True, answered_at=now())
    # A withdrawn answer counts as no answer.
    Answer.objects.create(registration=rows["D"], question=asked, value=None, answered_at=now())

    assert {value: "".join(names(event, answers=(AnswerFilter(asked.pk, value),))) for value in found} == found


def test_cells_show_answers_tags_sessions_and_funding(event):
    asked = ask(event, "single", label="Meal", labels=["Halal", "Fish"])
    (row,) = add_people(event, {"name": "A"})
    other = add_people(event, {"name": "B"})[0]
    Answer.objects.create(registration=row, question=asked, value="fish", answered_at=now())
    for name in ("vip", "visa"):
        row.tags.add(Tag.objects.create(programme=event.programme, name=name))
    for title in ("Field visit", "Clinic"):
        session = Session.objects.create(event=event, title=title, is_optional=True, position=len(title))
        SessionChoice.objects.create(session=session, registration=row)
    Registration.objects.filter(pk=row.pk).update(
        funding="other", funder="A bank", registered_by=other.person, certificate_name="Dr A"
    )
    allowed = columns_for([asked], may_decide=True)
    view = TableView(
        columns={key: allowed[key] for key in ("sessions", "by", "certificate", "tags", "funding", asked.field_name)}
    )
    lookups = table.lookup_tables(event, {}, set(Action))

    cells = list(
        table.table_cells(table.in_order(filtering.matching(event, RegistrationFilter()), view), view, lookups)
    )

    assert cells == [
        ["Clinic; Field visit", "B", "Dr A", "vip, visa", "Another donor: A bank", "Fish"],
        ["", "", "B", "", "", ""],
    ]
    assert view.columns[asked.field_name].heading(event) == "Meal"
