"""New drafts: the defaults of a kind, copies of earlier events, deleting and unpublishing."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import Constituency
from events.contributors import services as contributors
from events.contributors.services import ContributorEntry
from events.mails.context import scope
from events.models import Contributor, Event, EventChange, EventTemplate, Question, ReminderRule, Target
from events.nominations.grid import GridCell, set_delegations
from events.nominations.services import appoint
from events.planning import services
from events.planning.checklist import checklist_of
from events.planning.draft_plan import likely_sources
from events.planning.drafts import create_draft, delete_draft, unpublish
from events.planning.errors import EventChangedError, HasPeopleError, OpenMissionError
from events.planning.kind_defaults import DEFAULTS
from events.questions.services import add_question
from events.registration.services import register
from notifications.models import Message, Wording
from tests.factories import (
    make_country,
    make_delegation,
    make_event,
    make_member,
    make_person,
    make_programme,
    make_venue,
)

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(datetime(2026, 11, 29, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def programme():
    return make_programme(slug="ours")


@pytest.fixture
def manager(programme):
    return make_member(programme)


def answers(**fields):
    start = datetime(2027, 9, 13, 9, tzinfo=BERLIN)
    return {
        "title": "New", "kind": "regional_seminar", "mode": "in_person", "venue": None, "timezone": "Europe/Berlin",
        "precision": "time", "starts_at": start, "ends_at": start + timedelta(days=1, hours=7, minutes=30),
    } | fields  # fmt: skip


def source(programme, **fields):
    """Return a seminar in winter: two days, from Monday 8 to Tuesday 9 March 2027."""
    start = datetime(2027, 3, 8, 9, tzinfo=BERLIN)
    fields.setdefault("ends_at", start + timedelta(days=1, hours=8))
    return make_event(programme=programme, timezone=BERLIN.key, starts_at=start, title="Old", **fields)


def local(moment):
    return f"{moment.astimezone(BERLIN):%d %b %H:%M}"


@pytest.mark.parametrize("kind", Event.Kind)
def test_each_kind_has_defaults_that_make_a_draft(programme, manager, kind):
    event = create_draft(programme, by=manager, **answers(kind=kind))

    event.refresh_from_db()
    assert event.status == Event.Status.DRAFT
    assert event.policy == DEFAULTS[kind].fields["policy"]
    assert dict(event.targets.values_list("measure", "percent")) == DEFAULTS[kind].targets
    assert event.sessions.exists()
    assert all(
        event.starts_at <= session.starts_at < session.ends_at <= event.ends_at for session in event.sessions.all()
    )
    (change,) = event.changes.all()
    assert (change.what, change.said) == (EventChange.What.CREATED, event.title)
    services.publish(event, by=manager)


def test_the_outline_has_a_beginning_and_an_end(programme, manager):
    event = create_draft(programme, by=manager, **answers())

    assert [local(session.starts_at) for session in event.sessions.all()] == [
        "13 Sep 09:00", "13 Sep 09:30", "13 Sep 14:00", "14 Sep 09:00", "14 Sep 14:00", "14 Sep 15:45",
    ]  # fmt: skip


def test_questions_of_the_library_are_asked_if_it_has_them(programme, manager):
    Question.objects.create(programme=programme, slug="diet", kind="short_text", label="Diet")
    Question.objects.create(programme=programme, slug="other", kind="short_text", label="Other")

    event = create_draft(programme, by=manager, **answers())

    assert [row.question.slug for row in event.questions.all()] == ["diet"]


def test_questions_of_the_library_do_not_depend_on_each_other(programme, manager):
    Question.objects.create(programme=programme, slug="access", kind="short_text", label="Access")
    Question.objects.create(programme=programme, slug="diet", kind="short_text", label="Diet")

    event = create_draft(programme, by=manager, **answers())

    assert list(event.questions.values_list("shown_if_question", flat=True)) == [None, None]


def test_a_mission_is_never_open(programme, manager):
    event = create_draft(programme, by=manager, **answers(kind="expert_mission"))
    assert event.policy == Event.Policy.NONE

    for policy in ("open", "approval", "invitation"):
        with pytest.raises(OpenMissionError):
            services.edit_event(event, by=manager, policy=policy)
        with pytest.raises(OpenMissionError):
            services.create_event(programme, by=manager, **answers(kind="expert_mission", policy=policy))
        with pytest.raises(IntegrityError), transaction.atomic():
            Event.objects.update(policy=policy)
    assert services.edit_event(event, by=manager, policy="nomination").policy == "nomination"


@pytest.mark.parametrize("policy", ["open", "approval", "invitation"])
def test_a_copy_of_an_open_seminar_as_a_mission_is_closed(programme, manager, policy):
    like = source(programme, policy=policy)

    event = create_draft(programme, like=like, by=manager, **answers(kind="expert_mission"))

    assert event.policy == Event.Policy.NONE


def test_times_keep_their_clock_when_summer_time_begins_in_between(programme, manager):
    old = source(
        programme,
        registration_closes_at=datetime(2027, 2, 22, 17, tzinfo=BERLIN),
        registration_opens_at=datetime(2026, 12, 1, 8, tzinfo=BERLIN),
    )
    old.sessions.create(
        title="Opening",
        starts_at=datetime(2027, 3, 8, 9, tzinfo=BERLIN),
        ends_at=datetime(2027, 3, 8, 10, tzinfo=BERLIN),
    )
    make_delegation(
        old, constituency=Constituency.WORKERS, nomination_closes_at=datetime(2027, 2, 1, 12, tzinfo=BERLIN)
    )

    event = create_draft(programme, like=old, by=manager, **answers())

    session = event.sessions.get()
    assert local(session.starts_at) == "13 Sep 09:00"
    assert session.starts_at.utcoffset() != timedelta(hours=1)
    assert session.starts_at.astimezone(UTC).hour == 7  # 09:00 in summer time; the old one was at 08:00 UTC
    assert local(event.registration_closes_at) == "30 Aug 17:00"
    assert local(event.delegations.get().nomination_closes_at) == "09 Aug 12:00"


def test_times_keep_their_clock_in_another_zone(programme, manager):
    old = source(programme)
    old.sessions.create(
        title="Opening",
        starts_at=datetime(2027, 3, 9, 9, tzinfo=BERLIN),
        ends_at=datetime(2027, 3, 9, 10, tzinfo=BERLIN),
    )
    yangon = ZoneInfo("Asia/Yangon")
    start = datetime(2027, 9, 13, 9, tzinfo=yangon)

    event = create_draft(
        programme, like=old, by=manager,
        **answers(timezone=yangon.key, starts_at=start, ends_at=start + timedelta(days=1, hours=8)),
    )  # fmt: skip

    assert event.sessions.get().starts_at == datetime(2027, 9, 14, 9, tzinfo=yangon)


@pytest.mark.parametrize("precision", ["month", "tbc", "time"])
def test_a_session_without_a_day_keeps_its_time_as_text(programme, manager, precision):
    """The month alone is known, nothing is, or the new event is shorter."""
    old = source(programme)
    second_day = datetime(2027, 3, 9, 14, tzinfo=BERLIN)
    old.sessions.create(title="Closing", starts_at=second_day, ends_at=second_day + timedelta(minutes=90))
    start, one_day = datetime(2027, 9, 1, tzinfo=BERLIN), datetime(2027, 9, 13, 9, tzinfo=BERLIN)
    times = {
        "month": {"starts_at": start, "ends_at": start + timedelta(days=30)},
        "tbc": {"starts_at": None, "ends_at": None},
        "time": {"starts_at": one_day, "ends_at": one_day + timedelta(hours=8)},
    }[precision]

    event = create_draft(programme, like=old, by=manager, **answers(precision=precision, **times))

    session = event.sessions.get()
    assert (session.starts_at, session.time_text) == (None, "Day 2, 14:00–15:30")


def test_a_copy_has_agenda_questions_seats_targets_texts_rules_and_documents(programme, manager):
    old = source(programme, seats=60, summary="About", policy="nomination", sequence=7, kind="training")
    first = add_question(old, Question(kind="yes_no", label="Visa?"))
    add_question(
        old, Question(kind="short_text", label="Passport?"), shown_if_question=first, shown_if_values=["yes"],
        is_required=True,
    )  # fmt: skip
    make_delegation(old, constituency=Constituency.WORKERS, seats=3, reserve_seats=1, focal_point=make_person())
    Target.objects.create(event=old, measure="women", percent=40)
    Wording.objects.create(
        scope=scope(old), kind="registration_declined", language="en", version=4, subject="S", heading="H", body="B"
    )
    ReminderRule.objects.create(programme=programme, event=old, amount=5)
    old.documents.create(title="Concept note", url="https://example.org/note.pdf")

    event = create_draft(programme, like=old, by=manager, **answers(kind="training"))

    event.refresh_from_db()
    asked = list(event.questions.order_by("position"))
    assert (event.seats, event.summary, event.policy) == (60, "About", "nomination")
    assert [row.question.label for row in asked] == ["Visa?", "Passport?"]
    assert (asked[1].shown_if_question, asked[1].shown_if_values, asked[1].is_required) == (asked[0], ["yes"], True)
    assert list(event.delegations.values_list("seats", "reserve_seats", "seats_taken")) == [(3, 1, 0)]
    assert event.seats_kept == 3
    assert event.targets.get().percent == 40
    assert Wording.objects.get(scope=scope(event)).body == "B"
    assert event.reminder_rules.get().amount == 5
    assert event.documents.get().url == "https://example.org/note.pdf"


def test_a_copy_has_no_people_uids_or_sequence(programme, manager):
    old = source(programme, seats=60)
    register(old, make_person())
    delegation = make_delegation(old, constituency=Constituency.WORKERS, focal_point=make_person())
    session = old.sessions.create(title="Opening", sequence=4)
    Contributor.objects.create(session=session, name="Somebody", person=make_person())
    Event.objects.filter(pk=old.pk).update(sequence=7)
    mails = Message.objects.count()

    event = create_draft(programme, like=old, by=manager, **answers())

    event.refresh_from_db()
    copy = event.sessions.get()
    assert delegation.focal_point
    assert event.delegations.get().focal_point is None
    assert not event.registrations.exists()
    assert not copy.contributors.exists()
    assert (event.sequence, event.seats_taken, copy.sequence, copy.seats_taken) == (0, 0, 0, 0)
    assert {event.uid, copy.uid}.isdisjoint({old.uid, session.uid})
    assert Message.objects.count() == mails


def test_the_most_likely_events_have_the_same_kind_then_length_then_are_the_latest(programme):
    training = source(programme, kind="training")
    long, short = source(programme), source(programme, ends_at=datetime(2027, 3, 8, 17, tzinfo=BERLIN))
    make_event(programme=programme, precision="tbc")
    make_event(programme=make_programme())

    assert likely_sources(programme, "regional_seminar", 2) == [long, short, training]
    assert likely_sources(programme, "regional_seminar", 1)[0] == short
    assert likely_sources(programme, "training", 1)[0] == training


def test_a_draft_can_be_deleted_with_its_texts_and_held_mails(programme, manager):
    event = create_draft(programme, like=source(programme), by=manager, **answers())
    Wording.objects.create(
        scope=scope(event), kind="registration_declined", language="en", version=1, subject="S", heading="H", body="B"
    )
    Message.objects.create(
        topic=event.mail_topic, status=Message.Status.HELD, kind="nomination_link", to_email="a@example.org", subject="x",
        dedupe_key="held",
    )  # fmt: skip

    delete_draft(event, by=manager)

    assert [one.title for one in Event.objects.all()] == ["Old"]
    assert not Wording.objects.filter(scope=f"event:{event.pk}").exists()
    assert not Message.objects.filter(dedupe_key="held").exists()


def test_a_published_event_cannot_be_deleted_but_unpublished(programme, manager):
    event = create_draft(programme, by=manager, **answers(venue=make_venue(programme=programme)))
    services.publish(event, by=manager)

    with pytest.raises(EventChangedError):
        delete_draft(event, by=manager)
    unpublish(event, by=manager)

    event.refresh_from_db()
    assert (event.status, event.published_at) == (Event.Status.DRAFT, None)
    assert event.changes.filter(what=EventChange.What.UNPUBLISHED, by=manager).exists()
    with pytest.raises(EventChangedError):
        unpublish(event, by=manager)


def test_an_event_that_people_know_cannot_be_unpublished(programme, manager):
    with_person, with_contributor = source(programme), source(programme)
    register(with_person, make_person())
    session = with_contributor.sessions.create(
        title="Opening", starts_at=now() + timedelta(days=99), ends_at=now() + timedelta(days=99, hours=1)
    )
    contributors.add(
        with_contributor, ContributorEntry("Speaker", "speaker", session, address="s@example.org"), by=manager
    )

    for event in (with_person, with_contributor):
        with pytest.raises(HasPeopleError):
            unpublish(event, by=manager)


@pytest.mark.parametrize("kind", Event.Kind)
def test_each_kind_has_a_default_for_the_end_of_nominations(programme, manager, kind):
    # A template from before the field existed does not say when nominations close.
    EventTemplate.objects.create(programme=programme, kind=kind, policy="nomination", nominations_close_days=None)

    event = create_draft(programme, by=manager, **answers(kind=kind))

    days = {"regional_seminar": 42, "expert_mission": 28, "study_visit": 56, "training": 42, "meeting": 28}[kind]
    # 17:00 on the clocks of the place, also where summer time begins or ends before the event.
    assert event.nominations_close_at.astimezone(BERLIN) == datetime(2027, 9, 13, 17, tzinfo=BERLIN) - timedelta(days)


def test_nominations_have_no_default_deadline_without_nominations_a_day_or_enough_time(programme, manager):
    soon = now() + timedelta(days=20)

    plans = [
        create_draft(programme, by=manager, **answers(kind="training")),
        create_draft(programme, by=manager, **answers(precision="tbc", starts_at=None, ends_at=None)),
        create_draft(programme, by=manager, **answers(starts_at=soon, ends_at=soon + timedelta(hours=30))),
    ]
    EventTemplate.objects.create(
        programme=programme, kind="regional_seminar", policy="nomination", nominations_close_days=0
    )
    plans.append(create_draft(programme, by=manager, **answers()))

    assert [event.nominations_close_at for event in plans] == [None] * 4


def test_new_delegations_get_the_deadline_of_the_event_and_follow_its_changes(programme, manager):
    event = create_draft(programme, by=manager, **answers(seats=30))
    make_country("TH")
    set_delegations(event, [GridCell("TH", "", 2), GridCell("", "workers", 2)], by=manager)
    own = datetime(2027, 8, 1, 12, tzinfo=UTC)
    event.delegations.filter(country=None).update(nomination_closes_at=own)
    assert event.delegations.get(country="TH").nomination_closes_at == event.nominations_close_at

    later = datetime(2027, 8, 20, 15, tzinfo=UTC)
    services.edit_event(event, by=manager, nominations_close_at=later)

    assert event.delegations.get(country="TH").nomination_closes_at == later
    assert event.delegations.get(country=None).nomination_closes_at == own
    assert "Nominations close: " in event.changes.get(what=EventChange.What.SEATS, said__contains="Nominations").said


def test_focal_points_are_told_once_of_the_new_deadline_of_the_event(programme, manager):
    event = create_draft(programme, by=manager, **answers(seats=30))
    make_country("TH")
    set_delegations(event, [GridCell("TH", "", 2), GridCell("TH", "workers", 2)], by=manager)
    services.publish(event, by=manager)
    appoint(
        event, list(event.delegations.values_list("pk", flat=True)), address="focal@example.org", name="Focal Person",
        closes_at=event.nominations_close_at, by=manager,
    )  # fmt: skip
    Message.objects.all().delete()

    services.edit_event(event, by=manager, nominations_close_at=datetime(2027, 8, 20, 15, tzinfo=UTC))
    services.edit_event(event, by=manager, summary="More words.")

    assert [message.to_email for message in Message.objects.filter(kind="delegation_changed")] == ["focal@example.org"]


def test_the_deadline_for_nominations_is_shown_in_the_draft(client, programme, manager):
    client.force_login(manager)
    event = create_draft(programme, by=manager, **answers())
    page = reverse("planning:overview", args=[event.slug])

    shown = {item.label: item for item in checklist_of(event).items}["Deadline for nominations"]
    assert (shown.state, shown.detail) == ("done", "Monday 2 August 2027, 17:00, Berlin time (UTC+2)")
    assert "Nominations close" in client.get(page).text
    details = client.get(shown.url.partition("#")[0]).text
    assert 'id="id_nominations_local"' in details
    assert "nominations until Monday 2 August 2027" in details
    event = services.edit_event(event, by=manager, nominations_close_at=None)
    missing = {item.label: item for item in checklist_of(event).items}["Deadline for nominations"]
    assert missing.state == "advice"


def test_the_deadline_for_nominations_must_be_before_the_event(client, programme, manager):
    client.force_login(manager)
    event = create_draft(programme, by=manager, **answers())

    page = client.post(
        reverse("planning:edit", args=[event.slug]),
        {"section": "registration", "policy": "nomination", "nominations_local": "2027-09-14T10:00"},
    )

    assert "The deadline must be before the start of the event." in page.text
