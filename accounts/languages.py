"""The languages of mails."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

DEFAULT = "en"
LANGUAGES = tuple(code for code, _name in settings.MAIL_LANGUAGES)


def supported(code: str) -> str:
    """Return the language of a code, without its region, or "" if there are no mails in this language."""
    language = code.lower().replace("_", "-").split("-")[0]
    return language if language in LANGUAGES else ""


def first_supported(*codes: str) -> str:
    """Return the first supported language of these codes, or English. Pass the language of the person first."""
    return next(filter(None, map(supported, codes)), DEFAULT)


def django_code(language: str) -> str:
    """Return Django's code for a language of mails: British English for English."""
    return settings.LANGUAGE_CODE if language == DEFAULT else language


def preferred_by_browser(request: HttpRequest) -> str:
    """Return the supported language that the browser prefers (RFC 9110, 12.5.4), or "" if it prefers none of them."""
    preferences = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    return next(filter(None, (supported(code) for code, quality in preferences if quality > 0)), "")
