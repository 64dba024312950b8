"""Pages of organisers: the seats of delegations, the focal points, and the release of unused seats."""

from django.contrib import messages
from django.db.models import QuerySet
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

MOST_EVENTS = 50  # events to copy from


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def grid(request: TeamRequest, event: Event) -> HttpResponse:
    """Edit the seats by country and constituency. They can be filled by row or column, or copied from another event."""
    delegations = list(queries.delegations(event))
    shown = _copied_delegations(request) or delegations
    countries, all_groups = _countries(request, event, shown), "all" in request.GET
    form = GridForm(request.POST or None, delegations=shown, countries=countries, all_groups=all_groups)
    fill = FillForm(request.POST if "fill" in request.POST else None, grid=form)
    if request.method == "POST" and "fill" in request.POST:
        if fill.is_valid():
            numbers = fill.cleaned_data
            filled = form.filled(numbers["line"], numbers["fill_seats"], numbers["fill_reserves"])
            form = GridForm(filled, delegations=shown, countries=countries, all_groups=all_groups)
            messages.info(request, _("The numbers are filled in below. Nothing is saved yet."))
    elif request.method == "POST" and form.is_valid() and _save_grid(request, event, form):
        return redirect("nominations:grid", event.slug)
    context = {
        "event": event,
        "form": form,
        "fill": fill,
        "focal_form": FocalPointForm(event=event, delegations=delegations),
        "delegations": delegations,
        "links": queries.links(event),
        "events_to_copy": _events_to_copy_from(request, event),
        "other_countries": Country.objects.exclude(pk__in=[pk for pk, _label in form.rows]),
        "may": request.may,
    }
    return render(request, "nominations/delegations.html", context)


def _save_grid(request: TeamRequest, event: Event, form: GridForm) -> bool:
    """Save the seats. Return False with errors in the form if they cannot be saved."""
    try:
        set_delegations(event, form.cells(), by=request.user)
    except InvalidGridError as error:
        for reason in error.reasons:
            form.add_error(None, reason)
        return False
    messages.success(request, _("The seats are saved."))
    return True


def _countries(request: TeamRequest, event: Event, delegations: list[Delegation]) -> list[Country]:
    """Return the countries of the delegations and of the event, and those that the user has added to the page."""
    keys = {delegation.country_id for delegation in delegations if delegation.country_id}
    keys |= set(event.countries.values_list("pk", flat=True))
    keys |= {iso2.upper() for iso2 in request.GET.getlist("country")}
    return list(Country.objects.filter(pk__in=keys).order_by("name"))


def _own_events(request: TeamRequest) -> QuerySet[Event]:
    return Event.objects.filter(programme__in=programmes_where(request.user, Action.EDIT_EVENTS))


def _events_to_copy_from(request: TeamRequest, event: Event) -> list[Event]:
    with_delegations = _own_events(request).filter(delegations__isnull=False).exclude(pk=event.pk)
    return list(with_delegations.distinct().order_by("-starts_at")[:MOST_EVENTS])


def _copied_delegations(request: TeamRequest) -> list[Delegation]:
    """Return unsaved copies of the delegations of the event in the query string, without their people."""
    slug = request.GET.get("from", "")
    if not slug:
        return []
    source = get_object_or_404(_own_events(request), slug=slug)
    return [
        Delegation(
            country=delegation.country,
            constituency=delegation.constituency,
            seats=delegation.seats,
            reserve_seats=delegation.reserve_seats,
        )
        for delegation in queries.delegations(source)
    ]


@event_for(Action.EDIT_EVENTS)
@require_POST
def focal_points(request: TeamRequest, event: Event) -> HttpResponse:
    """Assign delegations to a focal point, send or revoke a link, or remind the focal points with seats left."""
    action = request.POST.get("action", "")
    if action == "remind":
        count = services.remind(event, by=request.user)
        done = ngettext("%(count)d focal point was reminded.", "%(count)d focal points were reminded.", count)
        messages.success(request, done % {"count": count})
    elif action in {"again", "revoke"}:
        link = get_object_or_404(NominationLink, event=event, pk=parse_key(request.POST.get("link", "")))
        if action == "again":
            services.send_again(link, by=request.user)
            messages.success(request, _("The link was sent again."))
        else:
            services.revoke(link, by=request.user)
            messages.success(request, _("The link no longer works."))
    else:
        _appoint(request, event)
    return redirect("nominations:grid", event.slug)


def _appoint(request: TeamRequest, event: Event) -> None:
    """Assign delegations to a focal point. Show the errors of the form as messages, because the page is loaded again."""
    form = FocalPointForm(request.POST, event=event, delegations=queries.delegations(event))
    if not form.is_valid():
        for name, errors in form.errors.items():
            messages.error(request, f"{form.fields[name].label}: {errors[0]}")
        return
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
        messages.success(request, _("The link was sent to %(address)s.") % {"address": cleaned["address"]})


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def release(request: TeamRequest, event: Event) -> HttpResponse:
    """Show who gets the unused seats, then release them."""
    if request.method == "POST":
        try:
            released = services.release(event, by=request.user)
        except RegistrationError as error:
            messages.error(request, error.advice)
        else:
            done = ngettext("%(count)d seat was released.", "%(count)d seats were released.", len(released))
            messages.success(request, done % {"count": len(released)})
        return redirect("nominations:grid", event.slug)
    return render(
        request, "nominations/delegations_release.html", {"event": event, "plan": queries.plan_release(event)}
    )
