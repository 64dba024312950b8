"""A made-up running season, named as a sample wherever it shows: so that every screen has something to show."""

from datetime import timedelta

from django.db import transaction

from accounts.models import User
from events.demo import (
    announcements,
    attendance_and_deliverables,
    calendar_replies,
    contributors,
    nominations,
    people,
    questions,
    registrations,
    reminders,
    sample_events,
    targets_and_notes,
    travel,
)
from events.models import AreaOfAction, Country, Event, Programme
from events.planning import services as agenda
from events.reminders.planning import create_default_rules
from events.updates import services

SLUG = "sample-season"


@transaction.atomic
def load() -> Programme:
    """Write the sample season, with dates that lie ahead of today; once."""
    programme, is_new = Programme.objects.get_or_create(
        slug=SLUG,
        defaults={
            "name": "Sample season: social protection exchange",
            "short_name": "Sample season",
            "summary": "A made-up season of events, to show how Plenary works. Nobody named here exists.",
            "contact_email": f"team@{people.DOMAIN}",
            "is_sample": True,
        },
    )
    if not is_new:
        return programme
    people.team(programme)
    organizer = User.objects.get(email=people.SIGN_INS["organizer"])
    create_default_rules(programme)
    programme.countries.set(Country.objects.all())
    area = AreaOfAction.objects.create(programme=programme, slug="sample-coverage", name="Extending coverage (sample)")
    found = {planned.key: sample_events.make(programme, planned, area, by=organizer) for planned in sample_events.PLAN}
    questions.ask(found["floors"], found["training"])
    travel.ask(found["visit"])
    nominations.share_out_seats(found)
    registrations.fill(found, organizer)
    questions.answer(found["floors"], found["training"])
    nominations.name_people(found["tripartite"], organizer)
    travel.prepare(found["visit"], organizer)
    targets_and_notes.write_down(found, organizer)
    attendance_and_deliverables.write_down(found, organizer)
    reminders.write_rules(programme)
    reminders.steer(found["floors"], organizer)
    calendar_replies.answer(found["floors"])
    contributors.name(found["floors"], organizer)
    announcements.announce(found, organizer)
    _turns_of_fate(found, organizer)
    return programme


def _turns_of_fate(found: dict[str, Event], organizer: User) -> None:
    """One event is cancelled, one moved, one postponed, one a draft still."""
    agenda.cancel(found["jakarta"], by=organizer, reason="Sample reason: the venue is closed for repairs.")
    meeting = found["meeting"]
    agenda.reschedule(
        meeting,
        starts_at=meeting.starts_at + timedelta(days=7),
        ends_at=meeting.ends_at + timedelta(days=7),
        by=organizer,
    )
    services.notify_now(meeting, by=organizer)
    agenda.postpone(found["dili"], by=organizer, reason="Sample reason: the host asks for another month.")
    planning = found["planning"]
    Event.objects.filter(pk=planning.pk).update(status=Event.Status.DRAFT, published_at=None, vevent="")
    planning.planned_reminders.all().delete()
