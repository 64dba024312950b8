"""The team's pages of the terms of reference of a mission."""

from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from events.errors import DomainError
from events.missions.records import mission_of
from events.missions.terms import queries, services
from events.missions.terms.errors import TermsIncompleteError
from events.missions.terms.forms import AgreeForm, RowFormSet, TermsForm, initial_rows
from events.missions.terms.pages import document
from events.models import Event, TermsOfReference
from events.permissions import Action, TeamRequest, event_for


@event_for(Action.VIEW_EVENTS)
@require_GET
def terms(request: TeamRequest, event: Event) -> HttpResponse:
    """Show a version. Members who may not edit see only the agreed one."""
    return _page(request, event)


def _page(request: TeamRequest, event: Event, agree_form: AgreeForm | None = None) -> HttpResponse:
    mission = mission_of(event)
    versions = queries.versions_of(mission)
    may_edit = Action.EDIT_EVENTS in request.may
    if not may_edit:
        versions = [version for version in versions if version.status == TermsOfReference.Status.AGREED]
    shown = queries.choose(versions, request.GET.get("version", ""))
    if shown is None and request.GET.get("version"):
        raise Http404
    context: dict[str, Any] = {
        "event": event,
        "may_edit": may_edit,
        "versions": versions,
        "document": document(mission, shown, versions) if shown else None,
        "has_draft": bool(versions) and versions[0].status == TermsOfReference.Status.DRAFT,
        "open": next((version for version in versions if version.status in queries.OPEN), None),
        "requests": list(queries.requests_of(mission)) if mission.pk and may_edit else [],
        "agree_form": agree_form or AgreeForm(),
    }
    return render(request, "missions/terms.html", context)


@event_for(Action.EDIT_EVENTS)
@require_POST
def terms_begin(request: TeamRequest, event: Event) -> HttpResponse:
    """Create the next version as a draft."""
    mission_of(event)
    try:
        services.begin(event, by=request.user)
    except DomainError as error:
        messages.error(request, error.advice)
    return redirect("mission_terms:edit", event.slug)


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def terms_edit(request: TeamRequest, event: Event) -> HttpResponse:
    """Change the draft. Without one, show the page of the terms."""
    mission = mission_of(event)
    draft = next((row for row in queries.versions_of(mission) if row.status == TermsOfReference.Status.DRAFT), None)
    if draft is None:
        return redirect("mission_terms:terms", event.slug)
    form = TermsForm(request.POST or None, instance=draft)
    rows = RowFormSet(request.POST or None, initial=initial_rows(draft), prefix="rows")
    is_kept = request.method == "GET" and "missing" in request.GET
    if is_kept:
        form = _with_problems(draft)
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            services.save(event, by=request.user, deliverables=rows.stored(), **form.values())
        except DomainError as error:
            form.add_error(None, str(error.advice))
        else:
            messages.success(request, _("Saved. The institution sees nothing before you send it."))
            more = "mission_terms:edit" if request.POST.get("action") == "more" else "mission_terms:terms"
            return redirect(more, event.slug)
    context = {
        "event": event,
        "form": form,
        "rows": rows,
        "owners": queries.owner_names(mission),
        "draft": draft,
        "is_kept": is_kept,
    }
    return render(request, "missions/terms_edit.html", context)


def _with_problems(draft: TermsOfReference) -> TermsForm:
    """Return the form of a draft that could not be sent, with what is missing at its fields."""
    form = TermsForm(model_to_dict(draft), instance=draft)
    for name, text in services.problems_of(draft).items():
        form.add_error(name if name in form.fields else None, text)
    return form


@event_for(Action.EDIT_EVENTS)
@require_POST
def terms_send(request: TeamRequest, event: Event) -> HttpResponse:
    """Send the draft to the institutions."""
    mission_of(event)
    try:
        count = services.send(event, by=request.user)
    except TermsIncompleteError as error:
        messages.error(request, error.advice)
        return redirect(reverse("mission_terms:edit", args=[event.slug]) + "?missing=1")
    except DomainError as error:
        messages.error(request, error.advice)
    else:
        said = ngettext("Sent to %(count)d institution.", "Sent to %(count)d institutions.", count)
        messages.success(request, said % {"count": count})
    return redirect("mission_terms:terms", event.slug)


@event_for(Action.EDIT_EVENTS)
@require_POST
def terms_agree(request: TeamRequest, event: Event) -> HttpResponse:
    """Enter an agreement that came by letter."""
    mission_of(event)
    form = AgreeForm(request.POST)
    if not form.is_valid():
        return _page(request, event, form)
    try:
        services.agree_by_letter(event, name=form.cleaned_data["name"], by=request.user)
    except TermsIncompleteError as error:
        messages.error(request, " ".join([str(error.advice), *error.problems.values()]))
    except DomainError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, _("The agreement is entered. Everybody concerned gets an email."))
    return redirect("mission_terms:terms", event.slug)
