"""The team's pages of the venues of a programme."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from events.models import Programme, Venue
from events.permissions import Action, TeamRequest, programme_for
from events.venues import services
from events.venues.errors import VenueError
from events.venues.forms import RoomFormSet, VenueForm, typed_rooms
from events.venues.queries import duplicates_of, events_at, venues_of
from events.venues.zones import suggest_zone

NEW_EVENT = "new"  # the value of `back` that leads back to the answers of a new event


@programme_for(Action.EDIT_EVENTS)
@require_GET
def venue_list(request: TeamRequest, programme: Programme) -> HttpResponse:
    venues = list(venues_of(programme))
    duplicates = duplicates_of(programme, venues)
    similar = {venue.pk for pair in duplicates for venue in pair}
    context = {"programme": programme, "venues": venues, "duplicates": duplicates, "similar": similar}
    return render(request, "venues/venue_list.html", context)


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def venue_create(request: TeamRequest, programme: Programme) -> HttpResponse:
    return _edit(request, programme, Venue(programme=programme))


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def venue_edit(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    return _edit(request, programme, get_object_or_404(programme.venues, pk=pk))


def _edit(request: TeamRequest, programme: Programme, venue: Venue) -> HttpResponse:
    """Show or save a venue with its rooms. `back` leads back to the form from which the user came."""
    data, back = request.POST or None, request.GET.get("back", "")
    form = VenueForm(data, instance=venue, initial={"name": request.GET.get("name", "")[:200]} if not venue.pk else {})
    rooms = RoomFormSet(data, instance=venue)
    if request.method == "POST" and form.is_valid() and rooms.is_valid():
        kept, removed = typed_rooms(rooms)
        venue = services.save_venue(programme, form.save(commit=False), kept, removed=removed, by=request.user)
        messages.success(request, _("The venue is saved. All events of the programme can use it."))
        if back == NEW_EVENT:
            return redirect(f"{reverse('planning:new', args=[programme.slug])}?{urlencode({'venue': venue.pk})}")
        return redirect("venues:list", programme.slug)
    context: dict[str, Any] = {"programme": programme, "form": form, "rooms": rooms, "back": back}
    if venue.pk:
        context["events"] = events_at(venue).order_by("-starts_at", "pk")[:20]
    return render(request, "venues/venue_form.html", context)


@programme_for(Action.EDIT_EVENTS)
@require_GET
def venue_zone(request: TeamRequest, programme: Programme) -> HttpResponse:
    """Return the question about the clock in a city: a part of the form, which a script requests."""
    suggestion = suggest_zone(request.GET.get("city", "")[:100], request.GET.get("country", "")[:2])
    return render(request, "venues/venue_form.html#zone", {"question": suggestion})


@programme_for(Action.EDIT_EVENTS)
@require_POST
def venue_delete(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    try:
        services.delete_venue(get_object_or_404(programme.venues, pk=pk))
    except VenueError as error:
        messages.error(request, error.advice)
        return redirect("venues:edit", programme.slug, pk)
    messages.success(request, _("The venue is deleted."))
    return redirect("venues:list", programme.slug)


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def venue_merge(request: TeamRequest, programme: Programme, pk: int, other: int) -> HttpResponse:
    """Compare two venues. Merge them, or record that they are different."""
    venues = programme.venues.select_related("country").prefetch_related("rooms")
    kept, gone = get_object_or_404(venues, pk=pk), get_object_or_404(venues, pk=other)
    if request.method == "POST":
        try:
            if request.POST.get("do") == "apart":
                services.mark_different(kept, gone)
                messages.success(request, _("Both venues stay. They are no longer shown as possible duplicates."))
            else:
                kept = services.merge_venues(kept, gone, by=request.user)
                messages.success(request, _("The two venues are one now. Both names can be found."))
        except VenueError as error:
            messages.error(request, error.advice)
        return redirect("venues:list", programme.slug)
    counts = {"kept_events": events_at(kept).count(), "gone_events": events_at(gone).count()}
    context = {"programme": programme, "kept": kept, "gone": gone, **counts}
    return render(request, "venues/venue_merge.html", context)
