"""The team's pages of requests: the list, one request with its history and decision, and entering a request."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.middleware import reader_zone
from events.errors import DomainError
from events.mails.log import zone_of
from events.missions.periods import read_periods
from events.missions.requests import acceptance, letters, queries, services
from events.missions.requests.errors import RequestIncompleteError, VisitPlaceMissingError
from events.missions.requests.forms import (
    AnsweringVisitForm,
    AskInstitutionForm,
    DecisionForm,
    EnterForm,
    RequestLetterForm,
    StepNoteForm,
)
from events.missions.requests.states import REQUEST
from events.models import Event, MissionRequest, Programme
from events.permissions import Action, TeamRequest, programme_for


@programme_for(Action.EDIT_EVENTS)
@require_GET
def request_list(request: TeamRequest, programme: Programme) -> HttpResponse:
    status = request.GET.get("status", "")
    context = {
        "programme": programme,
        "rows": queries.requests_of(programme, status),
        "chips": queries.chips_of(programme, _("All")),
        "status": status,
    }
    return render(request, "missions/request_list.html", context)


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def request_ask(request: TeamRequest, programme: Programme) -> HttpResponse:
    """Mail the contact of an institution a link to a new request."""
    form = AskInstitutionForm(request.POST or None, programme=programme)
    if request.method == "POST" and form.is_valid():
        asked = services.ask(programme, by=request.user, **form.cleaned_data)
        messages.success(request, _("The link is on its way to %(address)s.") % {"address": asked.contact_email})
        return redirect("mission_requests:detail", programme.slug, asked.pk)
    return render(request, "missions/request_ask.html", {"programme": programme, "form": form})


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def request_enter(request: TeamRequest, programme: Programme) -> HttpResponse:
    """Enter a request that came by letter."""
    form = EnterForm(request.POST or None, instance=MissionRequest(programme=programme))
    if request.method == "POST" and form.is_valid():
        entered = services.enter(programme, **form.values_to_keep())
        return _send_or_save(request, programme, entered)
    return render(request, "missions/request_edit.html", {"programme": programme, "form": form})


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def request_edit(request: TeamRequest, programme: Programme, request_pk: int) -> HttpResponse:
    """Correct a request that is not sent, or that was returned, for its institution."""
    asked = _find(programme, request_pk)
    if not asked.is_open:
        messages.error(request, _("Only a draft or a returned request can be changed."))
        return redirect("mission_requests:detail", programme.slug, asked.pk)
    form = EnterForm(request.POST or None, instance=asked)
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save(_find(programme, request_pk), **form.values_to_keep())
        except DomainError as error:
            form.add_error(None, str(error.advice))
        else:
            return _send_or_save(request, programme, saved)
    context = {"programme": programme, "form": form, "asked": _find(programme, request_pk)}
    return render(request, "missions/request_edit.html", context)


def _send_or_save(request: TeamRequest, programme: Programme, asked: MissionRequest) -> HttpResponse:
    if request.POST.get("action") == "submit":
        try:
            services.submit(asked, by=request.user)
        except RequestIncompleteError as error:
            messages.error(request, " ".join([str(error.advice), *error.problems.values()]))
            return redirect("mission_requests:edit", programme.slug, asked.pk)
        messages.success(request, _("The request is sent. The contact gets an email that confirms it."))
    else:
        messages.success(request, _("Saved as a draft. Nobody is told yet."))
    return redirect("mission_requests:detail", programme.slug, asked.pk)


@programme_for(Action.EDIT_EVENTS)
@require_GET
def request_detail(request: TeamRequest, programme: Programme, request_pk: int) -> HttpResponse:
    return _detail(request, programme, _find(programme, request_pk))


def _detail(request: TeamRequest, programme: Programme, asked: MissionRequest, **forms: Any) -> HttpResponse:
    may_decide = Action.PUBLISH in request.may
    context = {
        "programme": programme,
        "asked": asked,
        "periods": read_periods(asked.period),
        "changes": queries.changes_of(asked),
        "steps": [
            step
            for step in REQUEST.steps_from(asked.status)
            if step == "return" or (may_decide and step in {"accept", "decline"})
        ],
        "may_decide": may_decide,
        "zone": reader_zone(request) or zone_of(None),
        "note_form": StepNoteForm(auto_id="return_%s"),
        "decision_form": DecisionForm(missions=queries.missions_of(programme), zone=_zone_to_suggest(asked))
        if may_decide
        else None,
        "letter_form": RequestLetterForm(),
        "visit_form": AnsweringVisitForm(events=queries.visits_of(programme)) if asked.lacks_visit else None,
    }
    return render(request, "missions/request_detail.html", context | forms)


@programme_for(Action.EDIT_EVENTS)
@require_POST
def request_return(request: TeamRequest, programme: Programme, request_pk: int) -> HttpResponse:
    """Ask the institution a question."""
    asked, form = _find(programme, request_pk), StepNoteForm(request.POST, auto_id="return_%s")
    if not form.is_valid():
        return _detail(request, programme, asked, note_form=form)
    return _do(
        request,
        asked,
        lambda: services.return_with_question(asked, by=request.user, note=form.cleaned_data["note"]),
        _("The question is on its way to %(name)s.") % {"name": asked.contact_name},
    )


@programme_for(Action.PUBLISH)
@require_POST
def request_decide(request: TeamRequest, programme: Programme, request_pk: int) -> HttpResponse:
    """Accept a request, which creates its event, or decline it."""
    asked = _find(programme, request_pk)
    form = DecisionForm(request.POST, missions=queries.missions_of(programme), zone=_zone_to_suggest(asked))
    if not form.is_valid():
        return _detail(request, programme, asked, decision_form=form)
    note = form.cleaned_data["note"]
    if request.POST.get("action") == "decline":
        said = _("Declined. %(name)s gets an email.") % {"name": asked.contact_name}
        return _do(request, asked, lambda: services.decline(asked, by=request.user, note=note), said)
    try:
        event = acceptance.accept(
            asked,
            by=request.user,
            note=note,
            mission=form.cleaned_data["mission"],
            timezone=form.cleaned_data["timezone"],
        )
    except VisitPlaceMissingError as error:
        form.add_error("timezone", str(error.advice))
        return _detail(request, programme, asked, decision_form=form)
    except DomainError as error:
        messages.error(request, error.advice)
        return redirect("mission_requests:detail", programme.slug, asked.pk)
    messages.success(request, _("Accepted. %(name)s gets an email.") % {"name": asked.contact_name})
    return redirect("missions:mission" if event.kind == Event.Kind.EXPERT_MISSION else "study_visits:visit", event.slug)


@programme_for(Action.EDIT_EVENTS)
@require_POST
def request_visit(request: TeamRequest, programme: Programme, request_pk: int) -> HttpResponse:
    """Name the study visit that answers an accepted request without one."""
    asked, form = _find(programme, request_pk), AnsweringVisitForm(request.POST, events=queries.visits_of(programme))
    if not form.is_valid():
        return _detail(request, programme, asked, **({"visit_form": form} if asked.lacks_visit else {}))
    return _do(
        request,
        asked,
        lambda: acceptance.name_visit(asked, form.cleaned_data["event"], by=request.user),
        _("Saved: the page of the institution leads to this visit now."),
    )


@programme_for(Action.EDIT_EVENTS)
@require_POST
def request_link_send(request: TeamRequest, programme: Programme, request_pk: int) -> HttpResponse:
    """Mail the contact the link again."""
    asked = _find(programme, request_pk)
    said = _("The link is on its way to %(address)s.") % {"address": asked.contact_email}
    return _do(request, asked, lambda: services.send_link(asked), said)


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def request_letter(request: TeamRequest, programme: Programme, request_pk: int) -> HttpResponseBase:
    """Send the official letter; with POST, store it."""
    asked = _find(programme, request_pk)
    if request.method != "POST":
        return letters.letter_response(asked)
    form = RequestLetterForm(request.POST, request.FILES)
    if not form.is_valid():
        return _detail(request, programme, asked, letter_form=form)
    return _do(
        request, asked, lambda: letters.save_letter(asked, form.cleaned_data["letter"]), _("The letter is uploaded.")
    )


def _zone_to_suggest(asked: MissionRequest) -> str:
    return acceptance.likely_zone(asked.country) if asked.kind == MissionRequest.Kind.EXPERT_MISSION else ""


def _do(request: TeamRequest, asked: MissionRequest, act: Any, said: str) -> HttpResponse:
    try:
        with transaction.atomic():
            act()
    except DomainError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, said)
    return redirect("mission_requests:detail", asked.programme.slug, asked.pk)


def _find(programme: Programme, pk: int) -> MissionRequest:
    rows = MissionRequest.objects.select_related("programme", "country", "call", "mission__event", "visit__event")
    return get_object_or_404(rows, programme=programme, pk=pk)
