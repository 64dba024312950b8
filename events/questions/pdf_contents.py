"""What a shared PDF must not contain: programs, other files, actions at opening, and a password.

Shared are the PDFs that people outside the team open: slides, documents of events, reports, resources of the library.

The names that mark them are searched in the whole file and in its compressed object streams (ISO 32000-2, 7.5.7). Nothing
is interpreted, so that a damaged or hostile file cannot keep the search busy."""

import re
import zlib

from django.utils.translation import gettext as _

from events.questions.errors import FileRejectedError

MOST_STREAMS, MOST_UNPACKED = 20_000, 200_000_000
TRAILER_BYTES = 1024  # the end of file marker is in these last bytes: some programs add bytes after it
LONGEST_HEADER, PIECE = 10_000, 65_536  # bytes
NAME_END = rb"(?![A-Za-z0-9_.#-])"
PROGRAMS = re.compile(rb"/(?:JavaScript|Launch|RichMedia|ImportData|SubmitForm|XFA)" + NAME_END)
FILES = re.compile(rb"/EmbeddedFiles?" + NAME_END)
PASSWORD = re.compile(rb"/Encrypt" + NAME_END)
STREAM_OF_OBJECTS = re.compile(rb"/ObjStm" + NAME_END)
SPACE = rb"(?:\s|%[^\r\n]*[\r\n])"  # a comment is a space, too
# A type that stands elsewhere would hide a stream of objects.
TYPE_ELSEWHERE = re.compile(rb"/Type" + SPACE + rb"+\d+" + SPACE + rb"+\d+" + SPACE + rb"+R" + NAME_END)
AT_OPENING = re.compile(rb"/OpenAction" + SPACE + rb"*(?:(\[)|(<<)|(\d+)" + SPACE + rb"+(\d+)" + SPACE + rb"+R)")
# The first page, and a place in the document: what word processors write.
HARMLESS = re.compile(rb"/S\s*/(?:GoTo|Named)" + NAME_END)
ANOTHER_ACTION = re.compile(rb"/(?:Next|URI)" + NAME_END)
# A name may be written with codes, such as /J#61vaScript.
CODED_NAME = re.compile(rb"/[A-Za-z0-9]*#[0-9A-Fa-f]{2}[A-Za-z0-9#]*")
CODE = re.compile(rb"#([0-9A-Fa-f]{2})")


def require_complete_pdf(content: bytes) -> None:
    """Raise ValueError for a PDF without its end: the upload was cut off."""
    if b"%%EOF" not in content[-TRAILER_BYTES:]:
        raise ValueError


def require_plain_pdf(content: bytes) -> None:
    """Raise FileRejectedError for a PDF with a password, programs, other files, or an action at opening.

    Raise ValueError for a PDF without its end."""
    require_complete_pdf(content)
    if PASSWORD.search(content):
        raise FileRejectedError(
            _("This PDF has a password or is protected. Save it without protection, and try again.")
        )
    parts = [_decoded_names(content)]
    parts += [_decoded_names(part) for part in _object_streams(parts[0])]
    if any(PROGRAMS.search(part) for part in parts):
        raise FileRejectedError(
            _("This PDF contains programs (scripts), or a form that sends data. Print it to a new PDF, and try again.")
        )
    if any(FILES.search(part) for part in parts):
        raise FileRejectedError(_("This PDF has other files attached. Remove them, or print it to a new PDF."))
    if any(_acts_at_opening(part, parts) for part in parts):
        raise FileRejectedError(_("This PDF starts an action when it is opened. Print it to a new PDF, and try again."))


def _decoded_names(content: bytes) -> bytes:
    """Return content with the codes in names replaced by their characters."""
    return CODED_NAME.sub(lambda name: CODE.sub(lambda code: bytes([int(code[1], 16)]), name[0]), content)


def _object_streams(content: bytes) -> list[bytes]:
    """Return the unpacked streams that contain objects. Raise FileRejectedError if they cannot be searched."""
    if TYPE_ELSEWHERE.search(content):
        raise _unreadable()
    unpacked, total = [], 0
    for number, found in enumerate(STREAM_OF_OBJECTS.finditer(content)):
        # A file with thousands of these names must not be searched as often from end to end.
        start = content.find(b"stream", found.end(), found.end() + LONGEST_HEADER)
        begin = content.rfind(b"obj", max(found.start() - LONGEST_HEADER, 0), found.start())
        if start < 0 or begin < 0 or number >= MOST_STREAMS:
            raise _unreadable()
        header = content[begin:start]
        if b"/Filter" not in header:  # searched with the rest of the file
            body = content[start + len(b"stream") : content.find(b"endstream", start)]
            if b"/Filter" in body or b"stream" in body:  # the word stood in a text: the stream begins later
                raise _unreadable()
            continue
        filters = re.findall(rb"/\w+Decode|/Crypt", header)
        if filters != [b"/FlateDecode"]:
            raise _unreadable()
        start += len(b"stream")
        start += 2 if content[start : start + 2] == b"\r\n" else 1
        unpacked.append(_unpacked(content, start, MOST_UNPACKED - total))
        total += len(unpacked[-1])
    return unpacked


def _unpacked(content: bytes, start: int, most: int) -> bytes:
    """Return the packed stream that begins at start, which the next bytes may follow. Raise FileRejectedError.

    It is read in pieces: the unpacker copies what follows the stream."""
    unpacker, parts = zlib.decompressobj(), []
    try:
        while not unpacker.eof and start < len(content):
            parts.append(unpacker.decompress(content[start : start + PIECE], most))
            start, most = start + PIECE, most - len(parts[-1])
            if most <= 0:
                raise _unreadable()
    except zlib.error as error:
        raise _unreadable() from error
    return b"".join(parts)


def _unreadable() -> FileRejectedError:
    return FileRejectedError(
        _("This PDF cannot be searched for programs. Print it to a new PDF, or save it as PDF/A, and try again.")
    )


def _acts_at_opening(part: bytes, parts: list[bytes]) -> bool:
    for found in AT_OPENING.finditer(part):
        is_place, is_action, number, generation = found.groups()
        if is_place:
            continue
        targets = [part[found.end() : found.end() + 200]] if is_action else _objects(number, generation, parts)
        if not targets or not all(_is_harmless(target, is_open=bool(is_action)) for target in targets):
            return True
    return False


def _is_harmless(target: bytes, *, is_open: bool) -> bool:
    """Return whether an action or a place only shows a page. is_open: the "<<" of the action was read already."""
    if not is_open and target.lstrip().startswith(b"["):
        return True
    action = target.partition(b">>")[0]
    return HARMLESS.search(action) is not None and not ANOTHER_ACTION.search(action)


def _objects(number: bytes, generation: bytes, parts: list[bytes]) -> list[bytes]:
    """Return the beginnings of all versions of an object: a later one in the file replaces an earlier one."""
    found = re.finditer(rb"(?<!\d)" + number + rb"\s+" + generation + rb"\s+obj", parts[0])
    targets = [parts[0][one.end() : one.end() + 200] for one in found]
    # A stream of objects begins with pairs: the number of each object, and where it is.
    for part in parts[1:]:
        pairs = re.match(rb"[\d\s]+", part)
        numbers = pairs[0].split() if pairs else []
        if number in numbers[::2] and pairs:
            place = int(numbers[numbers[::2].index(number) * 2 + 1])
            targets.append(part[pairs.end() + place : pairs.end() + place + 200])
    return targets
