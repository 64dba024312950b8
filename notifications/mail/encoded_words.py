"""Header lines with text beyond ASCII (RFC 2047).

The email package of Python encodes single words and folds between them. Some programs then show two spaces where the text
has one, and a long first word leaves the first line empty. Here the whole text is encoded, spaces included."""

from base64 import b64encode
from collections.abc import Iterator
from email.utils import parseaddr

LINE = 76  # RFC 2047, 2: the limit of a line with encoded words, without its line end
START, END = "=?utf-8?b?", "?="


def text_header(name: str, value: str) -> bytes:
    """Return the lines of a header with any text, such as a subject, with a line end."""
    return f"{name}: {_folded(value, len(name) + 2)}\r\n".encode()


def mailbox_header(name: str, value: str) -> bytes | None:
    """Return the lines of a header with one mailbox whose display name needs encoding; None if it needs none."""
    display, address = parseaddr(value)
    if display.isascii() or not address.isascii():
        return None
    words = "\r\n ".join(_encoded(display, len(name) + 2))
    return f"{name}: {words}\r\n <{address}>\r\n".encode()


def _folded(value: str, used: int) -> str:
    words = value.split(" ")
    is_plain = value.isascii() and value.isprintable() and "=?" not in value
    if not is_plain or "" in words or max(map(len, words)) > LINE - used:
        return "\r\n ".join(_encoded(value, used))
    lines = [words[0]]
    for word in words[1:]:
        room = LINE - (used if len(lines) == 1 else 1)
        if len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "\r\n ".join(lines)


def _encoded(text: str, used: int) -> Iterator[str]:
    """Yield encoded words, each on a line of its own. used: the characters of the first line that are used."""
    octets, room = b"", _room(used)
    for character in text:
        encoded = character.encode(errors="replace")
        if len(octets) + len(encoded) > room:
            yield _word(octets)
            octets, room = b"", _room(1)
        octets += encoded
    yield _word(octets)


def _room(used: int) -> int:
    """Return how many octets an encoded word can hold on a line."""
    return (LINE - used - len(START) - len(END)) // 4 * 3


def _word(octets: bytes) -> str:
    return f"{START}{b64encode(octets).decode()}{END}"
