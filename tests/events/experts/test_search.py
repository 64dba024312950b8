"""The search of the directory: names, places and subjects, filters, the average, and a fixed number of queries."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import now

from events.experts import queries, services
from events.experts.queries import ExpertSearch, find_experts
from events.models import Session
from tests.events.experts.helpers import make_assignment, make_expert, past_event
from tests.factories import make_country, make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db


def names(programme, **search):
    return [row.expert.name for row in find_experts(programme, ExpertSearch(**search))]


@pytest.mark.parametrize(
    "words",
    ["Nguyễn", "nguyen van", "NGUYENVAN", "สมศักดิ์", "benefit claims", "Hanoi", "viet nam", "ministry", "claims hanoi"],
)
def test_search_finds_name_local_name_subject_and_place(words):
    expert = make_expert(
        name="Nguyễn Văn Hùng", local_name="สมศักดิ์ ชัยพร", expertise="benefit claims\nlaw drafting", city="Hà Nội",
        affiliation="Ministry of Labour", country=make_country("VN"),
    )  # fmt: skip
    make_expert(expert.programme, name="Somebody Else")

    assert names(expert.programme, words=words) == ["Nguyễn Văn Hùng"]


def test_search_does_not_leave_the_programme():
    expert = make_expert()
    make_expert(make_programme(), name="Haruka Tanaka")

    assert names(expert.programme, words="haruka") == ["Haruka Nakamura"]


def test_language_and_subject_are_exact():
    programme = make_programme()
    make_expert(programme, name="One", languages="en vi", expertise="law drafting\nclaims")
    make_expert(programme, name="Two", languages="tet", expertise="benefit claims")

    assert names(programme, language="vi") == ["One"]
    assert names(programme, language="te") == []
    assert names(programme, subject="claims") == ["One"]
    assert queries.languages_of(programme) == ["en", "tet", "vi"]
    assert queries.subjects_of(programme)[0] == ("benefit claims", 1)


def test_hits_are_marked_in_the_subjects():
    expert = make_expert(expertise="Benefit claims\nLaw drafting")

    (row,) = find_experts(expert.programme, ExpertSearch("claim"))

    assert row.hits == {"Benefit claims"}


def test_free_in_a_period_leaves_out_days_away_and_sessions_in_any_event_of_the_programme():
    programme = make_programme()
    away, busy, free, declined = (make_expert(programme, name=name) for name in ("Away", "Busy", "Free", "No"))
    event = make_event(programme=programme)
    day = event.starts_at.astimezone(event.zone).date()
    services.set_unavailable(away, [(day - timedelta(days=3), day)])
    make_assignment(busy, event)
    make_assignment(declined, event, invitation="declined", invited_at=now(), answered_at=now())

    assert names(programme, free_from=day, free_until=day) == ["Free", "No"]
    assert names(programme, free_from=day - timedelta(days=1)) == ["Busy", "Free", "No"]
    assert names(programme, free_from=day + timedelta(days=1)) == ["Away", "Busy", "Free", "No"]
    assert free.name == "Free"


def test_days_are_those_of_the_place():
    """A session at 23:30 UTC on Monday takes place on Tuesday in Bangkok."""
    expert = make_expert()
    monday = (now() + timedelta(days=30)).replace(hour=23, minute=30)
    event = make_event(programme=expert.programme, starts_at=monday)
    session = Session.objects.create(event=event, title="x", starts_at=monday, ends_at=monday + timedelta(minutes=20))
    make_assignment(expert, session=session)

    assert names(expert.programme, free_from=monday.date()) == [expert.name]
    assert names(expert.programme, free_from=monday.date() + timedelta(days=1)) == []


def test_average_is_shown_from_five_ratings():
    expert = make_expert()
    event = past_event(expert.programme)
    for number in range(4):
        services.rate(make_assignment(expert, event), 4 + number % 2, by=make_person())
    assert queries.averages_of([expert.pk])[expert.pk] == queries.Average(4, None)

    services.rate(make_assignment(expert, event), 5, by=make_person())

    assert queries.averages_of([expert.pk])[expert.pk] == queries.Average(5, 4.6)


def test_list_shows_the_last_event_that_took_place():
    expert = make_expert()
    old = make_assignment(expert, past_event(expert.programme, title="Old"))
    make_assignment(expert, make_event(programme=expert.programme, title="Next"))
    make_assignment(expert, past_event(expert.programme, title="Cancelled", status="cancelled"))

    (row,) = find_experts(expert.programme, ExpertSearch())

    assert row.last == old


@pytest.mark.parametrize("number", [1, 4])
def test_search_and_profile_run_a_fixed_number_of_queries(number, django_assert_num_queries):
    expert = make_expert(languages="en", country=make_country())
    member = make_member(expert.programme)
    for _count in range(number):
        other = make_expert(expert.programme, country=make_country("VN"))
        task = make_assignment(other, past_event(expert.programme))
        services.rate(task, 3, by=member)
        services.rate(make_assignment(expert, past_event(expert.programme)), 3, by=member)

    search = ExpertSearch("nakamura", "", "", date(2027, 1, 4), date(2027, 1, 8))
    with django_assert_num_queries(5):
        rows = find_experts(expert.programme, search)
        [(row.expert.place, row.last and row.last.session.event.title) for row in rows]
    with django_assert_num_queries(2):
        [work.event.title for work in queries.assignments_of(expert, member.pk)]

    assert len(rows) == number + 1


def test_suggestions_need_words_and_are_few():
    programme = make_programme()
    for number in range(12):
        make_expert(programme, name=f"Anna {number}")

    assert queries.suggestions(programme, " ") == []
    assert len(queries.suggestions(programme, "anna")) == queries.MOST_FOUND
