"""The pages on which a manager changes what new events of one type get."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from events.models import Event, Programme
from events.permissions import Action, TeamRequest, programme_for
from events.programmes.event_type_forms import EventTypeForm
from events.programmes.event_types import save_event_type, template_for, use_plenary_defaults


@programme_for(Action.EDIT_PROGRAMME)
@require_http_methods(["GET", "POST"])
def event_type(request: TeamRequest, programme: Programme, event_kind: str) -> HttpResponse:
    """Show or save the template of an event type."""
    template = template_for(programme, _known(event_kind))
    form = EventTypeForm(request.POST if request.method == "POST" else None, instance=template)
    if request.method == "POST" and form.is_valid():
        save_event_type(form, by=request.user)
        messages.success(request, _("Saved. New events of this type use it."))
        return _to_settings(programme)
    context = {"programme": programme, "form": form, "kind": event_kind, "label": Event.Kind(event_kind).label}
    return render(request, "programmes/event_type.html", context | {"is_changed": bool(template.pk)})


@programme_for(Action.EDIT_PROGRAMME)
@require_POST
def event_type_reset(request: TeamRequest, programme: Programme, event_kind: str) -> HttpResponse:
    """Go back to Plenary's defaults of an event type."""
    if use_plenary_defaults(programme, _known(event_kind), by=request.user):
        messages.success(request, _("New events of this type get Plenary's defaults again."))
    return _to_settings(programme)


def _known(kind: str) -> str:
    if kind not in Event.Kind:
        raise Http404
    return kind


def _to_settings(programme: Programme) -> HttpResponse:
    return redirect(f"{reverse('programmes:settings', args=[programme.slug])}?open=types#types")
