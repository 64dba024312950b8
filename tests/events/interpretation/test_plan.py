"""The interpretation of an event: requests, booths, what is missing, the download."""

from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import now
from python_calamine import CalamineWorkbook

from events.contributors.services import ContributorEntry, change
from events.interpretation import questions, services
from events.interpretation.errors import BoothGoneError
from events.interpretation.plan import booth_list, language_lines
from events.models import Contributor, EventChange, EventQuestion, Question, Session
from events.questions.answers import save_answers
from events.questions.errors import QuestionError
from events.registration.services import register, withdraw
from tests.events.contributors.scene import make_session
from tests.events.experts.helpers import make_assignment, make_expert
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = make_event(slug="seminar")
    make_session(event, "Opening", languages=["vi", "km"], room="Hall")
    make_session(event, "Closing")
    return event


def interpreter(event, name, pairs, session=None, **fields):
    expert = make_expert(event.programme, name=name, language_pairs=pairs)
    session = session or event.sessions.get(title="Opening")
    return make_assignment(expert, session=session, role="interpreter", **fields)


def history_lines(event):
    return list(EventChange.objects.filter(event=event).values_list("said", flat=True))


def booths(event):
    return {
        one.session.title: ([(booth.code, booth.interpreters) for booth in one.booths], one.unplaced)
        for one in booth_list(event)
    }


def test_interpreters_are_in_the_booths_of_their_pairs(event):
    interpreter(event, "Lan", "en-vi")
    interpreter(event, "Both", "vi-en km-en")
    interpreter(event, "Thai", "en-th")
    interpreter(event, "Ill", "en-km", invitation="declined", invited_at=now(), answered_at=now())
    make_assignment(
        make_expert(event.programme, name="Speaker", language_pairs="en-vi"), session=event.sessions.first()
    )

    assert booths(event) == {
        "Opening": ([("vi", ["Lan", "Both"]), ("km", ["Both"])], ["Thai (English – Thai)"]),
    }


def test_missing_and_lonely_booths_are_marked(event):
    interpreter(event, "Lan", "en-vi")

    (one,) = booth_list(event)

    assert [(booth.name, booth.is_missing, booth.is_alone) for booth in one.booths] == [
        ("Vietnamese", False, True), ("Khmer", True, False),
    ]  # fmt: skip


def test_assigned_interpreter_is_in_one_booth_and_others_are_proposed(event):
    lan = interpreter(event, "Lan", "en-vi en-km")
    interpreter(event, "Both", "vi-en km-en")
    session = event.sessions.get(title="Opening")

    count = services.assign(session, {lan.pk: "vi"}, by=make_member(event.programme))

    assert count == 1
    (one,) = booth_list(event)
    assert [(booth.code, booth.assigned, booth.proposed, booth.is_alone) for booth in one.booths] == [
        ("vi", ["Lan"], ["Both"], False), ("km", [], ["Both"], True),
    ]  # fmt: skip
    assert history_lines(event) == ["Opening\nLan: Vietnamese"]
    assert services.assign(session, {lan.pk: "vi"}, by=make_member(event.programme)) == 0


def test_booth_of_a_language_that_the_session_no_longer_has_is_none(event):
    lan = interpreter(event, "Lan", "en-vi")
    session = event.sessions.get(title="Opening")
    services.assign(session, {lan.pk: "km"}, by=make_member(event.programme))

    Session.objects.filter(pk=session.pk).update(languages=["vi"])

    assert booths(event)["Opening"] == ([("vi", ["Lan"])], [])


@pytest.mark.parametrize("case", ["language", "speaker", "declined", "other session"])
def test_only_interpreters_of_the_session_get_one_of_its_booths(event, case):
    session = event.sessions.get(title="Opening")
    answered = {"invited_at": now(), "answered_at": now(), "invitation": "declined"} if case == "declined" else {}
    closing = event.sessions.get(title="Closing") if case == "other session" else None
    lan = interpreter(event, "Lan", "en-vi", closing, **answered)
    if case == "speaker":
        Contributor.objects.update(role="speaker")

    with pytest.raises(BoothGoneError):
        services.assign(session, {lan.pk: "th" if case == "language" else "vi"}, by=make_member(event.programme))

    assert Contributor.objects.get().booth == ""


def test_booth_ends_with_the_task(event):
    lan = interpreter(event, "Lan", "en-vi")
    session = event.sessions.get(title="Opening")
    services.assign(session, {lan.pk: "vi"}, by=make_member(event.programme))
    lan.refresh_from_db()

    change(lan, ContributorEntry("Lan", "speaker", session, expert=lan.expert), by=make_member(event.programme))

    assert Contributor.objects.get().booth == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        Contributor.objects.update(booth="vi")


def test_interpreter_without_an_entry_or_in_a_session_without_languages_is_shown(event):
    Contributor.objects.create(session=event.sessions.get(title="Closing"), role="interpreter", name="Somebody")

    assert booths(event)["Closing"] == ([], ["Somebody"])


