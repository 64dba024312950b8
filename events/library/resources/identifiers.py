"""The numbers of publications: ISBN and DOI."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

DOI = re.compile(r"^10\.\d{4,9}/\S+$")
BEFORE_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


def clean_isbns(text: str) -> str:
    """Return the ISBNs in a text as ISBN-13 without hyphens, separated by spaces. Raise ValidationError for a wrong one.

    They may be separated by commas, semicolons, words or lines. An ISBN may have hyphens or spaces in it."""
    parts = [part for part in re.split(r"[,;\n]", text) if part.strip()]
    return " ".join(dict.fromkeys(isbn for part in parts for isbn in _isbns_of(part)))


def _isbns_of(part: str) -> list[str]:
    digits = re.sub(r"[\s-]|ISBN(?:-1[03])?:?", "", part.upper())
    if len(digits) in {10, 13}:
        return [_isbn13(digits, part)]
    return [_isbn13(re.sub("-", "", word.upper()), word) for word in part.split()]


def _isbn13(digits: str, written: str) -> str:
    """Return the ISBN-13 of an ISBN-10 or ISBN-13. The check digit finds typing errors."""
    if re.fullmatch(r"\d{9}[\dX]", digits):
        values = [10 if digit == "X" else int(digit) for digit in digits]
        if sum(value * weight for value, weight in zip(values, range(10, 0, -1), strict=True)) % 11 == 0:
            return _with_check_digit(f"978{digits[:9]}")
    elif re.fullmatch(r"97[89]\d{10}", digits) and _with_check_digit(digits[:12]) == digits:
        return digits
    raise ValidationError(
        _("“%(isbn)s” is not an ISBN: its digits do not fit together. Compare it with the publication."),
        code="isbn",
        params={"isbn": written.strip()},
    )


def _with_check_digit(twelve: str) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return f"{twelve}{-total % 10}"


def clean_doi(text: str) -> str:
    """Return a DOI such as 10.1787/9789264272262-en, without its address. Raise ValidationError for another text."""
    doi = BEFORE_DOI.sub("", text.strip())
    if doi and not DOI.match(doi):
        raise ValidationError(_("A DOI begins with “10.”, such as 10.1787/9789264272262-en."), code="doi")
    return doi
