"""Reminders to focal points whose official letter is missing."""

from datetime import timedelta

import pytest
import time_machine

from events.models import Event
from events.nominations import letters, services
from events.planning import services as agenda
from events.questions.file_validation import PDF, ValidatedFile
from events.reminders import planning, replanning
from events.reminders.planning import DEFAULTS
from events.reminders.services import remind_due
from notifications.models import Message
from tests.factories import make_country, make_delegation, make_event, make_person

pytestmark = pytest.mark.django_db
LETTER = ValidatedFile(b"%PDF-1.7\nletter\n%%EOF\n", PDF, "MOL-114.pdf")


@pytest.fixture(autouse=True)
def default_rule(monkeypatch, two_default_rules):
    """Give programmes the one default rule that is for missing letters."""
    monkeypatch.setattr(planning, "DEFAULTS", [rule for rule in DEFAULTS if rule.get("audience") == "letter_missing"])


@pytest.fixture
def event():
    event = make_event(status=Event.Status.DRAFT, policy=Event.Policy.NOMINATION, requires_letter=True)
    closes_at = event.starts_at - timedelta(days=10)
    for iso2 in ("TH", "VN", "MM", "JP"):
        make_delegation(
            event, country=make_country(iso2), constituency="workers", seats=2, nomination_closes_at=closes_at
        )
        name = f"{iso2.lower()}@example.org"
        delegation = event.delegations.get(country=iso2)
        services.appoint(event, [delegation.pk], address=name, name=f"Focal {iso2}", closes_at=closes_at)
    return agenda.publish(event, by=make_person())


def upload(event, iso2, **review):
    delegation = event.delegations.select_related("event").get(country=iso2)
    letter = letters.upload(delegation, LETTER, by=make_person())
    if review:
        letters.review(event, letter.key, by=make_person(), **review)


def reminded():
    return set(Message.objects.filter(kind="reminder_letter").values_list("to_email", flat=True))


def test_focal_points_without_a_letter_are_reminded_once(event):
    upload(event, "TH")
    upload(event, "VN", accept=True)
    upload(event, "MM", accept=False, reason="No signature")
    planned = event.planned_reminders.get()

    with time_machine.travel(planned.due_at, tick=False):
        counts = [remind_due(), remind_due()]

    assert (planned.anchor_at.astimezone(event.zone).date() - planned.due_at.date()).days == 3
    assert counts == [2, 0]
    assert reminded() == {"mm@example.org", "jp@example.org"}
    mail = Message.objects.get(kind="reminder_letter", to_email="jp@example.org")
    assert "Japan, Workers" in mail.text
    assert "Upload the official letter" in mail.text


def test_letter_uploaded_before_the_reminder_stops_it(event):
    for iso2 in ("TH", "VN", "MM", "JP"):
        upload(event, iso2)

    with time_machine.travel(event.planned_reminders.get().due_at, tick=False):
        assert remind_due() == 0


def test_event_that_requires_no_letters_plans_no_reminder(event):
    letters.require_letters(event, required=False, by=make_person())
    replanning.replan()
    without = event.planned_reminders.filter(done_at=None).count()
    letters.require_letters(event, required=True, by=make_person())
    replanning.replan()

    assert (without, event.planned_reminders.filter(done_at=None).count()) == (0, 1)
