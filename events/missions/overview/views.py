"""The overview of a mission, and what the public sees of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from events.journeys.public_choice.views import PublicChoicePage
from events.missions import public
from events.missions.overview import services
from events.missions.overview.forms import MissionEmergencyForm
from events.missions.overview.queries import overview_of
from events.missions.records import mission_of
from events.models import Event
from events.permissions import Action, TeamRequest, event_for

PUBLIC_PAGE = PublicChoicePage(
    name="missions:public",
    fields=public.FIELDS,
    help_text=gettext_lazy(
        "Without title, dates and country, the mission is in no public list or feed, and only the team can open its "
        "page. Meetings are never public."
    ),
    hidden=gettext_lazy("Nothing: the mission is in no public list or feed."),
    preview="missions/public_preview.html",
    record_of=mission_of,
    parts_of=public.public_parts,
    choose=services.choose_public_fields,
)


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
        "public_labels": public.FIELDS.labels_of(found.public_fields),
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
    return PUBLIC_PAGE.render(request, event)
