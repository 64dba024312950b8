"""An invented current season, so that every page has content. All its names contain the word "sample"."""

from datetime import timedelta

from django.db import transaction

from accounts.models import User
from events.demo import (
    agenda,
    announcements,
    attendance_and_deliverables,
    calendar_replies,
    contributors,
    erasures,
    experts,
    nominations,
    partners,
    people,
    questions,
    registrations,
    reminders,
    requirements,
    sample_events,
    sample_library,
    sample_pages,
    targets_and_notes,
    travel,
)
from events.models import AreaOfAction, Country, Event, EventChange, Programme
from events.planning.services import cancel, postpone, reschedule
from events.reminders.planning import create_default_rules
from events.slugs import find_by_slug
from events.updates.services import notify_now

SLUG = "sample-season"


@transaction.atomic
def load() -> Programme:
    """Create the sample season with dates relative to today. If it exists, change nothing."""
    if programme := find_by_slug(Programme.objects.all(), SLUG):
        return programme
    programme = Programme.objects.create(
        slug=SLUG,
        name="Sample season: social protection exchange",
        short_name="Sample season",
        summary="An invented season of events. It shows how Plenary works. The people do not exist.",
        contact_email=f"team@{people.DOMAIN}",
        is_sample=True,
    )
    people.team(programme)
    partners.create(programme)
    organizer = User.objects.get(email=people.SIGN_INS["organizer"])
    create_default_rules(programme)
    programme.countries.set(Country.objects.all())
    area = AreaOfAction.objects.create(programme=programme, slug="sample-coverage", name="Extending coverage (sample)")
    events = {
        sample.key: sample_events.create(programme, sample, area, by=organizer) for sample in sample_events.EVENTS
    }
    _load_details(programme, events, organizer)
    _change_events(events, organizer)
    erasures.load(events, organizer)
    sample_pages.load(programme, area, events["floors"], organizer)
    sample_library.load(programme, area, events["past"], organizer)
    sample_pages.add_picture(area, organizer)
    return programme


def _load_details(programme: Programme, events: dict[str, Event], organizer: User) -> None:
    questions.ask(events["floors"], events["training"])
    travel.ask_questions(events["visit"])
    nominations.create_delegations(events)
    registrations.load(events, organizer)
    questions.answer(events["floors"], events["training"])
    nominations.nominate(events["tripartite"], organizer)
    requirements.load(events["tripartite"], organizer)
    travel.load(events["visit"], organizer)
    targets_and_notes.load(events, organizer)
    attendance_and_deliverables.load(events, organizer)
    reminders.create_rules(programme)
    reminders.load(events["floors"], organizer)
    calendar_replies.load(events["floors"])
    agenda.load(events["floors"], organizer)
    contributors.load(events["floors"], organizer)
    experts.load(events["floors"], organizer, events["past"])
    announcements.load(events, organizer)


def _change_events(events: dict[str, Event], organizer: User) -> None:
    """Cancel, reschedule and postpone one event each, and make one a draft again."""
    cancel(events["jakarta"], by=organizer, reason="Sample reason: the venue is closed for repairs.")
    meeting = events["meeting"]
    assert meeting.starts_at  # noqa: S101 (for the type checker: sample events have dates)
    assert meeting.ends_at  # noqa: S101 (same reason)
    reschedule(
        meeting,
        starts_at=meeting.starts_at + timedelta(days=7),
        ends_at=meeting.ends_at + timedelta(days=7),
        by=organizer,
    )
    notify_now(meeting, by=organizer)
    postpone(events["dili"], by=organizer, reason="Sample reason: the host asks for another month.")
    planning = events["planning"]
    Event.objects.filter(pk=planning.pk).update(status=Event.Status.DRAFT, published_at=None, vevent="")
    planning.planned_reminders.all().delete()
    planning.changes.filter(what=EventChange.What.PUBLISHED).delete()  # as if nobody had published it
