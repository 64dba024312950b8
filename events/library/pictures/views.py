"""The public pages of pictures."""

import uuid
from dataclasses import dataclass
from typing import cast

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from events.library import queries
from events.library.pictures.files import picture_response
from events.library.pictures.shown import ShownPicture, shown
from events.models import Album, Event, Picture, PictureFile, Programme
from events.models.picture import AlbumQuerySet
from events.page_store.pages import stored_page
from events.permissions import Action, may
from events.slugs import find_by_slug

ALBUMS, PICTURES = 10, 60  # on one page
OF_EACH_ALBUM = 6  # pictures on the page of all albums


@dataclass(frozen=True)
class AlbumWall:
    """An album with its first pictures. rest: how many pictures are only on its own page."""

    album: Album
    pictures: list[ShownPicture]
    rest: int


@require_safe
@stored_page
def album_list(request: HttpRequest) -> HttpResponse:
    """Show the albums with their first pictures, the latest first. Filters: year, country, programme. Five queries; a sixth
    one for a programme."""
    albums, year, country = queries.albums(), request.GET.get("year", ""), request.GET.get("country", "")
    if year.isdecimal() and len(year) == 4 and int(year):
        albums = albums.filter(taken_on__year=int(year))
    if len(country) == 2 and country.isalpha():
        albums = queries.albums_in_country(albums, country.upper())
    slug = request.GET.get("programme", "")
    programme = find_by_slug(Programme.objects.all(), slug) if slug else None
    if programme:
        albums = albums.filter(programme=programme)
    rows = albums.annotate(number=Count("pictures", Q(pictures__in=Picture.objects.public().order_by())))
    page = Paginator(rows, ALBUMS).get_page(request.GET.get("page"))
    page.object_list = queries.with_pictures(cast("AlbumQuerySet", page.object_list), OF_EACH_ALBUM)
    walls = [_wall(album) for album in page]
    context = {
        "page_obj": page,
        "walls": walls,
        "years": _years(),
        "year": year,
        "country": country.upper(),
        "programme": programme,
    }
    return render(request, "library/album_list.html", context)


def _wall(album: Album) -> AlbumWall:
    pictures = _shown(album.public_pictures)  # type: ignore[attr-defined]  # of with_pictures()
    return AlbumWall(album, pictures, album.number - len(pictures))  # type: ignore[attr-defined]  # annotated


def _years() -> list[tuple[int, int]]:
    """Return the years of all albums with their numbers of albums, the latest first. One query."""
    rows = queries.albums().order_by().exclude(taken_on=None).values_list("taken_on__year")
    return sorted(rows.annotate(number=Count("pk")), reverse=True)


@require_safe
@stored_page
def album_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an album. Four queries."""
    album = get_object_or_404(queries.albums(), slug=slug)
    pictures = Picture.objects.public().filter(album=album).prefetch_related("files")
    page = Paginator(pictures, PICTURES).get_page(request.GET.get("page"))
    for picture in page:
        picture.album = album
    context = {"album": album, "page_obj": page, "pictures": _shown(list(page))}
    return render(request, "library/album_detail.html", context)


@require_safe
@stored_page
def picture_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show one picture with its description. A picture that was taken down is gone (410). Three queries."""
    rows = Picture.objects.select_related("album__event__venue__country", "album__programme")
    is_listed = Exists(Event.objects.listed().filter(pk=OuterRef("album__event")).order_by())
    rows = rows.annotate(names_event=is_listed)
    rows = rows.defer("album__event__vevent").prefetch_related("files")
    picture = get_object_or_404(rows, pk=pk, album__slug=slug)
    album = picture.album
    album.names_event = picture.names_event  # type: ignore[attr-defined]  # annotated
    if not album.is_published:
        raise Http404
    if picture.taken_down_at:
        return render(request, "library/picture_gone.html", {"album": album}, status=410)
    keys = list(Picture.objects.public().filter(album=album).values_list("pk", flat=True))
    drawn = shown(picture)
    if pk not in keys or drawn is None:
        raise Http404
    place = keys.index(pk)
    context = {
        "album": album,
        "picture": picture,
        "shown": drawn,
        "place": place + 1,
        "total": len(keys),
        "previous": keys[place - 1] if place else None,
        "following": keys[place + 1] if place + 1 < len(keys) else None,
    }
    if may(request.user, Action.EDIT_EVENTS, album.programme):
        context["edit_url"] = reverse("library:picture_edit", args=[album.programme.slug, album.pk, pk])
    return render(request, "library/picture_detail.html", context)


@require_safe
def picture_file(request: HttpRequest, key: uuid.UUID, form: str) -> HttpResponseBase:
    """Send one size of a picture that everybody may see."""
    visible = Picture.objects.visible().order_by()
    return picture_response(get_object_or_404(PictureFile, key=key, format=form, picture__in=visible))


def _shown(pictures: QuerySet[Picture] | list[Picture]) -> list[ShownPicture]:
    return [drawn for drawn in map(shown, pictures) if drawn]
