"""Delegations: organisers share out seats, choose focal points and release what is unused."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from events.models import Country, Delegation, Event, NominationLink
from events.nominations import queries, services
from events.nominations.forms import FillForm, FocalPointForm, GridForm
from events.nominations.grid import set_delegations
from events.permissions import Action, TeamRequest, event_for, programmes_where
from events.registration.errors import InvalidGridError, RegistrationError
from events.registration.forms import parse_key


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def grid(request: TeamRequest, event: Event) -> HttpResponse:
    """Seats by country and constituency; filled, copied from another event and saved on one page."""
    delegations = list(queries.delegations(event))
    shown = _copied(request) or delegations
    options: dict[str, Any] = {
        "delegations": shown,
        "countries": _countries(request, event, shown),
        "all_groups": "all" in request.GET,
    }
    form = GridForm(request.POST or None, **options)
    fill = FillForm(request.POST if "fill" in request.POST else None, grid=form)
    if request.method == "POST" and "fill" in request.POST:
        if fill.is_valid():
            numbers = fill.cleaned_data
            form = GridForm(form.filled(numbers["line"], numbers["fill_seats"], numbers["fill_reserves"]), **options)
            messages.info(request, _("Filled in below. Nothing is saved yet."))
    elif request.method == "POST" and form.is_valid():
        try:
            set_delegations(event, form.cells(), by=request.user)
        except InvalidGridError as error:
            for reason in error.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, _("The seats are saved."))
            return redirect("nominations:grid", event.slug)
    context = {
        "event": event,
        "form": form,
        "fill": fill,
        "focal_form": FocalPointForm(event=event, delegations=delegations),
        "delegations": delegations,
        "links": queries.links(event),
        "others": _events_with_grids(request, event),
        "missing": Country.objects.exclude(pk__in=[pk for pk, _label in form.rows]),
        "may": request.may,
    }
    return render(request, "nominations/delegations.html", context)


def _countries(request: TeamRequest, event: Event, delegations: list[Delegation]) -> list[Country]:
    wanted = {found.country_id for found in delegations if found.country_id}
    wanted |= set(event.countries.values_list("pk", flat=True)) | {
        iso2.upper() for iso2 in request.GET.getlist("country")
    }
    return list(Country.objects.filter(pk__in=wanted).order_by("name"))


def _events_with_grids(request: TeamRequest, event: Event) -> list[Event]:
    mine = Event.objects.filter(programme__in=programmes_where(request.user, Action.EDIT_EVENTS))
    return list(mine.filter(delegations__isnull=False).exclude(pk=event.pk).distinct().order_by("-starts_at")[:50])


def _copied(request: TeamRequest) -> list[Delegation]:
    """Return the seats of the event that is asked to be copied, with nobody in them."""
    slug = request.GET.get("from", "")
    if not slug:
        return []
    mine = Event.objects.filter(programme__in=programmes_where(request.user, Action.EDIT_EVENTS))
    source = get_object_or_404(mine, slug=slug)
    return [
        Delegation(
            country=found.country,
            constituency=found.constituency,
            seats=found.seats,
            reserve_seats=found.reserve_seats,
        )
        for found in queries.delegations(source)
    ]


@event_for(Action.EDIT_EVENTS)
@require_POST
def focal_points(request: TeamRequest, event: Event) -> HttpResponse:
    """Give delegations to a focal point; send a link again, revoke it, remind those with seats left."""
    action = request.POST.get("action", "")
    if action == "remind":
        count = services.remind(event, by=request.user)
        done = ngettext("%(count)d focal point is reminded.", "%(count)d focal points are reminded.", count)
        messages.success(request, done % {"count": count})
    elif action in {"again", "revoke"}:
        link = get_object_or_404(NominationLink, event=event, pk=parse_key(request.POST.get("link", "")))
        if action == "again":
            services.send_again(link, by=request.user)
            messages.success(request, _("The link is on its way again."))
        else:
            services.revoke(link, by=request.user)
            messages.success(request, _("The link no longer works."))
    else:
        form = FocalPointForm(request.POST, event=event, delegations=queries.delegations(event))
        if not form.is_valid():
            for name, errors in form.errors.items():
                messages.error(request, f"{form.fields[name].label}: {errors[0]}")
            return redirect("nominations:grid", event.slug)
        cleaned = form.cleaned_data
        try:
            services.appoint(
                event,
                [int(key) for key in cleaned["delegations"]],
                address=cleaned["address"],
                name=cleaned["name"],
                closes_at=cleaned["closes_local"],
                by=request.user,
            )
        except RegistrationError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, _("The link is on its way to %(address)s.") % {"address": cleaned["address"]})
    return redirect("nominations:grid", event.slug)


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def release(request: TeamRequest, event: Event) -> HttpResponse:
    """Show who would get the seats that nobody was named for, then give them."""
    if request.method == "POST":
        try:
            released = services.release(event, by=request.user)
        except RegistrationError as error:
            messages.error(request, error.advice)
        else:
            done = ngettext("%(count)d seat is released.", "%(count)d seats are released.", len(released))
            messages.success(request, done % {"count": len(released)})
        return redirect("nominations:grid", event.slug)
    return render(
        request, "nominations/delegations_release.html", {"event": event, "plan": queries.plan_release(event)}
    )
