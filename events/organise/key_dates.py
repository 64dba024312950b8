"""The emails and key dates of an event on one line of time."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from events.announcements.mails import subject_of
from events.models import Announcement, Event
from events.permissions import Action
from events.reminders.descriptions import audience_text
from events.reminders.timeline import outline_of

if TYPE_CHECKING:
    from events.models import PlannedReminder

MOST_PAST = 6  # earlier ones are on the pages of reminders and announcements


@dataclass(frozen=True)
class KeyDate:
    """An email or a date of an event.

    at: the moment. has_time: whether its hour counts. reminder: the plan, for its outcome. is_mail: whether people get an
    email then; is_done: whether an announcement was sent."""

    at: datetime
    words: str
    url: str = ""
    has_time: bool = True
    is_mail: bool = False
    is_done: bool = False
    reminder: "PlannedReminder | None" = None

    @property
    def is_past(self) -> bool:
        return self.at < now()


def key_dates(event: Event, may: frozenset[Action]) -> tuple[list[KeyDate], list[KeyDate]]:
    """Return what is past, at most the last six, and what is ahead, each in the order of time.

    may: the actions of the reader, who sees announcements only if they may write them. Two to four queries."""
    found = [*_of_event(event), *_of_delegations(event), *_reminders(event)]
    if Action.WRITE_TO_PEOPLE in may:
        found += _announcements(event)
    found.sort(key=lambda one: one.at)
    return [one for one in found if one.is_past][-MOST_PAST:], [one for one in found if not one.is_past]


def _of_event(event: Event) -> Iterator[KeyDate]:
    if event.policy in Event.SELF_REGISTRATION:
        if event.registration_opens_at:
            yield KeyDate(event.registration_opens_at, _("Registration opens"))
        if event.registration_closes_at:
            yield KeyDate(event.registration_closes_at, _("Registration closes"))
    if event.asks_travel and event.details_due_at:
        yield KeyDate(event.details_due_at, _("Travel details are due"))
    if event.minimum_people and event.decide_on:
        words = _("Go/no-go decision: at least %(count)d people") % {"count": event.minimum_people}
        yield KeyDate(_end_of(event.decide_on, event), words, has_time=False)
    if event.is_dated and event.starts_at and event.ends_at and event.status != Event.Status.POSTPONED:
        has_time = not event.is_all_day
        yield KeyDate(event.starts_at, _("The event starts"), has_time=has_time)
        if has_time:
            yield KeyDate(event.ends_at, _("The event ends"))


def _end_of(day: date, event: Event) -> datetime:
    return datetime.combine(day, time.max, event.zone)


def _of_delegations(event: Event) -> Iterator[KeyDate]:
    deadlines = set(event.delegations.exclude(nomination_closes_at=None).values_list("nomination_closes_at", flat=True))
    if event.policy == Event.Policy.NOMINATION and event.nominations_close_at:
        deadlines.add(event.nominations_close_at)
    for deadline in deadlines:
        if deadline:
            yield KeyDate(deadline, _("Nominations close"), reverse("nominations:grid", args=[event.slug]))


def _reminders(event: Event) -> Iterator[KeyDate]:
    plans = list(outline_of(event))
    alike = Counter((plan.due_at, str(plan.rule)) for plan in plans)
    for plan in plans:
        words = str(plan.rule)
        if alike[plan.due_at, words] > 1:  # two rules of the same moment for other people
            words = _("%(when)s, to %(audience)s") % {"when": words, "audience": audience_text(plan.rule)}
        yield KeyDate(plan.due_at, words, is_mail=True, reminder=plan)


def _announcements(event: Event) -> Iterator[KeyDate]:
    timed = event.announcements.filter(state__in=[Announcement.State.SCHEDULED, *Announcement.BEGUN])
    for one in timed.prefetch_related("texts"):
        one.event = event
        if at := one.begun_at or one.send_at:
            words = _("Announcement “%(subject)s”") % {"subject": subject_of(one)}
            url = reverse("announcements:detail", args=[event.slug, one.pk])
            yield KeyDate(at, words, url, is_mail=True, is_done=one.state in Announcement.BEGUN)
