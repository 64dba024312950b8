"""Due dates that are counted from the days of an event follow it. Those typed by hand stay, and pages doubt them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from events.deliverables import services
from events.models import Deliverable, Event, PlannedReminder, ReminderRule
from events.planning import services as planning
from events.planning.undoing import undo
from tests.events.missions.helpers import agree, make_asked_mission, make_expert, make_terms
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db
JAKARTA = ZoneInfo("Asia/Jakarta")
QUESTIONS, DRAFT = "Questions", "Mission report, draft"


@pytest.fixture
def mission():
    """A mission from 12 to 16 April 2027, with agreed terms."""
    mission, request = make_asked_mission(status=Event.Status.PUBLISHED)
    make_expert(mission)
    make_terms(mission)
    agree(mission, request)
    return mission


def due_days():
    return {one.title: one.due_at.astimezone(one.event.zone).date() for one in Deliverable.objects.order_by("pk")}


def move(event, days):
    return planning.reschedule(
        event,
        starts_at=event.starts_at + timedelta(days=days),
        ends_at=event.ends_at + timedelta(days=days),
        by=make_person(),
    )


def test_due_dates_follow_the_days_of_the_mission_with_their_reminders(mission):
    ReminderRule.objects.create(
        programme=mission.event.programme, event=mission.event, audience="reports", anchor="deliverable_due", amount=2
    )
    assert due_days() == {QUESTIONS: date(2027, 3, 15), DRAFT: date(2027, 4, 30)}

    move(mission.event, 7)

    assert due_days() == {QUESTIONS: date(2027, 3, 22), DRAFT: date(2027, 5, 7)}
    planned = PlannedReminder.objects.filter(event=mission.event, done_at=None, rule__anchor="deliverable_due")
    assert {one.anchor_at for one in planned} == {one.due_at for one in Deliverable.objects.all()}


def test_a_later_end_moves_only_what_is_counted_from_the_end(mission):
    event = mission.event

    planning.edit_event(event, by=make_person(), ends_at=event.ends_at + timedelta(days=2))

    assert due_days() == {QUESTIONS: date(2027, 3, 15), DRAFT: date(2027, 5, 2)}


def test_an_undone_move_sets_the_dates_again(mission, settings):
    settings.UPDATE_DELAY = timedelta(minutes=10)
    move(mission.event, 7)

    undo(mission.event, by=make_person())

    assert due_days() == {QUESTIONS: date(2027, 3, 15), DRAFT: date(2027, 4, 30)}


def test_a_date_typed_by_hand_stays_and_is_doubted_until_it_is_confirmed(mission, client):
    event, manager = mission.event, make_member(mission.event.programme)
    draft = Deliverable.objects.get(title=DRAFT)
    typed = datetime(2027, 5, 3, 17, tzinfo=JAKARTA)
    services.change_due(event, draft.pk, typed)
    client.force_login(manager)
    page = reverse("deliverables:list", args=[event.slug])
    assert "perhaps outdated" not in client.get(page).text

    move(event, 7)

    draft.refresh_from_db()
    assert draft.due_at == typed
    assert "perhaps outdated" in client.get(page).text
    assert "perhaps outdated" in client.get(reverse("missions:mission", args=[event.slug])).text
    client.post(page, {"step": "due", "deliverable": draft.pk, "due-due": "2027-05-10T17:00"})
    draft.refresh_from_db()
    assert draft.due_at == datetime(2027, 5, 10, 17, tzinfo=JAKARTA)
    assert "perhaps outdated" not in client.get(page).text


def test_a_typed_date_survives_a_new_expert_but_not_another_rule_of_the_terms(mission):
    from events.missions.due_dates import sync_deliverables  # noqa: PLC0415 (only here)

    draft, typed = Deliverable.objects.get(title=DRAFT), datetime(2027, 5, 3, 17, tzinfo=JAKARTA)
    services.change_due(mission.event, draft.pk, typed)

    sync_deliverables(mission)
    assert due_days()[DRAFT] == date(2027, 5, 3)

    terms = mission.terms.get(status="agreed")
    terms.deliverables = [{**row, "offset": 21} if row["title"] == DRAFT else row for row in terms.deliverables]
    terms.save()
    sync_deliverables(mission)
    assert due_days()[DRAFT] == date(2027, 5, 7)


def test_due_dates_are_doubted_while_the_mission_has_no_days(mission):
    planning.edit_event(mission.event, by=make_person(), precision=Event.Precision.TBC, starts_at=None, ends_at=None)

    draft = Deliverable.objects.select_related("event").get(title=DRAFT)

    assert draft.is_perhaps_outdated


def test_received_deliverables_keep_their_dates(mission):
    draft = Deliverable.objects.get(title=DRAFT)
    services.receive(mission.event, draft.pk, by=make_person())

    move(mission.event, 7)

    assert due_days() == {QUESTIONS: date(2027, 3, 22), DRAFT: date(2027, 4, 30)}
    draft.refresh_from_db()
    assert not draft.is_perhaps_outdated


def test_a_typed_date_of_another_event_is_doubted_after_a_move_too():
    event = make_event()
    asked = services.ask(
        event, make_person(), kind="slides", title="Slides", due_at=event.starts_at - timedelta(days=3)
    )

    move(event, 7)

    asked = Deliverable.objects.select_related("event").get(pk=asked.pk)
    assert (asked.due_at, asked.is_perhaps_outdated) == (event.starts_at - timedelta(days=3), True)


def test_past_date_typed_for_a_change_gets_a_message_next_to_its_field(mission, client):
    client.force_login(make_member(mission.event.programme))
    draft = Deliverable.objects.get(title=DRAFT)

    response = client.post(
        reverse("deliverables:list", args=[mission.event.slug]),
        {"step": "due", "deliverable": draft.pk, "due-due": "2020-05-10T17:00"},
    )

    assert "This time is past. Choose a later one." in response.text
    draft.refresh_from_db()
    assert due_days()[DRAFT] == date(2027, 4, 30)


def test_terms_keep_the_days_for_which_they_were_sent(mission, client):
    client.force_login(make_member(mission.event.programme))
    page = reverse("mission_terms:terms", args=[mission.event.slug])
    assert "other days now" not in client.get(page).text

    move(mission.event, 7)

    text = client.get(page).text
    assert "The mission has other days now" in text
    assert "30 Apr 2027" in text
    assert "7 May 2027" not in text
