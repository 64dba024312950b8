"""Normalise names and email addresses, so that two spellings of one person become equal. No function runs a query.

An empty result cannot be compared."""

import re

from accounts.models.search import fold

TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "professor", "mme", "mlle", "sir", "madam", "hon"})
SEPARATORS = re.compile(r"[\s.,;:/()\[\]_\-–—]+")
APOSTROPHES = str.maketrans("", "", "'’‘`´ʼ")
SAME_PROVIDER = {"googlemail.com": "gmail.com"}


def name_parts(name: str) -> list[str]:
    """Return the parts of a name without accents, upper case, punctuation and leading titles."""
    parts = [word for word in SEPARATORS.split(fold(name).translate(APOSTROPHES)) if word]
    while len(parts) > 1 and parts[0] in TITLES:
        parts.pop(0)
    return parts


def name_key(name: str) -> str:
    """Return the parts of a name in alphabetical order: people write the family name first or last."""
    return " ".join(sorted(name_parts(name)))


def mailbox(address: str) -> tuple[str, str]:
    """Return the local part and the domain of an address as most providers read them: without dots and the part after +."""
    local, _at, domain = address.lower().rpartition("@")
    return local.partition("+")[0].replace(".", ""), SAME_PROVIDER.get(domain, domain)


def are_similar(name: str, other: str) -> bool:
    """Return whether two results of name_key share at least half of the parts of the shorter one."""
    parts, other_parts = set(name.split()), set(other.split())
    if not parts or not other_parts:
        return False
    return 2 * len(parts & other_parts) >= min(len(parts), len(other_parts))
