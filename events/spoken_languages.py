"""The languages that experts speak, and into which sessions are interpreted."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

# By ISO 639 code: the languages of the region, of its partners, and those of the United Nations.
LANGUAGES = {
    "ar": _("Arabic"),
    "zh": _("Chinese"),
    "en": _("English"),
    "fr": _("French"),
    "hi": _("Hindi"),
    "id": _("Indonesian"),
    "ja": _("Japanese"),
    "km": _("Khmer"),
    "ko": _("Korean"),
    "lo": _("Lao"),
    "ms": _("Malay"),
    "mn": _("Mongolian"),
    "my": _("Burmese"),
    "ne": _("Nepali"),
    "pt": _("Portuguese"),
    "ru": _("Russian"),
    "es": _("Spanish"),
    "tl": _("Tagalog"),
    "tet": _("Tetum"),
    "th": _("Thai"),
    "vi": _("Vietnamese"),
}


def language_names(codes: Iterable[str]) -> list[str]:
    """Return the names of languages by their codes. A code that is not listed is its own name."""
    return [str(LANGUAGES.get(code, code)) for code in codes]
