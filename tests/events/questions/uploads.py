"""Files with which people answer, good ones and those that lie."""

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
from events.models.question import FILES, private_files


def upload(content: bytes, name: str = "cv.pdf", content_type: str = "application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type)


def pdf(name: str = "cv.pdf", text: str = "") -> SimpleUploadedFile:
    return upload(f"%PDF-1.7\n% {text}\nstartxref\n9\n%%EOF\n".encode(), name)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


SIZE = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
PNG_BEGINS = b"\x89PNG\r\n\x1a\n"
PNG = PNG_BEGINS + chunk(b"IHDR", SIZE) + chunk(b"IDAT", zlib.compress(b"\0\0\0\0")) + chunk(b"IEND", b"")
# Of one pixel: size, tables left out, and a line of data in which FF stands for itself and goes on after a marker.
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
    b"\xd2\xff\x00\xff\xd0\x11\xff\xd9"
)
RELS = "word/_rels/document.xml.rels"
SCHEMA = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relation(kind: str, target: str) -> bytes:
    one = f'<Relationship Id="r1" Type="{SCHEMA}/{kind}" Target="{target}" TargetMode="External"/>'
    return f"<Relationships>{one}</Relationships>".encode()


def docx(**parts: bytes) -> bytes:
    """Return a Word file; parts are others in it, or more, by their names with "__" for "/"."""
    found = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
    found |= {name.replace("__", "/"): content for name, content in parts.items()}
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in found.items():
            archive.writestr(name, content)
    return file.getvalue()


def archive(**parts: bytes) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def spoilt(content: bytes) -> bytes:
    """Return an archive whose first part does not unpack."""
    at = content.index(b"[Content_Types].xml") + len("[Content_Types].xml")
    return content[:at] + b"\xff\xff\xff\xff" + content[at + 4 :]


EXE, HTML, SVG = b"MZ\x90\0\x03\0\0\0", b"<!doctype html><script>alert(1)</script>", b"<svg onload='alert(1)'/>"
# What is refused: content, name, and the beginning of what the person is told.
LIES = {
    "nothing": (b"", "cv.pdf", "This file is empty."),
    "a program called .pdf": (EXE, "cv.pdf", "This is none of the files that are taken"),
    "a web page called .png": (HTML, "a.png", "This is none of the files that are taken"),
    "a drawing that runs": (SVG, "a.svg", "This is none of the files that are taken"),
    "a drawing called .jpg": (SVG, "a.jpg", "This is none of the files that are taken"),
    "a GIF": (b"GIF89a\x01\0\x01\0", "a.gif", "This is none of the files that are taken"),
    "a PDF behind a program": (EXE + b"%PDF-1.7\n%%EOF", "cv.pdf", "This is none of the files that are taken"),
    "half a PDF": (b"%PDF-1.7\n" + b"a" * 5000, "cv.pdf", "This file is broken"),
    "an archive behind a PDF": (
        b"%PDF-1.7\n%%EOF" + docx(a=bytes(range(256)) * 9) + b"a" * 1024, "cv.pdf", "This file is broken",
    ),
    "the beginning of a PNG": (PNG[:40], "a.png", "This file is broken"),
    "a PNG without its end": (PNG[:-12], "a.png", "This file is broken"),
    "a PNG with a wrong checksum": (PNG.replace(b"IDAT", b"IDAU"), "a.png", "This file is broken"),
    "a PNG without a size": (PNG_BEGINS + chunk(b"IDAT", b"") + chunk(b"IEND", b""), "a.png", "This file is broken"),
    "a PNG of no size": (PNG_BEGINS + chunk(b"IHDR", b"\0" * 13) + chunk(b"IEND", b""), "a.png", "This file is broken"),
    "a PNG without a picture": (PNG_BEGINS + chunk(b"IHDR", SIZE) + chunk(b"IEND", b""), "a.png", "This file is broken"),
    "the beginning of a JPEG": (JPEG[:30], "a.jpg", "This file is broken"),
    "a JPEG without its end": (JPEG[:-2], "a.jpg", "This file is broken"),
    "a JPEG of nothing": (b"\xff\xd8\xff\xd9", "a.jpg", "This file is broken"),
    "a web page behind the sign of a JPEG": (b"\xff\xd8\xff" + HTML, "a.jpg", "This file is broken"),
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "cv.doc", "This is a file of an old Word"),
    "an archive of something else": (archive(a=b"a"), "cv.docx", "This is an archive, but no Word file."),
    "a workbook called .docx": (
        archive(**{"[Content_Types].xml": b"<T/>", "xl/workbook.xml": b"<w/>"}), "cv.docx", "This is an archive, but no",
    ),
    "half a Word file": (docx()[:150], "cv.docx", "This file is broken"),
    "a Word file that does not unpack": (spoilt(docx()), "cv.docx", "This file is broken"),
    "a Word file with relations of nonsense": (docx(**{RELS: b"<a"}), "cv.docx", "This file is broken"),
    "a bomb": (docx(word__media__a=b"\0" * 21_000_000), "cv.docx", "This file unpacks to far more"),
    "a thousand parts": (docx(**{f"a{number}": b"a" for number in range(1000)}), "cv.docx", "This file unpacks to far"),
    "entities in entities": (
        docx(word__document=b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w>&b;</w>'), "cv.docx", "This file is bro",
    ),
    "a Word file with macros": (docx(**{"word/vbaProject.bin": b"a"}), "cv.docx", "This Word file holds programs"),
    "a Word file with a program inside": (
        docx(**{"word/embeddings/oleObject1.bin": EXE}), "cv.docx", "This Word file holds programs",
    ),
    "a Word file that loads its template": (
        docx(**{RELS: relation("attachedTemplate", "https://example.org/a.dotm")}), "cv.docx", "This Word file holds",
    ),
    "6 MB": (pdf(text="a" * 6_000_000).read(), "cv.pdf", "This file is too large: 5 MB is the most."),
}  # fmt: skip


def contents() -> set[str]:
    """Return the paths of the contents that rows lead to, as far as they are stored."""
    paths = AnswerFile.objects.values_list("file", flat=True)
    return {path for path in paths if is_stored(path)}


def is_stored(path: str) -> bool:
    return private_files().exists(path)


def stray(name: str, *, hours: int) -> str:
    """Store content that no row knows, so many hours old; return its path."""
    storage = private_files()
    path = storage.save(f"{FILES}/{name}", ContentFile(b"left over"))
    moment = (now() - timedelta(hours=hours)).timestamp()
    os.utime(storage.path(path), (moment, moment))
    return path
