"""The mail of each reminder: its subject, its time, the action and the reason."""

from datetime import timedelta

import pytest
import time_machine

from events.models import Contributor, Event, NominationLink, Registration, ReminderRule, Session, SessionChoice
from events.registration import links
from events.reminders import planning
from events.reminders.services import remind_due
from notifications.models import Message
from tests.factories import make_country, make_delegation, make_event, make_person

pytestmark = [pytest.mark.look, pytest.mark.django_db]

EARLIER = timedelta(days=10)


@pytest.fixture
def scene():
    """An event in Bangkok with one of each, all of them in Tokyo."""
    event = make_event(title="Pensions", offer_hours=24)
    deadline = event.starts_at - EARLIER
    Event.objects.filter(pk=event.pk).update(registration_closes_at=deadline, details_due_at=deadline, asks_travel=True)
    event.refresh_from_db()
    starts_at = event.starts_at + timedelta(hours=2)
    session = Session.objects.create(
        event=event, title="Coverage", room="Room 7", starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)
    )
    focal = make_person(name="Focal", timezone="Asia/Tokyo")
    delegation = make_delegation(
        event, country=make_country("VN"), seats=3, focal_point=focal, nomination_closes_at=deadline
    )
    NominationLink.objects.create(event=event, person=focal, expires_at=event.ends_at)
    found = {}
    for status in ("confirmed", "pending", "nominated", "waitlisted"):
        found[status] = Registration.objects.create(
            event=event,
            person=make_person(timezone="Asia/Tokyo"),
            status=status,
            delegation=delegation if status == "nominated" else None,
            offer_expires_at=deadline if status == "waitlisted" else None,
            queued_at=event.published_at if status == "waitlisted" else None,
        )
    Registration.objects.update(created_at=event.starts_at - timedelta(days=30))
    SessionChoice.objects.create(session=session, registration=found["confirmed"])
    Contributor.objects.create(
        session=session, name="Dr Aye", role="speaker", person=make_person(timezone="Asia/Tokyo")
    )
    return event, found


def reminded(event, language="", **fields):
    """Return the only mail by one rule, of a day before or after its moment, in that language."""
    Event.objects.filter(pk=event.pk).update(language=language or "en")
    event.refresh_from_db()
    ReminderRule.objects.create(programme=event.programme, event=event, amount=1, **fields)
    planning.plan(event)
    planned = event.planned_reminders.get(rule__event=event)
    with time_machine.travel(planned.due_at + timedelta(hours=1), tick=False):
        remind_due()
    return Message.objects.get(dedupe_key__startswith="reminder:")


CASES = [
    ("confirmed", "event_start", "reminder", ["Pensions"]),
    ("confirmed", "session_start", "reminder_session", ["Coverage", "Room 7", "11:00", "13:00"]),
    ("pending", "registration_close", "reminder_pending", ["09:00", "11:00"]),
    ("pending", "event_start", "reminder_pending", ["Pensions"]),
    ("nominated", "nomination_deadline", "reminder_nominated", ["Viet Nam", "09:00", "11:00"]),
    ("nominated", "registration_close", "reminder_nominated", ["Viet Nam", "09:00", "11:00"]),
    ("details", "details_due", "reminder_details", ["09:00", "11:00"]),
    ("details", "event_start", "reminder_details", ["Pensions"]),
    ("free_seats", "nomination_deadline", "reminder_seats", ["Viet Nam", "11:00"]),
    ("offered", "offer_lapse", "reminder_offer", ["09:00", "11:00"]),
    ("contributors", "session_start", "reminder_contributor", ["Coverage", "Room 7", "11:00"]),
    ("contributors", "event_start", "reminder_contributor", ["Coverage", "Room 7", "11:00"]),
]


@pytest.mark.parametrize("language", ["en", "fr", "vi"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def test_mail_names_its_moment_in_the_readers_language(scene, case, language):
    (event, _found), (audience, anchor, kind, facts) = scene, case
    mail = reminded(event, language, audience=audience, anchor=anchor)

    assert mail.kind == kind
    assert [fact for fact in ["Pensions", *facts] if fact not in mail.text] == []
    for text in (mail.subject, mail.text, mail.html.split("</style>")[1]):
        assert "{" not in text
    essential = {"en": "cannot be turned off", "fr": "ne peut pas être désactivé", "vi": "không thể tắt"}
    assert essential[language] in mail.text


@pytest.mark.parametrize(
    ("audience", "anchor", "link"),
    [
        ("confirmed", "session_start", lambda event, found: links.registration_link(found["confirmed"])),
        ("nominated", "nomination_deadline", lambda event, found: links.nominee_link(found["nominated"])),
        ("details", "details_due", lambda event, found: f"/events/{event.slug}/details/"),
        (
            "free_seats",
            "nomination_deadline",
            lambda event, found: links.focal_point_link(NominationLink.objects.get()),
        ),
        ("offered", "offer_lapse", lambda event, found: links.registration_link(found["waitlisted"])),
    ],
)
def test_first_link_is_the_action(scene, audience, anchor, link):
    mail = reminded(scene[0], audience=audience, anchor=anchor)
    first = mail.html.split('style="color:#ffffff')[0].rsplit('href="', 1)[1]

    assert link(*scene) in first


@pytest.mark.parametrize("audience", ["confirmed", "contributors"])
def test_mail_after_the_event_does_not_say_that_it_is_near(scene, audience):
    mail = reminded(scene[0], audience=audience, anchor="event_end", is_after=True)

    assert mail.subject == "Thank you for taking part in Pensions"


def test_mail_tells_a_reserve_that_they_are_one(scene):
    event, found = scene
    Registration.objects.filter(pk=found["nominated"].pk).update(reserve_rank=1)

    assert "You are a reserve" in reminded(event, audience="nominated", anchor="registration_close").text


def test_mail_before_the_event_names_no_deadline(scene):
    mail = reminded(scene[0], audience="pending", anchor="event_start")

    assert "closes" not in mail.text
