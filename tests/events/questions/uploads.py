"""Uploaded files for tests: valid ones, and ones that must be rejected."""

import os
import struct
import zlib
from datetime import timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from events.models import AnswerFile
from events.models.answer import ANSWER_FILES_FOLDER, private_storage


def make_upload(content: bytes, name: str = "cv.pdf", content_type: str = "application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type)


def make_pdf(name: str = "cv.pdf", text: str = "") -> SimpleUploadedFile:
    return make_upload(f"%PDF-1.7\n% {text}\nstartxref\n9\n%%EOF\n".encode(), name)


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG_HEADER = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG = (
    PNG_SIGNATURE
    + png_chunk(b"IHDR", PNG_HEADER)
    + png_chunk(b"IDAT", zlib.compress(b"\0\0\0\0"))
    + png_chunk(b"IEND", b"")
)
# One pixel, without tables. The data contains an escaped FF and a restart marker.
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
    b"\xd2\xff\x00\xff\xd0\x11\xff\xd9"
)
RELS = "word/_rels/document.xml.rels"
SCHEMA = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def external_relation(kind: str, target: str) -> bytes:
    one = f'<Relationship Id="r1" Type="{SCHEMA}/{kind}" Target="{target}" TargetMode="External"/>'
    return f"<Relationships>{one}</Relationships>".encode()


def make_docx(**parts: bytes) -> bytes:
    """Return a Word file. `parts` replaces or adds parts, by name with "__" for "/"."""
    found = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
    found |= {name.replace("__", "/"): content for name, content in parts.items()}
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in found.items():
            archive.writestr(name, content)
    return file.getvalue()


def make_zip(**parts: bytes) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def corrupt_first_part(content: bytes) -> bytes:
    """Return the archive with a first part that cannot be unpacked."""
    at = content.index(b"[Content_Types].xml") + len("[Content_Types].xml")
    return content[:at] + b"\xff\xff\xff\xff" + content[at + 4 :]


EXE, HTML, SVG = b"MZ\x90\0\x03\0\0\0", b"<!doctype html><script>alert(1)</script>", b"<svg onload='alert(1)'/>"
# Files that are rejected: content, name, and the start of the error message.
REJECTED_FILES = {
    "nothing": (b"", "cv.pdf", "This file is empty."),
    "a program called .pdf": (EXE, "cv.pdf", "Files of this type are not accepted"),
    "a web page called .png": (HTML, "a.png", "Files of this type are not accepted"),
    "a drawing that runs": (SVG, "a.svg", "Files of this type are not accepted"),
    "a drawing called .jpg": (SVG, "a.jpg", "Files of this type are not accepted"),
    "a GIF": (b"GIF89a\x01\0\x01\0", "a.gif", "Files of this type are not accepted"),
    "a PDF behind a program": (EXE + b"%PDF-1.7\n%%EOF", "cv.pdf", "Files of this type are not accepted"),
    "half a PDF": (b"%PDF-1.7\n" + b"a" * 5000, "cv.pdf", "This file is damaged"),
    "an archive behind a PDF": (
        b"%PDF-1.7\n%%EOF" + make_docx(a=bytes(range(256)) * 9) + b"a" * 1024, "cv.pdf", "This file is damaged",
    ),
    "the beginning of a PNG": (PNG[:40], "a.png", "This file is damaged"),
    "a PNG without its end": (PNG[:-12], "a.png", "This file is damaged"),
    "a PNG with a wrong checksum": (PNG.replace(b"IDAT", b"IDAU"), "a.png", "This file is damaged"),
    "a PNG without a size": (PNG_SIGNATURE + png_chunk(b"IDAT", b"") + png_chunk(b"IEND", b""), "a.png", "This file is damaged"),
    "a PNG of no size": (PNG_SIGNATURE + png_chunk(b"IHDR", b"\0" * 13) + png_chunk(b"IEND", b""), "a.png", "This file is damaged"),
    "a PNG without a picture": (PNG_SIGNATURE + png_chunk(b"IHDR", PNG_HEADER) + png_chunk(b"IEND", b""), "a.png", "This file is damaged"),
    "the beginning of a JPEG": (JPEG[:30], "a.jpg", "This file is damaged"),
    "a JPEG without its end": (JPEG[:-2], "a.jpg", "This file is damaged"),
    "a JPEG of nothing": (b"\xff\xd8\xff\xd9", "a.jpg", "This file is damaged"),
    "a web page behind the sign of a JPEG": (b"\xff\xd8\xff" + HTML, "a.jpg", "This file is damaged"),
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "cv.doc", "This is an old Word file"),
    "an archive of something else": (make_zip(a=b"a"), "cv.docx", "This is an archive, but not a Word file."),
    "a workbook called .docx": (
        make_zip(**{"[Content_Types].xml": b"<T/>", "xl/workbook.xml": b"<w/>"}), "cv.docx", "This is an archive, but not",
    ),
    "half a Word file": (make_docx()[:150], "cv.docx", "This file is damaged"),
    "a Word file that does not unpack": (corrupt_first_part(make_docx()), "cv.docx", "This file is damaged"),
    "a Word file with relations of nonsense": (make_docx(**{RELS: b"<a"}), "cv.docx", "This file is damaged"),
    "a bomb": (make_docx(word__media__a=b"\0" * 21_000_000), "cv.docx", "This file expands to an unusually"),
    "a thousand parts": (make_docx(**{f"a{number}": b"a" for number in range(1000)}), "cv.docx", "This file expands to an"),
    "entities in entities": (
        make_docx(word__document=b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w>&b;</w>'), "cv.docx", "This file is dam",
    ),
    "a Word file with macros": (make_docx(**{"word/vbaProject.bin": b"a"}), "cv.docx", "This Word file contains programs"),
    "a Word file with a program inside": (
        make_docx(**{"word/embeddings/oleObject1.bin": EXE}), "cv.docx", "This Word file contains programs",
    ),
    "a Word file that loads its template": (
        make_docx(**{RELS: external_relation("attachedTemplate", "https://example.org/a.dotm")}), "cv.docx", "This Word file contains",
    ),
    "6 MB": (make_pdf(text="a" * 6_000_000).read(), "cv.pdf", "This file is too large. The maximum is 5 MB."),
}  # fmt: skip


def stored_paths() -> set[str]:
    """Return the paths of all AnswerFile rows whose content is in the storage."""
    paths = AnswerFile.objects.values_list("file", flat=True)
    return {path for path in paths if is_stored(path)}


def is_stored(path: str) -> bool:
    return private_storage().exists(path)


def store_orphan(name: str, *, hours: int) -> str:
    """Store content without a row, with this age in hours; return its path."""
    storage = private_storage()
    path = storage.save(f"{ANSWER_FILES_FOLDER}/{name}", ContentFile(b"left over"))
    moment = (now() - timedelta(hours=hours)).timestamp()
    os.utime(storage.path(path), (moment, moment))
    return path
