"""The team's page of one picture: what is known of it, and the people in it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from events.errors import DomainError
from events.library.editing.views import zone_of
from events.library.pictures import services
from events.library.pictures.forms import PersonLines, PictureForm
from events.library.pictures.queries import missing_of
from events.library.pictures.shown import shown
from events.library.pictures.team_views import find_album
from events.local_times import set_zone
from events.models import Picture, Programme
from events.permissions import Action, TeamRequest, programme_for
from events.registration.forms import parse_key


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def picture_edit(request: TeamRequest, programme: Programme, album: int, pk: int) -> HttpResponse:
    picture, zone = _find(programme, album, pk), zone_of(request)
    form, people = (
        PictureForm(request.POST or None, instance=picture),
        PersonLines(request.POST or None, instance=picture),
    )
    set_zone(form, zone)
    if request.method == "POST" and form.is_valid() and people.is_valid():
        kept = [row.save(commit=False) for row in people.forms if row.has_changed() and row not in people.deleted_forms]
        try:
            services.save_picture(
                form.save(commit=False), kept, [row.instance for row in people.deleted_forms], by=request.user
            )
        except DomainError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, _("Saved."))
        return redirect("library:picture_edit", programme.slug, album, pk)
    stored = _find(programme, album, pk)
    drawn = shown(stored)
    context = {
        "programme": programme,
        "album": stored.album,
        "picture": stored,
        "shown": drawn and drawn.for_team(programme.slug),
        "missing": missing_of(stored, stored.people.all()),
        "form": form,
        "people": people,
        "zone": zone,
    }
    return render(request, "library/organise/picture_edit.html", context)


@programme_for(Action.EDIT_EVENTS)
@require_POST
def picture_step(request: TeamRequest, programme: Programme, album: int, pk: int) -> HttpResponse:
    """Publish a picture, take it down, record that a person no longer agrees, move it, or delete it."""
    picture, do = _find(programme, album, pk), request.POST.get("do")
    try:
        if do == "publish":
            services.publish_picture(picture, by=request.user)
            messages.success(request, _("The picture is published. It is public as soon as its album is."))
        elif do == "take_down":
            services.take_down(picture, by=request.user)
            messages.success(request, _("The picture is taken down, and its files are deleted."))
        elif do == "withdrawn":
            person = get_object_or_404(picture.people.all(), pk=parse_key(request.POST.get("person", "")))
            services.withdraw_consent(person, by=request.user)
            messages.success(
                request, _("The consent is withdrawn. The picture is taken down, and its files are deleted.")
            )
        elif do == "up":
            services.move_up(picture, by=request.user)
        elif do == "delete":
            services.delete_picture(picture, by=request.user)
            messages.success(request, _("The picture is deleted."))
    except DomainError as error:
        messages.error(request, error.advice)
    if do in {"publish", "take_down", "withdrawn"}:
        return redirect("library:picture_edit", programme.slug, album, pk)
    return redirect("library:album_edit", programme.slug, album)


def _find(programme: Programme, album: int, pk: int) -> Picture:
    found = find_album(programme, album)
    picture = get_object_or_404(Picture.objects.prefetch_related("files", "people"), album=found, pk=pk)
    picture.album = found
    return picture
