"""The security log: who did what to accounts, permissions and personal data. docs/security-log.md lists the events.

An entry consists of ids, names of routes and fixed words. Addresses, names of people, texts, tokens and paths (which may
contain tokens) never enter the log: record() replaces each value that is not an id or a word."""

import logging
import re
from enum import StrEnum
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db.models import Model
from django.http import HttpRequest

logger = logging.getLogger("plenary.security")
WORD = re.compile(r"[a-z0-9_.:+-]{1,80}")
LONGEST_WORD_WITH_DIGITS = 20  # characters; a longer one can be a token
REPLACED = "-"


class SecurityEvent(StrEnum):
    """What the security log records. Each member has a row in docs/security-log.md."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SIGN_IN_REFUSED = "sign_in_refused"
    CODE_REQUESTED = "code_requested"
    CODE_WRONG = "code_wrong"
    SECOND_FACTOR_WRONG = "second_factor_wrong"
    SECOND_FACTOR_MISSING = "second_factor_missing"
    REAUTHENTICATED = "reauthenticated"
    REAUTHENTICATION_FAILED = "reauthentication_failed"
    PROVIDER_REFUSED = "provider_refused"
    LIMIT_HIT = "limit_hit"
    REFUSED = "refused"
    CSRF_REFUSED = "csrf_refused"
    INPUT_REFUSED = "input_refused"
    ADDRESS_VERIFIED = "address_verified"
    ADDRESS_CHANGED = "address_changed"
    SECOND_FACTOR_ADDED = "second_factor_added"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    RECOVERY_CODES_CHANGED = "recovery_codes_changed"
    PROVIDER_LINKED = "provider_linked"
    PROVIDER_UNLINKED = "provider_unlinked"
    CHANGE_UNDONE = "change_undone"
    SESSION_ENDED = "session_ended"
    SESSION_EXPIRED = "session_expired"
    ROLE_OFFERED = "role_offered"
    ROLE_CHANGED = "role_changed"
    STAFF_CHANGED = "staff_changed"
    DATA_EXPORTED = "data_exported"
    FILE_DOWNLOADED = "file_downloaded"
    PERSONAL_DATA_VIEWED = "personal_data_viewed"
    PERSONAL_DATA_ERASED = "personal_data_erased"
    LINK_RENEWED = "link_renewed"
    LINK_REVOKED = "link_revoked"
    LINK_INVALID = "link_invalid"
    WEBHOOK_REFUSED = "webhook_refused"


class Outcome(StrEnum):
    SUCCESS = "success"
    FAILURE = "failure"


FAILURES = frozenset(
    {
        SecurityEvent.SIGN_IN_REFUSED, SecurityEvent.CODE_WRONG, SecurityEvent.SECOND_FACTOR_WRONG,
        SecurityEvent.SECOND_FACTOR_MISSING, SecurityEvent.REAUTHENTICATION_FAILED, SecurityEvent.PROVIDER_REFUSED,
        SecurityEvent.LIMIT_HIT, SecurityEvent.REFUSED, SecurityEvent.CSRF_REFUSED, SecurityEvent.INPUT_REFUSED,
        SecurityEvent.SESSION_EXPIRED, SecurityEvent.LINK_INVALID, SecurityEvent.WEBHOOK_REFUSED,
    }
)  # fmt: skip


def record(
    event: SecurityEvent,
    *,
    request: HttpRequest | None = None,
    actor: Model | int | None = None,
    subject: Model | int | None = None,
    **details: object,
) -> None:
    """Write one line to the security log.

    actor: the person who acts, by default the signed-in person of request. subject: the person who is affected.
    details: ids and fixed words, such as method="code" or event_id=3; an object of the database counts as its id. Any
    other value is written as "-". Never raise an exception: a log must not stop what it records."""
    failed = event in FAILURES
    fields: dict[str, object] = {
        "event": event.value,
        "outcome": (Outcome.FAILURE if failed else Outcome.SUCCESS).value,
        "actor": _id(actor if actor is not None else _signed_in(request)),
        "subject": _id(subject),
        **(_origin(request) if request is not None else {}),
        **details,
    }
    line = " ".join(f"{name}={_word(value)}" for name, value in fields.items() if value is not None)
    if request is not None and settings.SECURITY_LOG_IP and (ip := _client(request)):
        line += f" ip={ip}"
    logger.log(logging.WARNING if failed else logging.INFO, line)


def _origin(request: HttpRequest) -> dict[str, object]:
    """Return the client and the route of a request. The route has the names of its parameters, never their values."""
    match = request.resolver_match
    return {
        "http": (request.method or "").lower() or None,
        "route": (match.view_name or "unnamed") if match else None,
    }


def _client(request: HttpRequest) -> str | None:
    try:
        return str(get_adapter(request).get_client_ip(request))
    except (
        PermissionDenied,
        ImproperlyConfigured,
    ):  # the proxies in front of Plenary do not match ALLAUTH_TRUSTED_PROXY_COUNT
        return None


def _signed_in(request: HttpRequest | None) -> int | None:
    user = getattr(request, "user", None)
    return user.pk if user is not None and user.is_authenticated else None


def _id(value: Model | int | None) -> int | None:
    return value.pk if isinstance(value, Model) else value


def _word(value: Any) -> str:
    if isinstance(value, Model):
        value = value.pk
    if isinstance(value, bool | int):
        return str(value).lower()
    if isinstance(value, StrEnum):
        value = value.value
    if isinstance(value, list | tuple | set | frozenset):
        return ",".join(map(_word, value)) or REPLACED
    text = str(value)
    looks_random = len(text) > LONGEST_WORD_WITH_DIGITS and any(map(str.isdigit, text))
    return text if WORD.fullmatch(text) and not looks_random else REPLACED
