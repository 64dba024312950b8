"""Create a draft from five answers. The answers are kept in the session while the user types them."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from events.errors import DomainError
from events.models import Event, Programme
from events.permissions import Action, TeamRequest, programme_for
from events.planning.draft_plan import plan_draft
from events.planning.drafts import create_draft
from events.planning.likelihood import values_of_event
from events.planning.move_effects import at_same_venue, others_at
from events.planning.new_event_form import OTHER, NewEventForm
from events.registration.forms import parse_key
from events.unlikely_values import ask
from events.venues.views import NEW_EVENT

MOST_KEPT = 5_000  # characters of all answers together
ADD_VENUE, START_AGAIN = "venue", "again"


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def event_new(request: TeamRequest, programme: Programme) -> HttpResponse:
    """Ask the five questions, and create the draft. One button adds a venue first, another one clears the answers."""
    do = request.POST.get("do")
    if do == START_AGAIN:
        request.session.pop(_key(programme), None)
        return redirect("planning:new", programme.slug)
    if request.method != "POST":
        return render(request, "planning/event_new.html", _context(programme, _kept_form(request, programme)))
    _keep(request, programme)
    if do == ADD_VENUE:
        query = urlencode({"back": NEW_EVENT, "name": request.POST.get("where", "")[:200]})
        return redirect(f"{reverse('venues:create', args=[programme.slug])}?{query}")
    form = NewEventForm(request.POST, programme=programme)
    asked = None
    if form.is_valid():
        asked = ask(request.POST, values_of_event(Event(programme=programme, **form.answers)))
        if not asked.open:
            return _create(request, programme, form)
    return render(request, "planning/event_new.html", _context(programme, form) | {"asked": asked})


@programme_for(Action.EDIT_EVENTS)
@require_POST
def event_new_keep(request: TeamRequest, programme: Programme) -> HttpResponse:
    """Keep the answers, and return the parts of the page that they change, which a script requests.

    These are what the draft would contain, what was understood, and the likely earlier events if they are others."""
    _keep(request, programme)
    form = NewEventForm(request.POST, programme=programme)
    form.is_valid()
    # A slow connection sends the next answers before the page shows the events of the last response.
    posted, key = request.POST.get("shown_events"), f"{_key(programme)}-shown"
    has_other_events = {posted, request.session.get(key, posted)} != {form.likely_keys}
    request.session[key] = form.likely_keys
    context = {"is_update": True, "has_other_events": has_other_events}
    return render(request, "planning/event_new.html#update", _context(programme, form) | context)


def _create(request: TeamRequest, programme: Programme, form: NewEventForm) -> HttpResponse:
    try:
        event = create_draft(programme, like=form.source, by=request.user, **form.answers)
    except DomainError as error:
        form.add_error(None, str(error.advice))
        return render(request, "planning/event_new.html", _context(programme, form))
    request.session.pop(_key(programme), None)
    messages.success(request, _("The draft is created. No one is notified. This is what is left to do."))
    return redirect("planning:overview", event.slug)


def _context(programme: Programme, form: NewEventForm) -> dict[str, Any]:
    context: dict[str, Any] = {"programme": programme, "form": form}
    if not form.is_bound:
        return context
    if form.is_valid():
        event = Event(programme=programme, **form.answers)
        context |= {"plan": plan_draft(event, form.source), "planned": event}
    if form.described:
        others = others_at(form.described)
        context |= {
            "described": form.described,
            "same_time": others,
            "same_place": at_same_venue(form.described, others),
        }
    return context


def _key(programme: Programme) -> str:
    return f"new-event-{programme.pk}"


def _keep(request: TeamRequest, programme: Programme) -> None:
    """Keep the answers in the session, so that a reload or another page loses nothing."""
    answers = {name: request.POST[name] for name in NewEventForm.base_fields if name in request.POST}
    if sum(map(len, answers.values())) <= MOST_KEPT:
        request.session[_key(programme)] = answers


def _asked_for[Row: Model](request: TeamRequest, name: str, rows: QuerySet[Row]) -> Row | None:
    """Return the row whose key the address contains under this name; None without one."""
    key = parse_key(request.GET.get(name, ""))
    return rows.filter(pk=key).first() if key else None


def _kept_form(request: TeamRequest, programme: Programme) -> NewEventForm:
    """Return the form with the kept answers, and with a venue that the user has just added."""
    kept = dict(request.session.get(_key(programme), {}))
    if venue := _asked_for(request, "venue", programme.venues.select_related("country")):
        kept["where"] = str(venue)
    if source := _asked_for(request, "like", programme.events.all()):
        like = str(source.pk)
        if like not in {kept.get("like"), kept.get("other")}:  # answers about another draft: its dates are wrong here
            kept = {"where": str(source.venue or "")}
        is_listed = source.is_dated and source.status != Event.Status.CANCELLED
        kept |= {"like": like if is_listed else OTHER, "other": like, "kind": source.kind}
        kept.setdefault("title", source.title)
    return NewEventForm(programme=programme, initial=kept)
