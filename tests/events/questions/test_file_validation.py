"""Validation of uploaded files by their content."""

from io import BytesIO

import pytest
from PIL import Image

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
def test_validate_file_detects_the_type_from_the_content(content, content_type, ending):
    found = validate_file(make_upload(content, "what.exe", "text/html"))

    assert (found.content, found.content_type, found.name) == (content, content_type, f"what.exe{ending}")


@pytest.mark.parametrize("case", REJECTED_FILES)
def test_validate_file_rejects_other_content_with_advice(case):
    content, name, message = REJECTED_FILES[case]

    with pytest.raises(FileRejectedError) as rejected:
        validate_file(make_upload(content, name))

    assert str(rejected.value).startswith(message)


@pytest.mark.parametrize("content", [PNG, JPEG])
def test_validate_file_removes_data_after_a_picture(content):
    assert validate_file(make_upload(content + HTML + make_docx(), "a.png")).content == content


def picture(picture_format, size=(60, 40), **options):
    content = BytesIO()
    Image.new("RGB", size, "navy").save(content, picture_format, **options)
    return content.getvalue()


@pytest.mark.parametrize(
    ("picture_format", "options"),
    [("PNG", {}), ("JPEG", {}), ("JPEG", {"progressive": True}), ("JPEG", {"exif": b"Exif\0\0\xff\xd9"})],
    ids=["png", "jpeg", "progressive jpeg", "end marker in the header"],
)
def test_validate_file_accepts_complete_pictures_only(picture_format, options):
    content = picture(picture_format, **options)

    assert validate_file(make_upload(content + HTML)).content == content
    with pytest.raises(FileRejectedError, match="damaged or incomplete"):
        validate_file(make_upload(content[:-1]))


@pytest.mark.parametrize("picture_format", ["PNG", "JPEG"])
def test_validate_file_rejects_pictures_with_too_many_pixels(picture_format, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 2_000_000)
    largest, too_large = picture(picture_format, (2000, 1000)), picture(picture_format, (2000, 1001))

    assert validate_file(make_upload(largest)).content == largest
    with pytest.raises(FileRejectedError, match="The maximum is 2 million"):
        validate_file(make_upload(too_large))


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
def test_clean_file_name_returns_a_safe_name(name, clean):
    assert clean_file_name(name, file_validation.PDF) == clean


def test_maximum_size_is_a_setting(settings):
    settings.ANSWER_FILE_MB = 7

    assert validate_file(make_upload(REJECTED_FILES["6 MB"][0])).content_type == file_validation.PDF
