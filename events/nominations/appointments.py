"""Make people the focal points and alternates of delegations."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import lock_people
from events import history
from events.calendars.dates import moment_text
from events.mails import rules
from events.mails.context import DelegationChange, DelegationTerms
from events.models import AlternateFocalPoint, Delegation, Event, NominationLink
from events.nominations import notify, queries
from events.registration import transitions
from events.registration.errors import CannotBeNominatedError, PersonIsLeavingError

# How long the link of a focal point works if the event has no date yet.
WITHOUT_DATE = timedelta(days=180)


@transaction.atomic
def appoint_person(
    event: Event,
    delegations: Iterable[int],
    person: User,
    *,
    closes_at: datetime | None = None,
    as_alternate: bool = False,
    by: User | None = None,
) -> NominationLink:
    """Make person the focal point or the alternate of delegations of the event, and mail them their nomination link.

    delegations: primary keys. closes_at: the deadline (aware), or None for no deadline; an alternate changes no deadline.
    The previous focal point or alternate of a delegation keeps their link, but it no longer shows this delegation, and
    they are notified. Who is both of one delegation is only what they are made last.

    Raise CannotBeNominatedError for a blocked person, PersonIsLeavingError for a person whose data is being erased, and
    EventNotTakingPlaceError if the event does not take place."""
    event = transitions.lock_event(event)
    rules.require(event, notify.LINK)
    if not person.is_active:
        raise CannotBeNominatedError(
            _("This address is blocked on this site. Please ask the administrators of the site.")
        )
    if not lock_people([person.pk]):
        raise PersonIsLeavingError
    assigned = list(queries.delegations(event).filter(pk__in=delegations))
    lost = _lost(assigned, person, as_alternate=as_alternate)
    if as_alternate:
        _save_alternate(assigned, person)
        terms = _("Alternate")
    else:
        AlternateFocalPoint.objects.filter(delegation__in=assigned, person=person).delete()
        keys = [delegation.pk for delegation in assigned]
        event.delegations.filter(pk__in=keys).update(focal_point=person, nomination_closes_at=closes_at)
        terms = _("Until %(moment)s") % {"moment": moment_text(closes_at, event.zone)} if closes_at else ""
    history.record(event, history.What.FOCAL_POINT, [mailbox(person), *map(str, assigned), terms], by=by)
    link, _is_new = NominationLink.objects.update_or_create(
        event=event,
        person=person,
        defaults={"expires_at": event.ends_at or now() + WITHOUT_DATE, "revoked_at": None},
    )
    notify.notify_changed(event, lost)
    mail_link(link)
    return link


def _save_alternate(delegations: Iterable[Delegation], person: User) -> None:
    for delegation in delegations:
        AlternateFocalPoint.objects.update_or_create(delegation=delegation, defaults={"person": person})
        if delegation.focal_point_id == person.pk:
            Delegation.objects.filter(pk=delegation.pk).update(focal_point=None)


def _lost(
    delegations: Iterable[Delegation], successor: User, *, as_alternate: bool
) -> dict[int, list[DelegationChange]]:
    """Return the delegations that other people lose to successor, by the primary key of the person."""
    changes: defaultdict[int, list[DelegationChange]] = defaultdict(list)
    for delegation in delegations:
        if as_alternate:
            present = delegation.alternate.person_id if hasattr(delegation, "alternate") else None
        else:
            present = delegation.focal_point_id
        if present not in {None, successor.pk}:
            changes[present].append(DelegationChange(str(delegation), DelegationTerms.of(delegation), None))
    return changes


def mailbox(person: User) -> str:
    """Return the name and the address of a person for the history."""
    return f"{person.full_name} <{person.email}>"


def mail_link(link: NominationLink) -> None:
    """Save the link, and mail it to its person with their present delegations."""
    link.mails += 1
    link.mailed_at = now()
    link.save()
    notify.send_link(link, list(queries.delegations_of(link)))
