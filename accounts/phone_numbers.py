"""Read telephone numbers as people write them. Nothing here refuses a number: the results are for warnings."""

import re

from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    format_number,
    is_possible_number,
    is_valid_number,
    national_significant_number,
    parse,
)
from phonenumbers.phonenumberutil import normalize_digits_only

SEPARATORS = re.compile(r"[/;,]| or ")  # between several numbers in one field
SHORTEST_LOCAL_NUMBER = 7  # digits; shorter ones are extensions, which many people share


def number_keys(text: str, country: str = "") -> set[str]:
    """Return keys of the numbers in a text. Two texts have a key in common if they can contain the same number.

    country: the ISO 3166-1 alpha-2 code of the person's country, "" if unknown. It is used for numbers without a country
    calling code."""
    keys: set[str] = set()
    for part in SEPARATORS.split(text.lower()):
        for number in _readings(part, country):
            local = national_significant_number(number).lstrip("0")
            keys |= (
                {format_number(number, PhoneNumberFormat.E164), local} if len(local) >= SHORTEST_LOCAL_NUMBER else set()
            )
        local = normalize_digits_only(part).lstrip("0")
        if len(local) >= SHORTEST_LOCAL_NUMBER:
            keys.add(local)
    return keys


def is_plausible(text: str, country: str = "") -> bool:
    """Return False if no number in a text can exist.

    A number without a country calling code cannot be checked if the country is unknown. It is plausible if it has enough
    digits. country: as for number_keys()."""
    return any(_is_plausible(part, country) for part in SEPARATORS.split(text.lower()))


def _is_plausible(part: str, country: str) -> bool:
    if re.search(r"\d\.\d+e\+?\d", part):  # a quantity that a spreadsheet has rounded: "8.49123E+10"
        return False
    numbers = _readings(part, country)
    if numbers or country or _international(part).startswith("+"):
        return any(map(is_possible_number, numbers))
    return len(normalize_digits_only(part)) >= SHORTEST_LOCAL_NUMBER and not re.search(r"[^\W\d_]{4}", part)


def _readings(part: str, country: str) -> list[PhoneNumber]:
    """Return the numbers that a part of a text can mean."""
    text = _international(part)
    number = _parse(text, country)
    if text.startswith("+") or (number and is_valid_number(number)):
        return [number] if number else []
    # A spreadsheet removes the plus sign.
    complete = _parse("+" + normalize_digits_only(text), "")
    return [reading for reading in (number, complete) if reading and (reading is number or is_valid_number(reading))]


def _parse(text: str, country: str) -> PhoneNumber | None:
    try:
        return parse(text, country or None)
    except NumberParseException:
        return None


def _international(part: str) -> str:
    """Return the text with a plus sign in place of 00."""
    return re.sub(r"^00", "+", part.strip())
