"""Pictures in the Markdown texts of a programme: `![caption](picture:12)` shows the picture with the key 12."""

import re
from dataclasses import dataclass

from events.library.pictures.shown import ShownPicture, shown
from events.library.queries import latest_pictures
from events.models import Picture, Programme

MOST_IN_A_TEXT, MOST_OFFERED = 30, 24
REFERENCE = re.compile(r"\]\(picture:(\d{1,18})\)")


@dataclass(frozen=True)
class OfferedPicture:
    """A picture that an author may use, with the Markdown that shows it."""

    shown: ShownPicture
    markdown: str


def pictures_in(text: str, programme: Programme) -> dict[int, ShownPicture]:
    """Return the pictures to which a text refers, by their keys: those of the programme that everybody may see now.

    A picture that is taken down, and one of another programme, is left out. Two queries; none for a text without
    pictures."""
    keys = [int(key) for key in dict.fromkeys(REFERENCE.findall(text))][:MOST_IN_A_TEXT]
    if not keys:
        return {}
    rows = Picture.objects.visible().filter(album__programme=programme, pk__in=keys)
    found = [shown(picture) for picture in rows.select_related("album").prefetch_related("files")]
    return {one.picture.pk: one for one in found if one}


def offered_pictures(programme: Programme) -> list[OfferedPicture]:
    """Return the newest pictures of a programme that everybody may see. Two queries."""
    found = [shown(picture) for picture in latest_pictures(programme, MOST_OFFERED)]
    return [OfferedPicture(one, _markdown(one.picture)) for one in found if one]


def _markdown(picture: Picture) -> str:
    caption = re.sub(r"[\[\]\\\\`*_<>]", "", picture.title)
    return f"![{caption}](picture:{picture.pk})"
