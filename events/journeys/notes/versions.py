"""Keep two versions of a text that two people have written at the same time."""

from django.utils.translation import gettext as _

DASH = "—"


def heading_of(name: str) -> str:
    """Return the line above the second version. name: of its writer."""
    return f"{DASH} {_('Second version, by %(name)s') % {'name': name}} {DASH}"


def has_two_versions(text: str) -> bool:
    """Return whether a text still has a line of heading_of(): nobody has made one text of the two versions yet."""
    return any(line.startswith(f"{DASH} ") and line.endswith(f" {DASH}") for line in text.splitlines())


def keep_both(stored: str, mine: str, heading: str) -> str:
    """Return a text with both versions, one after the other. heading: whose the second is.

    If one version contains the other, the longer one has everything."""
    one, other = stored.strip(), mine.strip()
    if other in one:
        return stored
    if one in other:
        return mine
    return f"{stored.rstrip()}\n\n{heading}\n{other}"


def all_lines(stored: str, mine: str) -> str:
    """Return the lines of both lists, each once, those of the stored list first."""
    lines = dict.fromkeys(line.strip() for line in [*stored.splitlines(), *mine.splitlines()])
    return "\n".join(line for line in lines if line)
