"""A declined task: no mail, calendar or reminder treats the person as a contributor, and no public page names them."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils.timezone import now

from events.announcements import audience
from events.contributors.queries import contributions
from events.contributors.services import ContributorEntry, change, people_to_notify, remove
from events.deliverables.errors import NobodyToAskError
from events.deliverables.services import ask_for_slides
from events.engagements import services
from events.models import AnnouncementRecipient, Event, ReminderRule
from events.planning.services import cancel, publish
from events.reminders import planning
from events.reminders.services import remind_due
from tests.events.announcements.scene import make_announcement
from tests.events.contributors.scene import mails_to, make_session
from tests.events.engagements.helpers import invited, make_contributor
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def declined():
    """Return a contributor of a published event who has declined, and their engagement."""
    contributor, engagement = invited(make_event(slug="seminar", title="Seminar"))
    services.decline(engagement, contributor.pk)
    contributor.refresh_from_db()
    return contributor, engagement


def kinds(person):
    return [(mail.kind, mail.ics_method) for mail in mails_to(person)]


def test_calendar_loses_the_entry_once_and_gets_it_again(declined):
    contributor, engagement = declined
    services.decline(engagement, contributor.pk)
    assert kinds(contributor.person)[2:] == [("contributor_removed", "CANCEL")]

    services.accept(engagement, contributor.pk)

    assert kinds(contributor.person)[3:] == [("contributor_named", "REQUEST")]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "You no longer contribute to this event."),
        ("fr", "Vous ne contribuez plus à cet événement."),
        ("vi", "Quý vị không còn đóng góp cho sự kiện này."),
    ],
)
def test_mail_does_not_say_that_the_organisers_have_removed_the_person(language, words):
    person = make_person(name="An Tran", email="an@example.org", language=language)
    contributor, engagement = invited()

    services.decline(engagement, contributor.pk)

    (mail,) = mails_to(person, "contributor_removed")
    assert words in mail.text


def two_tasks(length):
    """Return the first of two tasks of a person in an event of this length, and the engagement."""
    start = (now() + timedelta(days=30)).replace(hour=2, minute=0, second=0, microsecond=0)
    event = make_event(title="Seminar", starts_at=start, ends_at=start + length)
    later = {"starts_at": start + timedelta(hours=4), "ends_at": start + timedelta(hours=5)}
    first = make_contributor(event)
    make_contributor(event, session=make_session(event, "Closing", **later))
    return first, services.invite(first, by=make_person())


def test_calendar_loses_only_the_declined_one_of_two_sessions():
    first, engagement = two_tasks(timedelta(days=3))
    before = len(mails_to(first.person))

    services.decline(engagement, first.pk)

    (mail,) = mails_to(first.person)[before:]
    assert (mail.kind, mail.ics_method, first.session.uid in mail.ics) == ("contributor_changed", "CANCEL", True)
    assert "Closing" in mail.text
    services.accept(engagement, first.pk)
    assert kinds(first.person)[before + 1 :] == [("contributor_named", "REQUEST")]


def test_declining_one_of_two_sessions_of_a_day_leaves_the_calendar():
    first, engagement = two_tasks(timedelta(hours=8))
    before = kinds(first.person)

    services.decline(engagement, first.pk)

    assert kinds(first.person) == before


def test_publishing_a_draft_does_not_name_who_has_declined():
    contributor, engagement = invited(make_event(status="draft"))
    services.decline(engagement, contributor.pk)
    other = make_contributor(Event.objects.get(), name="Binh Le", address="binh@example.org")

    publish(Event.objects.get(), by=make_member(Event.objects.get().programme))

    assert kinds(contributor.person) == [("contributor_invited", "")]
    assert kinds(other.person) == [("contributor_named", "REQUEST")]


def test_no_notice_of_the_event_reaches_who_has_declined(declined):
    contributor, _engagement = declined
    before = kinds(contributor.person)

    cancel(Event.objects.get(), by=make_member(Event.objects.get().programme))

    assert kinds(contributor.person) == before
    assert contributions(Event.objects.get()) == []


def test_removing_who_has_declined_notifies_nobody_and_says_so(client, declined):
    contributor, _engagement = declined
    event, before = Event.objects.get(), kinds(contributor.person)
    client.force_login(make_member(event.programme))

    page = client.get(reverse("contributors:remove", args=["seminar", contributor.pk])).text

    assert "No one." in page
    assert "Remove and notify" not in page
    assert people_to_notify(event, contributor, None) == []
    assert remove(contributor, by=make_member(event.programme)) == 0
    assert kinds(contributor.person) == before


def test_another_role_notifies_nobody_and_another_session_asks_again(declined):
    contributor, _engagement = declined
    event, by = Event.objects.get(), make_person()
    entry = {"name": "An Tran", "address": "an@example.org"}
    role = ContributorEntry(session=contributor.session, role="moderator", **entry)
    moved = ContributorEntry(session=make_session(event, "Closing"), role="moderator", **entry)
    before = len(mails_to(contributor.person))

    assert people_to_notify(event, contributor, role) == []
    contributor = change(contributor, role, by=by)
    assert (contributor.invitation, len(mails_to(contributor.person))) == ("declined", before)
    assert people_to_notify(event, contributor, moved) == [contributor.person]
    contributor = change(contributor, moved, by=by)

    assert (contributor.invitation, contributor.answered_at, contributor.decline_reason) == ("invited", None, "")
    assert kinds(contributor.person)[before:] == [("contributor_named", "REQUEST")]


def test_accepted_contributor_is_asked_again_about_another_session():
    contributor, engagement = invited()
    services.accept(engagement, contributor.pk)
    contributor.refresh_from_db()
    entry = ContributorEntry(
        session=make_session(Event.objects.get(), "Closing"), role="speaker", name="An Tran", address="an@example.org"
    )

    contributor = change(contributor, entry, by=make_person())

    assert (contributor.invitation, contributor.answered_at) == ("invited", None)


def test_reminders_leave_out_who_has_declined(declined):
    contributor, _engagement = declined
    event = Event.objects.get()
    ReminderRule.objects.all().delete()
    ReminderRule.objects.create(programme=event.programme, event=event, audience="contributors", amount=1)
    planning.plan(event)

    with time_machine.travel(event.starts_at - timedelta(hours=10), tick=False):
        remind_due()

    assert mails_to(contributor.person, "reminder_contributor") == []
    with pytest.raises(NobodyToAskError):
        ask_for_slides(event, due_at=event.starts_at)


def test_announcement_leaves_out_who_has_declined_and_says_why(declined):
    contributor, _engagement = declined
    event = Event.objects.get()
    announcement = make_announcement(event, registered=False, contributors=True)

    found = audience.resolve(announcement)
    assert found.recipients == []
    assert [member.reason for member in found.left_out] == [AnnouncementRecipient.Reason.ENDED]
    make_contributor(event, session=make_session(event, "Closing"))

    assert [member.person for member in audience.resolve(announcement).recipients] == [contributor.person_id]
