"""Citations of a resource: one line for readers, and BibTeX and RIS for reference managers.

These formats are a few lines each. Libraries that write them do not escape text (bibtexparser, rispy) or bring a whole
bibliography processor (pybtex): see decision 0040."""

import re

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from events.models import Resource

Kind = Resource.Kind
# In the text of a field, TeX reads these characters as commands.
TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
RIS_TYPES = {
    Kind.PUBLICATION: "BOOK", Kind.REPORT: "RPRT", Kind.PRESENTATION: "SLIDE", Kind.VIDEO: "VIDEO", Kind.LINK: "ELEC",
}  # fmt: skip


def address_of(resource: Resource) -> str:
    return settings.BASE_URL + resource.get_absolute_url()


def citation(resource: Resource) -> tuple[str, str, str]:
    """Return the parts of the citation for readers: before the title, the title, and after it.

    As reference managers do, begin with the title if there is no author, and write "n.d." if there is no year."""
    year = f"{resource.year}. " if resource.year else f"{_('n.d.')} "
    creators = "; ".join(resource.creators)
    identifier = f"ISBN {resource.isbns[0]}. " if resource.isbns else ""
    publisher = f"{resource.publisher.rstrip('.')}. " if resource.publisher else ""
    after = f"{publisher}{identifier}{resource.doi_url or address_of(resource)}"
    title = resource.title.rstrip(".")
    return (f"{creators}. {year}", title, f". {after}") if creators else ("", title, f". {year}{after}")


def bibtex(resource: Resource, *, with_today: bool = True) -> str:
    """Return the resource as one entry of BibTeX, in UTF-8. with_today: whether it says that it was read today."""
    authors = [*map(_tex, resource.author_names), *(f"{{{_tex(name)}}}" for name in resource.institution_names)]
    entry, publisher = _bibtex_type(resource)
    fields = {
        "author": " and ".join(authors),
        "title": f"{{{_tex(resource.title)}}}",  # the inner braces keep capital letters
        "year": str(resource.year or ""),
        publisher: _tex(resource.publisher),
        "type": _tex(resource.genre) if entry == "techreport" else "",
        "isbn": resource.isbns[0] if resource.isbns else "",
        "doi": _tex(resource.doi),
        "language": resource.language,
        "url": _address(resource),
        "urldate": localdate().isoformat() if with_today else "",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{entry}{{{resource.slug},", *lines, "}", ""])


def ris(resource: Resource) -> str:
    """Return the resource in the format RIS, in UTF-8. Each line ends with CR LF, as the format requires."""
    rows = [
        ("TY", RIS_TYPES[Kind(resource.kind)]),
        *(("AU", name) for name in resource.creators),
        ("TI", resource.title),
        ("PY", str(resource.year or "")),
        ("PB", resource.publisher),
        ("M3", resource.genre),
        *(("SN", isbn) for isbn in resource.isbns),
        ("DO", resource.doi),
        ("LA", resource.language),
        ("AB", resource.summary),
        ("UR", _address(resource)),
    ]
    lines = [f"{tag}  - {_one_line(value)}" for tag, value in rows if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def _bibtex_type(resource: Resource) -> tuple[str, str]:
    """Return the type of the entry, and the field that holds the publisher."""
    if resource.kind == Kind.REPORT:
        return "techreport", "institution"
    if resource.kind == Kind.PUBLICATION and resource.publisher:
        return "book", "publisher"
    return "misc", "howpublished"


def _address(resource: Resource) -> str:
    # Braces would end the field.
    return address_of(resource).replace("{", "%7B").replace("}", "%7D")


def _one_line(text: str) -> str:
    """Return text without line breaks and control characters: a line break would begin another field."""
    return re.sub(r"[\s\x00-\x1f\x7f\u2028\u2029]+", " ", text).strip()


def _tex(text: str) -> str:
    return "".join(TEX.get(character, character) for character in _one_line(text))
