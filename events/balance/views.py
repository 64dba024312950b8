"""The balance of the confirmed participants, and a preview: "if you confirm these"."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.balance import queries, services
from events.balance.forms import TargetsForm
from events.models import Event
from events.permissions import Action, TeamRequest, event_for
from events.registration.forms import parse_keys

MAX_SELECTED = 5000


@event_for(Action.DECIDE_REGISTRATIONS)
@require_http_methods(["GET", "POST"])
def balance(request: TeamRequest, event: Event) -> HttpResponse:
    """Show the present balance, and the balance if the ticked registrations were confirmed.

    Change nothing, also with POST. The page uses POST because many keys do not fit into a URL."""
    keys = (request.POST if request.method == "POST" else request.GET).getlist("registration")[:MAX_SELECTED]
    context = {"event": event, "balance": queries.balance(event, parse_keys(keys)), "may": request.may}
    if request.htmx and not request.htmx.boosted:
        response = render(request, "balance/panel.html", context)
    else:
        response = render(request, "balance/balance.html", context)
    response.headers["Vary"] = "HX-Request"
    return response


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def targets(request: TeamRequest, event: Event) -> HttpResponse:
    form = TargetsForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid():
        services.set_targets(event, form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("balance:balance", event.slug)
    return render(request, "balance/targets.html", {"event": event, "form": form, "may": request.may})
