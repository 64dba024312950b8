"""Pages of organisers: the seats of delegations, and the focal points."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from events.errors import DomainError
from events.models import Country, Delegation, Event, NominationLink
from events.nominations import queries, services
from events.nominations.board_page import BoardInput, show_board
from events.nominations.forms import FillForm, FocalPointForm, GridForm
from events.nominations.grid import set_delegations
from events.nominations.letters import require_letters
from events.nominations.remembered import confirm_remembered
from events.permissions import Action, TeamRequest, event_for, programmes_where
from events.registration.errors import InvalidGridError, RegistrationError
from events.registration.forms import parse_key
from events.unlikely_values import Deadline, ask

MOST_EVENTS = 50  # events to copy from
# The parameters of the page with the fields of all seats: a copy of another event, and more rows and columns.
EDITING = frozenset({"numbers", "from", "country", "all"})


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def grid(request: TeamRequest, event: Event) -> HttpResponse:
    """Show the delegations, or edit their seats. They can be filled by row or column, or copied from another event."""
    if request.method == "POST" or EDITING & {*request.GET}:
        return _edit(request, event, list(queries.delegations(event)))
    return show_board(request, event, BoardInput())


def _edit(request: TeamRequest, event: Event, delegations: list[Delegation]) -> HttpResponse:
    is_posted = request.method == "POST"
    shown = _copied_delegations(request) or delegations
    countries, all_groups = _countries(request, event, shown), "all" in request.GET
    form = GridForm(
        request.POST if is_posted else None, event=event, delegations=shown, countries=countries, all_groups=all_groups
    )
    fill = FillForm(request.POST if is_posted and "fill" in request.POST else None, grid=form)
    if is_posted and "fill" in request.POST:
        if fill.is_valid():
            numbers = fill.cleaned_data
            filled = form.filled(numbers["line"], numbers["fill_seats"], numbers["fill_reserves"])
            form = GridForm(filled, event=event, delegations=shown, countries=countries, all_groups=all_groups)
            messages.info(request, _("The numbers are filled in below. Nothing is saved yet."))
    elif is_posted and form.is_valid() and _save_grid(request, event, form):
        return redirect("nominations:grid", event.slug)
    context = {
        "event": event,
        "form": form,
        "fill": fill,
        "allocated": sum(delegation.seats for delegation in delegations),
        "events_to_copy": _events_to_copy_from(request, event),
        "other_countries": Country.objects.exclude(pk__in=[pk for pk, _label in form.rows]),
        "may": request.may,
    }
    return render(request, "nominations/seat_numbers.html", context)


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
    try:
        form = _change_focal_points(request, event, request.POST.get("action", ""))
    except DomainError as error:
        messages.error(request, error.advice)
    else:
        if form:
            return show_board(request, event, BoardInput(opened=_opened(request, event), focal_form=form))
    if opened := _opened(request, event):
        return redirect("nominations:cell", event.slug, opened.pk)
    return redirect("nominations:grid", event.slug)


def _opened(request: TeamRequest, event: Event) -> Delegation | None:
    """Return the delegation beside whose cell the form was filled in; None for the form below the grid."""
    key = parse_key(request.POST.get("cell", ""))
    return queries.delegations(event).filter(pk=key).first() if key else None


def _change_focal_points(request: TeamRequest, event: Event, action: str) -> FocalPointForm | None:
    """Perform an action of the page. Return the form with its errors if a focal point cannot be assigned.

    Raise EventNotTakingPlaceError if the event does not take place."""
    if action == "remind":
        count = services.remind(event, by=request.user)
        done = ngettext("%(count)d focal point was reminded.", "%(count)d focal points were reminded.", count)
        messages.success(request, done % {"count": count})
    elif action == "remembered":
        keys = [parse_key(text) for text in request.POST.getlist("delegation")]
        count = confirm_remembered(event, keys, by=request.user)
        done = ngettext("%(count)d person got their link.", "%(count)d people got their links.", count)
        messages.success(request, _held_note(event) or done % {"count": count})
    elif action in {"letters_on", "letters_off"}:
        require_letters(event, required=action == "letters_on", by=request.user)
        messages.success(request, _("Saved. The pages of the focal points show it."))
    elif action in {"again", "revoke"}:
        link = get_object_or_404(NominationLink, event=event, pk=parse_key(request.POST.get("link", "")))
        if action == "again":
            services.send_again(link, by=request.user)
            messages.success(request, _held_note(event) or _("The link was sent again."))
        else:
            services.revoke(link, by=request.user)
            messages.success(request, _("The link no longer works."))
    else:
        form = FocalPointForm(request.POST, event=event, delegations=queries.delegations(event))
        return None if _appoint(request, event, form) else form
    return None


def _held_note(event: Event) -> str:
    """Return that a mail waits for the publication of event; "" if it does not wait."""
    if event.status != Event.Status.DRAFT:
        return ""
    return _("The event is a draft, so the mail is held until the event is published.")


def _appoint(request: TeamRequest, event: Event, form: FocalPointForm) -> bool:
    """Assign delegations to a focal point. Return False with errors in the form if that is not possible."""
    if not form.is_valid():
        return False
    closes_at = form.cleaned_data["closes_local"]
    form.asked = ask(request.POST, [Deadline(_("Nominations close at"), closes_at, event.zone)] if closes_at else [])
    if form.asked.open:
        return False
    cleaned = form.cleaned_data
    try:
        services.appoint(
            event,
            [int(key) for key in cleaned["delegations"]],
            address=cleaned["address"],
            name=cleaned["name"],
            answer=cleaned["answer"],
            closes_at=cleaned["closes_local"],
            as_alternate=cleaned["focal_role"] == "alternate",
            by=request.user,
        )
    except RegistrationError as error:
        form.add_error(None, str(error.advice))
        return False
    done = _("The link was sent to %(address)s.") % {"address": cleaned["address"]}
    messages.success(request, _held_note(event) or done)
    return True
