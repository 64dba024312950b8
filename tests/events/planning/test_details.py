"""Fields of an event that every team can edit: contact, go/no-go decision, phase, outcome, documents."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import now

from events.models import Event, EventChange, Phase
from events.planning.draft_plan import plan_draft
from events.planning.go_no_go import is_short_of_people, short_of_people
from events.registration.services import register
from notifications.models import Message
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme(slug="ours", contact_email="programme@example.org")


@pytest.fixture
def manager(client, programme):
    person = make_member(programme)
    client.force_login(person)
    return person


def edit(client, event, **typed):
    form = {
        "title": event.title, "kind": "training", "mode": "in_person", "timezone": "Asia/Bangkok", "precision": "tbc",
        "policy": "open", "seats": "20",
    }  # fmt: skip
    return client.post(reverse("planning:edit", args=[event.slug]), form | typed)


def test_the_form_has_the_fields_of_the_model(client, manager, programme):
    event = make_event(programme=programme, status="draft")
    phase = Phase.objects.create(programme=programme, name="Phase 2")
    foreign = Phase.objects.create(programme=make_programme(), name="Phase 9")
    typed = {
        "phase": str(phase.pk), "outcome": "A road map", "organised_by": "ILO", "supported_by": "Japan",
        "contact_email": "event@example.org", "minimum_people": "15", "decide_on": "2027-02-01",
    }  # fmt: skip

    assert edit(client, event, **typed | {"phase": str(foreign.pk)}).status_code == 200
    assert edit(client, event, **typed).status_code == 302

    event.refresh_from_db()
    assert (event.phase, event.outcome, event.organised_by, event.supported_by) == (phase, "A road map", "ILO", "Japan")
    assert (event.contact_email, event.minimum_people, event.decide_on) == ("event@example.org", 15, date(2027, 2, 1))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"minimum_people": "15"}, "decide_on"),
        ({"decide_on": "2027-02-01"}, "minimum_people"),
        ({"minimum_people": "21", "decide_on": "2027-02-01"}, "minimum_people"),
        ({"contact_email": "nobody"}, "contact_email"),
        ({"kind": "expert_mission"}, "policy"),
    ],
)
def test_the_form_refuses_what_does_not_fit(client, manager, programme, typed, field):
    event = make_event(programme=programme, status="draft")

    assert field in edit(client, event, **typed).context["form"].errors


def test_the_database_wants_a_day_for_a_minimum(programme):
    event = make_event(programme=programme)

    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(minimum_people=5)


@pytest.mark.parametrize(
    ("own", "expected"), [("event@example.org", "event@example.org"), ("", "programme@example.org")]
)
def test_replies_go_to_the_contact_of_the_event_or_of_the_programme(programme, own, expected):
    event = make_event(programme=programme, contact_email=own, policy="approval")

    register(event, make_person())

    assert Message.objects.get().reply_to == expected


def test_team_and_participants_read_of_the_decision(client, manager, programme):
    day = now().date() + timedelta(days=10)
    event = make_event(programme=programme, minimum_people=2, decide_on=day)
    register(event, make_person())

    assert list(short_of_people(programme.events.all())) == [event]
    overview = client.get(reverse("planning:overview", args=[event.slug])).content.decode()
    assert "1 person is confirmed. The event needs 2 by" in overview
    assert "at least 2 people are confirmed by" in client.get(event.get_absolute_url()).content.decode()

    register(event, make_person())
    event.refresh_from_db()
    assert not is_short_of_people(event)
    assert not short_of_people(programme.events.all())


def test_nobody_is_warned_long_before_the_day(programme):
    event = make_event(programme=programme, minimum_people=2, decide_on=now().date() + timedelta(days=17))

    assert not is_short_of_people(event)
    assert not short_of_people(programme.events.all())


def test_a_copy_moves_the_day_of_decision(programme):
    old = make_event(programme=programme, minimum_people=2, decide_on=date(2026, 1, 1), contact_email="e@example.org")
    new = make_event(programme=programme, starts_at=old.starts_at + timedelta(days=364))

    fields = plan_draft(new, old).fields

    assert (fields["minimum_people"], fields["decide_on"]) == (2, date(2026, 12, 31))
    assert fields["contact_email"] == "e@example.org"


def test_documents_are_links_with_history(client, manager, programme):
    event = make_event(programme=programme)
    gone = event.documents.create(title="Old note", url="https://example.org/old.pdf")
    page = reverse("planning:documents", args=[event.slug])
    lines = {
        "documents-TOTAL_FORMS": "2", "documents-INITIAL_FORMS": "1", "documents-0-id": str(gone.pk),
        "documents-0-title": "Old note", "documents-0-url": gone.url, "documents-0-DELETE": "on",
        "documents-1-title": "Concept note", "documents-1-url": "https://example.org/note.pdf",
        "documents-0-audience": "everyone", "documents-1-audience": "everyone",
    }  # fmt: skip

    assert client.post(page, lines | {"documents-1-url": "javascript:alert(1)"}).status_code == 200
    assert client.post(page, lines).status_code == 302

    assert [document.title for document in event.documents.all()] == ["Concept note"]
    said = event.changes.get(what=EventChange.What.DOCUMENTS, by=manager).said
    assert "Old note" in said
    assert "Concept note" in said
    assert "https://example.org/note.pdf" in client.get(event.get_absolute_url()).content.decode()
