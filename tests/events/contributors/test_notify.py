"""The mails and invites of contributors, from being named to being removed."""

from datetime import timedelta

import pytest
import time_machine
from django.utils.timezone import now

from events.contributors.errors import AlreadyNamedError, BlockedPersonError, ContributorGoneError
from events.contributors.services import ContributorEntry, add, change, remove
from events.models import Contributor, Event, EventChange, Invite, Registration, ReminderRule
from events.planning.services import cancel, postpone, publish, reschedule
from events.registration.decisions import decline
from events.registration.services import register, withdraw
from events.reminders import planning as reminders
from events.reminders.services import remind_due
from events.updates import services
from notifications.models import Message
from tests import factories
from tests.events.agenda.scene import publish_changes
from tests.events.contributors.scene import mails_to, make_session, name, read, role_in
from tests.factories import make_member, make_person

pytestmark = pytest.mark.django_db
Role, Policy = Contributor.Role, Event.Policy


def make_event(**fields):
    """Create an event within a day: its contributors hold an invite to the event."""
    if fields.get("precision") != Event.Precision.TBC:
        fields.setdefault("starts_at", now().replace(hour=2, minute=0, second=0, microsecond=0) + timedelta(days=30))
        fields.setdefault("ends_at", fields["starts_at"] + timedelta(hours=8))
    return factories.make_event(**fields)


def as_entry(contributor, **fields):
    entry = {
        "name": contributor.name,
        "address": contributor.person.email if contributor.person else "",
        "role": contributor.role,
        "session": contributor.session,
    }
    return ContributorEntry(**entry | fields)


def moved(event, **by):
    fresh, shift = Event.objects.get(pk=event.pk), timedelta(**by)
    return reschedule(event, starts_at=fresh.starts_at + shift, ends_at=fresh.ends_at + shift, by=None)


def test_notifies_and_invites_a_new_contributor():
    event, person = make_event(title="Seminar"), make_person()

    name(event, person)

    (mail,) = mails_to(person)
    assert (mail.kind, mail.ics_method) == ("contributor_named", "REQUEST")
    assert "Speaker: “Opening”, " in mail.text
    assert "because you contribute to “Seminar”" in mail.text  # the reason for the mail
    assert "registered" not in mail.text
    assert read(mail)["attendee"] == f"mailto:{person.email}"
    invite = Invite.objects.get()
    assert (invite.person, invite.registration, invite.is_held) == (person, None, True)
    assert invite.reply_tag in mail.from_email


@pytest.mark.parametrize(
    ("roles", "asked"),
    [
        ([Role.SPEAKER], "REQ-PARTICIPANT"),
        ([Role.MODERATOR], "CHAIR"),
        ([Role.INTERPRETER], "NON-PARTICIPANT"),
        ([Role.INTERPRETER, Role.PANELLIST], "REQ-PARTICIPANT"),
        ([Role.PANELLIST, Role.MODERATOR], "CHAIR"),
    ],
)
def test_the_role_in_calendars_follows_the_contribution(roles, asked):
    event, person = make_event(), make_person()

    for role in roles:
        name(event, person, role)

    assert role_in([mail for mail in mails_to(person) if mail.ics][-1]) == asked


def test_a_participant_who_moderates_is_the_chair_and_no_other_participant_is():
    event, person, other = make_event(), make_person(), make_person()
    register(event, other)
    register(event, person)

    name(event, person, Role.MODERATOR)

    registered, named = mails_to(person)
    assert [role_in(registered), role_in(named)] == ["REQ-PARTICIPANT", "CHAIR"]
    assert read(named)["sequence"] > read(registered)["sequence"]
    assert registered.from_email == named.from_email
    assert role_in(mails_to(other)[0]) == "REQ-PARTICIPANT"


def test_notifies_a_participant_without_an_invite_if_their_role_stays():
    event, person = make_event(), make_person()
    register(event, person)
    Invite.objects.update(partstat="ACCEPTED")

    name(event, person, Role.SPEAKER)

    assert [mail.ics_method for mail in mails_to(person)] == ["REQUEST", ""]
    assert Invite.objects.get().partstat == "ACCEPTED"  # no one is asked for a new answer without a reason


def test_a_contributor_who_registers_keeps_one_invite():
    event, person = make_event(), make_person()
    name(event, person, Role.MODERATOR)

    registration = register(event, person)

    invite = Invite.objects.get()
    assert (invite.registration, invite.role) == (registration, "CHAIR")
    named, confirmed = mails_to(person)
    assert named.from_email == confirmed.from_email
    assert read(confirmed)["sequence"] > read(named)["sequence"]


def test_a_contributor_who_loses_the_seat_keeps_the_invite():
    event, person = make_event(), make_person()
    registration = register(event, person)
    name(event, person)

    withdraw(registration, by=person)

    mail = mails_to(person, "registration_withdrawn")[0]
    assert mail.ics_method == ""
    assert "You contribute to this event: it stays in your calendar." in mail.text
    assert Invite.objects.get().is_held


