"""Replace the tokens of links in a text that anybody but their person reads: a log, a mail in the mail log, a reply."""

import re
from functools import cache
from threading import local

from accounts.links.converters import link_prefixes

MASK = "…"
# A signed token anywhere in a text: what is signed, and 43 letters of signature.
_SIGNED = re.compile(r"[\w-]{12,}={0,2}(?::|%3A)[\w-]{43}(?![\w-])", re.IGNORECASE)
# The name and the password in an address, such as that of a webhook or of the queue.
_CREDENTIALS = re.compile(r"(?<=://)[^/\s@]+(?=@)")
# The tag in the address of an invite, which proves a reply of its person's calendar.
_TAG = re.compile(r"(?<=\+)[0-9a-f]{24}(?=(?:@|%40))", re.IGNORECASE)
_busy = local()


# The rest of a token on the next line, in a quoted mail whose long lines are broken. Such a word is rarely a word.
_NEXT_LINES = r"(?:[ \t]*=?\r?\n[> \t]*[\w:=-]{20,}/?)*"


def mask(text: str) -> str:
    """Return text without the tokens of links, also where its paths are percent-encoded or broken at a line end."""
    if not any(letter in text for letter in "/%:@"):
        return text
    if paths := _paths():
        text = paths.sub(rf"\1{MASK}", text)
    return _TAG.sub(MASK, _CREDENTIALS.sub(MASK, _SIGNED.sub(MASK, text)))


def _paths() -> re.Pattern[str] | None:
    """Return the pattern of the paths with a token; None while the URLs are being loaded, which may log, too."""
    if getattr(_busy, "is_busy", False):
        return None
    _busy.is_busy = True
    try:
        return _pattern(link_prefixes())
    except Exception:  # the URLs cannot be loaded: that error is reported elsewhere
        return None
    finally:
        _busy.is_busy = False


@cache
def _pattern(prefixes: tuple[str, ...]) -> re.Pattern[str]:
    slash = "(?:/|%2F)"
    paths = "|".join(slash.join(map(re.escape, prefix.split("/"))) for prefix in prefixes)
    # Not only at the start of a path: a full address has a host before it, and some messages leave out the first slash.
    return re.compile(rf"((?:(?<![\w-])|(?<=%2F))(?:{paths}))(?:(?!%2F)[^/\s?#\"'<>&])+{_NEXT_LINES}", re.IGNORECASE)
