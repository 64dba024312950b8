"""Mail the travellers of an event: the link to their page, and each evening their next day."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import override

from accounts.links import purposes
from accounts.models import User
from events import history
from events.agenda import followers
from events.calendars.date_formats import full_date
from events.journeys.links import JOURNEY, JourneyKey, journey_link
from events.journeys.travellers import programme_news
from events.journeys.travellers.day_lines import hotel_line, lines_of
from events.journeys.travellers.journeys import Journey, Journeys
from events.mails import rules
from events.mails.context import JourneyFacts, MailContext, MailLinks, language_of
from events.mails.writer import MailWriter
from events.models import Event
from events.registration import transitions
from events.reminders import spacing
from notifications.models import Message
from notifications.outbox import services as outbox
from notifications.outbox.services import Draft

LINK, TOMORROW = "journey_link", spacing.TOMORROW
KINDS = (Event.Kind.EXPERT_MISSION, Event.Kind.STUDY_VISIT)
# The mail about the next day is sent in this part of the evening, on the clocks of the traveller. The end leaves time
# for a server that was stopped at 18:00.
FROM, UNTIL = time(18), time(21)
# People travel some days before and after the event.
BEFORE, AFTER = timedelta(days=7), timedelta(days=7)


@transaction.atomic
def send_links(event: Event, people: Collection[User], *, by: User | None) -> int:
    """Mail these travellers their legs and the link to their page. Return their number.

    Raise EventNotTakingPlaceError for an event that is cancelled or postponed."""
    event = transitions.lock_event(event)
    rules.require(event, LINK)
    journeys, writer, occasion = Journeys.of(event), MailWriter(event), uuid4()
    known = {person.pk for person in journeys.people}
    count = outbox.queue(
        *(
            _link_draft(
                writer,
                journeys.for_person(person),
                journey_link(event, person),
                f"{LINK}:{event.pk}:{person.pk}:{occasion}",
            )
            for person in people
            if person.pk in known
        )
    )
    history.record(event, history.What.LEGS, [history.people_notified(count)], by=by)
    return count


def declare() -> None:
    """Let travellers ask for a new link, tell them what moves in their programme, and let reminders wait for "tomorrow"."""
    followers.declare_for_changes(programme_news.FOLLOWER)
    spacing.declare(expected_this_evening)
    purposes.declare_sender(JOURNEY, mail_link)


def mail_link(key: JourneyKey, link: str) -> None:
    """Mail the person this link to their page, because they have asked for a new one."""
    journey = Journeys.of(key.event).for_person(key.person)
    outbox.queue(_link_draft(MailWriter(key.event), journey, link, f"{LINK}:{key.event.pk}:{key.person.pk}:{uuid4()}"))


def _link_draft(writer: MailWriter, journey: Journey, link: str, key: str) -> Draft:
    legs = [item.on_leg.leg for item in journey.items if item.on_leg]
    context = MailContext(
        event=journey.event, person=journey.person, links=MailLinks(journey=link), journey=JourneyFacts(legs=legs)
    )
    return writer.draft(LINK, context, key)


def send_tomorrow() -> int:
    """Queue the mail about the next day for each traveller for whom it is evening. Return the number of mails.

    This function is safe to run twice and at the same time: the key of a mail has the event, the person and the day."""
    return sum(_send_tomorrow_of(event) for event in _events_near(now()))


def expected_this_evening(event: Event, people: Collection[int]) -> set[int]:
    """Return which of the people (by key) get the mail about their next day within the next hours.

    One query for an event without such mails."""
    moment = now()
    if not any(near.pk == event.pk for near in _events_near(moment)):
        return set()
    journeys = Journeys.of(event)
    own = [journeys.for_person(person) for person in journeys.people if person.pk in people]
    return {journey.person.pk for journey in own if _is_expected(journey, moment)}


def _is_expected(journey: Journey, at: datetime) -> bool:
    local = at.astimezone(journey.zone_at(at))
    day = local.date() + timedelta(days=1)
    is_before = (datetime.combine(local, FROM) - spacing.EVENING).time() <= local.time() < UNTIL
    return is_before and bool(journey.on(day) or journey.arriving(day))


def _events_near(at: datetime) -> list[Event]:
    """Return the published missions and visits during which, or near which, people travel."""
    events = Event.objects.filter(kind__in=KINDS, status=Event.Status.PUBLISHED)
    near = Q(starts_at__lte=at + BEFORE, ends_at__gte=at - AFTER)
    on_the_way = Q(legs__departs_at__range=(at - timedelta(days=2), at + timedelta(days=3)))
    return list(
        events.filter(near | on_the_way).select_related("programme", "venue__country").distinct().order_by("pk")
    )


def _send_tomorrow_of(event: Event) -> int:
    journeys, writer = Journeys.of(event), MailWriter(event)
    wanted = {key: (journey, day) for key, journey, day in _in_their_evening(journeys, now())}
    done = set(Message.objects.filter(dedupe_key__in=wanted).values_list("dedupe_key", flat=True))
    drafts = (_tomorrow_draft(writer, journey, day, key) for key, (journey, day) in wanted.items() if key not in done)
    return outbox.queue(*drafts)


def _in_their_evening(journeys: Journeys, at: datetime) -> Iterator[tuple[str, Journey, date]]:
    """Yield (key of the mail, journey, next day) for people who have something on the next day, at their place."""
    for person in journeys.people:
        if not person.is_active:
            continue
        journey = journeys.for_person(person)
        local = at.astimezone(journey.zone_at(at))
        day = local.date() + timedelta(days=1)
        if FROM <= local.time() < UNTIL and (journey.on(day) or journey.arriving(day)):
            yield f"{TOMORROW}:{journeys.event.pk}:{person.pk}:{day:%Y-%m-%d}", journey, day


def _tomorrow_draft(writer: MailWriter, journey: Journey, day: date, key: str) -> Draft:
    event, person = journey.event, journey.person
    with override(language_of(event, person)):
        facts = JourneyFacts(day=full_date(day), lines=lines_of(journey, day), hotel=hotel_line(journey.stay_on(day)))
    context = MailContext(
        event=event, person=person, links=MailLinks(journey=journey_link(event, person)), journey=facts
    )
    return writer.draft(TOMORROW, context, key)
