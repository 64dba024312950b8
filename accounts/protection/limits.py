"""The limits for mailed codes and attempts: by address and client, so that a stranger cannot lock an owner out.

A browser that has typed a correct code for an address keeps a signed cookie. It is a client of its own, and its requests do
not count for others. All other clients are told apart by their network; a higher limit for all of them together keeps
somebody with many networks from flooding a mailbox."""

from secrets import token_urlsafe

from allauth.core.exceptions import RateLimited
from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts import encryption
from accounts.security_log import SecurityEvent, record

COOKIE, SALT = "known_device", "accounts.protection.known_device"
MOST_ADDRESSES = 10  # that one browser remembers
LIFETIME = 400 * 86400  # seconds; browsers keep no cookie for longer
APP = "allauth.account"


def consume_code_request(request: HttpRequest, email: str) -> None:
    """Count a code that is to be mailed to email. Raise RateLimited if there are too many."""
    _consume(request, "request_login_code", email)


def consume_attempt(request: HttpRequest, email: str) -> RateLimitUsage:
    """Count an attempt to type a code for email. The result can be rolled back. Raise RateLimited."""
    return _consume(request, "login_failed", email)


def remember_device(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Mark the browser as one that has typed a correct code for email."""
    device, known = _device(request)
    digests = [_digests(email)[0], *(one for one in known if one not in _digests(email))][:MOST_ADDRESSES]
    response.set_signed_cookie(
        COOKIE,
        " ".join([device or token_urlsafe(12), *digests]),
        salt=SALT,
        max_age=LIFETIME,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _consume(request: HttpRequest, action: str, email: str) -> RateLimitUsage:
    device, known = _device(request)
    is_known = bool(device) and not set(known).isdisjoint(_digests(email))
    client = f"device {device}" if is_known else f"network {ratelimit.get_ip(request)}"
    usage = ratelimit.consume(request, app=APP, action=action, key=f"{email}\0{client}")
    if usage is not None and not is_known:
        total = ratelimit.consume(request, app=APP, action=f"{action}_by_strangers", key=email)
        if total is None:
            usage.rollback()
            usage = None
        else:
            usage.usage.extend(total.usage)
    if usage is None:
        record(SecurityEvent.LIMIT_HIT, request=request, limit=action)
        raise RateLimited
    return usage


def _device(request: HttpRequest) -> tuple[str, list[str]]:
    """Return the id of the browser and the digests of the addresses that it has proved, or "" and an empty list."""
    value = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=LIFETIME)
    device, *known = str(value).split() or [""]
    return device, known


def _digests(email: str) -> list[str]:
    return [digest[:24] for digest in encryption.keyed_digests(f"address of a device: {email}")]
