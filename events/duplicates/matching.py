"""What is alike in what one person writes at two times: pure, no query. "" says too little to compare by."""

import re

from accounts.models.search import fold

TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "professor", "mme", "mlle", "sir", "madam", "hon"})
BETWEEN = re.compile(r"[\s.,;:/()\[\]_\-–—]+")
APOSTROPHES = str.maketrans("", "", "'’‘`´ʼ")
SAME_PROVIDER = {"googlemail.com": "gmail.com"}


def words(name: str) -> list[str]:
    """Return the parts of a name as they are compared: without accents, case, punctuation and titles before it."""
    found = [word for word in BETWEEN.split(fold(name).translate(APOSTROPHES)) if word]
    while len(found) > 1 and found[0] in TITLES:
        found.pop(0)
    return found


def name_key(name: str) -> str:
    """Return the parts of a name in one order, whichever of them is written first."""
    return " ".join(sorted(words(name)))


def mailbox(address: str) -> tuple[str, str]:
    """Return the name of a mailbox and its domain, as most providers read them: without dots and what follows a +."""
    local, _at, domain = address.lower().rpartition("@")
    return local.partition("+")[0].replace(".", ""), SAME_PROVIDER.get(domain, domain)


def are_similar(name: str, other: str) -> bool:
    """Say whether two names (name_key) have at least half of the parts of the shorter one in common."""
    one, two = set(name.split()), set(other.split())
    return bool(one and two) and 2 * len(one & two) >= min(len(one), len(two))
