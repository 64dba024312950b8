"""Read an uploaded cover, and draw it anew as a small JPEG. The uploaded file itself is never stored."""

from dataclasses import dataclass
from io import BytesIO
from typing import IO

from events.safe_pictures import MB, PictureLimits, read_pixels, without_transparency

LIMITS = PictureLimits(size=10 * MB)
LARGEST = (480, 720)  # pixels


@dataclass(frozen=True)
class Cover:
    jpeg: bytes
    width: int
    height: int


def read_cover(stream: IO[bytes], size: int) -> Cover:
    """Return the cover in an uploaded file of this size. Raise PictureRejectedError, with a sentence for the user."""
    image = without_transparency(read_pixels(stream, size, LIMITS, largest=max(LARGEST)).image)
    image.thumbnail(LARGEST)
    jpeg = BytesIO()
    image.save(jpeg, "JPEG", quality=82, optimize=True, progressive=True)
    return Cover(jpeg.getvalue(), *image.size)
