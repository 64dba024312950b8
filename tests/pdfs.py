"""PDFs with all parts of a file: objects, a table of their places, and a trailer (ISO 32000-2, 7.5)."""

PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
ATTACHED = b"<< /Type /Filespec /F (a.exe) /EF << /F 5 0 R >> >>"
EMBEDDED = b"<< /Type /EmbeddedFile /Length 2 >>\nstream\nMZ\nendstream"
PROTECTION = b"<< /Filter /Standard /V 1 /R 2 /P -64 /O <" + b"00" * 32 + b"> /U <" + b"00" * 32 + b"> >>"


def build_pdf(catalog: bytes = b"", *further: bytes, trailer: bytes = b"") -> bytes:
    """Return a PDF of one page. catalog: entries of its first object. further: objects 4, 5 and so on."""
    content, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate((b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>", PAGES, PAGE, *further), 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    begin = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, table)
    content += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (len(places) + 1, trailer)
    return content + b"startxref\n%d\n%%%%EOF\n" % begin


NORMAL = build_pdf(b"/OpenAction [3 0 R /Fit]")
# A PDF of each kind that people outside the team must not get, and the beginning of the message about it.
BAD = {
    "JavaScript": (
        build_pdf(b"/Names << /JavaScript << /Names [(a) 4 0 R] >> >>", SCRIPT),
        "This PDF contains programs",
    ),
    "action at opening": (
        build_pdf(b"/OpenAction 4 0 R", b"<< /S /URI /URI (https://example.org) >>"),
        "This PDF starts an action when it is opened",
    ),
    "embedded file": (
        build_pdf(b"/Names << /EmbeddedFiles << /Names [(a.exe) 4 0 R] >> >>", ATTACHED, EMBEDDED),
        "This PDF has other files attached",
    ),
    "protected": (
        build_pdf(b"", PROTECTION, trailer=b"/Encrypt 4 0 R /ID [<00> <00>]"),
        "This PDF has a password or is protected",
    ),
}
