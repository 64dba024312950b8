"""What is wrong with words before they are kept: braces, placeholders that do not exist, and those that must stay."""

import re

from django.utils.translation import gettext as _

from notifications.wording import markdown
from notifications.wording.kinds import MailKind

_LOOSE = re.compile(r"\{[^{}\n]{0,40}\}|[{}]")  # what is left of braces once the placeholders are out
_ADDRESS = re.compile(r"\]\([^()\n]*\{([a-z_]+)\}[^()\n]*\)")


def problems_of_line(kind: MailKind, text: str) -> list[str]:
    """Return in words what is wrong with a subject or heading."""
    return [*_braces(kind, text), *_unknown(kind, text)]


def problems_of_body(kind: MailKind, text: str) -> list[str]:
    """Return in words what is wrong with a body in Markdown."""
    return [*_braces(kind, text), *_unknown(kind, text), *_lists(kind, text), *_addresses(kind, text)]


def missing(kind: MailKind, *texts: str) -> list[str]:
    """Return in words which placeholders must stand somewhere in texts and do not."""
    absent = sorted(set(kind.required) - markdown.names_in(*texts))
    return [_("{%(name)s} must stay: the mail would not say what it is for.") % {"name": name} for name in absent]


def _braces(kind: MailKind, text: str) -> list[str]:
    loose = dict.fromkeys(_LOOSE.findall(markdown.NAME.sub("", text)))
    return [_("“%(said)s” is no placeholder. %(known)s") % {"said": one, "known": _known(kind)} for one in loose]


def _unknown(kind: MailKind, text: str) -> list[str]:
    found = dict.fromkeys(name for name in markdown.NAME.findall(text) if name not in kind.names)
    return [_("There is no {%(name)s} here. %(known)s") % {"name": name, "known": _known(kind)} for name in found]


def _lists(kind: MailKind, text: str) -> list[str]:
    blocks = markdown.compile_markdown(text).blocks
    found = sorted({name for block in blocks for name in block.names if name in kind.lists and name != block.alone})
    return [_("{%(name)s} is a list: give it a paragraph of its own.") % {"name": name} for name in found]


def _addresses(kind: MailKind, text: str) -> list[str]:
    found = dict.fromkeys(name for name in _ADDRESS.findall(text) if name in kind.names and name not in kind.links)
    return [_("{%(name)s} is no address: a link cannot lead there.") % {"name": name} for name in found]


def _known(kind: MailKind) -> str:
    return _("There are: %(names)s.") % {"names": ", ".join(f"{{{name}}}" for name in sorted(kind.names))}
