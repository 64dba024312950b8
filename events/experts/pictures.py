"""Read an uploaded picture of a person, and draw it anew as a small JPEG. The uploaded file itself is never stored."""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import IO

from django.core.files.uploadedfile import UploadedFile

from events.safe_pictures import MB, PictureLimits, read_pixels, without_transparency

LIMITS = PictureLimits(size=10 * MB)
SIDE = 480  # pixels: three times the size on the page


@dataclass(frozen=True)
class Portrait:
    jpeg: bytes

    @property
    def digest(self) -> str:
        return sha256(self.jpeg).hexdigest()[:16]


def read_picture(upload: UploadedFile) -> Portrait:
    """Return the picture in an uploaded file. Raise PictureRejectedError, with a sentence for the user."""
    return draw_picture(upload.file or BytesIO(), upload.size or 0)


def draw_picture(stream: IO[bytes], size: int) -> Portrait:
    """Return the picture in a stream of this size, cut to a square. Raise PictureRejectedError."""
    from PIL import ImageOps  # noqa: PLC0415 (slow to import, and few requests need it)

    pixels = read_pixels(stream, size, LIMITS, largest=SIDE)
    # Faces are in the upper half of a portrait.
    square = ImageOps.fit(pixels.image, (SIDE, SIDE), centering=(0.5, 0.35))
    jpeg = BytesIO()
    without_transparency(square).save(jpeg, "JPEG", quality=84, optimize=True, progressive=True)
    return Portrait(jpeg.getvalue())
