"""Which mails that came back a team reads, and what stands of them at a person."""

from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.models import User
from events.mails import sender
from events.models import Event, Registration
from events.permissions import Action, programmes_where
from notifications.models import BouncedAddress, InboundMail


def of_event(event: Event) -> QuerySet[InboundMail]:
    """Return what came back about event, latest first, without the mails themselves."""
    return _listed([sender.topic(event)])


def of_team(user: User) -> QuerySet[InboundMail]:
    """Return what came back about the events whose deliveries user may see, and that nobody has dealt with."""
    events = Event.objects.filter(programme__in=programmes_where(user, Action.VIEW_DELIVERIES)).order_by().only("pk")
    return _listed(sender.topic(event) for event in events).for_people()


def _listed(topics: Iterable[str]) -> QuerySet[InboundMail]:
    found = InboundMail.objects.filter(topic__in=list(topics)).select_related("person", "settled_by")
    return found.defer("raw", "excerpt").order_by("-received_at", "-pk")


def events_of(found: Iterable[InboundMail]) -> dict[str, Event]:
    """Return the events that these mails are about, by topic: one query."""
    keys = {mail.topic.partition(":")[2] for mail in found if mail.topic.startswith("event:")}
    events = Event.objects.filter(pk__in=[int(key) for key in keys if key.isdecimal()])
    return {sender.topic(event): event for event in events.defer("vevent", "description")}


def registration_of(event: Event, mail: InboundMail) -> Registration | None:
    """Return the registration of who is meant by mail, if they have one."""
    return Registration.objects.filter(event=event, person=mail.person_id).first() if mail.person_id else None


def bounced_address(address: str) -> BouncedAddress | None:
    """Return that address takes no mail, as far as we know; None if we write to it."""
    return BouncedAddress.objects.filter(address__iexact=address).first()