def test_a_contributor_who_is_declined_keeps_the_invite():
    event, person = make_event(policy=Policy.APPROVAL), make_person()
    registration = register(event, person)
    name(event, person)

    decline(registration, by=make_member(event.programme))

    assert [mail.ics_method for mail in mails_to(person)] == ["", "REQUEST", ""]
    assert Invite.objects.get().is_held


def test_sends_one_cancel_to_a_former_contributor():
    event, person = make_event(), make_person()
    contributor = name(event, person)

    assert remove(contributor, by=make_member(event.programme)) == 1

    named, removed = mails_to(person)
    assert (removed.kind, removed.ics_method) == ("contributor_removed", "CANCEL")
    assert read(removed)["sequence"] > read(named)["sequence"]
    assert "You get this email because you were a contributor" in removed.text
    assert not Invite.objects.get().is_held
    with pytest.raises(ContributorGoneError):
        remove(contributor, by=make_member(event.programme))


def test_naming_a_contributor_again_raises_the_sequence():
    event, person = make_event(), make_person()
    remove(name(event, person), by=make_member(event.programme))

    name(event, person)

    assert [read(mail)["sequence"] for mail in mails_to(person)] == [0, 1, 2]
    assert [mail.ics_method for mail in mails_to(person)] == ["REQUEST", "CANCEL", "REQUEST"]


def test_a_participant_who_no_longer_contributes_keeps_the_event():
    event, person = make_event(), make_person()
    register(event, person)
    contributor = name(event, person, Role.MODERATOR)

    remove(contributor, by=make_member(event.programme))

    removed = mails_to(person)[-1]
    assert (removed.kind, removed.ics_method, role_in(removed)) == ("contributor_removed", "REQUEST", "REQ-PARTICIPANT")
    assert "You keep your place: the event stays in your calendar." in removed.text
    assert "from your calendar" not in removed.text


def test_removing_one_of_two_contributions_keeps_the_invite():
    event, person = make_event(), make_person()
    first = name(event, person)
    name(event, person, session=make_session(event, "Closing"))

    remove(first, by=make_member(event.programme))

    last = mails_to(person)[-1]
    assert (last.kind, last.ics_method) == ("contributor_changed", "")
    assert "Closing" in last.text
    assert "Opening" not in last.text
    assert Invite.objects.get().is_held


def test_notifies_of_another_role_and_updates_the_calendar_if_needed():
    event, person, manager = make_event(), make_person(), make_member(make_event().programme)
    contributor = name(event, person)

    change(contributor, as_entry(contributor, role=Role.PANELLIST), by=manager)
    change(contributor, as_entry(contributor, role=Role.MODERATOR), by=manager)
    change(
        contributor, as_entry(contributor, role=Role.MODERATOR, name=f"Dr {person.name}"), by=manager
    )  # another spelling

    assert [(mail.kind, mail.ics_method) for mail in mails_to(person)] == [
        ("contributor_named", "REQUEST"),
        ("contributor_changed", ""),
        ("contributor_changed", "REQUEST"),
    ]


def test_notifies_both_people_if_one_replaces_the_other():
    event, old, new = make_event(), make_person(), make_person()
    contributor = name(event, old)

    change(contributor, as_entry(contributor, name=new.name, address=new.email), by=make_member(event.programme))

    assert [mail.ics_method for mail in mails_to(old)] == ["REQUEST", "CANCEL"]
    assert [mail.ics_method for mail in mails_to(new)] == ["REQUEST"]


def test_notifies_contributors_when_a_draft_is_published():
    event, person = make_event(status=Event.Status.DRAFT), make_person()
    manager = make_member(event.programme)
    contributor = name(event, person, Role.MODERATOR)
    assert mails_to(person) == []

    publish(event, by=manager)

    (mail,) = mails_to(person)
    assert (mail.kind, role_in(mail)) == ("contributor_named", "CHAIR")
    assert "1 person notified" in EventChange.objects.get(what="published").said
    remove(contributor, by=manager)
    assert mails_to(person)[-1].ics_method == "CANCEL"


def test_notifies_no_one_of_a_past_or_cancelled_event():
    past = make_event(starts_at=now() - timedelta(days=9))
    cancelled = make_event(status=Event.Status.CANCELLED)
    person = make_person()

    for event in (past, cancelled):
        remove(name(event, person), by=make_member(event.programme))

    assert mails_to(person) == []


def test_invites_contributors_once_the_event_has_a_date():
    event, person = make_event(precision=Event.Precision.TBC), make_person()
    name(event, person)
    start = now() + timedelta(days=40)

    reschedule(event, starts_at=start, ends_at=start + timedelta(hours=8), by=None)
    services.notify_now(event, by=None)

    named, moved_to = mails_to(person)
    assert (named.ics_method, moved_to.ics_method) == ("", "REQUEST")
    assert "Please answer it there" not in named.text


