"""The team's pages of albums."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from events.calendars.dates import moment_text
from events.library import history
from events.library.editing.forms import PublicationForm
from events.library.editing.views import zone_of
from events.library.pictures import services
from events.library.pictures.drawing import draw
from events.library.pictures.files import picture_response
from events.library.pictures.forms import AlbumForm, PictureLines, PicturesUploadForm
from events.library.pictures.queries import missing_of
from events.library.pictures.shown import shown
from events.library.queries import with_listed_event
from events.models import Album, Picture, PictureFile, Programme
from events.permissions import Action, TeamRequest, programme_for
from events.safe_pictures import PictureRejectedError
from events.slugs import TakenSlugError

MOST_FILES = 20


@programme_for(Action.EDIT_EVENTS)
@require_GET
def album_rows(request: TeamRequest, programme: Programme) -> HttpResponse:
    """List the albums of a programme, also the drafts."""
    number, public = Count("pictures"), Count("pictures", Q(pictures__published_at__isnull=False))
    rows = Album.objects.filter(programme=programme).select_related("event").annotate(number=number, public=public)
    rows = rows.order_by("-taken_on", "title", "pk")
    return render(
        request,
        "library/organise/album_rows.html",
        {
            "programme": programme,
            "rows": rows,
            "zone": zone_of(request),
            "deleted": history.deleted(programme, history.What.ALBUM_GONE),
        },
    )


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def album_create(request: TeamRequest, programme: Programme) -> HttpResponse:
    form = AlbumForm(request.POST or None, instance=Album(programme=programme))
    if request.method == "POST" and form.is_valid():
        album = services.save_album(form.save(commit=False), by=request.user)
        return redirect("library:album_edit", programme.slug, album.pk)
    return render(request, "library/organise/album_create.html", {"programme": programme, "form": form})


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def album_edit(request: TeamRequest, programme: Programme, album: int) -> HttpResponse:
    """Show an album with its pictures, or save its details or the captions and descriptions of its pictures."""
    found = find_album(programme, album)
    form, lines = AlbumForm(instance=found), PictureLines(queryset=_pictures(found), prefix="pictures")
    if request.POST.get("do") == "details":
        form = AlbumForm(request.POST, instance=found)
        if form.is_valid():
            try:
                services.save_album(form.save(commit=False), by=request.user)
            except TakenSlugError as error:
                form.add_error("slug", str(error.advice))
            else:
                messages.success(request, _("Saved."))
                return redirect("library:album_edit", programme.slug, album)
        found = find_album(programme, album)
    elif request.method == "POST":
        lines = PictureLines(request.POST, queryset=_pictures(found), prefix="pictures")
        if lines.is_valid():
            for picture in lines.save(commit=False):
                if not picture.taken_down_at:
                    services.save_picture(picture, [], by=request.user)
            messages.success(request, _("Saved."))
            return redirect("library:album_edit", programme.slug, album)
    return _page(request, found, form=form, lines=lines)


def _pictures(album: Album) -> Any:
    return Picture.objects.filter(album=album).prefetch_related("files", "people")


def _page(request: TeamRequest, album: Album, **more: Any) -> HttpResponse:
    zone = zone_of(request)
    form = AlbumForm(instance=album)
    lines = more.pop("lines", None) or PictureLines(queryset=_pictures(album), prefix="pictures")
    for line in lines:
        drawn = shown(line.instance)
        line.shown = drawn and drawn.for_team(album.programme.slug)  # type: ignore[union-attr]  # for the template
        line.missing = missing_of(line.instance, line.instance.people.all())  # type: ignore[union-attr]
    at = album.published_at if album.is_scheduled else None
    context = {
        "programme": album.programme,
        "album": album,
        "form": form,
        "lines": lines,
        "upload": PicturesUploadForm(),
        "zone": zone,
        "publication": PublicationForm(zone=zone, initial={"at_local": at}),
        "changes": history.latest(album),
        **more,
    }
    return render(request, "library/organise/album_edit.html", context)


@programme_for(Action.EDIT_EVENTS)
@require_POST
def album_upload(request: TeamRequest, programme: Programme, album: int) -> HttpResponse:
    """Add the uploaded pictures to an album. Each file that is refused is named with its reason."""
    found, form = find_album(programme, album), PicturesUploadForm(request.POST)
    if not form.is_valid():
        return _page(request, found, upload=form)
    shared = {name: form.cleaned_data[name] for name in ("credit", "licence")}
    files, problems, added, places = request.FILES.getlist("files"), [], 0, 0
    for file in files[:MOST_FILES]:
        try:
            drawing = draw(file.open(), file.size or 0)
        except PictureRejectedError as error:
            problems.append(f"{file.name}: {error.advice}")
            continue
        name = str(file.name)
        title = name.rpartition(".")[0].replace("_", " ").strip() or name
        services.add_picture(found, drawing, title=title, by=request.user, **shared)
        added, places = added + 1, places + drawing.had_place
    if len(files) > MOST_FILES:
        problems.append(_("Choose at most %(count)d files at a time.") % {"count": MOST_FILES})
    if not added:
        for problem in problems or [_("Choose one or more pictures.")]:
            form.add_error("files", problem)
        return _page(request, found, upload=form)
    for problem in problems:
        messages.error(request, problem)
    text = ngettext("%(count)d picture is added. Describe it.", "%(count)d pictures are added. Describe them.", added)
    messages.success(request, text % {"count": added})
    if places:
        text = ngettext(
            "%(count)d picture said where it was taken. This is not stored.",
            "%(count)d pictures said where they were taken. This is not stored.",
            places,
        )
        messages.info(request, text % {"count": places})
    return redirect("library:album_edit", programme.slug, album)


@programme_for(Action.EDIT_EVENTS)
@require_POST
def album_publish(request: TeamRequest, programme: Programme, album: int) -> HttpResponse:
    """Publish an album now or at a time, or take it back."""
    found, do, zone = find_album(programme, album), request.POST.get("do"), zone_of(request)
    if do == "later":
        form = PublicationForm(request.POST, zone=zone)
        if not form.is_valid():
            return _page(request, found, publication=form)
        services.publish_album(found, at=form.at(), by=request.user)
        messages.success(request, _("It becomes public: %(when)s.") % {"when": moment_text(form.at(), zone)})
    elif do == "take_back":
        services.take_back_album(found, by=request.user)
        messages.success(request, _("The public no longer sees it."))
    else:
        services.publish_album(found, by=request.user)
        messages.success(request, _("It is public. Only pictures that are published are shown."))
    return redirect("library:album_edit", programme.slug, album)


@programme_for(Action.EDIT_EVENTS)
@require_GET
def album_preview(request: TeamRequest, programme: Programme, album: int) -> HttpResponse:
    """Show an album as the public sees it when it is published."""
    found = find_album(programme, album)
    pictures = Picture.objects.public().filter(album=found).prefetch_related("files")
    drawn = [one for one in map(shown, pictures) if one]
    for one in drawn:
        one.picture.album = found
    context = {
        "album": found,
        "pictures": [one.for_team(programme.slug) for one in drawn],
        "is_preview": True,
        "back_url": reverse("library:album_edit", args=[programme.slug, album]),
    }
    return render(request, "library/album_detail.html", context)


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def album_delete(request: TeamRequest, programme: Programme, album: int) -> HttpResponse:
    """Ask, and delete an album with its pictures."""
    found = find_album(programme, album)
    if request.method == "POST":
        services.delete_album(found, by=request.user)
        messages.success(request, _("The album is deleted."))
        return redirect("library:albums", programme.slug)
    context = {"programme": programme, "album": found, "number": found.pictures.count()}
    return render(request, "library/organise/album_delete.html", context)


@programme_for(Action.EDIT_EVENTS)
@require_safe
def team_file(request: TeamRequest, programme: Programme, key: Any, form: str) -> HttpResponseBase:
    """Send one size of a picture to the team, also of a draft."""
    rows = PictureFile.objects.filter(picture__album__programme=programme)
    return picture_response(get_object_or_404(rows, key=key, format=form), is_public=False)


def find_album(programme: Programme, pk: int) -> Album:
    rows = with_listed_event(Album.objects.select_related("event__venue__country"))
    album = get_object_or_404(rows, programme=programme, pk=pk)
    album.programme = programme
    return album
