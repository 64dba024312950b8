"""The links about registrations and nominations. What links are and how they end is in accounts.links."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.http import Http404

from accounts.links.purposes import LinkPurpose, declare
from accounts.links.tokens import Link, make_url
from events.models import Event, NominationLink, Registration
from events.registration.queries import with_queue_position


def links_end_at(event: Event) -> datetime | None:
    """Return the end of the links of an event: some days after its end, or None while it has no end.

    The old date of a postponed event is not valid. Without a date, the links end with the programme."""
    end = event.ends_at
    if event.status == Event.Status.POSTPONED or end is None:
        end = event.cancelled_at if event.status == Event.Status.CANCELLED else _programme_end(event)
    return end + timedelta(days=settings.LINK_DAYS_AFTER_EVENT) if end else None


def _programme_end(event: Event) -> datetime | None:
    year = event.programme.ends_year
    return datetime(year + 1, 1, 1, tzinfo=event.zone) if year else None


def _find_registration(pk: int) -> Registration | None:
    """Return a registration with its position in the queue (`turn`)."""
    registrations = with_queue_position(Registration.objects.filter(pk=pk))
    return registrations.select_related(
        "person", "merged_into__person", "event__programme", "event__venue__country"
    ).first()


def _find_nominee(pk: int) -> Registration | None:
    registrations = Registration.objects.select_related(
        "person",
        "merged_into__person",
        "delegation__country",
        "nomination__by",
        "event__programme",
        "event__venue__country",
    )
    return registrations.filter(pk=pk).first()


def _find_nomination_link(pk: int) -> NominationLink | None:
    nomination_links = NominationLink.objects.select_related("person", "event__programme", "event__venue__country")
    return nomination_links.filter(pk=pk).first()


def _of_registration(
    name: str, page: str, find: Callable[[int], Registration | None] = _find_registration
) -> LinkPurpose[Registration]:
    """Return the purpose of a link that is about one registration and belongs to its person."""
    return LinkPurpose(
        name=name,
        page=page,
        values=lambda registration: (registration.pk,),
        find=find,
        person=lambda registration: registration.person,
        expiry=lambda registration: links_end_at(registration.event),
    )


REGISTRATION = declare(_of_registration("registration", "self_service:registration"))
DECLINED = declare(_of_registration("declined", "calendar_replies:declined"))
EVALUATION = declare(_of_registration("evaluation", "attendance:evaluate"))
NOMINEE = declare(_of_registration("nominee", "nominations:nominee", _find_nominee))
FOCAL_POINT = declare(
    LinkPurpose[NominationLink](
        name="focal-point",
        page="nominations:focal_point",
        values=lambda link: (link.pk,),
        find=_find_nomination_link,
        person=lambda link: link.person,
        expiry=lambda link: link.ends_at,
        secret=lambda link: link.key,
        is_open=lambda link: link.revoked_at is None,
    )
)


def registration_link(registration: Registration) -> str:
    """Return the URL where the person sees their status, accepts an offer or withdraws."""
    return make_url(REGISTRATION, registration)


def decline_link(registration: Registration) -> str:
    """Return the URL where a person whose calendar declined answers whether they withdraw."""
    return make_url(DECLINED, registration)


def evaluation_link(registration: Registration) -> str:
    """Return the URL where the person evaluates the event."""
    return make_url(EVALUATION, registration)


def nominee_link(registration: Registration) -> str:
    """Return the URL where a nominee answers whether they come."""
    return make_url(NOMINEE, registration)


def focal_point_link(link: NominationLink) -> str:
    """Return the URL where the focal point nominates people."""
    return make_url(FOCAL_POINT, link)


def published_registration(link: Link[Registration]) -> tuple[Registration, Event]:
    """Return the registration of a link and its event. Raise Http404 for a draft, which does not exist for people."""
    registration = link.subject
    if registration.event.status == Event.Status.DRAFT:
        raise Http404
    return registration, registration.event
