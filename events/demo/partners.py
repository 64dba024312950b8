"""Sample partners. Their logos are drawn here: simple shapes that belong to nobody."""

from io import BytesIO

from events.models import Country, Partner, Programme
from events.programmes.logos import read_logo, store_logo

PARTNERS = (
    ("Sample Institute of Social Security", "SISS", Partner.Role.IMPLEMENTER, "TH", "#1b6b70"),
    ("Sample Development Fund", "SDF", Partner.Role.FUNDER, "JP", "#a4552b"),
    ("Sample Trade Union Congress", "STUC", Partner.Role.PARTNER, "VN", ""),
)


def create(programme: Programme) -> None:
    """Create the partners of the sample season. One of them has no logo."""
    for name, acronym, role, country, colour in PARTNERS:
        partner = Partner.objects.create(
            programme=programme,
            name=name,
            acronym=acronym,
            role=role,
            country=Country.objects.filter(pk=country).first(),
        )
        if colour:
            drawn = _draw(colour)
            store_logo(partner, read_logo(drawn, len(drawn.getvalue())))


def _draw(colour: str) -> BytesIO:
    """Return a picture of three rising bars in a ring."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 (slow to import, and only the demo draws)

    picture = Image.new("RGB", (320, 160), "white")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((92, 12, 228, 148), outline=colour, width=8)
    for number, height in enumerate((34, 58, 82)):
        left = 124 + number * 26
        draw.rectangle((left, 118 - height, left + 18, 118), fill=colour)
    stream = BytesIO()
    picture.save(stream, "PNG")
    stream.seek(0)
    return stream
