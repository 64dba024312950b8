"""Content lines of iCalendar (RFC 5545, 3.1): write them, read those of a stored VEVENT, and replace them.

icalendar escapes and folds the lines. Its import is slow, so the functions that need it import it: processes that build no
calendar never load it."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote

# A folded line continues with a space or a tab (RFC 5545, 3.1). A property ends at a line break without one.
END_OF_PROPERTY = re.compile(r"\r\n(?![ \t])")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
# A URI contains only these characters (RFC 3986, 2). Others are percent-encoded.
URI_CHARACTERS = "!#$%&'()*+,/:;=?@[]~"
END_OF_VEVENT = "END:VEVENT\r\n"


def clean_text(text: str) -> str:
    """Return text without the control characters that RFC 5545, 3.1, forbids. Line breaks stay."""
    return CONTROL.sub(" ", text.replace("\r\n", "\n")).strip()


def clean_line(text: str) -> str:
    """Return text as one line, for a title or a place. Some programs skip an event with a line break in its title."""
    return " ".join(clean_text(text).split())


def text_line(name: str, text: str, parameters: Mapping[str, str | Sequence[str]] | None = None) -> str:
    """Return a content line of the type TEXT with CRLF. Line breaks in text are escaped."""
    from icalendar.prop import vText  # noqa: PLC0415 (slow import)

    return _content_line(name, vText(clean_text(text)), parameters)


def uri_line(name: str, uri: str, parameters: Mapping[str, str | Sequence[str]] | None = None) -> str:
    """Return a content line of the type URI or CAL-ADDRESS with CRLF. It has no escapes of its own (RFC 5545, 3.3.13)."""
    from icalendar.prop import vUri  # noqa: PLC0415 (slow import)

    return _content_line(name, vUri(quote(uri.strip(), safe=URI_CHARACTERS)), parameters)


def _content_line(name: str, value: object, parameters: Mapping[str, str | Sequence[str]] | None) -> str:
    from icalendar.parser import Contentline, Parameters  # noqa: PLC0415 (slow import)

    parts = Contentline.from_parts(name, Parameters(parameters or {}), value, sorted=False)
    return parts.to_ical().decode() + "\r\n"


def fold_lines(text: str) -> str:
    """Return whole content lines, each ending with CRLF, as lines of at most 75 octets (RFC 5545, 3.1)."""
    from icalendar.parser import Contentline  # noqa: PLC0415 (slow import)

    return "\r\n".join(Contentline(line).to_ical().decode() for line in text.split("\r\n"))


def unfold_lines(text: str) -> str:
    """Return text with its folded lines joined (RFC 5545, 3.1)."""
    return text.replace("\r\n ", "").replace("\r\n\t", "")


def stamp(moment: datetime) -> str:
    """Return moment as a DATE-TIME in UTC (RFC 5545, 3.3.5)."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def properties(block: str) -> list[tuple[str, str, str]]:
    """Return (name with parameters, value, whole text) for each property of a VEVENT. Lines stay folded."""
    texts = END_OF_PROPERTY.split(block.removesuffix(END_OF_VEVENT))[:-1]
    return [(name, value, text) for text in texts for name, _colon, value in [text.partition(":")]]


def with_lines(block: str, replaced: Mapping[str, str], added: str = "") -> str:
    """Return the VEVENT block with other lines.

    replaced: whole lines by property name. They replace those of block, or are added; "" removes a property.
    added: lines that are added at the end."""
    left, text = dict(replaced), ""
    for name_and_parameters, _value, line in properties(block):
        name = name_and_parameters.partition(";")[0]
        text += left.pop(name, "") if name in replaced else f"{line}\r\n"
    return f"{text}{''.join(left.values())}{added}{END_OF_VEVENT}"


def lines_of(block: str, names: Sequence[str]) -> str:
    """Return the whole lines of these properties of block."""
    found = (line for name, _value, line in properties(block) if name.partition(";")[0] in names)
    return "".join(f"{line}\r\n" for line in found)
