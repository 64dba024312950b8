"""The work list: what each kind finds, its order, its groups, who sees it, and what it costs."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from events.announcements import services as announcements
from events.announcements.services import RecipientGroups
from events.calendars.date_formats import weekday_date
from events.daily_tasks.queries import Problems
from events.journeys.follow_ups import services as follow_ups
from events.journeys.follow_ups.services import Writer
from events.library.pictures.services import take_down
from events.missions.experts import services as assignments
from events.missions.requests import services as requests
from events.models import (
    Announcement,
    CheckedFile,
    CheckedLink,
    Contributor,
    Deliverable,
    Event,
    KeyChange,
    Meeting,
    MissionReport,
    OfficialLetter,
    Picture,
    Registration,
    Session,
    SessionDraft,
    TeamMember,
    TwoPeople,
)
from events.models.answer import private_storage
from events.nominations import letters
from events.organise.work.catalogue import KINDS
from events.organise.work.declarations import Topic, Urgency
from events.organise.work.queries import first_by_event, with_events, work_list
from events.permissions import ALLOWED, Action
from events.questions.file_validation import validate_file
from events.registration.services import register
from notifications.models import InboundMail, Message
from notifications.wording.defaults import MailSource
from tests.events.journeys.meetings.helpers import make_visit
from tests.events.library.helpers import make_album, make_picture
from tests.events.missions.experts.helpers import available, make_mission, make_terms, ready, selected
from tests.events.missions.helpers import make_submitted
from tests.factories import (
    make_country,
    make_delegation,
    make_event,
    make_member,
    make_pending_update,
    make_person,
    make_programme,
)

pytestmark = pytest.mark.django_db
Role = TeamMember.Role
BANGKOK = ZoneInfo("Asia/Bangkok")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_alarms(monkeypatch):
    monkeypatch.setattr("events.organise.work.alarms.find_problems", lambda: Problems([], []))


def approval_event(**fields):
    event = make_event(policy=Event.Policy.APPROVAL, **fields)
    register(event, make_person())
    return event


def items_of(person, **options):
    return with_events(work_list(person, BANGKOK, **options))


def found(person, key):
    return [item for item in items_of(person) if item.kind.key == key]


def manager_of(event):
    return make_member(event.programme)


def confirmed(event, **fields):
    registration = register(event, make_person(**fields))
    assert registration.status == Registration.Status.CONFIRMED
    return registration


def make_session(event, title="Opening", hour=0, **fields):
    starts_at = event.starts_at + timedelta(hours=hour)
    return Session.objects.create(
        event=event, title=title, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), **fields
    )


def a_letter():
    return validate_file(ContentFile(b"%PDF-1.7 %%EOF", "letter.pdf"))


def set_aside(event):
    return InboundMail.objects.create(
        digest=f"{event.pk}", topic=event.mail_topic, state="set_aside", reason="words", settled_at=now()
    )


# One event for each kind of work, and the label that it gets.
def case_decide():
    return approval_event(registration_closes_at=now() + 3 * DAY), "1 registration awaiting decision"


def case_nominations():
    event = make_event(policy=Event.Policy.NOMINATION)
    make_delegation(event, country=make_country(), seats=3, nomination_closes_at=now() + DAY)
    return event, "Nominations close: 3 seats still empty"


def case_focal_points():
    event = make_event(policy=Event.Policy.NOMINATION)
    make_delegation(event, country=make_country(), seats=3)
    closed = {"constituency": "workers", "nomination_closes_at": now() - DAY}
    make_delegation(event, country=make_country("VN"), seats=3, **closed)
    make_delegation(event, country=make_country("LA"), seats=3, focal_point=make_person())
    return event, "1 delegation without a focal point"


def case_release():
    event = make_event(policy=Event.Policy.NOMINATION)
    make_delegation(event, country=make_country(), seats=2, nomination_closes_at=now() - DAY)
    return event, "2 seats empty after the nomination deadline"


def case_letters():
    event = make_event(policy=Event.Policy.NOMINATION)
    delegation = make_delegation(event, country=make_country())
    letters.upload(delegation, a_letter(), by=make_person())
    return event, "1 official letter to review"


def case_go_no_go():
    return make_event(minimum_people=12, decide_on=now().date() + 9 * DAY), "Go/no-go decision: 12 people missing"


def case_travel():
    event = make_event(asks_travel=True)
    confirmed(event)
    return event, "1 person has not sent travel details"


def case_travel_changes():
    event = make_event()
    KeyChange.objects.create(registration=confirmed(event), what=KeyChange.What.NAME)
    return event, "1 change of a name or passport to review"


def case_duplicates():
    event = make_event()
    for _number in range(2):
        confirmed(event, name="Đặng Thị Phương")
    return event, "1 possible duplicate"


def case_date_clashes():
    event = make_event()
    person = confirmed(event, name="Kamala Wongsakul").person
    other = make_event(kind=Event.Kind.MEETING)
    register(other, person)
    return event, "Date clash: Kamala Wongsakul has a place in another event"


def case_updates():
    event = make_event()
    make_pending_update(event)
    return event, "A change is not announced yet"


def case_failed():
    event = make_event()
    confirmed(event)
    Message.objects.filter(topic=event.mail_topic).update(status=Message.Status.FAILED)
    return event, "1 email not delivered"


def case_stopped():
    event = make_event()
    text = {"en": MailSource("Come", "Come", "Early.")}
    announcement = announcements.write(event, RecipientGroups(), text, is_optional=False, by=None)
    Announcement.objects.filter(pk=announcement.pk).update(state="cancelled", stopped="late", ended_at=now())
    return event, "1 announcement was not sent"


def case_replies():
    event = make_event()
    set_aside(event)
    return event, "1 reply to review"


def case_speakers():
    event = make_event()
    make_session(event)
    make_session(event, "Nghỉ giải lao", 1)
    make_session(event, "Coffee break", 2)
    return event, "1 session has no speaker"


def case_agenda():
    event = make_event()
    SessionDraft.objects.create(event=event, title="Panel")
    return event, "1 change of the agenda is not published"


def case_declined():
    event = make_event()
    times = {"invited_at": now(), "answered_at": now()}
    Contributor.objects.create(session=make_session(event), name="An", invitation="declined", **times)
    return event, "1 contributor has declined"


def case_conditions():
    event = make_event()
    fields = {"invited_at": now(), "answered_at": now(), "condition": "By video"}
    Contributor.objects.create(session=make_session(event), name="An", invitation="accepted", **fields)
    return event, "1 contributor accepts with a condition"


def case_clashes():
    event = make_event()
    for title in ("Opening", "Panel"):
        Contributor.objects.create(session=make_session(event, title, room="Room 2"), name=title)
    return event, "1 room or person is double-booked"


def case_reports():
    event = make_event()
    Deliverable.objects.create(event=event, person=make_person(), kind="report", title="Report", due_at=now() - DAY)
    return event, "1 report due"


def case_deliverables():
    event = make_event()
    Deliverable.objects.create(event=event, person=make_person(), kind="slides", title="Slides", due_at=now() + DAY)
    return event, "1 presentation or document due"


def case_drafts():
    return make_event(status=Event.Status.DRAFT), "Draft to publish"


def case_mission_requests():
    event = make_event()
    make_submitted(event.programme)
    return event, f"Request to answer: REQ-{now().year}-001, Ministry of Manpower"


def case_terms_wishes():
    mission = make_mission()
    make_terms(mission, status="sent", agreed_at=None, answer="Two more days, please.")
    return mission.event, "The institution asks for other terms of reference"


def case_terms():
    return make_mission().event, "Terms of reference not agreed yet"


def case_late_mission_reports():
    event = selected(make_mission()).mission.event
    Event.objects.filter(pk=event.pk).update(starts_at=now() - 20 * DAY, ends_at=now() - 15 * DAY)
    event.refresh_from_db()
    return event, "Report of a mission not submitted"


def case_mission_reports():
    event = make_mission().event
    MissionReport.objects.create(mission=event.mission, status="submitted")
    return event, "Report of a mission to review"


def case_declarations():
    assignment = selected()
    assignments.declare(assignment, {"family": "A brother at the agency."})
    return assignment.mission.event, "1 declaration of interests to review"


def case_available_experts():
    return available().mission.event, "1 expert who can come: select or release"


def case_signed_experts():
    return ready().mission.event, "1 expert has signed the terms: agree the assignment"


def case_follow_ups():
    event = make_mission().event
    event.follow_ups.create(kind="recommendation", number=1, text="Remind employers.", due_on=now().date() - 2 * DAY)
    return event, "1 recommendation or action overdue"


def case_follow_ups_to_check():
    event = make_mission().event
    follow_up = event.follow_ups.create(kind="recommendation", number=1, text="Remind employers.")
    follow_ups.report(follow_up, "finish", note="Circular 14", writer=Writer(name="Agus"))
    return event, "1 recommendation or action to check"


def case_meetings_to_record():
    event = make_event(kind="study_visit", starts_at=now() - 2 * DAY)
    make_visit(event, status="confirmed")
    return event, "1 meeting to record"


def case_dead_links():
    event = make_event()
    event.documents.create(title="Note", url="https://example.org/gone")
    CheckedLink.objects.create(url="https://example.org/gone", problem="404", failures=1)
    return event, "1 link that no longer works"


def case_withheld_files():
    event = make_event()
    path = private_storage().save("documents/withheld", ContentFile(b"%PDF-1.7 %%EOF"))
    event.documents.create(title="Note", file=path, name="note.pdf", content_type="application/pdf", size=14)
    CheckedFile.objects.create(path=path, problem="This PDF contains programs.")
    return event, "1 file that readers do not get: it did not pass the check for programs"


def case_erased_pictures():
    event = make_event()
    picture = make_picture(make_album(programme=event.programme, title="Seminar"))
    take_down(picture, why=Picture.Why.ERASURE, by=None)
    return event, "1 picture of “Seminar” is taken down: the data of a person was deleted"


# Work that waits even if its event was long ago, or that belongs to none.
OF_LONG_AGO = {
    *("reports", "deliverables", "stopped", "follow_ups", "follow_ups_to_check"),
    *("mission_requests", "mission_reports", "late_mission_reports", "dead_links", "erased_pictures", "withheld_files"),
}
CASES = {kind.key: globals()[f"case_{kind.key}"] for kind in KINDS if kind.topic != Topic.SYSTEM}


@pytest.mark.parametrize("key", CASES)
def test_finds_each_kind_and_its_link_opens_for_its_reader(client, key):
    event, label = CASES[key]()
    person = manager_of(event)

    item = next(item for item in found(person, key) if item.event in {event, None})

    assert item.label == label
    client.force_login(person)
    assert client.get(item.url).status_code == 200
    assert label in client.get(reverse("organise:home")).text
    assert f'href="{item.url}"' in client.get(reverse("organise:home")).text


@pytest.mark.parametrize("key", CASES)
@pytest.mark.parametrize("role", Role.values)
def test_shows_only_work_that_the_role_permits(client, key, role):
    event, _label = CASES[key]()
    person = make_member(event.programme, role)
    client.force_login(person)

    shown = found(person, key)

    kind = next(kind for kind in KINDS if kind.key == key)
    assert bool(shown) is (kind.needs in ALLOWED[Role(role)])
    assert [item.url for item in items_of(person) if client.get(item.url).status_code != 200] == []


@pytest.mark.parametrize("key", CASES)
def test_shows_no_work_of_another_programme_and_none_of_long_ago(key):
    event, _label = CASES[key]()
    person = manager_of(event)
    stranger = make_member(make_programme())

    assert items_of(stranger) == []
    assert all(not item.url.startswith("#") for item in items_of(person))
    if key not in OF_LONG_AGO:
        Event.objects.update(starts_at=now() - 70 * DAY, ends_at=now() - 60 * DAY)
        assert found(person, key) == []


def test_filters_that_links_open_are_set(client):
    urls = {kind.key: kind.query for kind in KINDS}

    assert urls["decide"] == "status=pending"
    assert urls["failed"] == "status=failed"
    assert urls["travel"] == "show=missing"


def test_groups_by_urgency_and_sorts_by_time(client):
    programme = make_programme()
    person = make_member(programme)
    closes = {"overdue": -DAY, "today": timedelta(minutes=1), "week": 3 * DAY, "later": 20 * DAY, "latest": 25 * DAY}
    for title, delta in reversed(closes.items()):
        approval_event(programme=programme, title=title, registration_closes_at=None)
        Event.objects.filter(title=title).update(registration_closes_at=now() + delta)
    Event.objects.filter(title="today").update(registration_closes_at=now() + timedelta(seconds=1))

    items = [item for item in items_of(person) if item.kind.key == "decide"]

    assert [item.event.title for item in items] == list(closes)
    assert [item.urgency for item in items][2:] == [Urgency.WEEK, Urgency.LATER, Urgency.LATER]
    assert items[0].urgency == Urgency.OVERDUE
    assert items[0].due_text.startswith("since ")
    assert items[2].due_text.startswith("by ")
    client.force_login(person)
    page = client.get(reverse("organise:home")).text
    headings = [page.index(f">{label}</h3>") for label in ("Overdue", "This week", "Later")]
    assert headings == sorted(headings)


def test_work_that_waits_is_for_today_and_says_since_when():
    event, _label = case_replies()
    (item,) = found(manager_of(event), "replies")

    assert item.urgency == Urgency.TODAY
    assert item.due_text.startswith("since ")


def test_meetings_that_are_recorded_ahead_or_called_off_are_no_work():
    event, _label = case_meetings_to_record()
    make_visit(event, day=1, title="A day at the ministry", status="held")
    person = manager_of(event)
    (item,) = found(person, "meetings_to_record")
    assert (item.label, item.url.endswith(f"/meetings/{Meeting.objects.earliest('pk').pk}/")) == (
        "2 meetings to record",
        True,
    )

    make_visit(event, day=9, title="Not yet", status="confirmed")
    Meeting.objects.filter(status="held").update(notes="They count by hand.")
    Meeting.objects.filter(session__title="A day at the counter").update(status="not_held")

    assert found(person, "meetings_to_record") == []


def test_work_does_not_say_that_it_waits_since_a_day_ahead():
    event, _label = case_replies()
    (item,) = found(manager_of(event), "replies")

    ahead = replace(item, finding=replace(item.finding, since=now() + 60 * DAY))

    assert (ahead.urgency, ahead.due_text) == (Urgency.TODAY, "")


def test_letters_open_the_one_that_has_waited_longest(client):
    event, _label = case_letters()
    newest = make_delegation(event, country=make_country("JP"))
    letters.upload(newest, a_letter(), by=make_person())
    first = event.delegations.exclude(pk=newest.pk).get()
    OfficialLetter.objects.filter(delegation=first).update(uploaded_at=now() - 3 * DAY)

    (item,) = found(manager_of(event), "letters")

    assert item.label == "2 official letters to review"
    assert item.url == reverse("nominations:cell", args=[event.slug, first.pk])
    assert item.due_text.startswith("since ")
    OfficialLetter.objects.update(state=OfficialLetter.State.ACCEPTED)
    assert found(manager_of(event), "letters") == []


def test_go_no_go_decision_is_due_on_its_day_wherever_the_reader_is():
    event, _label = case_go_no_go()
    person = manager_of(event)
    day = now().astimezone(BANGKOK).date()
    Event.objects.update(decide_on=day)

    (today,) = found(person, "go_no_go")
    assert (today.urgency, today.due_text, today.is_pressing) == (Urgency.TODAY, "today", True)
    Event.objects.update(decide_on=day + 9 * DAY)
    (later,) = found(person, "go_no_go")
    assert later.due_text == f"by {weekday_date(day + 9 * DAY)}"
    assert (later.urgency, later.is_pressing) == (Urgency.LATER, False)
    Event.objects.update(seats_taken=12)
    assert found(person, "go_no_go") == []


def test_alarm_of_nightly_tasks_needs_a_role_that_edits(monkeypatch):
    monkeypatch.setattr("events.organise.work.alarms.find_problems", lambda: Problems(["retention"], []))
    programme = make_programme()

    (item,) = items_of(make_member(programme, Role.COORDINATOR))
    assert item.label.startswith("1 nightly task that has not run for two days")
    assert (item.url, item.urgency, item.is_pressing) == ("/privacy/#retention", Urgency.TODAY, True)
    assert items_of(make_member(programme, Role.VIEWER)) == []


def test_pairs_marked_as_two_people_are_no_duplicates():
    event, _label = case_duplicates()
    first, second = event.registrations.order_by("pk")
    TwoPeople.objects.create(first=first, second=second)

    assert found(manager_of(event), "duplicates") == []


def test_online_participants_owe_no_travel_details():
    event = make_event(asks_travel=True, mode=Event.Mode.ONLINE)
    confirmed(event)

    assert found(manager_of(event), "travel") == []


def test_chips_filter_by_topic_and_only_topics_with_work_are_shown(client):
    event, _label = case_decide()
    set_aside(event)
    client.force_login(manager_of(event))

    page = client.get(reverse("organise:home")).text
    filtered = client.get(reverse("organise:home"), {"show": "email"}).text

    assert "?show=seats" in page
    assert "?show=email" in page
    assert "?show=agenda" not in page
    assert "1 reply to review" in filtered
    assert "awaiting decision" not in filtered
    assert client.get(reverse("organise:home"), {"show": "nonsense"}).status_code == 200


def test_says_that_nothing_is_to_do_and_what_comes_next(client):
    event = make_event(title="The next seminar")
    client.force_login(manager_of(event))

    page = client.get(reverse("organise:home")).text

    assert "You’re all caught up" in page
    assert "The next seminar" in page[page.index("all caught up") :][:300]


def test_first_item_of_each_event_is_the_most_urgent():
    event, _label = case_decide()
    set_aside(event)

    first = first_by_event(work_list(manager_of(event), BANGKOK))

    assert first[event.pk].kind.key == "replies"


def test_limits_the_list_to_programmes_of_another_action():
    event, _label = case_reports()

    assert items_of(make_member(event.programme, Role.COORDINATOR), action=Action.PUBLISH) == []


def test_runs_as_many_queries_with_more_work(client):
    programme = make_programme()
    person, numbers = make_member(programme), []
    client.force_login(person)
    for number in range(4):
        event = approval_event(
            programme=programme, title=f"Seminar {number}", asks_travel=True, starts_at=now() + (10 + 5 * number) * DAY
        )
        for _same in range(2):
            registration = register(event, make_person(name="Same Name"))
            Registration.objects.filter(pk=registration.pk).update(status="confirmed")
        Message.objects.filter(topic=event.mail_topic).update(status=Message.Status.FAILED)
        set_aside(event)
        for title in ("One", "Two"):
            Contributor.objects.create(session=make_session(event, title, room="A"), name=title)
        make_session(event, "Three", 3)
        make_pending_update(event)
        Deliverable.objects.create(event=event, person=make_person(), kind="report", title="Report", due_at=now())
        client.get(reverse("organise:home"))
        with CaptureQueriesContext(connection) as queries:
            response = client.get(reverse("organise:home"))
        numbers.append(len(queries))

    assert numbers[0] == numbers[-1] < MOST_QUERIES
    assert response.context["total"] >= 28


MOST_QUERIES = 60  # one to three for each kind, and those of the page


def test_request_is_to_answer_within_three_weeks_and_leaves_the_list_with_a_question():
    asked = make_submitted()
    manager = make_member(asked.programme)

    (item,) = found(manager, "mission_requests")
    assert (item.due.date(), item.urgency) == ((now() + 21 * DAY).date(), Urgency.LATER)
    assert item.url == reverse("mission_requests:detail", args=[asked.programme.slug, asked.pk])

    requests.return_with_question(asked, by=manager, note="Which years?")
    assert found(manager, "mission_requests") == []


def test_agreed_terms_and_a_submitted_report_are_no_work_for_the_team():
    mission = make_mission()
    make_terms(mission)
    selected(mission)
    Event.objects.filter(pk=mission.event_id).update(starts_at=now() - 20 * DAY, ends_at=now() - 15 * DAY)
    report = MissionReport.objects.get(mission=mission)
    manager = manager_of(mission.event)
    assert len(found(manager, "late_mission_reports")) == 1

    MissionReport.objects.filter(pk=report.pk).update(status="submitted")

    assert found(manager, "late_mission_reports") == []
    assert found(manager, "terms") == []
