"""Email addresses: one canonical form that identifies a mailbox, and one written form that pages show.

- The canonical form is ASCII in lower case, with the domain in A-labels (UTS 46, RFC 5891): `anna@xn--bcher-kva.example`.
  It identifies people, and mails and calendar invites carry it.
- The written form has the letters of the domain: `anna@bücher.example`.

A keyboard of another script types ＠ and other wide letters, and copied text contains invisible characters. These are
understood. Letters that only look like others are never replaced: `vıctim@` and `victim@` are two addresses."""

import re
import unicodedata
from typing import NamedTuple

import idna
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

LONGEST, LONGEST_LOCAL_PART = 254, 64  # RFC 5321, 4.5.3.1
ASCII_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
# Keyboards of other scripts type these forms of @ and of ASCII letters. They are not letters of their own.
WIDTHS = ("<wide>", "<narrow>", "<small>")
ATOM = r"[-!#$%&'*+/=?^_`{}|~0-9A-Za-z]+"
LOCAL_PART = re.compile(rf"{ATOM}(\.{ATOM})*")

MOST_WRAPPED = 1000
IN_BRACKETS = re.compile(r"[^<>@]*<([^<>]*)>[\s,;.]*")
LINK = re.compile(r"mailto:([^?]*)(?:\?.*)?", re.IGNORECASE)
IN_QUOTES = re.compile("[\"'“”‘’„«»]([^\"'“”‘’„«»@]+@[^\"'“”‘’„«»@]+)[\"'“”‘’„«»]")
DOT_AT_END = re.compile("(?<=[^.。．｡])[.。．｡]$")  # the root of the DNS, or the end of a sentence

INVALID = _("Enter a valid email address.")
NON_ASCII = _(
    "The part before the @ contains a letter that is not one of a–z without accents: “%(letter)s”. Emails cannot reach "
    "such an address. Please check the letter, or use another address."
)
HAS_SPACE = _("An email address has no spaces. Enter one address only.")
DOTS = _("The part before the @ cannot begin or end with a dot, or have two dots in a row.")
QUOTED = _("Addresses with quotation marks are not supported. Please use another address.")
TOO_LONG = _("This address is too long. The limit is 254 characters, with 64 before the @.")
BAD_DOMAIN = _("“%(domain)s” is not a possible domain. Check the part after the @.")

_validate_ascii = EmailValidator()


class Address(NamedTuple):
    """An email address in its two forms."""

    canonical: str
    written: str


def parse(text: str) -> Address:
    """Return the address that a person has typed. Raise ValidationError with a sentence for them."""
    plain = _without_wrapping(plain_text(text))
    local, at, domain = plain.rpartition("@")
    domain = DOT_AT_END.sub("", domain)
    _check_local_part(plain, local if at else plain)
    if not at or not local or not domain:
        raise ValidationError(INVALID, code="invalid")
    ascii_domain, written_domain = _domain_forms(domain)
    local = local.translate(ASCII_LOWER)
    address = Address(f"{local}@{ascii_domain}", f"{local}@{written_domain}")
    if len(local) > LONGEST_LOCAL_PART or len(address.canonical) > LONGEST:
        raise ValidationError(TOO_LONG, code="too_long")
    try:
        _validate_ascii(address.canonical)
    except ValidationError as error:
        raise ValidationError(BAD_DOMAIN, code="domain", params={"domain": domain[:80]}) from error
    return address


def validate_address(text: str) -> None:
    """Raise ValidationError with a sentence if text is not an address that emails can reach."""
    parse(text)


def canonical(text: str) -> str:
    """Return the canonical form of an address. An address that is not valid keeps its letters, and so finds nobody."""
    try:
        return parse(text).canonical
    except ValidationError:
        return _fallback(text)


def written(text: str) -> str:
    """Return the written form of an address, for pages."""
    try:
        return parse(text).written
    except ValidationError:
        return _fallback(text)


def plain_text(text: str) -> str:
    """Return text without invisible characters and spaces around it, with wide forms of ASCII letters as ASCII."""
    characters = (_plain_character(char) for char in text)
    return "".join(characters).strip()


def _without_wrapping(text: str) -> str:
    """Return the address in a text that a mail program or a web page has copied: "Ann Lee <ann@example.org>", a link."""
    if len(text) > MOST_WRAPPED:
        return text
    if wrapped := IN_BRACKETS.fullmatch(text):
        text = wrapped[1]
    if link := LINK.fullmatch(text.strip()):
        text = link[1]
    quoted = IN_QUOTES.fullmatch(text)
    return (quoted[1] if quoted else text).rstrip(",; ").strip()


def _plain_character(char: str) -> str:
    if char.isascii():
        return char
    category = unicodedata.category(char)
    if category in {"Zs", "Zl", "Zp"}:
        return " "
    if category == "Cf" or char in "\u034f\u115f\u1160\u3164\uffa0" or "\ufe00" <= char <= "\ufe0f":
        return ""
    is_wide = unicodedata.decomposition(char).startswith(WIDTHS)
    return unicodedata.normalize("NFKC", char) if is_wide else char


def _check_local_part(plain: str, local: str) -> None:
    """Raise ValidationError if the part before the @ cannot be used."""
    if re.search(r"[\x00-\x1f\x7f-\x9f]", plain):
        raise ValidationError(INVALID, code="control")
    if " " in plain:
        raise ValidationError(HAS_SPACE, code="space")
    if '"' in local:
        raise ValidationError(QUOTED, code="quoted")
    if letter := next((char for char in local if not char.isascii()), ""):
        raise ValidationError(NON_ASCII, code="non_ascii", params={"letter": letter})
    if local.startswith(".") or local.endswith(".") or ".." in local:
        raise ValidationError(DOTS, code="dots")
    if not LOCAL_PART.fullmatch(local):
        raise ValidationError(INVALID, code="invalid")


def _domain_forms(domain: str) -> tuple[str, str]:
    """Return a domain in A-labels and in letters. Raise ValidationError if it is impossible."""
    if domain.isascii() and "xn--" not in domain.lower():
        lower = domain.translate(ASCII_LOWER)
        return lower, lower
    try:
        ascii_domain = idna.encode(domain, uts46=True).decode()
        return ascii_domain, idna.decode(ascii_domain)
    except (idna.IDNAError, UnicodeError) as error:
        raise ValidationError(BAD_DOMAIN, code="domain", params={"domain": domain[:80]}) from error


def _fallback(text: str) -> str:
    return plain_text(text).translate(ASCII_LOWER)[:LONGEST]
