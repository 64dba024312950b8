"""The incoming mails that a team reads."""

from collections.abc import Iterable
from email.utils import parseaddr

from accounts.addresses import canonical
from accounts.models import User
from events.mails import sender
from events.models import Event, Registration
from events.permissions import Action, programmes_where
from notifications.models import BouncedAddress, InboundMail
from notifications.models.inbox import InboundMailQuerySet


def of_event(event: Event) -> InboundMailQuerySet:
    """Return the incoming mails about event, latest first, without their raw content."""
    return _by_topic([sender.topic(event)])


def of_team(user: User) -> InboundMailQuerySet:
    """Return the mails to review about all events whose deliveries user may see, latest first."""
    events = Event.objects.filter(programme__in=programmes_where(user, Action.VIEW_DELIVERIES)).order_by().only("pk")
    return _by_topic(sender.topic(event) for event in events).for_people()


def _by_topic(topics: Iterable[str]) -> InboundMailQuerySet:
    mails = InboundMail.objects.filter(topic__in=list(topics)).select_related("person", "settled_by")
    return mails.defer("raw", "excerpt").order_by("-received_at", "-pk")


def events_of(mails: Iterable[InboundMail]) -> dict[str, Event]:
    """Return the events of these mails by topic. Run one query."""
    keys = {mail.topic.partition(":")[2] for mail in mails if mail.topic.startswith("event:")}
    events = Event.objects.filter(pk__in=[int(key) for key in keys if key.isdecimal()])
    return {sender.topic(event): event for event in events.defer("vevent", "description")}


def registration_of(event: Event, mail: InboundMail) -> Registration | None:
    """Return the registration of the person of this mail, or of the person with its address; None without one."""
    registrations = Registration.objects.filter(event=event).select_related("person")
    if mail.person_id:
        return registrations.filter(person=mail.person_id).first()
    address = parseaddr(mail.sender)[1]
    return registrations.filter(person__email__iexact=address).first() if address else None


def bounced_address(address: str) -> BouncedAddress | None:
    """Return the record of an address that does not accept mail, or None if we send mail to it."""
    return BouncedAddress.objects.filter(address__iexact=canonical(address)).first()
