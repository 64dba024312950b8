"""A pasted list as resources. Each row is understood, or reported by its number: none is left out silently."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from accounts.fields import one_line
from accounts.models.search import compact, fold
from events.library.resources.identifiers import clean_doi, clean_isbns
from events.models import Resource
from events.spreadsheets.delimited_text import split_tabs

LONGEST_TEXT, MOST_ROWS = 100_000, 200
# The names of columns, folded. The order is that of text cells in rows without a heading.
COLUMNS = {
    "title": ("title", "name", "publication"),
    "authors": ("authors", "author", "by"),
    "publisher": ("publisher",),
    "summary": ("summary", "abstract", "description"),
    "year": ("year", "date", "published"),
    "kind": ("type", "kind"),
    "url": ("link", "url", "address", "web"),
    "isbn": ("isbn",),
    "doi": ("doi",),
}
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
ISBN = re.compile(r"(?:ISBN\W*)?[\d-]{9,16}[\dXx]", re.IGNORECASE)
LONGEST = {"title": 300, "authors": 2_000, "publisher": 200, "summary": 5_000, "url": 500}


@dataclass(frozen=True)
class PastedResource:
    """A pasted row. fields: those of the resource. problem: why it is not understood. doubt: what to look at."""

    number: int
    text: str
    fields: dict[str, Any] = field(default_factory=dict)
    problem: str = ""
    doubt: str = ""


def read_list(text: str, known_titles: Iterable[str]) -> list[PastedResource]:
    """Return the rows of a pasted text. known_titles: of the resources that the programme has.

    Cells are separated by tabs, else by semicolons. A first row with names of columns gives their order. In other rows, years,
    links, numbers and types are recognised; the first other cell is the title, the second one the authors."""
    known = {compact(title) for title in known_titles}
    columns: list[str] = []
    rows: list[PastedResource] = []
    for number, cells in enumerate(_cells(text[:LONGEST_TEXT]), 1):
        if not any(cells):
            continue
        if not rows and not columns and (columns := _heading(cells)):
            continue
        row = _row(number, cells, columns, known)
        if len([one for one in rows if one.fields]) >= MOST_ROWS:
            row = PastedResource(number, row.text, problem=_("Paste at most %(count)d rows.") % {"count": MOST_ROWS})
        rows.append(row)
    return rows


def _cells(text: str) -> list[list[str]]:
    if "\t" in text:
        table = split_tabs(text)
    else:
        table = [line.split(";") if line.count(";") else [line] for line in text.splitlines()]
    return [[one_line(cell) for cell in cells] for cells in table]


def _heading(cells: list[str]) -> list[str]:
    names = [next((name for name, words in COLUMNS.items() if fold(cell) in words), "") for cell in cells]
    return names if "title" in names and len(list(filter(None, names))) > 1 else []


def _row(number: int, cells: list[str], columns: list[str], known: Collection[str]) -> PastedResource:
    text = " · ".join(filter(None, cells))
    values = dict(zip(columns, cells, strict=False)) if columns else _recognised(cells)
    try:
        fields = _fields({name: value for name, value in values.items() if name and value})
    except ValidationError as error:
        return PastedResource(number, text, problem=" ".join(error.messages))
    doubt = _("A resource with this title exists already.") if compact(fields["title"]) in known else ""
    return PastedResource(number, text, fields, doubt=doubt)


def _recognised(cells: list[str]) -> dict[str, str]:
    """Return the values of cells without a heading, by what they look like."""
    found: dict[str, str] = {}
    names = iter(("title", "authors", "publisher", "summary"))
    for cell in filter(None, cells):
        name = _looks_like(cell)
        if not name or name in found:
            name = next(names, "")
        if name:
            found[name] = cell
    return found


def _looks_like(cell: str) -> str:
    if YEAR.fullmatch(cell):
        return "year"
    if re.match(r"(?:doi:|https?://(?:dx\.)?doi\.org/|10\.\d{4,9}/)", cell, re.IGNORECASE):
        return "doi"
    if re.match(r"https?://", cell, re.IGNORECASE):
        return "url"
    if ISBN.fullmatch(cell.replace(" ", "")):
        return "isbn"
    return "kind" if _kind(cell) else ""


def _kind(text: str) -> str:
    return next((kind for kind, label in Resource.Kind.choices if fold(text) in {kind, fold(str(label))}), "")


def _fields(values: dict[str, str]) -> dict[str, Any]:
    """Return the fields of a resource. Raise ValidationError."""
    if not values.get("title"):
        raise ValidationError(_("Write a title."))
    for name, most in LONGEST.items():
        if len(values.get(name, "")) > most:
            raise ValidationError(_("“%(text)s…” is too long."), params={"text": values[name][:40]})
    fields: dict[str, Any] = {"title": values["title"]}
    if year := values.get("year"):
        found = YEAR.search(year)
        if not found:
            raise ValidationError(_("“%(text)s” is not a year."), params={"text": year[:40]})
        fields["year"] = int(found[0])
    if kind := values.get("kind"):
        fields["kind"] = _kind(kind) or Resource.Kind.PUBLICATION
        fields["genre"] = "" if _kind(kind) else kind[:60]
    if url := values.get("url"):
        URLValidator(schemes=["https", "http"], message=_("This is not a link: it must begin with https://."))(url)
        fields["url"] = url
        fields.setdefault("kind", Resource.Kind.LINK)
    if authors := values.get("authors"):
        fields["authors"] = "\n".join(part.strip() for part in re.split(r"[;|]| and | & ", authors) if part.strip())
    fields["isbn"] = clean_isbns(values.get("isbn", ""))
    fields["doi"] = clean_doi(values.get("doi", ""))
    return fields | {name: values[name] for name in ("publisher", "summary") if name in values}
