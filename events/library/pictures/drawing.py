"""Draw an uploaded picture anew in several sizes and formats. The uploaded file itself is never stored."""

from dataclasses import dataclass
from io import BytesIO
from typing import IO, TYPE_CHECKING

from events.models import PictureFile
from events.safe_pictures import PictureLimits, read_pixels, without_transparency

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

Format = PictureFile.Format
LIMITS = PictureLimits()
WIDTHS = (480, 960, 1600)  # a phone, a column, a page
TALLEST = 2400
OPTIONS = {
    Format.JPEG: {"quality": 80, "optimize": True, "progressive": True},
    Format.WEBP: {"quality": 78, "method": 4},
    Format.AVIF: {"quality": 55, "speed": 8},
}


@dataclass(frozen=True)
class DrawnFile:
    format: PictureFile.Format
    width: int
    height: int
    content: bytes


@dataclass(frozen=True)
class Drawing:
    """All sizes of one picture. had_place: whether the uploaded file said where the picture was taken."""

    files: list[DrawnFile]
    had_place: bool


def draw(stream: IO[bytes], size: int) -> Drawing:
    """Return the picture in a stream of this size in all sizes. Raise PictureRejectedError."""
    pixels = read_pixels(stream, size, LIMITS, largest=WIDTHS[-1])
    image = without_transparency(pixels.image)
    widths = [width for width in WIDTHS if width < image.width] or [image.width]
    if widths[-1] < image.width < WIDTHS[-1]:
        widths.append(image.width)
    sizes = {sized.width: sized for sized in (_sized(image, width) for width in widths)}  # a tall one has fewer
    forms = (_smallest_format(), Format.JPEG)
    files = [DrawnFile(form, *sized.size, _saved(sized, form)) for sized in sizes.values() for form in forms]
    return Drawing(files, pixels.had_place)


def _sized(image: "PillowImage", width: int) -> "PillowImage":
    sized = image.copy()
    sized.thumbnail((width, TALLEST))
    return sized


def _saved(image: "PillowImage", form: PictureFile.Format) -> bytes:
    stream = BytesIO()
    image.save(stream, "JPEG" if form == Format.JPEG else form.label.upper(), **OPTIONS[form])
    return stream.getvalue()


def _smallest_format() -> PictureFile.Format:
    """Return AVIF, or WebP if this machine cannot write AVIF."""
    from PIL import features  # noqa: PLC0415 (slow to import, and few requests need it)

    return Format.AVIF if features.check("avif") else Format.WEBP