def test_question_is_created_once_in_the_library_and_gets_new_languages(event):
    asked = questions.ask(event, ["vi", "km"])
    other = questions.ask(make_event(), ["th", "vi", "xx"])

    assert asked.question == other.question
    assert [choice["value"] for choice in Question.objects.get().choices] == ["vi", "km", "th"]
    assert questions.ask(event, ["vi"]) == asked


def test_removed_question_and_archived_language_come_back(event):
    asked = questions.ask(event, ["vi"])
    Question.objects.update(archived_at=now(), choices=[{"value": "vi", "label": "Vietnamese", "archived": True}])
    EventQuestion.objects.update(archived_at=now())

    assert questions.ask(event, ["vi"]) == asked
    assert Question.objects.get().offered_choices == [{"value": "vi", "label": "Vietnamese"}]


def test_another_question_with_this_key_is_not_changed(event):
    Question.objects.create(programme=event.programme, slug=questions.SLUG, kind="date", label="Date")

    with pytest.raises(QuestionError):
        questions.ask(event, ["vi"])


def test_requests_of_people_with_a_place_are_counted(event):
    asked = questions.ask(event, ["vi", "km"])
    for code in ("vi", "vi", "km", None):
        save_answers(register(event, make_person()), {asked.pk: code}, by=None)
    left = register(event, make_person())
    save_answers(left, {asked.pk: "km"}, by=None)
    withdraw(left, by=left.person)

    counts = questions.requests_by_language(event)

    assert counts == {"vi": 2, "km": 1}
    lines = language_lines(booth_list(event), counts + questions.Counter({"th": 1}))
    assert [(line.name, line.requests, line.sessions, line.missing, line.is_unplanned) for line in lines] == [
        ("Vietnamese", 2, 1, 1, False), ("Khmer", 1, 1, 1, False), ("Thai", 1, 0, 0, True),
    ]  # fmt: skip


# Pages


@pytest.fixture
def team(client, event):
    client.force_login(make_member(event.programme, "coordinator"))
    return client


PLAN, EXPORT = "/organise/events/seminar/interpretation/", "/organise/events/seminar/interpretation/booths.xlsx"


def test_page_shows_what_is_missing_and_asks_participants(team, event):
    interpreter(event, "Lan", "en-vi")
    page = team.get(PLAN).text
    assert "1 booth has no interpreter." in page
    assert "one interpreter only" in page
    assert "does not ask yet" in page

    page = team.post(PLAN, follow=True).text

    assert "The form of the event asks who needs interpretation." in page
    assert questions.question_of(event) is not None
    assert "Ask participants" not in page
    Session.objects.filter(title="Closing").update(languages=["th"])
    assert "Offer the new languages" in team.get(PLAN).text


def test_page_without_interpretation_says_how_to_begin(team):
    Session.objects.update(languages=[])

    assert "No session is interpreted." in team.get(PLAN).text


def test_question_in_the_way_is_reported(team, event):
    Question.objects.create(programme=event.programme, slug=questions.SLUG, kind="date", label="Date")

    assert "Rename" in team.post(PLAN, follow=True).text


def test_booth_list_is_downloaded(team, event, caplog):
    interpreter(event, "Lan", "en-vi")
    interpreter(event, "Thai", "en-th")
    Contributor.objects.create(session=event.sessions.get(title="Closing"), role="interpreter", name="=1+1")
    Session.objects.filter(title="Closing").update(starts_at=None, ends_at=None)

    answer = team.get(EXPORT)
    rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()

    day = event.starts_at.astimezone(event.zone).strftime("%Y-%m-%d")
    assert rows[1:] == [
        [day, "09:00", "10:00", "Opening", "Hall", "Vietnamese", "", "Lan", "one interpreter only"],
        [day, "09:00", "10:00", "Opening", "Hall", "Khmer", "", "", "MISSING"],
        [day, "09:00", "10:00", "Opening", "Hall", "other", "", "Thai (English – Thai)", ""],
        ["", "", "", "Closing", "", "other", "", "=1+1", ""],
    ]
    assert "data_exported" in caplog.text


def test_team_assigns_interpreters_on_the_page(team, event):
    lan = interpreter(event, "Lan", "en-vi en-km")
    session = event.sessions.get(title="Opening")
    assert "(proposed)" in team.get(PLAN).text

    path = reverse("interpretation:assign", args=["seminar", session.pk])
    page = team.post(path, {f"booth-{lan.pk}": "km", "booth-x": "vi"}, follow=True)

    lan.refresh_from_db()
    assert lan.booth == "km"
    assert "Saved: the booths of" in page.text
    assert "(proposed)" not in page.text
    assert "1 booth has no interpreter" in page.text
    refused = team.post(path, {f"booth-{lan.pk}": "th"}, follow=True)
    assert "have changed in the meantime" in refused.text


@pytest.mark.parametrize("number", [1, 6])
def test_page_runs_a_fixed_number_of_queries(team, event, number, django_assert_max_num_queries):
    questions.ask(event, ["vi"])
    for count in range(number):
        interpreter(event, f"Lan {count}", "en-vi", make_session(event, f"Session {count}", languages=["vi"]))

    with django_assert_max_num_queries(12):
        team.get(PLAN)
