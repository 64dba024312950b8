"""Hotels, rooms and meals of a study visit or a mission."""

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.security_log import SecurityEvent, record
from events.errors import DomainError
from events.models import Event, Hotel, RoomStay, TravelLook
from events.permissions import Action, TeamRequest, event_for
from events.spreadsheets.writer import table_response
from events.study_visits.rooms import queries, rooming_list, services
from events.study_visits.rooms.forms import EditStayForm, HotelForm, NewStayForm
from events.study_visits.rooms.meals import meal_counts
from events.study_visits.travellers import travellers_of


@event_for(Action.VIEW_REGISTRATIONS)
@never_cache
@require_safe
def rooms(request: TeamRequest, event: Event) -> HttpResponse:
    travellers = travellers_of(event)
    hotels, without_room = queries.hotels_with_rooms(event, travellers)
    all_rows = [row for shown in hotels for row in shown.rows]
    context = {
        "event": event,
        "may": request.may,
        "hotels": hotels,
        "to_take": len(without_room) + sum(row.differs for row in all_rows),
        "meals": meal_counts(event, travellers, [row.stay for row in all_rows]),
    }
    return render(request, "study_visits/rooms.html", context)


@event_for(Action.EDIT_EVENTS)
@require_POST
def nights_take(request: TeamRequest, event: Event) -> HttpResponse:
    count = services.take_nights_from_legs(event)
    done = ngettext("%(count)d stay changed.", "%(count)d stays changed.", count)
    messages.success(request, done % {"count": count})
    return redirect("study_visits:rooms", event.slug)


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def hotel_create(request: TeamRequest, event: Event) -> HttpResponse:
    return _edit_hotel(request, event, Hotel(event=event))


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def hotel_edit(request: TeamRequest, event: Event, hotel: int) -> HttpResponse:
    return _edit_hotel(request, event, _hotel_or_404(event, hotel))


def _edit_hotel(request: TeamRequest, event: Event, hotel: Hotel) -> HttpResponse:
    form = HotelForm(request.POST if request.method == "POST" else None, instance=hotel)
    if request.method == "POST" and "delete" in request.POST and hotel.pk:
        try:
            services.delete_hotel(hotel)
        except DomainError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, _("The hotel is deleted."))
        return redirect("study_visits:rooms", event.slug)
    if request.method == "POST" and form.is_valid():
        services.save_hotel(event, hotel, **{name: form.cleaned_data[name] for name in HotelForm.Meta.fields})
        messages.success(request, _("Saved: the hotel."))
        return redirect("study_visits:rooms", event.slug)
    return render(request, "study_visits/hotel.html", {"event": event, "form": form, "hotel": hotel})


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def stay_create(request: TeamRequest, event: Event, hotel: int) -> HttpResponse:
    at = _hotel_or_404(event, hotel)
    travellers = travellers_of(event)
    stay = RoomStay(hotel=at)
    form = NewStayForm(
        request.POST if request.method == "POST" else None, travellers=travellers.values(), instance=stay
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.add_stay(at, data.pop("person"), **data)
        except DomainError as error:
            form.add_error(None, str(error.advice))
        else:
            messages.success(request, _("Saved: the room."))
            return redirect("study_visits:rooms", event.slug)
    return render(request, "study_visits/stay.html", {"event": event, "form": form, "hotel": at})


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def stay_edit(request: TeamRequest, event: Event, stay: int) -> HttpResponse:
    stays = RoomStay.objects.select_related("hotel", "person")
    row = get_object_or_404(stays, hotel__event=event, pk=stay)
    if request.method == "POST" and "remove" in request.POST:
        services.remove_stay(row)
        messages.success(request, _("The room is removed."))
        return redirect("study_visits:rooms", event.slug)
    others = {one.pk: one for one in stays.filter(hotel=row.hotel).exclude(pk=row.pk)}
    form = EditStayForm(request.POST if request.method == "POST" else None, instance=row, others=others.values())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        partner = others.get(data.pop("shares_with") or 0)
        try:
            services.edit_stay(row, shares_with=partner, **data)
        except DomainError as error:
            form.add_error(None, str(error.advice))
        else:
            messages.success(request, _("Saved: the room."))
            return redirect("study_visits:rooms", event.slug)
    return render(request, "study_visits/stay.html", {"event": event, "form": form, "hotel": row.hotel, "stay": row})


@event_for(Action.VIEW_TRAVEL)
@never_cache
@require_safe
def rooming(request: TeamRequest, event: Event, hotel: int) -> HttpResponse:
    """The list for the hotel, to print on A4."""
    at = _hotel_or_404(event, hotel)
    lines = rooming_list.guest_lines(at, travellers_of(event), how=TravelLook.How.PAGE, by=request.user)
    counts = queries.rooms_by_type(line.stay for line in lines)
    labels = [(RoomStay.RoomType(kind).label, count) for kind, count in sorted(counts.items())]
    context = {"event": event, "hotel": at, "lines": lines, "counts": labels}
    return render(request, "study_visits/rooming.html", context)


@event_for(Action.VIEW_TRAVEL)
@never_cache
@require_safe
def rooming_export(request: TeamRequest, event: Event, hotel: int) -> StreamingHttpResponse:
    at = _hotel_or_404(event, hotel)
    lines = rooming_list.guest_lines(at, travellers_of(event), how=TravelLook.How.FILE, by=request.user)
    record(SecurityEvent.DATA_EXPORTED, request=request, what="rooming", event_id=event)
    name = f"{event.slug}-rooms-{at.pk}"
    return table_response(name, "xlsx", rooming_list.headings(), rooming_list.rows(lines))


def _hotel_or_404(event: Event, pk: int) -> Hotel:
    hotel = get_object_or_404(event.hotels.all(), pk=pk)
    hotel.event = event
    return hotel
