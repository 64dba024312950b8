"""What an uploaded file is, whatever it is called."""

import pytest

from events.questions import file_validation
from events.questions.errors import FileRejectedError
from events.questions.file_validation import clean_file_name, validate_file
from tests.events.questions.uploads import (
    HTML,
    JPEG,
    PNG,
    REJECTED_FILES,
    RELS,
    external_relation,
    make_docx,
    make_pdf,
    make_upload,
)


@pytest.mark.parametrize(
    ("content", "content_type", "ending"),
    [
        (make_pdf().read(), file_validation.PDF, ".pdf"),
        (PNG, file_validation.PNG, ".png"),
        (JPEG, file_validation.JPEG, ".jpg"),
        (make_docx(), file_validation.DOCX, ".docx"),
        (make_docx(**{RELS: external_relation("hyperlink", "https://example.org")}), file_validation.DOCX, ".docx"),
    ],
)
def test_a_file_is_what_its_content_says(content, content_type, ending):
    found = validate_file(make_upload(content, "what.exe", "text/html"))

    assert (found.content, found.content_type, found.name) == (content, content_type, f"what.exe{ending}")


@pytest.mark.parametrize("lie", REJECTED_FILES)
def test_a_file_that_lies_is_refused_with_what_to_do(lie):
    content, name, said = REJECTED_FILES[lie]

    with pytest.raises(FileRejectedError) as refused:
        validate_file(make_upload(content, name))

    assert str(refused.value).startswith(said)


@pytest.mark.parametrize("content", [PNG, JPEG])
def test_what_stands_behind_a_picture_is_left_out(content):
    assert validate_file(make_upload(content + HTML + make_docx(), "a.png")).content == content


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("cv.pdf", "cv.pdf"),
        ("CV.PDF", "CV.PDF"),
        ("../../etc/passwd", "passwd.pdf"),
        (r"C:\Users\An\cv.pdf", "cv.pdf"),
        ("/", "file.pdf"),
        ("", "file.pdf"),
        (".pdf", "pdf.pdf"),
        ("..", "file.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe.pdf"),  # shown as "invoiceexe.pdf"
        ("c\u200bv\u2066\ufeff.pdf", "cv.pdf"),
        ("c\x00v\r\nX-Header: 1.pdf", "cv X-Header 1.pdf"),
        ("cv.pdf.html", "cv.pdf.html.pdf"),
        ('a"b<c>.pdf', "a b c.pdf"),
        ("Nguyê\u0303n \u5c65\u6b74.pdf", "Nguy\u1ec5n \u5c65\u6b74.pdf"),
        ("a" * 300 + ".pdf", "a" * 96 + ".pdf"),
        ("a" * 1_000_000, "a" * 96 + ".pdf"),
    ],
)
def test_a_name_is_made_clean(name, clean):
    assert clean_file_name(name, file_validation.PDF) == clean


def test_the_limit_is_a_setting(settings):
    settings.ANSWER_FILE_MB = 7

    assert validate_file(make_upload(REJECTED_FILES["6 MB"][0])).content_type == file_validation.PDF
