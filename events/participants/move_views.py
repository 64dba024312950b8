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

from accounts.fields import OneLineField
from events.models import Event, Registration, Requirement
from events.participants import queries
from events.participants.event_moves import move, possible_targets
from events.permissions import Action, TeamRequest, event_for
from events.registration.errors import RegistrationError
from events.registration.forms import EventChoiceField
from events.registration.requirement_checks import open_requirements


class MoveForm(forms.Form):
    event = EventChoiceField(
        Event.objects.none(),
        label=gettext_lazy("Move to"),
        error_messages={"invalid_choice": gettext_lazy("Choose an event.")},
    )
    because = OneLineField(
        label=gettext_lazy("Confirm although requirements are open, because"),
        max_length=800,
        required=False,
        help_text=gettext_lazy(
            "Only if a mandatory requirement of the other event is not accepted. Without a reason, a confirmed person awaits a"
            " decision there. The reason is saved in the history."
        ),
    )


@event_for(Action.DECIDE_REGISTRATIONS)
@never_cache
@require_http_methods(["GET", "POST"])
def person_move(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    registration = get_object_or_404(queries.one_registration(event, pk))
    registration.event = event
    form = MoveForm(request.POST or None)
    targets = possible_targets(registration)
    cast("EventChoiceField", form.fields["event"]).offer(targets, form["event"].value())
    if not Requirement.objects.in_use().filter(event__in=targets.order_by(), is_mandatory=True).exists():
        del form.fields["because"]
    if request.method == "POST" and form.is_valid():
        try:
            moved = move(
                registration,
                form.cleaned_data["event"],
                by=request.user,
                because=form.cleaned_data.get("because", ""),
            )
        except RegistrationError as error:
            form.add_error(None, str(error.advice))
        else:
            words = {"name": registration.person.full_name, "event": moved.event.title}
            messages.success(request, _("%(name)s was moved to “%(event)s”.") % words)
            _say_what_is_open(request, moved)
            return redirect("participants:detail", moved.event.slug, moved.pk)
    context = {"event": event, "registration": registration, "person": registration.person, "form": form}
    return render(request, "participants/person_move.html", context | {"may": request.may})


def _say_what_is_open(request: TeamRequest, moved: Registration) -> None:
    """Tell the team which requirements the person has to meet before they get a place."""
    found = open_requirements(moved.event, [moved]).get(moved.pk, []) if not moved.has_place else []
    if found:
        names = ", ".join(map(str, found))
        messages.warning(request, _("Mandatory requirements there are not accepted: %(names)s.") % {"names": names})
