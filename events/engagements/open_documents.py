"""What is inside a presentation in the OpenDocument format (ODF 1.3): whether it is one, and whether it is safe to open."""

import re
from collections.abc import Collection, Mapping
from xml.etree import ElementTree

from events.spreadsheets import safe_zip

PROGRAMS = re.compile(r"(^|/)(Basic|Scripts)/", re.IGNORECASE)
MOST_XML_BYTES = 10 * safe_zip.MB  # of all parts that are read
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
# An address outside the file: with a scheme, of a server, or of another folder.
OUTSIDE = re.compile(r"\s*([a-z][a-z0-9+.-]*:|//|\\\\|\.\.)", re.IGNORECASE)
# A person must click these, as the hyperlinks of other formats.
CLICKED = {"a", "event-listener"}
MACRO = re.compile(r"\s*(vnd\.sun\.star\.|macro:|javascript:)", re.IGNORECASE)


def is_presentation(names: Collection[str]) -> bool:
    """Return whether an archive with these parts can be a presentation."""
    return {"mimetype", "content.xml", "META-INF/manifest.xml"} <= {*names}


def has_programs(parts: Mapping[str, bytes]) -> bool:
    """Return whether the document contains programs, or loads content from elsewhere when it is opened.

    Return True for more text than a presentation has. Raise ElementTree.ParseError for a damaged part."""
    if any(PROGRAMS.search(name) for name in parts):
        return True
    if any(content.startswith(safe_zip.OLD_OFFICE) for content in parts.values()):  # an object of another program
        return True
    names = [name for name in parts if name.rpartition("/")[2] in {"content.xml", "styles.xml"}]
    if sum(len(parts[name]) for name in names) > MOST_XML_BYTES:
        return True
    return any(_links_outside(parts[name]) for name in names)


def _links_outside(content: bytes) -> bool:
    tree = ElementTree.fromstring(content)  # noqa: S314 (a part with a DTD has been refused)
    return any(_is_unsafe(element.tag, href) for element in tree.iter() if (href := element.get(XLINK_HREF)))


def _is_unsafe(tag: str, href: str) -> bool:
    is_clicked = tag.rpartition("}")[2] in CLICKED
    return bool(MACRO.match(href)) or (not is_clicked and bool(OUTSIDE.match(href)))
