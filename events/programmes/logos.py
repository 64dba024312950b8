"""Read an uploaded logo, and draw it anew as a small PNG. The uploaded file itself is never stored."""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import IO

from events.models import Partner, PartnerLogo
from events.safe_pictures import MB, PictureLimits, read_pixels

LIMITS = PictureLimits(size=2 * MB, pixels=25 * MB)
LARGEST = (320, 160)  # twice the size on the page, for dense screens


@dataclass(frozen=True)
class Logo:
    png: bytes
    width: int
    height: int


def read_logo(stream: IO[bytes], size: int) -> Logo:
    """Return the logo in an uploaded file of this size. Raise PictureRejectedError, with a sentence for the user."""
    from PIL import Image  # noqa: PLC0415 (slow to import, and most requests need no picture)

    drawn = read_pixels(stream, size, LIMITS).image
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
