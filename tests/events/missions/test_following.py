"""The institution that asked for a mission or study visit learns that it is cancelled, postponed or moved."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils.timezone import now

from events.missions.terms import services as terms
from events.missions.terms.errors import TermsCancelledError
from events.models import Event, StudyVisit
from events.planning import services as planning
from events.planning.undoing import undo
from events.updates import services as updates
from events.updates.queries import pending_notice
from notifications.models import Message
from tests.events.missions.helpers import make_asked_mission, make_request, make_terms, path_of
from tests.factories import make_event, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _delay(settings):
    settings.UPDATE_DELAY = timedelta(minutes=10)


@pytest.fixture
def asked():
    _mission, request = make_asked_mission(status=Event.Status.PUBLISHED)
    return request


def move(event, days):
    by = timedelta(days=days)
    planning.reschedule(event, starts_at=event.starts_at + by, ends_at=event.ends_at + by, by=make_person())


def tell():
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        return updates.notify_due()


def mails(kind):
    return list(Message.objects.filter(kind=kind).order_by("pk"))


@pytest.mark.parametrize(("change", "kind"), [("cancel", "mission_cancelled"), ("postpone", "mission_postponed")])
def test_institution_is_told_once_with_the_reason_in_its_language(asked, change, kind):
    type(asked).objects.update(contact_language="vi")
    getattr(planning, change)(asked.mission.event, by=make_person(), reason="Floods.")
    assert mails(kind) == []

    assert tell() == 1
    assert tell() == 0

    (mail,) = mails(kind)
    assert (mail.to_email, "Floods." in mail.text) == ("ratna@example.org", True)
    assert "đoàn chuyên gia" in mail.text
    assert path_of(asked) in mail.text
    status = Event.objects.get().status
    assert f"mission is {status}" in Client().get(path_of(asked)).text


@pytest.fixture
def asked_visit():
    event = make_event(kind=Event.Kind.STUDY_VISIT)
    visit = StudyVisit.objects.create(event=event)
    return make_request(event.programme, kind="study_visit", status="accepted", reference="REQ-2026-050", visit=visit)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "the study visit that answers your request is cancelled"),
        ("fr", "la visite d’étude qui répond à votre demande est annulée"),
        ("vi", "chuyến tham quan học tập theo yêu cầu của quý vị đã bị hủy"),
    ],
)
def test_institution_of_a_visit_is_told_that_the_visit_is_cancelled(asked_visit, language, words):
    type(asked_visit).objects.update(contact_language=language)
    planning.cancel(asked_visit.visit.event, by=make_person(), reason="Floods.")

    tell()

    (mail,) = mails("mission_cancelled")
    assert words in " ".join(mail.text.split())
    assert "Floods." in mail.text
    assert path_of(asked_visit) in mail.text


def test_institution_of_a_visit_is_told_of_new_days_and_of_a_delay(asked_visit):
    move(asked_visit.visit.event, 7)
    tell()
    planning.postpone(asked_visit.visit.event, by=make_person())
    tell()

    (moved,), (postponed,) = mails("mission_moved"), mails("mission_postponed")
    assert moved.subject == "REQ-2026-050: the study visit has new days or another place, please check"
    assert postponed.subject == "REQ-2026-050: the study visit is postponed"


def test_undone_cancellation_tells_nobody(asked):
    planning.cancel(asked.mission.event, by=make_person())

    undo(asked.mission.event, by=make_person())

    assert tell() == 0


def test_institution_is_told_the_new_days_and_those_before(asked):
    move(asked.mission.event, 7)

    waiting = pending_notice(Event.objects.get())
    assert waiting is not None
    assert waiting.recipient_count == tell() == 1

    (mail,) = mails("mission_moved")
    assert "19 to 23 April 2027" in mail.text
    assert "12 to 16 April 2027" in mail.text


def test_another_title_is_told_to_no_institution(asked):
    planning.edit_event(asked.mission.event, by=make_person(), title="Another title", notify=True)

    tell()

    assert mails("mission_moved") == []


def test_terms_of_a_cancelled_mission_take_no_answer(asked):
    make_terms(asked.mission)
    terms.send(asked.mission.event, by=None)
    planning.cancel(asked.mission.event, by=make_person())

    with pytest.raises(TermsCancelledError):
        terms.agree_by_link(asked, 1, name="Dr Hendra Kusuma")
    with pytest.raises(TermsCancelledError):
        terms.ask_for_changes(asked, 1, wishes="Later.")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "is planned"), ("fr", "est planifiée"), ("vi", "đã được lên kế hoạch")]
)
def test_institution_of_a_visit_is_told_its_days_when_it_is_published(asked_visit, language, words):
    type(asked_visit).objects.update(contact_language=language)
    Event.objects.update(status=Event.Status.DRAFT)

    planning.publish(Event.objects.get(), by=make_person())

    (mail,) = mails("visit_planned")
    assert (mail.to_email, words in " ".join(mail.text.split())) == ("ratna@example.org", True)
    assert path_of(asked_visit) in mail.text
