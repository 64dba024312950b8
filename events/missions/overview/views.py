"""The overview of a mission, and what the public sees of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from events.missions import public
from events.missions.overview import services
from events.missions.overview.forms import MissionEmergencyForm, PublicPartsForm
from events.missions.overview.queries import overview_of
from events.missions.records import mission_of
from events.models import Event
from events.permissions import Action, TeamRequest, event_for


@event_for(Action.VIEW_EVENTS)
@never_cache
@require_http_methods(["GET", "HEAD"])
def mission(request: TeamRequest, event: Event) -> HttpResponse:
    return _page(request, event)


def _page(request: TeamRequest, event: Event, form: MissionEmergencyForm | None = None) -> HttpResponse:
    found = mission_of(event)
    context = {
        "event": event,
        "may_edit": Action.EDIT_EVENTS in request.may,
        "mission": found,
        "overview": overview_of(found),
        "emergency_form": form or MissionEmergencyForm(initial={"emergency": found.emergency}),
        "public_labels": [public.FIELDS[name] for name in public.known_fields(found.public_fields)],
    }
    return render(request, "missions/mission.html", context)


@event_for(Action.EDIT_EVENTS)
@require_POST
def emergency(request: TeamRequest, event: Event) -> HttpResponse:
    """Store the emergency contacts."""
    mission_of(event)
    form = MissionEmergencyForm(request.POST)
    if not form.is_valid():
        return _page(request, event, form)
    services.save_emergency(event, form.cleaned_data["emergency"])
    messages.success(request, _("Saved: the emergency contacts."))
    return redirect("missions:mission", event.slug)


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def public_parts(request: TeamRequest, event: Event) -> HttpResponse:
    """Choose what the public sees. The button "Preview" shows a choice that is not saved."""
    found = mission_of(event)
    form = PublicPartsForm(
        request.POST if request.method == "POST" else None, initial={"public_fields": found.public_fields}
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["public_fields"]
        if "preview" not in request.POST:
            services.choose_public_fields(event, chosen)
            messages.success(request, _("Saved: what the public sees."))
            return redirect("missions:public", event.slug)
        found.public_fields = public.known_fields(chosen)
    context = {"event": event, "form": form, "parts": public.public_parts(found)}
    return render(request, "missions/mission_public.html", context)
