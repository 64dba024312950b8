"""The events for which a person may apply now."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import User
from events.models import Event, Registration

MOST = 6


def open_for(person: User) -> QuerySet[Event]:
    """Return the public events for which person can register now, at most six, the one that closes first first.

    These are the events in the person's country, those with this country among their participants, and those that name no
    participants. Events that need an invitation code, and those in which the person was ever registered, are left out."""
    named = Event.countries.through.objects.filter(event=OuterRef("pk"))
    own = Registration.objects.of(person).filter(event=OuterRef("pk"))
    events = Event.objects.listed().open_for_registration().exclude(policy=Event.Policy.INVITATION)
    if person.country:
        is_there = Q(venue__country=person.country) | Q(Exists(named.filter(country=person.country)))
        events = events.filter(is_there | ~Q(Exists(named)))
    return (
        events.exclude(Exists(own))
        .select_related("programme", "venue__country")
        .defer("vevent", "description", "sources", "note", "search_text", "title_text")
        .order_by(F("registration_closes_at").asc(nulls_last=True), F("starts_at").asc(nulls_last=True), "pk")[:MOST]
    )
