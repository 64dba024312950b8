import pytest
from django.core.exceptions import ValidationError

from events.library.resources.identifiers import clean_doi, clean_isbns


@pytest.mark.parametrize(
    ("text", "isbns"),
    [
        ("", ""),
        ("978-92-2-127544-2", "9789221275442"),
        ("ISBN: 978 92 2 127544 2", "9789221275442"),
        ("9789221275442, 9789221275459;9789221275541", "9789221275442 9789221275459 9789221275541"),
        ("9789264272255 9789264272262", "9789264272255 9789264272262"),
        ("0-8044-2957-X", "9780804429573"),
        ("9789221275442\n978-92-2-127544-2", "9789221275442"),
    ],
)
def test_isbns_are_stored_in_one_form(text, isbns):
    assert clean_isbns(text) == isbns


@pytest.mark.parametrize("text", ["9789221275443", "978922127544", "12345", "0-8044-2957-1", "no ISBN"])
def test_wrong_isbn_is_named(text):
    with pytest.raises(ValidationError, match="is not an ISBN"):
        clean_isbns(f"9789221275442, {text}")


@pytest.mark.parametrize(
    "text",
    ["10.1787/9789264272262-en", "doi: 10.1787/9789264272262-en", "http://dx.doi.org/10.1787/9789264272262-en"],
)
def test_doi_is_stored_without_its_address(text):
    assert clean_doi(text) == "10.1787/9789264272262-en"


@pytest.mark.parametrize("text", ["1787/9789264272262", "10.1787", "10.1/a b"])
def test_wrong_doi_is_refused(text):
    with pytest.raises(ValidationError, match="begins with"):
        clean_doi(text)
