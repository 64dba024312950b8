"""What the library has about an event: its public resources and pictures."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from events.library.pictures.shown import ShownPicture, shown
from events.models import Album, Document, Event, Picture, PictureFile, Resource

MOST_PICTURES = 3
SHOWN = ("slug", "title", "year", "kind", "genre", "authors", "institutions")


@dataclass(frozen=True)
class LibraryOfEvent:
    resources: list[Resource] = field(default_factory=list)
    album: Album | None = None
    pictures: list[ShownPicture] = field(default_factory=list)


def library_of(event: Event, documents: Iterable[Document]) -> LibraryOfEvent:
    """Return the resources and the first pictures of an event. Two queries; three if it has pictures.

    documents: of the page. A resource that is one of them is left out. Only rows and columns that the page shows are
    read: this page is built anew for each reader with a session."""
    jpegs = PictureFile.objects.filter(picture=OuterRef("pk"), format=PictureFile.Format.JPEG)
    rows = Picture.objects.visible().filter(Exists(jpegs.order_by()), album__event=event)
    rows = rows.select_related("album").only("alt", "album__slug").prefetch_related("files")
    pictures = [picture for row in rows[:MOST_PICTURES] if (picture := shown(row))]
    named = [document.resource_id for document in documents if document.resource_id]
    resources = Resource.objects.published().newest().filter(event=event).exclude(pk__in=named).only(*SHOWN)
    return LibraryOfEvent(list(resources), pictures[0].picture.album if pictures else None, pictures)
