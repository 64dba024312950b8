"""Find the encoding of a text file that is not in Unicode: the code page of the computer that saved it.

Old spreadsheet programs save CSV files in the code page of the system, without a mark of which one it is. Each code page is
tried. The letters that it gives decide: a Thai word has only Thai letters, and a French word has no symbols inside. For
the rest, charset-normalizer has a vote. If two code pages give plausible but different texts, a person must decide."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from charset_normalizer import from_bytes
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_SAMPLED = 20_000  # bytes that decide; a list repeats its letters
MOST_OFFERED = 8  # code pages among which a person chooses
SAMPLE_WORDS = 6  # words of the sample that a person sees


@dataclass(frozen=True)
class CodePage:
    """A code page. script: the beginning of the Unicode names of its letters; "" for Latin letters.

    clues: what makes the code page likely if a list contains it, as a regular expression. is_common: whether a letter is one that people often write.
    rarity: what is added to the score of a code page that reads the lists of other ones well, and is seldom used."""

    label: str | Promise
    script: str
    clues: str
    is_common: Callable[[str], bool] = bool
    rarity: float = 0


def _in_lead_bytes(codec: str, *ranges: tuple[int, int]) -> Callable[[str], bool]:
    """Return a test of letters: whether the first byte of a letter in this codec is in one of the ranges."""

    def test(letter: str) -> bool:
        try:
            lead = letter.encode(codec)[0]
        except UnicodeEncodeError:
            return False
        return any(first <= lead <= last for first, last in ranges)

    return test


VIETNAMESE_LETTERS = frozenset("ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ")
WESTERN_LETTERS = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœšž")
CENTRAL_LETTERS = frozenset("áâăäąćçčďđéęëěíîĺľłńňóôőöŕřśşšťţúůűüýźżž")
BALTIC_LETTERS = frozenset("āäąčćēėęģīįķļłńņōõöšśūųüžźż")
CYRILLIC_LETTERS = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")
TURKISH_LETTERS = frozenset("âçğıîöşûü")
# The first levels of the national standards have the letters of everyday use, in these rows.
CODE_PAGES: dict[str, CodePage] = {
    "cp1252": CodePage(_("Western European (Windows-1252)"), "", "", WESTERN_LETTERS.__contains__),
    "cp1258": CodePage(_("Vietnamese (Windows-1258)"), "", r"viet|[aeiouyăâêôơư][\u0300\u0301\u0303\u0309\u0323]", VIETNAMESE_LETTERS.__contains__),
    "cp874": CodePage(_("Thai (Windows-874)"), "THAI", r"thai|\.th\b"),
    "cp1250": CodePage(_("Central European (Windows-1250)"), "", "poland|czech|hungar|slovak|slovenia|croat", CENTRAL_LETTERS.__contains__),
    "cp1254": CodePage(_("Turkish (Windows-1254)"), "", "turk|türk", TURKISH_LETTERS.__contains__),
    "cp1251": CodePage(_("Cyrillic (Windows-1251)"), "CYRILLIC", "mongol|russia|kazakh|kyrgyz", CYRILLIC_LETTERS.__contains__),
    "cp1253": CodePage(_("Greek (Windows-1253)"), "GREEK", "greece|cyprus"),
    "cp1256": CodePage(_("Arabic (Windows-1256)"), "ARABIC", "arab|egypt|jordan|morocco|tunis"),
    "cp1255": CodePage(_("Hebrew (Windows-1255)"), "HEBREW", "israel"),
    "cp932": CodePage(_("Japanese (Shift JIS)"), "CJK|HIRAGANA|KATAKANA", r"japan|\.jp", _in_lead_bytes("cp932", (0x81, 0x83), (0x88, 0x97))),
    "cp949": CodePage(_("Korean (Windows-949)"), "HANGUL", r"korea|\.kr", _in_lead_bytes("cp949", (0xB0, 0xC8))),
    "gb18030": CodePage(_("Simplified Chinese (GB 18030)"), "CJK", r"china|\.cn\b", _in_lead_bytes("gb18030", (0xB0, 0xD7))),
    "cp950": CodePage(_("Traditional Chinese (Big5)"), "CJK", r"taiwan|hong kong|taipei|macao|\.tw\b", _in_lead_bytes("cp950", (0xA4, 0xC6))),
    "mac_roman": CodePage(_("Western European (Mac)"), "", "", WESTERN_LETTERS.__contains__),
    # Excel saves "CSV (MS-DOS)" in the code page of the command line.
    "cp850": CodePage(_("Western European (MS-DOS)"), "", "", WESTERN_LETTERS.__contains__),
    "iso8859_15": CodePage(_("Western European (ISO 8859-15)"), "", "", WESTERN_LETTERS.__contains__),
    "cp1257": CodePage(_("Baltic (Windows-1257)"), "", "estonia|latvia|lithuania", BALTIC_LETTERS.__contains__, 0.4),
    "mac_latin2": CodePage(_("Central European (Mac)"), "", "poland|czech|hungar|slovak", CENTRAL_LETTERS.__contains__, 0.4),
    "mac_turkish": CodePage(_("Turkish (Mac)"), "", "turk|türk", TURKISH_LETTERS.__contains__),
    "koi8_u": CodePage(_("Cyrillic (KOI8)"), "CYRILLIC", "russia|ukrain", CYRILLIC_LETTERS.__contains__),
    "cp866": CodePage(_("Cyrillic (MS-DOS)"), "CYRILLIC", "mongol|russia", CYRILLIC_LETTERS.__contains__),
    "mac_cyrillic": CodePage(_("Cyrillic (Mac)"), "CYRILLIC", "mongol|russia", CYRILLIC_LETTERS.__contains__),
    "iso8859_5": CodePage(_("Cyrillic (ISO 8859-5)"), "CYRILLIC", "mongol|russia", CYRILLIC_LETTERS.__contains__),
    "euc_jp": CodePage(_("Japanese (EUC)"), "CJK|HIRAGANA|KATAKANA", r"japan|\.jp", _in_lead_bytes("cp932", (0x81, 0x83), (0x88, 0x97))),
}  # fmt: skip
CLEAR = 0.25  # the score of a text that reads well, and the distance to the next one
WORD = re.compile(
    r"[^\s\x00-\x26\x28-\x2c\x2e-\x40\x5b-\x60\x7b-\x7f]+"
)  # letters, apostrophes, hyphens, all beyond ASCII
NO_LETTER, INSIDE, FOREIGN, UNCOMMON = 1.5, 0.8, 1.0, 0.6


@dataclass(frozen=True)
class Guess:
    """The result of detect().

    codec: the name of the most likely codec. is_sure: whether nobody needs to be asked. samples: words of the file as each
    plausible codec reads them, the most likely first."""

    codec: str
    is_sure: bool
    samples: dict[str, str]


def decode(content: bytes, codec: str) -> str:
    """Return the text of content in one of CODE_PAGES. A byte without a letter becomes U+FFFD."""
    return unicodedata.normalize("NFC", content.decode(codec, errors="replace"))


def detect(content: bytes) -> Guess:
    """Return the code page of a file that is not in Unicode."""
    head = content[:MOST_SAMPLED]
    if len(content) > MOST_SAMPLED:
        head = head[: head.rfind(b"\n") + 1] or head  # no letter is cut in two
    votes = {match.encoding: match.chaos for match in from_bytes(head, cp_isolation=list(CODE_PAGES))}
    raw_texts = {codec: text for codec in CODE_PAGES if (text := _strictly(head, codec)) is not None}
    texts = {codec: unicodedata.normalize("NFC", text) for codec, text in raw_texts.items()}
    scores = {codec: _score(text, CODE_PAGES[codec]) + votes.get(codec, CLEAR) / 2 for codec, text in raw_texts.items()}
    order = sorted(scores, key=lambda codec: scores[codec])
    best = next(codec for codec in texts if texts[codec] == texts[order[0]])  # the most usual name of the same text
    scores[best] = scores[order[0]]
    others = [codec for codec in order if texts[codec] != texts[best]]
    is_sure = scores[best] <= CLEAR and (not others or scores[others[0]] >= scores[best] + CLEAR)
    samples: dict[str, str] = {}
    for codec in [best, *order][:MOST_OFFERED]:
        if (sample := _sample(texts[codec])) not in samples.values():
            samples[codec] = sample
    return Guess(best, is_sure, samples)


def _strictly(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return None


def _sample(text: str) -> str:
    words = dict.fromkeys(word for word in WORD.findall(text) if not word.isascii())
    return " ".join(list(words)[:SAMPLE_WORDS])


def _score(text: str, page: CodePage) -> float:
    """Return how badly the text reads in this code page: the mean penalty of a letter beyond ASCII, 0 at best."""
    words = [word for word in WORD.findall(unicodedata.normalize("NFC", text)) if not word.isascii()]
    letters = sum(not letter.isascii() for word in words for letter in word)
    penalty = sum(_penalty(word, page) for word in words) / max(letters, 1)
    has_clue = page.clues and re.search(page.clues, text.lower())
    return penalty + page.rarity - (CLEAR if has_clue else 0)


def _penalty(word: str, page: CodePage) -> float:
    penalty = 0.0
    for position, letter in enumerate(word):
        if not letter.isascii():
            is_edge = position in {0, len(word) - 1}
            penalty += _penalty_of_letter(letter, page, is_edge=is_edge, is_first=position == 0)
    if page.script and any(letter.isascii() and letter.isalpha() for letter in word):
        penalty += FOREIGN * sum(not letter.isascii() for letter in word)
    # A capital letter after a small one: the wrong code page often changes the case.
    penalty += sum(
        before.islower() and after.isupper() and not (before + after).isascii() for before, after in pairwise(word)
    )
    return penalty


def _penalty_of_letter(letter: str, page: CodePage, *, is_edge: bool, is_first: bool) -> float:
    match unicodedata.category(letter)[0]:
        case "M" if is_first:
            return NO_LETTER
        case "L" | "M":
            if not re.match(page.script or "LATIN|COMBINING", unicodedata.name(letter, "")):
                return FOREIGN
            return 0 if page.is_common(letter.lower()) else UNCOMMON
        case "P":
            return 0.1 if is_edge or letter in "’–" else INSIDE
        case _:
            return NO_LETTER
