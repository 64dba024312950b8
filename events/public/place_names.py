"""Other names of places, so that a search finds "Laos" in "Lao PDR", "Birmanie" in "Myanmar", and "Saigon" in "Ho Chi Minh City"."""

from functools import cache, lru_cache

from django.db.models import Q

from accounts.models.search import compact, has_word, joined, matches_word
from events.models.country import all_countries

# The languages of the region, and those in which partners write. CLDR has the names.
LANGUAGES = ("en", "fr", "es", "de", "id", "ja", "km", "ko", "lo", "mn", "ms", "my", "fil", "pt", "th", "vi", "zh")
# Names of one city, former ones too.
CITIES = (
    ("Ho Chi Minh City", "Ho Chi Minh", "Saigon", "Sai Gon", "HCMC"),
    ("Yangon", "Rangoon"),
    ("Ulaanbaatar", "Ulan Bator"),
    ("Bangkok", "Krung Thep"),
    ("Beijing", "Peking"),
    ("Nay Pyi Taw", "Naypyidaw"),
    ("Vientiane", "Viangchan"),
    ("Bandar Seri Begawan", "Brunei Town"),
    ("Mumbai", "Bombay"),
    ("Kolkata", "Calcutta"),
    ("Geneva", "Genève", "Genf"),
)  # fmt: skip
# Shorter words are parts of too many names. In other scripts, a name may have two signs.
SHORTEST_LATIN, SHORTEST = 4, 2


def is_in_place(word: str) -> Q:
    """Return the condition that an event takes place where a folded word, with or without spaces, is another name."""
    condition = Q(venue__country__in=countries_named(word))
    for name in cities_named(word):
        condition |= matches_word("venue__search_text", name)
    return condition


@lru_cache(maxsize=1_000)
def countries_named(word: str) -> tuple[str, ...]:
    """Return the codes of the countries that have a folded word in their name in one of the languages."""
    if len(word) < (SHORTEST_LATIN if word.isascii() else SHORTEST):
        return ()
    return tuple(code for code, text in _names().items() if has_word(text, word))


def cities_named(word: str) -> tuple[str, ...]:
    """Return the other names, without spaces, of the cities with this name."""
    found = [[compact(name) for name in names] for names in CITIES]
    return tuple(name for names in found if word in names for name in names if name != word)


@cache
def _names() -> dict[str, str]:
    names: dict[str, list[str]] = {}
    for language in LANGUAGES:
        for code, name in all_countries(language):
            names.setdefault(code, []).append(name)
    return {code: "".join(joined(name) for name in dict.fromkeys(of_country)) for code, of_country in names.items()}
