"""A made-up running season, named as a sample wherever it shows: so that every screen has something to show."""

from datetime import timedelta

from django.db import transaction

from accounts.models import User
from events.demo import (
    afterwards,
    announcing,
    answers,
    contributors,
    desk,
    journeys,
    nominating,
    people,
    places,
    plan,
    questions,
    reminding,
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
    found = {planned.key: plan.make(programme, planned, area, by=organizer) for planned in plan.PLAN}
    questions.ask(found["floors"], found["training"])
    journeys.ask(found["visit"])
    nominating.share_out_seats(found)
    places.fill(found, organizer)
    questions.answer(found["floors"], found["training"])
    nominating.name_people(found["tripartite"], organizer)
    journeys.prepare(found["visit"], organizer)
    desk.write_down(found, organizer)
    afterwards.write_down(found, organizer)
    reminding.write_rules(programme)
    reminding.steer(found["floors"], organizer)
    answers.answer(found["floors"])
    contributors.name(found["floors"], organizer)
    announcing.announce(found, organizer)
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
