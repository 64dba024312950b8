"""Compare the names of people: do two spellings mean one person? No function runs a query.

Spellings of one name differ in case, accents, the order of the parts, spaces and hyphens, and titles. All else is
another name: a missing middle name, an initial, “Jr”. Then a person has to decide."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import permutations

# Letters with a stroke or a special shape. Unicode does not decompose them.
PLAIN = str.maketrans(
    {"đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
)
SEPARATORS = re.compile(r"[\s.,;:/()\[\]_\-–—‐‑·・]+")
APOSTROPHES = str.maketrans("", "", "'’‘`´ʼ")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Titles before a name, in the languages of the programmes.
HIS = _words("mr sir monsieur herr sr senor signor u bapak pak encik tuan นาย السيد श्री ဦး")
HER = _words(
    "mrs ms miss mme mlle mademoiselle madam madame dame lady frau sra srta senora signora daw nangsao ibu puan cik "
    "гжа госпожа นาง นางสาว السيدة الدكتورة श्रीमती ဒေါ်"
)
TITLES = (
    HIS
    | HER
    | _words(
        "mx dr prof professor assoc hon honourable honorable he hh hrh excellency ambassador amb minister eng engr ing "
        "arch atty rev docteur khun maung datuk dato haji oknha господин гн ดร คุณ الدكتور د الأستاذ डॉ မောင်"
    )
)
# These words are titles, or names: they are titles only before two more parts.
AMBIGUOUS_TITLES = _words("ma ko saw sai nang ong ba anh chi co thay bu don dona tan sri lok neak fr adv lord မ ကို")
SUFFIXES = _words("phd md msc bsc mba esq cbe obe mbe kbe dphil llm llb 先生 女士 小姐 様 さん 氏 씨 님")
DOTTED = re.compile(r"\b(h\.\s?e|ph\.\s?d|m\.\s?d|m\.\s?sc|b\.\s?sc|ll\.\s?m|г-н|г-жа)\b\.?")
# Titles that are written together with the name.
ATTACHED_TITLES = ("นางสาว", "นาย", "นาง", "คุณ", "ดร", "ဒေါ်", "ဦး")
ATTACHED_SUFFIXES = ("先生", "女士", "小姐", "様", "さん", "氏", "씨", "님")
MOST_PARTS = 6  # more parts are compared in order only: the number of orders grows quickly


def is_same(name: str, other: str) -> bool:
    """Return whether two names are spellings of one name. An empty name equals no other."""
    parts, other_parts = name_parts(name), name_parts(other)
    if not parts or not other_parts or _contradict(parts, other_parts):
        return False
    return any(_are_equal(one, two) for one in _without_titles(parts) for two in _without_titles(other_parts))


def name_key(name: str) -> str:
    """Return the parts of a name in alphabetical order, for a unique column. Equal keys mean the same name."""
    return " ".join(sorted(name_parts(name)))


def name_parts(name: str) -> list[str]:
    """Return the parts of a name in lower case, without accents and punctuation."""
    parts = [part for part in SEPARATORS.split(_plain(name)) if part]
    return parts or [part for part in [_plain(name).strip()] if part]


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    kept = "".join(char for char in decomposed if not _is_optional(char)).translate(APOSTROPHES).translate(PLAIN)
    composed = unicodedata.normalize("NFC", kept).replace("\0", "")
    return DOTTED.sub(lambda title: re.sub(r"[.\s-]", "", title[0]) + " ", composed)


def _is_optional(char: str) -> bool:
    """Return whether a character can be left out of a name: an accent, a vowel sign of Hebrew or Arabic, an invisible one.

    The marks of other scripts, such as Thai vowels or the dots of か and が, belong to the letters."""
    mark = unicodedata.combining(char)
    return 10 <= mark <= 36 or mark >= 200 or (unicodedata.category(char) in {"Cf", "Cc"} and not char.isspace())


def _contradict(parts: list[str], other: list[str]) -> bool:
    """Return whether the titles are those of a man and a woman: “Mr J. Smith” and “Mrs J. Smith” are two people."""
    return {parts[0], other[0]} & HIS != set() and {parts[0], other[0]} & HER != set()


def _without_titles(parts: list[str]) -> Iterator[list[str]]:
    """Yield the parts as they are, and without titles. A name of one part is not a title."""
    yield parts
    rest = list(parts)
    while (len(rest) > 1 and rest[0] in TITLES) or (len(rest) > 2 and rest[0] in AMBIGUOUS_TITLES):
        rest = rest[1:]
    while len(rest) > 1 and rest[-1] in SUFFIXES:
        rest = rest[:-1]
    yield rest
    first = next((title for title in ATTACHED_TITLES if rest[0].startswith(title) and rest[0] != title), "")
    last = next((title for title in ATTACHED_SUFFIXES if rest[-1].endswith(title) and rest[-1] != title), "")
    if first or last:
        rest = [rest[0].removeprefix(first), *rest[1:]]
        yield [*rest[:-1], rest[-1].removesuffix(last)]


def _are_equal(parts: list[str], other: list[str]) -> bool:
    """Return whether the parts have the same letters in some order: “Li Xiao-Ming” is “Xiaoming Li”."""
    if sorted(parts) == sorted(other):
        return True
    if sorted("".join(parts)) != sorted("".join(other)):
        return False
    return not _joined(parts).isdisjoint(_joined(other))


def _joined(parts: list[str]) -> set[str]:
    if len(parts) > MOST_PARTS:
        return {"".join(parts)}
    return {"".join(order) for order in permutations(parts)}
