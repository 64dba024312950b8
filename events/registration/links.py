"""Links that let one person do one thing without an account.

The token of a link is signed, so that no one can invent one. It stays the same whenever it is mailed."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events.models import Event, NominationLink, Registration
from events.registration.queries import with_queue_position

# Salts of the signature: a token for one kind of link does not work for another.
NOMINEE, FOCAL_POINT, REGISTRATION = "nominee", "focal-point", "own"


def registration_link(registration: Registration) -> str:
    """Return the URL where the person sees their status, accepts an offer or withdraws."""
    token = _sign(REGISTRATION, registration.pk, registration.reply_tag)
    return settings.BASE_URL + reverse("self_service:registration", args=[token])


def decline_link(registration: Registration) -> str:
    """Return the URL where a person whose calendar declined answers whether they withdraw."""
    token = _sign(REGISTRATION, registration.pk, registration.reply_tag)
    return settings.BASE_URL + reverse("calendar_replies:declined", args=[token])


def evaluation_link(registration: Registration) -> str:
    """Return the URL where the person evaluates the event."""
    token = _sign(REGISTRATION, registration.pk, registration.reply_tag)
    return settings.BASE_URL + reverse("attendance:evaluate", args=[token])


def find_registration(token: str) -> Registration | None:
    """Return the registration of this token, with its position in the queue (`turn`), or None for an invalid token."""
    pk, tag = _unsign(token, REGISTRATION)
    registrations = with_queue_position(Registration.objects.filter(pk=pk, reply_tag=tag))
    return registrations.select_related(
        "person", "merged_into__person", "event__programme", "event__venue__country"
    ).first()


def nominee_link(registration: Registration) -> str:
    """Return the URL where a nominee answers whether they come."""
    token = _sign(NOMINEE, registration.pk, registration.reply_tag)
    return settings.BASE_URL + reverse("nominations:nominee", args=[token])


def find_nominee(token: str) -> Registration | None:
    """Return the registration of the nominee with this token, or None for an invalid token."""
    pk, tag = _unsign(token, NOMINEE)
    registrations = Registration.objects.select_related(
        "person", "merged_into__person", "delegation__country", "nomination__by"
    )
    return registrations.filter(pk=pk, reply_tag=tag).first()


def focal_point_link(link: NominationLink) -> str:
    """Return the URL where the focal point nominates people."""
    token = _sign(FOCAL_POINT, link.pk, link.key)
    return settings.BASE_URL + reverse("nominations:focal_point", args=[token])


def find_focal_point_link(token: str) -> NominationLink | None:
    """Return the nomination link of this token. It may have expired.

    Return None for an invalid token, for a link whose key was changed, and for a focal point whose account is closed."""
    pk, key = _unsign(token, FOCAL_POINT)
    nomination_links = NominationLink.objects.select_related("person", "event__programme", "event__venue__country")
    return nomination_links.filter(pk=pk, key=key, person__is_active=True).first()


def without_indexing(response: HttpResponse) -> HttpResponse:
    """Add a header that keeps search engines from listing the page, whose address is a secret.

    The Referrer-Policy that Django sets is enough to hide the address from other sites. A stricter one would remove the
    Origin header, which the CSRF check of the forms needs."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def for_registration(view: Callable[[HttpRequest, Registration], HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator for a page behind registration_link() or a link beside it: find the registration of the token.

    A token that is not ours gets a page that says so, with status 404. A draft does not exist for participants. The
    response is not cached and not listed. Mail scanners open links with GET and HEAD: the view must change nothing then."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def found(request: HttpRequest, token: str) -> HttpResponse:
        registration = find_registration(token)
        if registration is None:
            return without_indexing(render(request, "self_service/invalid_link.html", status=404))
        if registration.event.status == Event.Status.DRAFT:
            raise Http404
        return without_indexing(view(request, registration))

    return found


def _sign(salt: str, *parts: object) -> str:
    # Signer, not TimestampSigner: the link is the same each time it is mailed.
    return signing.Signer(salt=salt).sign_object(parts)


def _unsign(token: str, salt: str) -> tuple[int, str]:
    """Return the primary key and the secret of the token, or (0, ""), which match no row."""
    try:
        pk, secret = signing.Signer(salt=salt).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return 0, ""
    return pk, secret
