"""The page of all events: list, board and year, with filters in the address."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from events.models import AreaOfAction, Event, Phase, TeamMember
from events.organise import event_views, views
from events.organise.event_filter import EventFilter
from events.organise.event_list import CARDS
from events.organise.year import strip_of
from events.planning.services import create_event, edit_event
from events.registration.services import register
from tests.factories import make_country, make_event, make_member, make_person, make_programme, make_venue

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def programme():
    return make_programme(name="Ours", short_name="OUR")


@pytest.fixture
def member(client, programme):
    person = make_member(programme)
    client.force_login(person)
    return person


def page_of(client, **values):
    return client.get(reverse("organise:events"), values)


def listed(response):
    return [line.event.title for _stage, _number, lines in response.context["groups"] for line in lines]


def test_lists_only_events_of_own_programmes(client, member, programme):
    make_event(programme=programme, title="Own")
    make_event(programme=make_programme(), title="Foreign")

    assert listed(page_of(client)) == ["Own"]


def test_groups_by_stage_with_the_next_event_first(client, member, programme):
    make_event(programme=programme, title="Closed", starts_at=now() - 200 * DAY)
    make_event(programme=programme, title="Closed later", starts_at=now() - 190 * DAY)
    make_event(programme=programme, title="Idea", status="draft", precision="tbc")
    make_event(programme=programme, title="Second", starts_at=now() + 20 * DAY)
    make_event(programme=programme, title="First", starts_at=now() + 10 * DAY)
    make_event(programme=programme, title="Running", starts_at=now() - DAY / 2)
    make_event(programme=programme, title="Draft", status="draft")

    response = page_of(client)

    assert listed(response) == ["Running", "First", "Second", "Draft", "Idea", "Closed later", "Closed"]
    assert [(stage.value, number) for stage, number, _lines in response.context["groups"]] == [
        ("running", 1),
        ("published", 2),
        ("planned", 1),
        ("idea", 1),
        ("closed", 2),
    ]


def test_search_ignores_accents_and_spaces(client, member, programme):
    make_event(programme=programme, title="Hội thảo", venue=make_venue(city="Hà Nội"))
    make_event(programme=programme, title="Other", venue=make_venue(city="Bangkok"))

    for words in ("hanoi", "ha noi", "hoi thao", "HÀ NỘI"):
        assert listed(page_of(client, q=words)) == ["Hội thảo"], words


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"kind": "training"}, ["Training"]),
        ({"stage": "planned"}, ["Draft"]),
        ({"programme": "other-one"}, ["Elsewhere"]),
        ({"kind": "training", "stage": "planned"}, []),
        ({"kind": "nonsense", "stage": "x", "year": "x", "view": "y"}, ["Training", "Elsewhere", "Draft"]),
    ],
)
def test_filters(client, member, programme, values, expected):
    other = make_programme(slug="other-one")
    make_member(other, TeamMember.Role.VIEWER, member)
    make_event(programme=programme, title="Training", kind="training", starts_at=now() + 5 * DAY)
    make_event(programme=programme, title="Draft", status="draft", starts_at=now() + 15 * DAY)
    make_event(programme=other, title="Elsewhere", starts_at=now() + 25 * DAY)

    assert listed(page_of(client, **values)) == expected


def test_year_counts_on_the_clocks_of_the_event(client, member, programme):
    # 07:00 on 1 January in Bangkok is still the old year in UTC.
    make_event(programme=programme, title="New year", starts_at=datetime(2028, 12, 31, 20, tzinfo=UTC))
    make_event(
        programme=programme, title="Old year", timezone="America/New_York", starts_at=datetime(2028, 12, 30, tzinfo=UTC)
    )

    assert listed(page_of(client, year="2028")) == ["Old year"]
    assert listed(page_of(client, year="2029")) == ["New year"]


def test_chips_keep_the_other_filters(client, member, programme):
    page = page_of(client, kind="training", year="2028", q="a b").text

    assert 'href="?kind=training&amp;q=a+b" aria-label="Remove the filter 2028"' in page
    assert 'href="?year=2028&amp;q=a+b" aria-label="Remove the filter Training"' in page
    assert 'href="?view=board&amp;kind=training&amp;year=2028&amp;q=a+b"' in page
    assert '<option value="training" selected>' in page
    assert reverse("public:calendar") in page


@pytest.fixture
def four(programme, member):
    """Four events, each of which alone matches one of the filters."""
    phase = Phase.objects.create(programme=programme, position=2, name="Second phase")
    area = AreaOfAction.objects.create(programme=programme, slug="floors", name="Protection floors")
    hosted = make_venue(name="Hall", city="Hue", country=make_country("VN"))
    make_event(programme=programme, title="Hosted", venue=hosted)
    make_event(programme=programme, title="In phase two", phase=phase)
    make_event(programme=programme, title="On floors").areas.add(area)
    make_event(programme=programme, title="Of Emi", officer=make_person(name="Emi Sato"))
    make_event(programme=programme, title="Plain")
    return {"country": ("VN", "Hosted", "Viet Nam"), "phase": (str(phase.pk), "In phase two", "Second phase"),
            "area": ("floors", "On floors", "Protection floors"),
            "officer": (str(Event.objects.get(title="Of Emi").officer_id), "Of Emi", "Emi Sato")}  # fmt: skip


@pytest.mark.parametrize("name", ["country", "area", "phase", "officer"])
def test_filters_by_country_area_phase_and_officer_in_each_view(client, four, name):
    value, title, label = four[name]

    for view in ("list", "board", "year"):
        page = page_of(client, **{name: value, "view": view, "year": str((now() + 30 * DAY).year)}).text
        assert title in page
        assert "Plain" not in page
        assert f'aria-label="Remove the filter {label}"' in page
        assert f'<option value="{value}" selected>' in page
        for other in {"list", "board", "year"} - {view}:
            switch = re.search(r'<span class="switch".*?</span>', page, re.DOTALL)[0]
            assert f"{name}={value}" in next(link for link in switch.split("<a ") if f">{other.title()}<" in link)


def test_country_counts_participants_too(client, member, programme):
    make_event(programme=programme, title="With Japan").countries.add(make_country("JP"))
    make_event(programme=programme, title="Without")

    assert listed(page_of(client, country="jp")) == ["With Japan"]


def test_filters_together_and_unknown_values(client, four):
    assert listed(page_of(client, country="VN", area="floors")) == []
    for values in ({"country": "ZZ"}, {"phase": "999"}, {"officer": "999"}, {"area": "none"}):
        assert listed(page_of(client, **values)) == []
    assert len(listed(page_of(client, phase="x", officer="-1"))) == 5


def test_menu_offers_nothing_of_other_programmes(client, four):
    other = make_programme()
    Phase.objects.create(programme=other, position=1, name="Foreign phase")
    AreaOfAction.objects.create(programme=other, slug="foreign", name="Foreign area")
    make_event(
        programme=other, officer=make_person(name="Foreign Officer"), venue=make_venue(country=make_country("LA"))
    )

    page = page_of(client).text

    assert "Foreign" not in page
    assert '<option value="LA">' not in page
    assert '<option value="VN">Viet Nam' in page


def test_author_of_a_draft_is_its_officer_until_the_team_names_another(client, member, programme):
    colleague = make_member(programme, TeamMember.Role.COORDINATOR, make_person(name="Emi Sato"))
    event = create_event(programme, by=member, title="Draft", kind="training", timezone="Asia/Bangkok", precision="tbc")
    assert event.officer == member

    edit_event(event, by=member, officer=colleague)

    assert listed(page_of(client, officer=colleague.pk)) == ["Draft"]
    details = client.get(reverse("planning:edit", args=[event.slug])).text
    assert f'<option value="{colleague.pk}" selected>Emi Sato' in details


def test_filter_survives_its_address():
    wanted = EventFilter(
        search="ha noi", programme="one", kind="training", stage="idea", country="VN", area="floors", phase=3, officer=4,
        year=2028, view="board",
    )  # fmt: skip

    assert EventFilter.parse(QueryDict(wanted.address()[1:]).dict()) == wanted


def test_pages(client, member, programme):
    for number in range(65):
        make_event(programme=programme, title=f"Number {number:02}", starts_at=now() + (number + 1) * DAY)

    assert len(listed(page_of(client))) == 50
    second = page_of(client, page="2")
    assert listed(second) == [f"Number {number}" for number in range(50, 65)]
    assert second.context["groups"][0][1] == 65


def test_line_shows_its_most_urgent_work_as_a_link(client, member, programme):
    event = make_event(programme=programme, policy=Event.Policy.APPROVAL)
    register(event, make_person())

    page = page_of(client).text

    address = reverse("participants:list", args=[event.slug])
    assert re.search(
        rf'<a class="due" href="{address}\?status=pending"[^>]*>1 registration awaiting decision</a>', page
    )


def test_board_has_six_stages_and_limits_a_column(client, member, programme):
    for number in range(CARDS + 2):
        make_event(programme=programme, title=f"Closed {number}", starts_at=now() - (200 + number) * DAY)
    make_event(programme=programme, title="Idea", status="draft", precision="tbc")

    response = page_of(client, view="board")

    columns = {stage.value: (number, lines, more) for stage, number, lines, more in response.context["columns"]}
    assert list(columns) == ["idea", "planned", "published", "running", "reporting", "closed"]
    assert (columns["closed"][0], len(columns["closed"][1])) == (CARDS + 2, CARDS)
    assert columns["closed"][1][0].event.title == "Closed 0"
    assert columns["closed"][2] == "?stage=closed"
    assert "Show all 22" in response.text
    assert "Add an idea" in response.text


def test_viewer_is_not_offered_a_new_event(client, programme):
    client.force_login(make_member(programme, TeamMember.Role.VIEWER))

    for view in ("list", "board", "year"):
        assert reverse("planning:new", args=[programme.slug]) not in page_of(client, view=view).text


def test_year_lists_twelve_months_in_words(client, member, programme):
    make_event(programme=programme, title="In March", starts_at=datetime(2028, 3, 7, 2, tzinfo=UTC))
    make_event(
        programme=programme, title="Some day in May", precision="month", status="draft",
        starts_at=datetime(2028, 4, 30, 17, tzinfo=UTC), ends_at=datetime(2028, 5, 31, 17, tzinfo=UTC),
    )  # fmt: skip
    make_event(
        programme=programme, title="Some month", precision="year",
        starts_at=datetime(2027, 12, 31, 17, tzinfo=UTC), ends_at=datetime(2028, 12, 31, 17, tzinfo=UTC),
    )  # fmt: skip

    response = page_of(client, view="year", year="2028")

    year = response.context["year"]
    months = {month.first.month: [event.title for event in month.events] for month in year.months}
    assert len(months) == 12
    assert months[3] == ["In March"]
    assert months[5] == ["Some day in May"]
    assert [event.title for event in year.without_month] == ["Some month"]
    assert "7–8" in response.text
    assert "TBC" in response.text
    assert 'href="?view=year&amp;year=2029"' in response.text


def test_strip_has_a_mark_for_each_event_and_words_for_those_who_do_not_see_it(programme):
    make_event(programme=programme, title="Past", starts_at=datetime(2028, 1, 10, 2, tzinfo=UTC))
    make_event(programme=programme, title="Draft", status="draft", starts_at=datetime(2028, 3, 10, 2, tzinfo=UTC))
    for day in range(1, 7):
        make_event(programme=programme, starts_at=datetime(2028, 6, day, 2, tzinfo=UTC))
    make_event(programme=programme, precision="tbc")

    strip = strip_of(Event.objects.all(), date(2028, 3, 1))

    marks = [mark for column in strip.columns for mark in column.marks]
    assert len(strip.columns) == 12
    assert [column.is_now for column in strip.columns].index(True) == 4
    assert [mark.is_outlined for mark in marks if mark.event and mark.event.title == "Draft"] == [True]
    assert [mark.more for mark in marks if not mark.event] == [3]
    assert strip.text == "Events by month: January 2028 1, March 2028 1, June 2028 6"


def test_home_shows_the_next_five_events_and_the_year(client, member, programme):
    for number in range(7):
        make_event(programme=programme, title=f"Number {number}", starts_at=now() + (number + 1) * DAY)

    response = client.get(reverse("organise:home"))

    assert [event.title for event in response.context["soon"]] == [f"Number {number}" for number in range(5)]
    assert '<svg class="year-strip"' in response.text
    assert response.text.count("</text>") >= 12
    assert 'role="img" aria-label="Events by month: ' in response.text


def test_the_strip_of_the_year_is_written_once_a_minute(client, member, settings, monkeypatch):
    settings.WORK_LIST_SECONDS = 60
    first = client.get(reverse("organise:home")).text
    monkeypatch.setattr(views, "strip_of", None)

    again = client.get(reverse("organise:home")).text

    assert again[again.index('<svg class="year-strip') :] == first[first.index('<svg class="year-strip') :]


def test_side_bar_and_breadcrumbs_lead_to_the_events(client, member, programme):
    event = make_event(programme=programme)
    address = reverse("organise:events")

    assert f'<a href="{address}" aria-current="page">' in page_of(client).text
    page = client.get(reverse("planning:overview", args=[event.slug])).text
    head = page[page.index('aria-label="Breadcrumb"') :][:300]
    assert f'href="{address}"' in head


def test_a_page_begins_within_a_stage(client, member, programme, monkeypatch):
    monkeypatch.setattr(event_views, "PAGE_SIZE", 2)
    for number in range(3):
        make_event(programme=programme, title=f"Published {number}", starts_at=now() + (number + 1) * DAY)
    make_event(programme=programme, title="Idea", status="draft", precision="tbc")

    response = page_of(client, page=2)

    assert listed(response) == ["Published 2", "Idea"]
    assert [(stage.value, number) for stage, number, _lines in response.context["groups"]] == [
        ("published", 3),
        ("idea", 1),
    ]


def test_the_list_reads_its_events_once(client, member, settings, django_assert_num_queries):
    settings.WORK_LIST_SECONDS = 60
    event = make_event(programme=member.programmes.get(), venue=make_venue(), policy=Event.Policy.APPROVAL)
    register(event, make_person())
    page_of(client)

    with django_assert_num_queries(6):  # session, person, programmes twice, events, roles
        response = page_of(client)

    assert response.context["groups"][0][2][0].work.finding.count == 1


@pytest.mark.parametrize("view", ["list", "board", "year"])
def test_runs_as_many_queries_with_more_events(client, member, view):
    programme, numbers = member.programmes.get(), []
    for number in range(5):
        event = make_event(
            programme=programme, venue=make_venue(), policy=Event.Policy.APPROVAL, starts_at=now() + (number + 3) * DAY
        )
        register(event, make_person(name=f"Number{number} Person"))
        make_event(programme=programme, status="draft", precision="tbc")
        page_of(client, view=view)
        with CaptureQueriesContext(connection) as queries:
            page_of(client, view=view)
        numbers.append(len(queries))

    assert numbers[0] == numbers[-1] < MOST_QUERIES


MOST_QUERIES = 60  # one or two for each kind of work, and those of the page
