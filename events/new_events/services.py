"""Ask for mails about new events, stop them, and send them once a week."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from events.models import EventAlert
from events.new_events import mail
from events.new_events.queries import new_for
from notifications.models import Refusal
from notifications.outbox import services as outbox
from notifications.preferences.links import MailChoice
from notifications.preferences.queries import people_refusing
from notifications.preferences.services import accept


@transaction.atomic
def ask(person: User, *, kinds: Sequence[str], countries: Sequence[str], areas: Sequence[str]) -> EventAlert:
    """Store which events person wants to be told of. A new request is about events that are published from now on."""
    values = {"kinds": list(kinds), "countries": list(countries), "areas": list(areas)}
    alert, _is_new = EventAlert.objects.update_or_create(person=person, defaults=values)
    accept(MailChoice(person, "", Refusal.What.NEW_EVENTS, ""))
    return alert


def stop(person: User) -> None:
    """Delete the request of person for the weekly mail. A second call changes nothing."""
    EventAlert.objects.filter(person=person).delete()


def send_week() -> dict[str, int]:
    """Queue the mail of each person for whom there are new events; return how many.

    This function is safe to run twice and at the same time: each request is locked, and stores the time up to which its
    person was told. The requests of people who have unsubscribed are deleted."""
    keys = list(EventAlert.objects.values_list("pk", flat=True))
    refusing = people_refusing(keys, Refusal.What.NEW_EVENTS, "") if keys else set()
    EventAlert.objects.filter(pk__in=refusing).delete()
    return {"mails": sum(_send(key) for key in keys if key not in refusing)}


@transaction.atomic
def _send(key: int) -> int:
    """Queue the mail for the request with this key. Return 1, or 0 if there are no new events."""
    alert = EventAlert.objects.select_for_update(of=("self",)).select_related("person").filter(pk=key).first()
    if alert is None or not alert.person.is_active:
        return 0
    until = now()
    events = mail.in_full(new_for(alert, until))
    alert.told_until = until
    alert.save(update_fields=["told_until"])
    return outbox.queue(mail.draft(alert.person, events, until)) if events else 0
