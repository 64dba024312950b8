"""The gender that people state for the figures of a programme, and the words that they use for it in lists."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.search import fold


class Gender(models.TextChoices):
    WOMAN = "woman", _("Woman")
    MAN = "man", _("Man")
    OTHER = "other", _("Other")
    UNDISCLOSED = "undisclosed", _("I prefer not to say")


# As people write it in English, French and Vietnamese, in the form that fold() returns.
WORDS: dict[str, frozenset[str]] = {
    Gender.WOMAN: frozenset(
        ("woman", "women", "female", "f", "w", "fem", "girl", "lady", "she", "she/her", "mrs", "ms", "miss", "femme", "feminin", "mme", "nu", "ba", "co")
    ),
    Gender.MAN: frozenset(
        ("man", "men", "male", "m", "masc", "boy", "gentleman", "he", "he/him", "mr", "homme", "h", "masculin", "nam", "ong", "anh")
    ),
    Gender.OTHER: frozenset(
        ("other", "o", "x", "d", "diverse", "nonbinary", "nb", "enby", "they", "they/them", "autre", "a", "khac")
    ),
    Gender.UNDISCLOSED: frozenset(
        ("undisclosed", "prefer not to say", "i prefer not to say", "rather not say", "not stated", "unknown", "n/a", "na", "-", "–", "?",
         "ne souhaite pas repondre", "non precise", "khong muon noi", "khong ro")
    ),
}  # fmt: skip


def parse_gender(text: str) -> tuple[str, str]:
    """Return the gender that a text means, and the text itself if it is in a person's own words: ("other", "agender").

    ("", "") for an empty text."""
    word = fold(text).strip(" .")
    if not word:
        return "", ""
    plain = word.replace("-", "").replace(" ", "") if word not in WORDS[Gender.UNDISCLOSED] else word
    for gender, words in WORDS.items():
        if word in words or plain in words:
            return str(gender), ""
    return str(Gender.OTHER), text.strip()
