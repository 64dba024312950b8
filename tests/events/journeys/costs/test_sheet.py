"""The cost sheet: its figures, its status, its page and its file."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from events.journeys.costs import services
from events.journeys.costs.allowances import AllowanceRule, Provided
from events.journeys.costs.errors import SheetClosedError
from events.journeys.costs.journey_days import JourneyDay
from events.journeys.costs.queries import figures_of, funded_people, people_without_days, sheet_of
from events.journeys.errors import StepNotAllowedError
from events.models import CostLine, EventChange, Hotel, Leg, RoomStay
from events.registration.services import register
from tests.events.journeys.costs.test_allowances import MISSION, RATES, VISIT, provided
from tests.factories import make_event, make_member, make_person, make_venue

pytestmark = pytest.mark.django_db
LINES = [
    ("fee", "Fee, Somsak Chaiyaporn", 8, "450.00"),
    ("ticket", "Air ticket Tokyo-Jakarta-Tokyo", 1, "780.00"),
    ("ticket", "Air tickets Bangkok-Jakarta-Bangkok", 2, "310.00"),
    ("ticket", "Air tickets Jakarta-Jayapura-Jakarta", 4, "420.00"),
    ("interpretation", "Interpreter, Jayapura days", 2, "180.00"),
    ("terminal", "Terminal allowance", 2, "94.00"),
]


def days(pattern, first):
    return [
        JourneyDay(date.fromordinal(first.toordinal() + number), night, place, provided(given))
        for number, (night, place, given) in enumerate(pattern)
    ]


def a_mission(**fields):
    event = make_event(kind="expert_mission", policy="none", **fields)
    services.save_rates(event, RATES.items())
    for name in ("Nakamura Haruka", "Somsak Chaiyaporn"):
        services.save_days(event, make_person(name=name), days(MISSION, date(2027, 4, 11)))
    for kind, what, units, price in LINES:
        services.save_line(event, CostLine(kind=kind, what=what, units=units, price=Decimal(price)))
    return event


def test_adds_up_the_mission():
    figures = figures_of(sheet_of(a_mission()))

    assert [str(person.total) for person in figures.people] == ["896.00", "896.00"]
    assert str(figures.lines_planned) == "7228.00"
    assert str(figures.planned) == "9020.00"
    assert [(total.label, str(total.planned)) for total in figures.by_funding] == [("Programme", "9020.00")]


def test_adds_up_the_study_visit():
    event = make_event(kind="study_visit")
    services.save_rates(event, RATES.items())
    first = date(2027, 6, 6)
    for _number in range(7):
        services.save_days(event, make_person(), days(VISIT, first))
    services.save_days(event, make_person(), days(VISIT, first)[1:])
    terminal = CostLine(kind="terminal", what="Terminal allowance", units=8, price=Decimal("94.00"))
    services.save_line(event, terminal)

    figures = figures_of(sheet_of(event))

    assert str(figures.allowances) == "4991.40"
    assert str(figures.lines_planned) == "752.00"


def test_separates_who_pays_and_what_it_cost_in_the_end():
    event = a_mission()
    own = services.save_line(event, CostLine(what="Ticket", price=Decimal(500), funding="own"))
    services.save_actual(event, own, Decimal("480.50"))

    figures = figures_of(sheet_of(event))

    assert [(str(one.planned), str(one.actual)) for one in figures.by_funding] == [
        ("9020.00", "9020.00"),
        ("500.00", "480.50"),
    ]
    assert figures.open_lines == 6


def test_names_the_places_without_a_rate():
    event = a_mission()
    services.save_rates(event, [("JAKARTA", Decimal(210))])

    figures = figures_of(sheet_of(event))

    assert figures.missing_rates == ["Jayapura"]
    assert not figures.people[0].is_complete


def test_a_new_sheet_takes_the_rule_of_the_last_one():
    rule = AllowanceRule(lodging=Decimal("0.60"))
    services.save_rules(make_event(), currency="EUR", rule=rule)

    event = make_event()
    services.save_rates(event, [])

    assert (sheet_of(event).currency, AllowanceRule.from_json(sheet_of(event).rule)) == ("EUR", rule)


def test_meals_of_a_day_are_set_for_everybody():
    event = a_mission()

    count = services.provide(event, date(2027, 4, 14), Provided(dinner=True))

    assert count == 2
    assert [str(person.total) for person in figures_of(sheet_of(event)).people] == ["872.00", "872.00"]


def test_days_come_from_legs_and_hotels():
    event = make_event(kind="study_visit", venue=make_venue(city="Tokyo"))
    person, other = make_person(), make_person()
    zone = ZoneInfo("Asia/Tokyo")
    for day, places in ((6, ("Hanoi", "Tokyo")), (8, ("Tokyo", "Hanoi"))):
        leg = Leg.objects.create(
            event=event,
            from_city=places[0],
            to_city=places[1],
            from_timezone="Asia/Tokyo",
            to_timezone="Asia/Tokyo",
            departs_at=datetime(2027, 6, day, 9, tzinfo=zone),
            arrives_at=datetime(2027, 6, day, 15, tzinfo=zone),
        )
        leg.travellers.create(person=person)
    hotel = Hotel.objects.create(event=event, name="Garden", city="Tokyo", timezone="Asia/Tokyo")
    RoomStay.objects.create(hotel=hotel, person=person, check_in=date(2027, 6, 6), check_out=date(2027, 6, 8))

    services.compute_days(event, [person, other])

    rows = sheet_of(event).days.filter(person=person)
    assert [(row.day.day, row.night, row.place, row.lodging, row.breakfast) for row in rows] == [
        (6, "place", "Tokyo", True, False),
        (7, "place", "Tokyo", True, True),
        (8, "last", "Tokyo", False, True),
    ]
    assert {row.place for row in sheet_of(event).days.filter(person=other)} == {"Tokyo"}  # of the venue


def test_offers_the_people_of_the_event_and_ticks_those_whom_the_programme_pays():
    event = make_event()
    paid, own, withdrawn = (register(event, make_person()) for _number in range(3))
    for registration, funding in ((paid, "programme"), (own, "own")):
        registration.funding = funding
        registration.save()
    withdrawn.status = "withdrawn"
    withdrawn.save()

    assert people_without_days(event) == [paid.person, own.person]
    assert funded_people(event) == {paid.person.pk}


def test_an_approved_sheet_takes_only_actual_costs():
    event = a_mission()
    manager = make_member(event.programme)
    services.take_step(event, "approve", by=manager)
    line = sheet_of(event).lines.first()

    services.save_actual(event, line, Decimal(1))

    assert sheet_of(event).approved_by == manager
    for change in (
        lambda: services.save_line(event, line),
        lambda: services.remove_line(event, line),
        lambda: services.save_rates(event, []),
        lambda: services.save_days(event, manager, []),
        lambda: services.save_rules(event, currency="EUR", rule=AllowanceRule()),
        lambda: services.provide(event, date(2027, 4, 14), Provided()),
        lambda: services.compute_days(event, []),
    ):
        with pytest.raises(SheetClosedError):
            change()


def test_a_settled_sheet_is_closed_until_it_is_opened_again():
    event = a_mission()
    manager = make_member(event.programme)
    for step in ("approve", "settle"):
        services.take_step(event, step, by=manager)
    line = sheet_of(event).lines.first()

    with pytest.raises(SheetClosedError):
        services.save_actual(event, line, Decimal(1))
    with pytest.raises(StepNotAllowedError):
        services.take_step(event, "approve", by=manager)
    services.take_step(event, "reopen", by=manager)

    assert (sheet_of(event).status, sheet_of(event).approved_by) == ("estimate", None)
    assert EventChange.objects.filter(event=event, what="costs").count() == 3


def page_of(event):
    return reverse("costs:sheet", args=[event.slug])


def test_the_page_saves_each_form(client):
    event = make_event(kind="study_visit")
    person = register(event, make_person()).person
    client.force_login(make_member(event.programme))
    forms = {"rates-TOTAL_FORMS": "1", "rates-INITIAL_FORMS": "0"}

    client.post(page_of(event), {"form": "rates", **forms, "rates-0-place": "Bangkok", "rates-0-amount": "100"})
    shares = {"lodging": "60", "breakfast": "5", "lunch": "10", "dinner": "15", "last_day": "40"}
    client.post(page_of(event), {"form": "rules", "currency": "eur", **shares})
    event.venue = make_venue(city="Bangkok")
    event.save()
    client.post(page_of(event), {"form": "compute", "people": [str(person.pk)]})
    client.post(
        reverse("costs:line_add", args=[event.slug]),
        {"kind": "fee", "what": "Fee", "units": "2", "price": "300", "funding": "other"},
    )

    figures = figures_of(sheet_of(event))
    assert (figures.sheet.currency, figures.rates) == ("EUR", {"Bangkok": Decimal(100)})
    assert str(figures.planned) == "740.00"  # 600, one day at 100 and the last one at 40
    assert AllowanceRule.from_json(figures.sheet.rule).lodging == Decimal("0.60")
    page = client.get(page_of(event)).text
    assert "740.00" in page
    assert person.name in page


def test_the_page_refuses_shares_above_the_rate(client):
    event = make_event()
    client.force_login(make_member(event.programme))
    shares = {"lodging": "90", "breakfast": "5", "lunch": "10", "dinner": "15", "last_day": "40"}

    response = client.post(page_of(event), {"form": "rules", "currency": "EUR", **shares})

    assert "at most 100" in response.text
    assert sheet_of(event).pk is None


def test_the_days_of_a_person_can_be_changed(client):
    event = a_mission()
    client.force_login(make_member(event.programme))
    person = figures_of(sheet_of(event)).people[0].person
    path = reverse("costs:days", args=[event.slug, person.pk])
    row = {"form-0-day": "2027-04-11", "form-0-night": "place", "form-0-place": "Jakarta", "form-0-lodging": "on"}

    assert "896.00" in client.get(path).text
    twice = {key.replace("-0-", "-1-"): value for key, value in row.items()}
    refused = client.post(path, {"step": "save", "form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", **row, **twice})
    client.post(path, {"step": "save", "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", **row})

    assert "Each day is listed once" in refused.text
    assert [str(one.total) for one in figures_of(sheet_of(event)).people] == ["105.00", "896.00"]


@pytest.mark.parametrize("role", ["coordinator", "manager"])
def test_only_a_manager_approves(client, role):
    event = a_mission()
    client.force_login(make_member(event.programme, role))

    page = client.get(page_of(event)).text
    response = client.post(reverse("costs:step", args=[event.slug]), {"step": "approve"})

    assert ("Approve" in page) == (role == "manager")
    assert response.status_code == (302 if role == "manager" else 403)
    assert sheet_of(event).status == ("approved" if role == "manager" else "estimate")


def test_the_workbook_has_numbers_and_no_formula(client):
    event = a_mission()
    services.save_line(event, CostLine(what='=HYPERLINK("x")', price=Decimal(1)))
    client.force_login(make_member(event.programme))

    response = client.get(reverse("costs:export", args=[event.slug]))

    rows = (
        CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content))).get_sheet_by_index(0).to_python()
    )
    assert rows[1][:2] == ["Fee", "Fee, Somsak Chaiyaporn"]
    assert rows[-1][7] == 9021
    assert '=HYPERLINK("x")' in [row[1] for row in rows]  # a formula would show its result


@pytest.mark.parametrize("people", [1, 4])
def test_the_page_makes_a_fixed_number_of_queries(client, people, django_assert_num_queries):
    event = make_event(kind="study_visit")
    services.save_rates(event, RATES.items())
    for _number in range(people):
        services.save_days(event, make_person(), days(MISSION, date(2027, 4, 11)))
        services.save_line(event, CostLine(what="Fee", price=Decimal(1)))
        register(event, make_person())
    client.force_login(make_member(event.programme))
    client.get(page_of(event))

    with django_assert_num_queries(13):
        client.get(page_of(event))
