"""The page where organisers move a person to another event."""

from typing import cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events.models import Event
from events.participants import queries
from events.participants.event_moves import move, possible_targets
from events.permissions import Action, TeamRequest, event_for
from events.registration.errors import RegistrationError
from events.registration.forms import EventChoiceField


class MoveForm(forms.Form):
    event = EventChoiceField(
        Event.objects.none(),
        label=gettext_lazy("Move to"),
        error_messages={"invalid_choice": gettext_lazy("Choose an event.")},
    )


@event_for(Action.DECIDE_REGISTRATIONS)
@never_cache
@require_http_methods(["GET", "POST"])
def person_move(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    registration = get_object_or_404(queries.one_registration(event, pk))
    registration.event = event
    form = MoveForm(request.POST or None)
    cast("EventChoiceField", form.fields["event"]).offer(possible_targets(registration), form["event"].value())
    if request.method == "POST" and form.is_valid():
        try:
            moved = move(registration, form.cleaned_data["event"], by=request.user)
        except RegistrationError as error:
            form.add_error(None, str(error.advice))
        else:
            words = {"name": registration.person.full_name, "event": moved.event.title}
            messages.success(request, _("%(name)s was moved to “%(event)s”.") % words)
            return redirect("participants:detail", moved.event.slug, moved.pk)
    context = {"event": event, "registration": registration, "person": registration.person, "form": form}
    return render(request, "participants/person_move.html", context | {"may": request.may})
