"""A large synthetic programme for measurements."""

from datetime import datetime, timedelta
from itertools import batched, count
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import now

from accounts.models import User
from events.calendars import vevent
from events.calendars.services import touch_feeds
from events.demo.people import BODIES, COUNTRIES, DOMAIN, TRIPARTITE
from events.models import AreaOfAction, Country, Event, Programme, Registration, Venue
from events.slugs import find_by_slug

SLUG = "synthetic"
ZONES = ["Asia/Bangkok", "Asia/Yangon", "Asia/Tokyo", "Asia/Manila", "Asia/Ulaanbaatar", "Asia/Dili"]
BATCH = 2000
MISSION = Event.Kind.values.index(Event.Kind.EXPERT_MISSION)


@transaction.atomic
def load(events: int, people: int) -> Programme:
    """Create the synthetic programme, or fill it up to a number of events and people.

    Each person is registered once. Existing rows stay."""
    programme = find_by_slug(Programme.objects.all(), SLUG) or Programme.objects.create(
        slug=SLUG, name="Synthetic programme (for measuring)", short_name="Synthetic", is_sample=True
    )
    area, _ = AreaOfAction.objects.get_or_create(
        programme=programme, slug="synthetic", defaults={"name": "Synthetic area"}
    )
    existing = programme.events.count()
    _create_events(programme, area, range(existing, events))
    _create_registrations(programme, people)
    return programme


def _create_events(programme: Programme, area: AreaOfAction, numbers: range) -> None:
    countries = list(Country.objects.order_by("pk"))
    venues = [
        Venue.objects.get_or_create(programme=programme, name="Synthetic hall", city="Synthetic city", country=country)[
            0
        ]
        for country in countries
    ]
    today = now().replace(minute=0, second=0, microsecond=0)
    for chunk in batched(numbers, BATCH):
        created = []
        for number in chunk:
            zone = ZONES[number % len(ZONES)]
            # One third of the events is past. The others are in the next years, in no order.
            day = today + timedelta(days=number * 7919 % 1800 - 600, hours=number % 5)
            starts_at = datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo(zone))
            event = Event(
                programme=programme,
                slug=f"synthetic-{number}",
                title=f"Synthetic event {number}",
                kind=Event.Kind.values[number % 5],
                mode=Event.Mode.values[number % 3],
                status=Event.Status.PUBLISHED,
                published_at=today,
                timezone=zone,
                venue=venues[number % len(venues)] if venues else None,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(days=number % 3, hours=8),
                policy=Event.Policy.NONE if number % 5 == MISSION else Event.Policy.OPEN,
                summary="A synthetic event for measurements.",
                is_sample=True,
                created_at=today,
            )
            event.vevent = vevent.render(event)
            created.append(event)
        Event.objects.bulk_create(created)
        links = [Event.areas.through(event_id=event.pk, areaofaction_id=area.pk) for event in created]
        Event.areas.through.objects.bulk_create(links)
    touch_feeds()


def _create_registrations(programme: Programme, people: int) -> None:
    events = list(programme.events.order_by("pk").values_list("pk", flat=True))
    existing = Registration.objects.filter(event__programme=programme).count()
    if not events:
        return
    for chunk in batched(range(existing, people), BATCH):
        created = User.objects.bulk_create(
            [
                User(
                    email=f"synthetic{number}@{DOMAIN}",
                    password="!",  # noqa: S106 (unusable: sign-in is by code)
                    name=f"Synthetic Person {number}",
                    country=COUNTRIES[number % len(COUNTRIES)],
                    constituency=TRIPARTITE[number % 3],
                    organisation_name=BODIES[TRIPARTITE[number % 3]],
                    is_sample=True,
                )
                for number in chunk
            ]
        )
        Registration.objects.bulk_create(
            [
                Registration(event_id=events[number % len(events)], person=person, status=Registration.Status.CONFIRMED)
                for number, person in zip(count(chunk[0]), created, strict=False)
            ]
        )
    _count_seats(programme)


def _count_seats(programme: Programme) -> None:
    confirmed = (
        Registration.objects.filter(event=OuterRef("pk"), status=Registration.Status.CONFIRMED)
        .order_by()
        .values("event")
        .annotate(count=Count("pk"))
        .values("count")
    )
    programme.events.update(seats_taken=Coalesce(Subquery(confirmed), 0))
    online = programme.events.filter(mode=Event.Mode.ONLINE)
    Registration.objects.filter(event__in=online).update(mode=Registration.Mode.ONLINE)
    online.update(online_taken=F("seats_taken"))
