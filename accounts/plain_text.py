"""Refuse text about a person that could carry a message: the product mails it to other people.

Somebody who names another person chooses words that we then mail from our own address. A name with a web address in it
would be an advertisement or an attempt to deceive, sent by us. So names, positions and organisations contain no addresses,
no domains and no markup. Real names with dots, such as "A.B.M. Khan" or "Dr.Somchai", are accepted."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.names import name_key

MAX_LENGTH = 1000  # no field for such a text is longer; the patterns take longer than the length of a text suggests
MAX_WORDS = 15  # of a name
MAX_DIGITS = 4  # of a name
# A dot after one of these is the dot of an abbreviation, also without a space after it.
ABBREVIATION = re.compile(
    "mr|mrs|ms|mx|miss|mme|mlle|me|dr|dra|drs|drg|prof|pr|assoc|asst|ass|adj|ir|er|eng|engr|ing|ar|arch|atty|"
    "adv|esq|hon|rev|fr|sr|sra|srta|jr|st|ste|sgt|cpl|pte|lt|col|gen|maj|brig|capt|cmdr|cdr|adm|amb|min|gov|"
    "sec|pres|hrh|hh|he|phd|md|mohd|moh|mhd|muh|muhd|abd|abdul|bin|binti|hj|hjh|tn|dato|datuk|datin|tun|tan|"
    "pn|en|cik|ust|kh|gus|bpk|ibu|sdr|nai|nang|khun|mom|pol|sub|ts|ths|gs|pgs|tskh|bs|ks|cn|u|ko|ma|daw|saw|"
    "sai|naw|ph|kru|lok|ex|co|corp|inc|ltd|pt|cv|dept|div|univ|inst|assn|fed|natl|intl|int|no|nos|govt|org|"
    "ctr|bros|mt|ft|vs|etc",
    re.IGNORECASE,
)
COMMON_ENDS = (
    "com|net|org|info|biz|app|dev|io|xyz|link|click|site|online|shop|top|live|club|store|website|space|cc|example|test"
)
SHORT_LINKS = frozenset({"t.me", "t.co", "g.co", "m.me", "c.co"})
COUNTRY_DOMAIN = re.compile(r"[a-z]{2,}\.[a-z]{2}")  # gov.mm; but not Mr.Li
MAX_FOREIGN_TITLE = 4  # letters
DOTS = str.maketrans(dict.fromkeys("。․﹒．｡", "."))
SCHEME = re.compile(
    r"://|\b(?:h[tx]{2}ps?|ftp|mailto|javascript|data|tel|sms|whatsapp)\s*:|\bhxxp|\bwww\d?\s*\.", re.IGNORECASE
)
MARKUP = re.compile(r"[<>]|\]\s*[(\[]")
IP_ADDRESS = re.compile(r"\d+\s*\.\s*\d+\s*\.\s*\d+\s*\.\s*\d+")
TELEPHONE = re.compile(r"(?:\d[\s().-]*){7}")
# "evil [dot] example", "evil(.)example", "name (at) evil"
SPELT_OUT = re.compile(r"[(\[{]\s*(?:dot|at|\.)\s*[)\]}]|\w\s+dot\s+(?:" + COMMON_ENDS + r")\b", re.IGNORECASE)
# Signs that look like a dot before a common end: "evil·com", "evil,com". In names such as "Gal·la" they are letters.
LIKE_DOT = re.compile(r"\w[·܁܂۔‧•∙⋅・ꓸ٠۰,\\](?:" + COMMON_ENDS + r")\b")
# What fonts do not show, and what they show on the letter before: they would hide a domain from the patterns.
IGNORED = re.compile(
    "[\u0300-\u036f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
DOMAIN = re.compile(r"([\w-]{1,63})(\s*)\.(\s?)([\w-]{2,})(/?)")
IN_BRACKETS = re.compile(r"[\[\]{}|]")
SENTENCE = re.compile(r"[!?;=$€%*]|:(?:\s|$)")
COMMON_END = re.compile(COMMON_ENDS, re.IGNORECASE)
END_OF_IDN = re.compile(
    "ไทย|คอม|中国|中國|香港|台灣|公司|网络|在线|भारत|कॉम|рф|бел|укр|онлайн|сайт|كوم|موقع|شبكة|مصر|السعودية"
)

MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|janv|févr|mars|avr|mai|juin|juil|août|sept|déc|thg"
DATE = re.compile(
    rf"(\d{{1,4}}[-/. ]\d{{1,2}}[-/. ]\d{{1,4}}|\d{{1,4}}[-/. ]({MONTHS})[a-zé]*\.?([-/. ]\d{{2,4}})?|({MONTHS})[a-zé]*\.?[-/. ]\d{{1,4}})"
    r"([ T]\d{1,2}:\d\d(:\d\d)?)?",
    re.IGNORECASE,
)
ADDRESS = _("Please leave out email addresses, web addresses, telephone numbers and the signs < >.")
LIKE_ADDRESS = _("“%(text)s” looks like a web address. Put a space after the dot, or leave the dot out.")
LOOK_ALIKE = {"LATIN", "CYRILLIC", "GREEK"}
WORDS = re.compile(r"[^\W\d_]+")
MIXED = _("“%(word)s” has letters of two alphabets, which look alike. Type it again in one alphabet.")
ONLY_NAME = _("Please write only the name of the person here.")
NO_NAME = _("“%(text)s” is a date. Write the name.")


def validate_plain_text(text: str) -> None:
    """Raise ValidationError if text contains an address, a domain, markup or a control character."""
    if len(text) > MAX_LENGTH:
        return  # the limit of the field refuses it
    if any(unicodedata.category(char) == "Cc" for char in text):
        raise ValidationError(ONLY_NAME, code="control_character")
    folded = _folded(text)
    if "@" in folded or any(
        pattern.search(folded) for pattern in (SCHEME, MARKUP, IP_ADDRESS, TELEPHONE, SPELT_OUT, LIKE_DOT)
    ):
        raise ValidationError(ADDRESS, code="address")
    if domain := _domain(folded):
        raise ValidationError(LIKE_ADDRESS, code="domain", params={"text": domain[:40]})


def validate_person_name(text: str) -> None:
    """Raise ValidationError if text is not the name of a person: see validate_plain_text(). A name has a letter, and is no date.

    Names are compared by their letters, so an apostrophe alone, which is a letter in Unicode, is none."""
    if is_date(text):
        raise ValidationError(NO_NAME, code="date", params={"text": text})
    validate_plain_text(text)
    folded = _folded(text)
    digits = sum(char.isdigit() for char in folded)
    if (
        not any(char.isalpha() for char in folded)
        or not name_key(text)
        or digits > MAX_DIGITS
        or len(folded.split()) > MAX_WORDS
        or IN_BRACKETS.search(folded)
        or SENTENCE.search(folded)
    ):
        raise ValidationError(ONLY_NAME, code="name")
    if word := _mixed_word(folded):
        raise ValidationError(MIXED, code="mixed", params={"word": word})


def _mixed_word(folded: str) -> str:
    """Return the first word with letters of two alphabets that look alike, or "".

    A Cyrillic А in a Latin name looks the same, but would be another person at a shared mailbox."""
    for word in WORDS.findall(folded):
        alphabets = {unicodedata.name(char, "").partition(" ")[0] for char in word}
        if len(alphabets & LOOK_ALIKE) > 1:
            return str(word)
    return ""


def is_date(text: str) -> bool:
    """Return True for a date. Spreadsheet programs make dates of some texts, such as "Mai 12"."""
    return DATE.fullmatch(text.strip()) is not None


def if_plain(text: str) -> str:
    """Return text, or "" if it would be refused now: older profiles were not checked."""
    try:
        validate_plain_text(text)
    except ValidationError:
        return ""
    return text


def _folded(text: str) -> str:
    """Return text as a reader sees it: full-width signs as usual ones, without invisible characters."""
    folded = unicodedata.normalize("NFKC", text.translate(DOTS)).translate(DOTS)
    return IGNORED.sub("", "".join(char for char in folded if unicodedata.category(char) != "Cf"))


def _domain(text: str) -> str:
    """Return the first part of text that a reader or a mail client can take for a domain, or ""."""
    position = 0
    while found := DOMAIN.search(text, position):
        if _is_domain(*found.groups()):
            return found.group()
        position = found.start(4)  # the label after the dot may be the first one of the next pair
    return ""


def _is_domain(left: str, before: str, after: str, right: str, slash: str) -> bool:
    """Return whether two labels with a dot between them are a domain, not an abbreviation and a word."""
    if slash and not before and not after:
        return True
    if END_OF_IDN.fullmatch(right) and not after:
        return True
    if COMMON_END.fullmatch(right):
        # "Univ. Online" can be an organisation; "evil. com" is not the end of a sentence in a name.
        return right.islower() or not (before or after) or not _is_abbreviation(left, right)
    if after and not before:
        return False
    if not _is_abbreviation(left, right) and not right.isdigit():
        return True
    return f"{left}.{right}" in SHORT_LINKS or bool(COUNTRY_DOMAIN.fullmatch(f"{left}.{right}"))


def _is_abbreviation(label: str, word: str) -> bool:
    """Return whether label is a title, an initial or a similar abbreviation in front of word."""
    if len(label) == 1 or ABBREVIATION.fullmatch(label):
        return True
    # ดร.สมชาย, นพ.สมชาย: Thai and other scripts have many short titles.
    return len(label) <= MAX_FOREIGN_TITLE and not label.isascii() and not word.isascii()
