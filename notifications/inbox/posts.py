"""Read what a mail provider posts, with limits, before anymail reads it.

A stranger writes the mail, so a provider passes on headers of any length, and JSON of any depth."""

import base64
import binascii
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest

from notifications.inbox import parsing

# The fields with the raw mail, if the provider is configured to post it.
RAW_IN_FORM, RAW_IN_JSON = ("body-mime",), ("RawEmail",)
FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}
# Words in the names of fields that contain addresses. anymail joins the items of a list to one header.
ADDRESS_NAMES = ("from", "to", "cc", "bcc", "reply", "sender", "recipient")
HEADER_NAMES = ("subject", "header")
# Words in the names of fields that contain a whole mail, and in those that contain texts and files, which no parser of
# headers reads.
MAIL_NAMES = ("raw", "rfc822", "mime", "content", "msg", "message")
TEXT_NAMES = ("text", "html", "plain", "attachment", "signature", "markdown")
MAX_NESTED = 3  # levels of JSON within a text of JSON


@dataclass(frozen=True)
class Post:
    """raw: the raw mail, or None if the provider posts its parts only. danger: why anymail must not read the post."""

    raw: bytes | None
    danger: str


def read(request: HttpRequest) -> Post:
    """Return the raw mail of a post, and whether it is dangerous. Raise BadRequest for unreadable JSON."""
    if request.content_type in FORM_TYPES:
        data: Any = {name: request.POST.getlist(name) for name in request.POST}
        names, values = RAW_IN_FORM, request.POST.dict()
    else:  # Amazon posts JSON as text/plain
        data = _decode(request.body)
        names, values = RAW_IN_JSON, data if isinstance(data, dict) else {}
    text = next((values[name] for name in names if isinstance(values.get(name), str)), None)
    raw = None if text is None else text.encode("utf-8", "surrogateescape")
    return Post(raw, _danger(data))


def _decode(text: bytes | str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:  # not JSON, not UTF-8, or JSON of too many levels
        raise BadRequest("The post contains no readable JSON.") from error


def _texts(data: Any) -> Iterator[tuple[str, str]]:
    """Yield each text in posted data with the name of its field, also from JSON within a text."""
    pending: list[tuple[str, Any, int]] = [("", data, 0)]
    while pending:
        name, value, nested = pending.pop()
        if isinstance(value, dict):
            pending += [(f"{name} {key}".lower()[-200:], item, nested) for key, item in value.items()]
        elif isinstance(value, list):
            pending += [(name, item, nested) for item in value]
        elif isinstance(value, str):
            if nested < MAX_NESTED and value[:1] in {"{", "["} and len(value) > parsing.MAX_HEADER:
                try:
                    pending.append((name, json.loads(value), nested + 1))
                except RecursionError as error:
                    raise BadRequest("The post contains no readable JSON.") from error
                except ValueError:
                    yield name, value
            else:
                yield name, value


def _danger(data: Any) -> str:
    """Return why anymail must not read posted data, or ""."""
    lengths: Counter[str] = Counter()
    headers = 0
    for name, text in _texts(data):
        if any(word in name for word in TEXT_NAMES):
            continue
        if any(word in name for word in HEADER_NAMES):
            headers += 1
            if len(text) > parsing.MAX_HEADER or headers > 2 * parsing.MAX_HEADERS:
                return "a header that is too long" if len(text) > parsing.MAX_HEADER else "too many headers"
        elif any(word in name.rpartition(" ")[2] for word in MAIL_NAMES) and len(text) > parsing.MAX_HEADER:
            raw = text.encode("utf-8", "surrogateescape")
            if danger := _danger_of_mail(raw) or _danger_of_mail(_from_base64(raw)):
                return danger
        elif any(word in name for word in ADDRESS_NAMES):
            lengths[name] += len(text)
            if lengths[name] > parsing.MAX_HEADER:
                return "a list of addresses that is too long"
    return ""


def _danger_of_mail(raw: bytes) -> str:
    is_mail = b"\n" in raw[: parsing.MAX_HEADER_BLOCK] and b":" in raw[:200].split(b"\n", 1)[0]
    return parsing.find_danger(raw) or (parsing.find_long_headers(raw) if is_mail else "")


def _from_base64(raw: bytes) -> bytes:
    try:
        return base64.b64decode(raw, validate=False) if b":" not in raw[:200] else b""
    except (ValueError, binascii.Error):
        return b""
