"""Checks of a mail text before it is saved: braces, unknown placeholders and required ones."""

import re

from django.utils.translation import gettext as _

from notifications.wording import markdown
from notifications.wording.kinds import MailKind

_LOOSE = re.compile(r"\{[^{}\n]{0,40}\}|[{}]")  # braces that are not part of a placeholder
_ADDRESS = re.compile(r"\]\([^()\n]*\{([a-z_]+)\}[^()\n]*\)")


def problems_of_line(kind: MailKind, text: str) -> list[str]:
    """Return the problems of a subject or heading, as messages."""
    return [*_braces(kind, text), *_unknown(kind, text)]


def problems_of_body(kind: MailKind, text: str) -> list[str]:
    """Return the problems of a body in Markdown, as messages."""
    return [*_braces(kind, text), *_unknown(kind, text), *_lists(kind, text), *_addresses(kind, text)]


def missing(kind: MailKind, *texts: str) -> list[str]:
    """Return a message for each required placeholder that is not in texts."""
    absent = sorted(set(kind.required) - markdown.names_in(*texts))
    return [_("{%(name)s} is required: the email does not make sense without it.") % {"name": name} for name in absent]


def _braces(kind: MailKind, text: str) -> list[str]:
    loose = dict.fromkeys(_LOOSE.findall(markdown.NAME.sub("", text)))
    return [_("“%(text)s” is not a placeholder. %(known)s") % {"text": text, "known": _known(kind)} for text in loose]


def _unknown(kind: MailKind, text: str) -> list[str]:
    found = dict.fromkeys(name for name in markdown.NAME.findall(text) if name not in kind.names)
    return [_("There is no {%(name)s} here. %(known)s") % {"name": name, "known": _known(kind)} for name in found]


def _lists(kind: MailKind, text: str) -> list[str]:
    blocks = markdown.compile_markdown(text).blocks
    found = sorted({name for block in blocks for name in block.names if name in kind.lists and name != block.alone})
    return [_("{%(name)s} is a list: put it in a paragraph of its own.") % {"name": name} for name in found]


def _addresses(kind: MailKind, text: str) -> list[str]:
    found = dict.fromkeys(name for name in _ADDRESS.findall(text) if name in kind.names and name not in kind.links)
    return [_("{%(name)s} is not an address: a link cannot lead there.") % {"name": name} for name in found]


def _known(kind: MailKind) -> str:
    return _("You can use: %(names)s.") % {"names": ", ".join(f"{{{name}}}" for name in sorted(kind.names))}
