"""The languages in which mails are written."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

DEFAULT = "en"
LANGUAGES = tuple(code for code, _name in settings.MAIL_LANGUAGES)


def supported(code: str) -> str:
    """Return the language of a code without its region, if mails are written in it, or ""."""
    found = code.lower().replace("_", "-").split("-")[0]
    return found if found in LANGUAGES else ""


def first_supported(*codes: str) -> str:
    """Return the first language that mails are written in, English if none is: the person's, then the event's."""
    return next(filter(None, map(supported, codes)), DEFAULT)


def django_code(language: str) -> str:
    """Return what Django calls a language of ours: English is British."""
    return settings.LANGUAGE_CODE if language == DEFAULT else language


def preferred_by_browser(request: HttpRequest) -> str:
    """Return the language that the reader's browser asks for before others (RFC 9110, 12.5.4), "" if mails are written
    in none of those."""
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    return next(filter(None, (supported(code) for code, quality in asked if quality > 0)), "")
