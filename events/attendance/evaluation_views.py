"""Pages for evaluations: the form that a mail links to, which needs no account, and the results for the team."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.links.pages import behind_link
from accounts.links.tokens import Link
from events.attendance import queries, services
from events.attendance.errors import EvaluationNotAskedError
from events.attendance.forms import EvaluationForm
from events.calendars.dates import when_text
from events.models import Event, Registration
from events.permissions import Action, TeamRequest, event_for
from events.registration import links


@behind_link(links.EVALUATION)
def evaluate(request: HttpRequest, link: Link[Registration]) -> HttpResponse:
    registration, event = links.published_registration(link)
    form = EvaluationForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            services.evaluate(registration, form.cleaned_data)
        except EvaluationNotAskedError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, _("Thank you. Your answers help us to make the next event better."))
        return redirect(request.path)
    context = {
        "event": event,
        "when": when_text(event),
        "form": form,
        "state": services.evaluation_state(registration).value,
        "window": services.evaluation_window(event),
        "own_url": links.registration_link(registration),
    }
    return render(request, "attendance/evaluate.html", context)


@event_for(Action.VIEW_REGISTRATIONS)
@never_cache
@require_GET
def evaluations(request: TeamRequest, event: Event) -> HttpResponse:
    results = queries.results(event)
    window = services.evaluation_window(event)
    context = {
        "event": event,
        "results": results,
        "opens_at": window[0] if window and window[0] > now() else None,
        "fewest": queries.MIN_EVALUATIONS,
        "may": request.may,
    }
    return render(request, "attendance/evaluations.html", context)
