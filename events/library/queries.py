"""Which resources and albums a public page shows. Each function returns a queryset of rows that everybody may see now."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from events.models import Album, Country, Event, Picture, Programme, Resource
from events.models.picture import AlbumQuerySet
from events.models.resource import ResourceQuerySet


def for_lists(resources: ResourceQuerySet) -> ResourceQuerySet:
    """Return resources with what a line of a list shows, and without long texts and pictures."""
    return (
        with_listed_event(resources)
        .select_related("cover", "event")
        .defer("cover__jpeg", "search_text", "title_text", "sources", "note", "event__vevent", "event__description")
    )


def with_listed_event[Rows: QuerySet](rows: Rows) -> Rows:
    """Add `names_event` to resources or albums: whether the public may know of their event."""
    return rows.annotate(names_event=Exists(Event.objects.listed().filter(pk=OuterRef("event")).order_by()))


def published() -> ResourceQuerySet:
    """Return all resources that everybody may see, the latest year first."""
    return for_lists(Resource.objects.published().newest())


def for_programme(programme: Programme) -> ResourceQuerySet:
    return published().filter(programme=programme)


def for_country(country: Country) -> ResourceQuerySet:
    """Return the resources about a country, and those of events that took place there."""
    about = Resource.countries.through.objects.filter(resource=OuterRef("pk"), country=country)
    of_events = Event.objects.listed().filter(pk=OuterRef("event"), venue__country=country).order_by()
    return published().filter(Q(Exists(about)) | Q(Exists(of_events)))


def for_area(slugs: Iterable[str]) -> ResourceQuerySet:
    """Return the resources in an area of action with one of these slugs, in any programme."""
    of_area = Resource.areas.through.objects.filter(resource=OuterRef("pk"), areaofaction__slug__in=list(slugs))
    return published().filter(Exists(of_area))


def for_event(event: Event) -> ResourceQuerySet:
    return published().filter(event=event)


def albums() -> AlbumQuerySet:
    """Return all albums that everybody may see, the latest first."""
    return (
        with_listed_event(Album.objects.published())
        .order_by(F("taken_on").desc(nulls_last=True), "title", "pk")
        .select_related("event__venue__country", "programme")
        .defer("event__vevent", "event__description")
    )


def with_pictures(rows: AlbumQuerySet, number: int | None = None) -> AlbumQuerySet:
    """Return albums with their public pictures and the files of these in `public_pictures`. Two more queries.

    number: of pictures of each album; None for all."""
    pictures = Picture.objects.public().prefetch_related("files").select_related("album")[:number]
    return rows.prefetch_related(Prefetch("pictures", pictures, to_attr="public_pictures"))


def latest_pictures(programme: Programme, number: int) -> QuerySet[Picture]:
    """Return the newest pictures of a programme that everybody may see, with their albums and files. Two queries."""
    rows = Picture.objects.visible().filter(album__programme=programme).order_by("-published_at", "-pk")
    return rows.select_related("album").prefetch_related("files")[:number]


def albums_in_country(rows: AlbumQuerySet, iso2: str) -> AlbumQuerySet:
    """Return those of the albums whose event took place in a country, or had it among its participants."""
    of_events = Event.objects.listed().in_country([iso2]).filter(pk=OuterRef("event")).order_by()
    return rows.filter(Exists(of_events))
