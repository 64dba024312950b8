"""Read an uploaded picture. Only its pixels are kept, and every picture that is stored is drawn anew from them.

The place, the device and the time in the metadata of the file are lost. The content decides, never the name of the file."""

from dataclasses import dataclass
from io import BytesIO
from struct import error as StructError
from typing import IO, TYPE_CHECKING

from django.utils.translation import gettext as _

from events.errors import DomainError

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

MB = 1_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
ACCEPT = "image/jpeg,image/png,image/webp"
DAMAGED = (OSError, SyntaxError, ValueError, LookupError, StructError)  # what Pillow raises for a damaged file
ORIENTATION, PLACE = 0x0112, 0x8825  # tags of EXIF
HEAD_BYTES = 512


class PictureRejectedError(DomainError):
    """Raised for a file that cannot be used as a picture. The advice says why, and what the user can do."""


@dataclass(frozen=True)
class PictureLimits:
    """The most that a file may have: bytes, and pixels."""

    size: int = 20 * MB
    pixels: int = 50 * MB  # the camera of a phone


@dataclass(frozen=True)
class Pixels:
    """The pixels of a picture, with the right side up and without metadata.

    had_place: whether the file said where the picture was taken."""

    image: "PillowImage"
    had_place: bool = False


def read_pixels(stream: IO[bytes], size: int, limits: PictureLimits, *, largest: int = 0) -> Pixels:
    """Return the picture in a stream of this size. Raise PictureRejectedError.

    largest: the longest side in pixels that the caller needs. A large JPEG is then read with less memory."""
    if size > limits.size:
        raise PictureRejectedError(
            _("The picture is too large. The limit is %(limit)d MB.") % {"limit": limits.size // MB}
        )
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 (slow to import, and most requests need no picture)

    too_many = _("The picture has too many pixels. The limit is %(limit)d million.") % {"limit": limits.pixels // MB}
    try:
        with Image.open(stream, formats=FORMATS) as picture:
            if picture.width * picture.height > limits.pixels:
                raise PictureRejectedError(too_many)
            if largest:
                picture.draft("RGB", (largest * 2, largest * 2))
            orientation, had_place = _metadata(picture)
            image = _turned(_in_srgb(picture), orientation).convert("RGBA")
            image.info = {}  # Pillow would write the metadata into the new file
            return Pixels(image, had_place)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRejectedError(too_many) from error
    except (UnidentifiedImageError, *DAMAGED) as error:
        raise PictureRejectedError(_why_not(stream)) from error


def without_transparency(image: "PillowImage") -> "PillowImage":
    """Return the picture (RGBA) on a white ground. The new picture has no metadata."""
    from PIL import Image  # noqa: PLC0415 (as above)

    plain = Image.new("RGB", image.size, "white")
    plain.paste(image, mask=image)
    return plain


def _why_not(stream: IO[bytes]) -> str:
    """Return the sentence about a file that is not a readable picture."""
    stream.seek(0)
    head = stream.read(HEAD_BYTES)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    sentences = (
        (not head, _("This file is empty. Open it to check its content, and choose it again.")),
        (
            start.startswith((b"<svg", b"<?xml", b"<!doctype svg", b"<!--")),
            _("This is a drawing in the format SVG, which may contain programs. Save it as PNG."),
        ),
        (start.startswith(b"%pdf"), _("This is a PDF, not a picture. Save the picture as JPEG or PNG.")),
        (
            head[4:8] == b"ftyp" and head[8:11] in {b"hei", b"hev", b"mif", b"msf"},
            _("This is a picture in the format HEIC, which browsers do not show. Save it as JPEG."),
        ),
        (head.startswith(b"GIF8"), _("This is a picture in the format GIF, which may move. Save it as PNG or JPEG.")),
        (
            head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or head[8:12] == b"WEBP",
            _("The picture is damaged or incomplete. Save it again, and choose the new copy."),
        ),
    )
    found = (sentence for is_it, sentence in sentences if is_it)
    return next(found, _("This is not a picture in the format JPEG, PNG or WebP."))


def _metadata(picture: "PillowImage") -> tuple[int, bool]:
    """Return the orientation of the camera, and whether the file has a place."""
    try:
        exif = picture.getexif()
        return int(exif.get(ORIENTATION, 1)), bool(exif.get_ifd(PLACE))
    except Exception:  # damaged metadata raise nearly anything
        return 1, False


def _in_srgb(picture: "PillowImage") -> "PillowImage":
    """Return the picture with the colours of the web: its profile is lost with the metadata.

    Phones write Display P3, and printers CMYK. A profile that cannot be used is left out."""
    from PIL import ImageCms  # noqa: PLC0415 (as above)

    if picture.mode.startswith("I"):  # grey with 16 bits: Pillow would make everything but black white
        return picture.point(lambda value: value / 256).convert("L")
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in {"RGB", "RGBA", "CMYK"}:
        return picture
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        converted = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, *DAMAGED):
        picture.load()  # a cut off picture is refused
        return picture
    return picture if converted is None else converted


def _turned(picture: "PillowImage", orientation: int) -> "PillowImage":
    """Return the picture as the camera was held.

    ImageOps.exif_transpose() also writes the metadata anew, and fails if they are damaged. They are not needed here."""
    from PIL.Image import Transpose  # noqa: PLC0415 (as above)

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    turn = turns.get(orientation)
    return picture if turn is None else picture.transpose(turn)