def test_notifies_contributors_of_a_move_once_as_participants(settings):
    settings.UPDATE_DELAY = timedelta(minutes=10)
    event, person, participant = make_event(), make_person(), make_person()
    name(event, person, Role.INTERPRETER)
    register(event, participant)

    moved(event, days=1)
    moved(event, hours=1)
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        assert services.notify_due() == 2
        assert services.notify_due() == 0

    _named, update = mails_to(person)
    (theirs,) = mails_to(participant, "event_moved")
    assert (update.kind, update.ics_method, role_in(update)) == ("event_moved", "REQUEST", "NON-PARTICIPANT")
    assert read(update)["sequence"] == read(theirs)["sequence"] == 2
    (line,) = [line for line in theirs.text.splitlines() if "(it was: " in line]
    assert line in update.text
    assert "Interpreter: “Opening”" in update.text
    assert "cancel your registration" not in update.text


def test_notifies_once_a_contributor_who_is_named_while_a_change_waits(settings):
    settings.UPDATE_DELAY = timedelta(minutes=10)
    event, person = make_event(), make_person()
    moved(event, days=1)
    name(event, person)

    assert services.notify_now(event, by=None) == 0

    assert [mail.kind for mail in mails_to(person)] == ["contributor_named"]


def test_notifies_a_participant_who_contributes_of_a_move_once():
    event, person = make_event(), make_person()
    register(event, person)
    name(event, person, Role.MODERATOR)

    moved(event, days=1)

    (update,) = mails_to(person, "event_moved")
    assert role_in(update) == "CHAIR"
    assert "please cancel your registration" in update.text


def test_notifies_a_contributor_who_waits_for_a_seat_once_with_the_invite():
    event, person = make_event(policy=Policy.APPROVAL), make_person()
    register(event, person)
    name(event, person)

    moved(event, days=1)

    (update,) = mails_to(person, "event_moved")
    assert update.ics_method == "REQUEST"
    assert "cancel your registration" not in update.text


def test_postponing_marks_the_event_as_tentative():
    event, person = make_event(), make_person()
    name(event, person)

    postpone(event, by=None, reason="Floods")

    update = mails_to(person)[-1]
    assert (update.kind, update.ics_method, read(update)["status"]) == ("event_postponed", "REQUEST", "TENTATIVE")
    assert "Floods" in update.text
    assert "keep your place" not in update.text


def test_cancelling_removes_the_event_from_calendars():
    event, person, unasked = make_event(), make_person(), make_person()
    name(event, person)
    Contributor.objects.create(session=event.sessions.get(), name="By name alone")
    Contributor.objects.create(session=event.sessions.get(), name="Never told", person=unasked)

    cancel(event, by=None, reason="Floods")

    last = mails_to(person)[-1]
    assert (last.kind, last.ics_method) == ("event_cancelled", "CANCEL")
    assert "Floods" in last.text
    assert [mail.ics_method for mail in mails_to(unasked)] == [""]  # the person has no invite
    assert "2 people notified" in EventChange.objects.get(what="cancelled").said


def test_names_a_contributor_once_if_two_people_press_the_button():
    event, person = make_event(), make_person()
    name(event, person)

    with pytest.raises(AlreadyNamedError):
        name(event, person)

    assert len(mails_to(person)) == 1


def test_refuses_to_name_a_blocked_person():
    event, person = make_event(), make_person(is_active=False)

    with pytest.raises(BlockedPersonError):
        name(event, person)

    assert not Contributor.objects.exists()


def test_names_a_contributor_without_an_address_and_sends_nothing():
    event = make_event()
    entry = ContributorEntry(name="Dr Aye", role=Role.EXPERT, session=make_session(event))

    add(event, entry, by=make_member(event.programme))

    assert Contributor.objects.get().person is None
    assert not Message.objects.exists()
    assert EventChange.objects.get().said == "+ Dr Aye, Expert, Opening"


def test_a_version_without_a_session_cancels_the_invites_of_its_contributors():
    event, person = make_event(), make_person()
    name(event, person)

    count = publish_changes(event, {event.sessions.get(): None})

    assert count == 1
    assert not event.sessions.exists()
    assert [mail.ics_method for mail in mails_to(person)] == ["REQUEST", "CANCEL"]


def test_withdraws_queued_reminders_of_a_former_contributor():
    event, person, participant = make_event(), make_person(), make_person()
    ReminderRule.objects.filter(programme=event.programme).delete()
    contributor, other = name(event, person), name(event, participant)
    register(event, participant)
    for audience in ("contributors", "confirmed"):
        ReminderRule.objects.create(programme=event.programme, event=event, audience=audience, amount=1)
    reminders.plan(event)
    with time_machine.travel(event.starts_at - timedelta(hours=10), tick=False):
        remind_due()
        assert [mail.status for mail in mails_to(person, "reminder_contributor")] == ["queued"]

        for contribution in (contributor, other):
            remove(contribution, by=make_member(event.programme))

    assert [mail.status for mail in mails_to(person, "reminder_contributor")] == ["dropped"]
    assert [mail.status for mail in mails_to(participant, "reminder_contributor")] == ["dropped"]
    assert [mail.status for mail in mails_to(participant, "reminder")] == ["queued"]


def test_an_ended_registration_changes_nothing():
    event, person = make_event(), make_person()
    registration = register(event, person)
    withdraw(registration, by=person)

    name(event, person)

    assert Registration.objects.get().status == "withdrawn"
    assert [read(mail)["sequence"] for mail in mails_to(person)] == [0, 1, 2]
