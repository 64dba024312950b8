"""Every field of an event, and of what belongs to it: does a new event that is like an earlier one get it?

A new field fails here until somebody decides."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import models

from accounts.models import Constituency
from events.mails.context import scope
from events.models import (
    AreaOfAction,
    Delegation,
    Document,
    Event,
    EventQuestion,
    Phase,
    ReminderRule,
    Requirement,
    Session,
    Target,
)
from events.planning.draft_plan import COPIED_FIELDS, DEADLINES, SESSION_FIELDS
from events.planning.drafts import create_draft
from events.reminders.rules import COPIED as RULE_FIELDS
from notifications.models import Wording
from tests.factories import make_country, make_delegation, make_event, make_member, make_programme, make_venue

pytestmark = pytest.mark.django_db
MOVED = {*DEADLINES, "decide_on"}  # to the new days
ANSWERED = {"title", "kind", "mode", "venue", "timezone", "precision", "starts_at", "ends_at"}
COPIED = {
    Event: {*COPIED_FIELDS, *MOVED, "areas", "countries", "programme"},
    Session: {*SESSION_FIELDS, "starts_at", "ends_at", "time_text"},
    EventQuestion: {
        "question", "stage", "position", "is_required", "shown_if_question", "shown_if_values", "shown_if_mode",
        "shown_if_constituency", "shown_if_country",
    },
    Delegation: {"country", "constituency", "constituency_name", "seats", "reserve_seats", "nomination_closes_at"},
    Target: {"measure", "percent"},
    Wording: {"kind", "language", "subject", "heading", "body"},
    ReminderRule: {*RULE_FIELDS, "programme", "audience", "anchor", "is_after"},
    Document: {"title", "url", "resource", "audience", "session", "file", "name", "content_type", "size"},
    Requirement: {
        "kind", "label", "help_text", "evidence", "is_mandatory", "language", "level", "earlier_event", "position",
    },
}  # fmt: skip
# People, identity in calendars, the state of the row, and what is true of one event only: its result, its link to join,
# the notes of an import.
NOT_COPIED = {
    Event: {
        "id", "slug", "status", "outcome", "online_url", "date_text", "ahead_until", "seats_taken", "online_taken",
        "seats_kept", "room_kept", "online_kept", "uid", "sequence", "revised_at", "vevent", "published_at",
        "cancelled_at", "created_at", "search_text", "title_text", "earlier_starts_at", "earlier_ends_at", "earlier_timezone",
        "earlier_precision", "is_sample", "sources", "note", "officer", *ANSWERED,
    },
    Session: {"id", "event", "expected", "seats_taken", "uid", "sequence", "search_text"},
    EventQuestion: {"id", "event", "archived_at"},
    Delegation: {"id", "event", "seats_taken", "seats_named", "focal_point"},
    Target: {"id", "event"},
    Wording: {"id", "scope", "version", "by", "at", "is_current"},
    ReminderRule: {"id", "event", "archived_at"},
    Document: {"id", "event", "key"},
    Requirement: {"id", "event", "archived_at"},
}  # fmt: skip
COPIED_RELATIONS = {"sessions", "questions", "delegations", "targets", "reminder_rules", "documents", "requirements"}
OTHER_RELATIONS = {
    "announcements", "deliverables", "evaluations", "changes", "group_members", "invitation_codes", "invites",
    "nomination_links", "pending_update", "pending_decisions", "column_choices", "session_drafts", "agenda_versions", "agenda_steps", "engagements", "registrations", "planned_reminders", "reminders",
    "mission", "study_visit", "legs", "hotels", "cost_sheet", "follow_ups", "delegation_reports",
    "resources", "album", "news",
}  # fmt: skip


@pytest.mark.parametrize("model", COPIED, ids=lambda model: model.__name__)
def test_each_field_is_declared_once(model):
    names = {field.name for field in [*model._meta.concrete_fields, *model._meta.many_to_many]}

    assert COPIED[model] | NOT_COPIED[model] == names
    assert not COPIED[model] & NOT_COPIED[model]


def test_each_relation_of_an_event_is_declared_once():
    names = {relation.name for relation in Event._meta.related_objects}

    assert names == COPIED_RELATIONS | OTHER_RELATIONS
    assert {Event._meta.get_field(name).related_model for name in COPIED_RELATIONS} == set(COPIED) - {Event, Wording}


def other_value(field):
    """Return a value of a simple field of an event that is not its default."""
    if field.choices:
        return [value for value, _label in field.flatchoices if value not in {"", field.get_default()}][-1]
    if isinstance(field, models.BooleanField):
        return not field.get_default()
    if isinstance(field, models.IntegerField):
        return 21
    return "someone@example.org" if isinstance(field, models.EmailField) else f"The {field.name}"


def test_a_copy_has_what_is_declared_as_copied():
    with time_machine.travel(datetime(2026, 11, 29, tzinfo=UTC), tick=False):
        programme = make_programme()
        start = datetime(2027, 3, 8, 2, tzinfo=UTC)
        simple = {name: other_value(Event._meta.get_field(name)) for name in set(COPIED_FIELDS) - {"phase"}}
        moments = {name: start - timedelta(days=40 - 9 * number) for number, name in enumerate(DEADLINES)}
        phase = Phase.objects.create(programme=programme, name="Phase 2")
        old = make_event(
            programme=programme, starts_at=start, mode="hybrid", phase=phase, **simple | moments | {"seats": 60},
            decide_on=date(2027, 2, 1),
        )  # fmt: skip
        old.areas.add(AreaOfAction.objects.create(programme=programme, name="Pensions", slug="pensions"))
        old.countries.add(make_country("TH"))
        fill_session(old, start, make_venue(programme=programme))
        make_delegation(old, constituency=Constituency.WORKERS, seats=2, reserve_seats=1)
        Wording.objects.create(
            scope=scope(old), kind="registration_declined", language="fr", version=3, subject="S", heading="H", body="B"
        )

        days = timedelta(days=364)
        new = create_draft(
            programme, like=old, by=make_member(programme), title="New", kind=old.kind, mode=old.mode,
            timezone=old.timezone, precision="time", starts_at=start + days, ends_at=old.ends_at + days,
        )  # fmt: skip

    new.refresh_from_db()
    for name in {*COPIED_FIELDS, "programme"}:
        assert getattr(new, name) == getattr(old, name), name
    for name in MOVED:
        assert getattr(new, name) == getattr(old, name) + days, name
    assert (list(new.areas.all()), list(new.countries.all())) == (list(old.areas.all()), list(old.countries.all()))
    copy, session = new.sessions.get(), old.sessions.get()
    for name in SESSION_FIELDS:
        assert getattr(copy, name) == getattr(session, name), name
    assert (copy.starts_at, copy.ends_at) == (session.starts_at + days, session.ends_at + days)
    text = Wording.objects.get(scope=scope(new))
    assert (text.kind, text.language, text.subject, text.heading, text.body) == (
        "registration_declined", "fr", "S", "H", "B",
    )  # fmt: skip


def fill_session(event, start, venue):
    event.sessions.create(
        position=3, title="Opening", abstract="Words", timezone="Asia/Tokyo", room="Hall", venue=venue,
        host_institution="Ministry", is_optional=True, seats=9, starts_at=start, ends_at=start + timedelta(hours=1),
    )  # fmt: skip


def test_a_session_without_a_time_keeps_its_time_in_words():
    programme = make_programme()
    old = make_event(programme=programme)
    old.sessions.create(title="Dinner", time_text="in the evening")

    new = create_draft(
        programme, like=old, by=make_member(programme), title="New", kind=old.kind, timezone=old.timezone,
        precision="tbc", starts_at=None, ends_at=None,
    )  # fmt: skip

    assert new.sessions.get().time_text == "in the evening"


def test_an_archived_question_of_the_library_is_not_copied():
    programme = make_programme()
    old = make_event(programme=programme)
    question = programme.questions.create(slug="visa", kind="yes_no", label="Visa?", archived_at=old.created_at)
    old.questions.create(question=question)

    new = create_draft(
        programme, like=old, by=make_member(programme), title="New", kind=old.kind, timezone=old.timezone,
        precision="tbc", starts_at=None, ends_at=None,
    )  # fmt: skip

    assert not new.questions.exists()
