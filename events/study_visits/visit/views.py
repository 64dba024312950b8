"""The overview of a study visit, and what the public sees of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events.errors import DomainError
from events.journeys.public_choice.views import PublicChoicePage
from events.models import Event
from events.permissions import Action, TeamRequest, event_for
from events.study_visits import public, stages
from events.study_visits.visit import services
from events.study_visits.visit.forms import VisitForm
from events.study_visits.visit.queries import facts_and_counts, visit_of

PUBLIC_PAGE = PublicChoicePage(
    name="study_visits:public",
    fields=public.FIELDS,
    help_text=gettext_lazy(
        "Without title, dates and country, the visit is in no public list or feed, and only the team and registered "
        "people can open its page."
    ),
    hidden=gettext_lazy("Nothing: the visit is in no public list or feed."),
    preview="study_visits/public_preview.html",
    record_of=visit_of,
    parts_of=public.public_parts,
    choose=services.choose_public_fields,
)


@event_for(Action.VIEW_EVENTS)
@never_cache
@require_http_methods(["GET"])
def overview(request: TeamRequest, event: Event) -> HttpResponse:
    visit = visit_of(event)
    facts, counts = facts_and_counts(event)
    stage = stages.stage_of(facts, now().astimezone(event.zone).date())
    context = {
        "event": event,
        "may": request.may,
        "visit": visit,
        "counts": counts,
        "stage": stage,
        "stage_label": stages.LABELS[stage],
        "line": [(stages.LABELS[one], one == stage) for one in stages.LINE],
        "public_labels": public.FIELDS.labels_of(visit.public_fields),
    }
    return render(request, "study_visits/visit.html", context)


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: TeamRequest, event: Event) -> HttpResponse:
    form = VisitForm(request.POST if request.method == "POST" else None, instance=visit_of(event))
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_visit(event, **{name: form.cleaned_data[name] for name in VisitForm.Meta.fields})
        except DomainError as error:
            form.add_error(None, str(error.advice))
        else:
            messages.success(request, _("Saved: the study visit."))
            return redirect("study_visits:visit", event.slug)
    return render(request, "study_visits/visit_edit.html", {"event": event, "form": form})


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def public_fields(request: TeamRequest, event: Event) -> HttpResponse:
    return PUBLIC_PAGE.render(request, event)
