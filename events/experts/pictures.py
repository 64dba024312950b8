"""Read an uploaded picture of a person, and draw it anew as a small JPEG. The uploaded file itself is never stored."""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from struct import error as StructError
from typing import IO, TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from events.experts.errors import PictureError

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

MOST_BYTES, MOST_PIXELS = 10_000_000, 50_000_000  # the camera of a phone
SIDE = 480  # pixels: three times the size on the page
FORMATS = ("JPEG", "PNG", "WEBP")
DAMAGED = (OSError, SyntaxError, ValueError, LookupError, StructError)  # what Pillow raises for a damaged file
ORIENTATION = 0x0112  # the tag of EXIF


@dataclass(frozen=True)
class Picture:
    jpeg: bytes

    @property
    def digest(self) -> str:
        return sha256(self.jpeg).hexdigest()[:16]


def read_picture(upload: UploadedFile) -> Picture:
    """Return the picture in an uploaded file. Raise PictureError, with a sentence for the user."""
    return draw_picture(upload.file or BytesIO(), upload.size or 0)


def draw_picture(stream: IO[bytes], size: int) -> Picture:
    """Return the picture in a stream of this size, cut to a square. Raise PictureError.

    Only the pixels are kept, turned as the camera was held: the place, the device and the time in the metadata of the
    file are lost."""
    if size > MOST_BYTES:
        raise PictureError(_("The picture is too large. The limit is 10 MB."))
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415 (slow to import, and few requests need it)

    try:
        with Image.open(stream, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureError(_("The picture has too many pixels. The limit is 50 million."))
            picture.draft("RGB", (SIDE * 2, SIDE * 2))  # a JPEG is read in a smaller size, with less memory
            turned = _turned(picture).convert("RGBA")
    except (UnidentifiedImageError, *DAMAGED, Image.DecompressionBombError) as error:
        raise PictureError(_("This is not a picture in the format JPEG, PNG or WebP.")) from error
    # Faces are in the upper half of a portrait.
    square = ImageOps.fit(turned, (SIDE, SIDE), centering=(0.5, 0.35))
    plain = Image.new("RGB", square.size, "white")
    plain.paste(square, mask=square)  # a new picture has no metadata
    jpeg = BytesIO()
    plain.save(jpeg, "JPEG", quality=84, optimize=True, progressive=True)
    return Picture(jpeg.getvalue())


def _turned(picture: "PillowImage") -> "PillowImage":
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
    try:
        turn = turns.get(picture.getexif().get(ORIENTATION, 1))
    except Exception:  # damaged metadata raise nearly anything
        return picture
    return picture if turn is None else picture.transpose(turn)
