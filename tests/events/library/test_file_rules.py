"""Each file that a resource cannot have has its own message."""

import time
import zlib
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile

from events.library.resources.file_rules import validate_resource_file
from events.questions.errors import FileRejectedError
from events.questions.file_validation import DOCX, PDF, PPTX, XLSX
from tests.events.library.helpers import picture_file

LINK = b"1 0 obj << /Type /Catalog /OpenAction [3 0 R /Fit] >> endobj"


def pdf(content=b""):
    return b"%PDF-1.7\n" + content + b"\n%%EOF\n"


def in_object_stream(content, filters=b"/FlateDecode", pack=zlib.compress):
    head = b"9 0 obj << /Type /ObjStm /N 1 /First 5 /Filter " + filters + b" >> stream\r\n"
    return pdf(head + pack(content) + b"\nendstream endobj")


def hidden_stream(entries, after=b""):
    """Return a PDF with a program in a stream of objects whose type or beginning is not where it is expected."""
    head = b"9 0 obj << " + entries + b" /N 1 /First 5 /Filter /FlateDecode >>\nstream\n"
    return pdf(head + zlib.compress(b"5 0  << /S /JavaScript >>") + b"\nendstream endobj " + after)


def office(main, **parts):
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(main, "<x/>")
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def validate(content, name="file.pdf"):
    return validate_resource_file(ContentFile(content, name))


@pytest.mark.parametrize(
    ("content", "kind", "ending"),
    [
        (pdf(LINK), PDF, ".pdf"),
        (pdf(b"1 0 obj << /OpenAction 7 0 R >> endobj 7 0 obj << /S /GoTo /D [3 0 R /Fit] >> endobj"), PDF, ".pdf"),
        (in_object_stream(b"5 0  << /Type /Catalog /OpenAction [3 0 R] >>"), PDF, ".pdf"),
        (office("word/document.xml"), DOCX, ".docx"),
        (office("ppt/presentation.xml"), PPTX, ".pptx"),
        (office("xl/workbook.xml"), XLSX, ".xlsx"),
    ],
)
def test_good_files_are_accepted(content, kind, ending):
    validated = validate(content, "report")

    assert (validated.content_type, validated.name) == (kind, f"report{ending}")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 cut off", "damaged"),
        (pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>"), "programs"),
        (pdf(b"<< /S /J#61vaScript >>"), "programs"),
        (pdf(b"<< /S /Launch /F (cmd.exe) >>"), "programs"),
        (pdf(b"<< /XFA 5 0 R >>"), "programs"),
        (in_object_stream(b"5 0 << /S /JavaScript >>"), "programs"),
        (in_object_stream(b"x", b"[/ASCIIHexDecode /FlateDecode]"), "cannot be searched"),
        (in_object_stream(b"x", pack=lambda content: b"not packed"), "cannot be searched"),
        (pdf(b"<< /Names << /EmbeddedFiles 5 0 R >> >>"), "other files attached"),
        (pdf(b"<< /OpenAction << /S /URI /URI (http://example.org) >> >>"), "starts an action"),
        (pdf(b"<< /OpenAction 7 0 R >> 7 0 obj << /S /URI /URI (http://example.org) >> endobj"), "starts an action"),
        (pdf(b"<< /OpenAction 8 0 R >>"), "starts an action"),
        (hidden_stream(b"/Type /ObjStm /Note (stream)"), "cannot be searched"),
        (
            hidden_stream(b"/Type 8 0 R", b"8 0 obj /ObjStm endobj 7 0 obj << >> stream\n1 0\nendstream"),
            "cannot be searched",
        ),
        (pdf(b"<< /OpenAction << /S /GoTo /D [1 0 R] /Next << /S /URI /URI (x) >> >> >>"), "starts an action"),
        (
            pdf(b"<< /OpenAction 7 0 R >> 7 0 obj << /S /GoTo >> endobj 7 0 obj << /S /URI >> endobj"),
            "starts an action",
        ),
        (pdf(b"<< /OpenAction% a comment\n<< /S /URI /URI (x) >> >>"), "starts an action"),
        (pdf(b"trailer << /Encrypt 4 0 R >>"), "password"),
        (b'<?xml version="1.0"?><svg onload="alert(1)"/>', "SVG"),
        (picture_file(20, 20).read(), "This is a picture"),
        (b"\xd0\xcf\x11\xe0 old", "old Office file"),
        (office("other.xml"), "not an Office file"),
        (office("word/document.xml", **{"word/vbaProject.bin": b"x"}), "contains programs"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"MZ a program", "not accepted"),
        (b"<html><script>", "not accepted"),
    ],
)
def test_each_bad_file_has_its_own_message(content, message):
    with pytest.raises(FileRejectedError) as refused:
        validate(content)

    assert message in str(refused.value.advice)


def test_large_file_is_refused_before_it_is_read():
    upload = ContentFile(b"", "large.pdf")
    upload.size = 200 * 1024 * 1024

    with pytest.raises(FileRejectedError) as refused:
        validate_resource_file(upload)

    assert "200.0\xa0MB. The maximum is 50 MB" in str(refused.value.advice)


def test_small_file_that_unpacks_to_much_is_refused(monkeypatch):
    monkeypatch.setattr("events.questions.pdf_contents.MOST_UNPACKED", 1_000)

    with pytest.raises(FileRejectedError) as refused:
        validate(in_object_stream(b" " * 100_000))

    assert "cannot be searched" in str(refused.value.advice)


def test_program_after_many_pieces_of_a_stream_is_found():
    incompressible = b"".join(sha256(b"%d" % number).digest() for number in range(10_000)).hex().encode()
    content = b"5 0 " + incompressible + b" << /S /JavaScript >>"

    with pytest.raises(FileRejectedError) as refused:
        validate(in_object_stream(content))

    assert "contains programs" in str(refused.value.advice)


def test_many_marks_of_streams_are_searched_in_a_short_time():
    began = time.monotonic()

    with pytest.raises(FileRejectedError):
        validate(pdf(b"a" * 20_000_000 + b"/ObjStm stream endstream " * 15_000))

    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("Báo cáo.pdf", "Báo cáo.pdf"),
        ("របាយការណ៍.pdf", "របាយការណ៍.pdf"),
        ("รายงาน.pdf", "รายงาน.pdf"),
        ("報告.PDF", "報告.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("report.pdf\u202egnp.exe", "report.pdfgnp.exe.pdf"),
        ("a" * 300 + ".pdf", "a" * 96 + ".pdf"),
    ],
)
def test_names_in_all_scripts_are_kept_and_made_safe(name, stored):
    file = ContentFile(pdf())
    file.name = name

    assert validate_resource_file(file).name.lower() == stored.lower()
