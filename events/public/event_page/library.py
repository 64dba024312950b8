"""What the library has about an event: its public resources and pictures."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch

from events.library import queries
from events.library.pictures.shown import ShownPicture, shown
from events.models import Album, Document, Event, Picture, Resource

MOST_PICTURES = 3


@dataclass(frozen=True)
class LibraryOfEvent:
    resources: list[Resource] = field(default_factory=list)
    album: Album | None = None
    pictures: list[ShownPicture] = field(default_factory=list)


def library_of(event: Event, documents: Iterable[Document]) -> LibraryOfEvent:
    """Return the resources and the first pictures of an event. Four queries, if it has an album.

    documents: of the page. A resource that is one of them is left out."""
    rows = Picture.objects.public().prefetch_related("files").select_related("album")
    album = queries.albums().filter(event=event).prefetch_related(Prefetch("pictures", rows, "public_pictures")).first()
    public: list[Picture] = album.public_pictures if album else []  # type: ignore[attr-defined]  # of the Prefetch
    pictures = [picture for row in public if (picture := shown(row))]
    named = [document.resource_id for document in documents if document.resource_id]
    resources = Resource.objects.published().newest().filter(event=event).exclude(pk__in=named)
    return LibraryOfEvent(list(resources.defer("search_text", "title_text", "note")), album, pictures[:MOST_PICTURES])
