"""Links that let one person do one thing without an account: signed, so that nobody makes their own."""

from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.urls import reverse

from events.models import NominationLink, Registration
from events.registration.queries import with_queue_position

NOMINEE, FOCAL_POINT, OWN = "nominee", "focal-point", "own"


def registration_link(registration: Registration) -> str:
    """Return where the person sees where they stand, takes an offer or gives their place back."""
    token = _write(OWN, registration.pk, registration.reply_tag)
    return settings.BASE_URL + reverse("self_service:own", args=[token])


def decline_link(registration: Registration) -> str:
    """Return where a person whose calendar declined says whether they give their place back."""
    token = _write(OWN, registration.pk, registration.reply_tag)
    return settings.BASE_URL + reverse("calendar_replies:declined", args=[token])


def evaluation_link(registration: Registration) -> str:
    """Return where a person says what they think of the event."""
    token = _write(OWN, registration.pk, registration.reply_tag)
    return settings.BASE_URL + reverse("attendance:evaluate", args=[token])


def find_registration(token: str) -> Registration | None:
    """Return whose link this is, with their turn; None for one that we did not make."""
    pk, tag = _read(token, OWN)
    found = with_queue_position(Registration.objects.filter(pk=pk, reply_tag=tag))
    return found.select_related("person", "merged_into__person", "event__programme", "event__venue__country").first()


def nominee_link(registration: Registration) -> str:
    """Return where the nominee says whether they come."""
    token = _write(NOMINEE, registration.pk, registration.reply_tag)
    return settings.BASE_URL + reverse("nominations:nominee", args=[token])


def find_nominee(token: str) -> Registration | None:
    """Return whose link this is; None for one that we did not make."""
    pk, tag = _read(token, NOMINEE)
    found = Registration.objects.select_related(
        "person", "merged_into__person", "delegation__country", "nomination__by"
    )
    return found.filter(pk=pk, reply_tag=tag).first()


def focal_point_link(link: NominationLink) -> str:
    """Return where the focal point names people."""
    token = _write(FOCAL_POINT, link.pk, link.key)
    return settings.BASE_URL + reverse("nominations:focal_point", args=[token])


def find_focal_point_link(token: str) -> NominationLink | None:
    """Return the link; None for one that we did not make, whose key was changed, or whose holder was shut out of the
    site. It may have expired."""
    pk, key = _read(token, FOCAL_POINT)
    found = NominationLink.objects.select_related("person", "event__programme", "event__venue__country")
    return found.filter(pk=pk, key=key, person__is_active=True).first()


def without_indexing(response: HttpResponse) -> HttpResponse:
    """Let no search engine list a page whose address is a secret. (Other sites are told of no address of ours:
    Django's own Referrer-Policy; a stricter one would take the Origin from its forms.)"""
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _write(salt: str, *parts: object) -> str:
    # Without the time: the same link each time it is mailed.
    return signing.Signer(salt=salt).sign_object(parts)


def _read(token: str, salt: str) -> tuple[int, str]:
    try:
        pk, secret = signing.Signer(salt=salt).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return 0, ""
    return pk, secret
