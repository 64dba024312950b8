"""Read an uploaded logo, and draw it anew as a small PNG. The uploaded file itself is never stored."""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO

from django.utils.translation import gettext as _

from events.errors import DomainError
from events.models import Partner, PartnerLogo

MOST_BYTES, MOST_PIXELS = 2_000_000, 25_000_000
LARGEST = (320, 160)  # twice the size on the page, for dense screens
FORMATS = ("PNG", "JPEG", "WEBP")


class LogoError(DomainError):
    """Raised when an uploaded file cannot be used as a logo."""


@dataclass(frozen=True)
class Logo:
    png: bytes
    width: int
    height: int


def read_logo(stream: BinaryIO, size: int) -> Logo:
    """Return the logo in an uploaded file of this size. Raise LogoError, with a sentence for the user.

    Only the pixels are kept: places, devices and names in the metadata of the file are lost."""
    if size > MOST_BYTES:
        raise LogoError(_("The picture is too large. The limit is 2 MB."))
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 (slow to import, and most requests need no picture)

    try:
        with Image.open(stream, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise LogoError(_("The picture has too many pixels. The limit is 25 million."))
            drawn = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise LogoError(_("This is not a picture in the format PNG, JPEG or WebP.")) from error
    drawn.thumbnail(LARGEST)
    plain = Image.new("RGBA", drawn.size)
    plain.paste(drawn)  # a new picture has no metadata
    png = BytesIO()
    plain.save(png, "PNG", optimize=True)
    return Logo(png.getvalue(), *drawn.size)


def store_logo(partner: Partner, logo: Logo) -> None:
    """Store the logo of a partner in place of the one that it has."""
    digest = sha256(logo.png).hexdigest()[:16]
    PartnerLogo.objects.update_or_create(
        partner=partner, defaults={"png": logo.png, "digest": digest, "width": logo.width, "height": logo.height}
    )
