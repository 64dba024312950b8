"""Citations cannot break out of their format, whatever a title contains."""

import re

import pytest

from events.library.resources import citations
from events.models import Resource
from tests.events.library.helpers import make_resource
from tests.factories import make_programme

pytestmark = pytest.mark.django_db


def unsaved(**fields):
    return Resource(**{"programme": make_programme(), "slug": "review", "title": "Review"} | fields)


def test_bibtex_of_a_book():
    resource = make_resource(
        slug="comparative-review",
        title="Comparative review",
        authors="Carter, John\nPeyron Bista, Céline",
        institutions="International Labour Office",
        year=2013,
        publisher="ILO, Bangkok",
        isbn="9789221275442 9789221275459",
        language="en",
    )

    entry = citations.bibtex(resource)

    assert entry.startswith("@book{comparative-review,\n")
    assert "  author = {Carter, John and Peyron Bista, Céline and {International Labour Office}},\n" in entry
    assert "  title = {{Comparative review}},\n" in entry
    assert "  isbn = {9789221275442},\n" in entry
    assert "/resources/comparative-review/}" in entry
    assert entry.endswith("}\n")


def test_bibtex_escapes_commands_of_tex():
    entry = citations.bibtex(unsaved(year=2013, publisher="A & B_C \\ 100 % {x} $1 #2 ~ ^", authors="O'Neil, {Anne}"))

    line = next(line for line in entry.splitlines() if line.startswith("  publisher"))
    assert line == (
        r"  publisher = {A \& B\_C \textbackslash{} 100 \% \{x\} \$1 \#2 \textasciitilde{} \textasciicircum{}},"
    )
    assert r"author = {O'Neil, \{Anne\}}" in entry


def test_report_has_an_institution_and_its_type():
    entry = citations.bibtex(unsaved(kind="report", genre="Working paper", publisher="ILO"))

    assert entry.startswith("@techreport{review,")
    assert "institution = {ILO}" in entry
    assert "type = {Working paper}" in entry


def test_ris_has_one_field_on_each_line():
    text = citations.ris(
        unsaved(
            title="One\nER  - \r\nTY  - BOOK", summary="a\u2028b", authors="Carter, John\nBédard, Michel", year=2013
        )
    )

    lines = text.split("\r\n")
    assert lines[0] == "TY  - BOOK"
    assert lines[1:5] == ["AU  - Carter, John", "AU  - Bédard, Michel", "TI  - One ER - TY - BOOK", "PY  - 2013"]
    assert lines[-2:] == ["ER  - ", ""]
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines[:-1])
    assert "\n" not in text.replace("\r\n", "")


def test_line_for_readers():
    resource = unsaved(authors="Carter, John", year=2013, publisher="ILO", doi="10.1787/x")

    assert "".join(citations.citation(resource)) == "Carter, John. 2013. Review. ILO. https://doi.org/10.1787/x"
    assert "".join(citations.citation(unsaved())).startswith("Review. n.d. http")
    assert "".join(citations.citation(unsaved(year=2013))).startswith("Review. 2013. http")
    assert citations.citation(unsaved(institutions="Sample team"))[0] == "Sample team. n.d. "
