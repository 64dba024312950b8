"""The page of one person, also shown beside the table: decisions about the person, tags and notes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from events.models import Event, Registration
from events.notes.forms import NoteForm, TagForm
from events.notes.services import delete_note, note, tag, untag
from events.participants import queries
from events.participants.bulk_actions import DECISIONS, ReasonTooLongError, reason_of
from events.participants.person_page import PersonInput, person_context
from events.participants.saved_columns import columns_of
from events.participants.table import summaries_by_status
from events.participants.table_form import TableForm
from events.participants.table_page import row_of, status_summary
from events.permissions import Action, TeamRequest, event_for
from events.registration import new_links
from events.registration.decisions import decide
from events.registration.delegation_seats import place
from events.registration.errors import BulkDecisionError, RegistrationError
from events.registration.forms import parse_key
from events.registration.undoing import can_be_undone_since
from notifications.inbox.services import clear_bounce


@event_for(Action.VIEW_REGISTRATIONS)
@never_cache
@require_GET
def registration(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    return _show(request, event, pk, PersonInput())


@event_for(Action.DECIDE_REGISTRATIONS)
@require_POST
def registration_decide(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    registration = _get_or_404(event, pk)
    step = DECISIONS.get(request.POST.get("decision", ""))
    if step is None:
        raise Http404
    over_seats = "over_seats" in request.POST
    problem: RegistrationError | None = None
    began_at = now()
    try:
        reason = reason_of(request)
        because = reason if "nevertheless" in request.POST else ""
        decide(
            event,
            [registration.pk],
            step,
            by=request.user,
            reason=reason,
            over_seats=over_seats,
            because=because,
            can_be_undone=True,
        )
    except BulkDecisionError as error:
        problem = error.problems[registration.pk]
    except ReasonTooLongError as error:
        problem = error
    if problem:
        return _show(request, event, pk, PersonInput(problem, reason=request.POST.get("reason", "").strip()))
    if not can_be_undone_since(event, began_at):  # otherwise the message at the bottom says when the email goes out
        messages.success(request, _("Saved. The person is notified by mail."))
    return _changed(request, event, pk)


@event_for(Action.DECIDE_REGISTRATIONS)
@require_POST
def registration_place(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Put the person into a seat of a delegation."""
    registration = _get_or_404(event, pk)
    delegation = get_object_or_404(event.delegations, pk=parse_key(request.POST.get("delegation", "")))
    try:
        because = reason_of(request) if "nevertheless" in request.POST else ""
        place(registration, delegation, by=request.user, because=because)
    except RegistrationError as error:
        messages.error(request, error.advice)
    else:
        words = {"name": registration.person.full_name, "delegation": delegation}
        messages.success(request, _("%(name)s has a seat of the delegation: %(delegation)s.") % words)
    return _changed(request, event, pk)


@event_for(Action.DECIDE_REGISTRATIONS)
@require_POST
def registration_tag(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    form = TagForm(request.POST, where="person")
    registration = _get_or_404(event, pk)
    if not form.is_valid():
        return _show(request, event, pk, PersonInput(tag_form=form))
    (untag if request.POST.get("tagging") == "untag" else tag)(event, [registration.pk], form.cleaned_data["tag"])
    return _changed(request, event, pk)


@event_for(Action.DECIDE_REGISTRATIONS)
@require_POST
def registration_note(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    form = NoteForm(request.POST)
    registration = _get_or_404(event, pk)
    if not form.is_valid():
        return _show(request, event, pk, PersonInput(note_form=form))
    try:
        note(registration, form.cleaned_data["note"], by=request.user)
    except RegistrationError as error:
        messages.error(request, error.advice)
    return _changed(request, event, pk)


@event_for(Action.WRITE_TO_PEOPLE)
@require_POST
def link_send(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Mail the person their link again. It goes to their own address, and the team does not see it."""
    try:
        new_links.send_again(_get_or_404(event, pk), by=request.user)
    except RegistrationError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, _("The personal link will be sent to the address of the person."))
    return _changed(request, event, pk)


@event_for(Action.DECIDE_REGISTRATIONS)
@require_POST
def address_clear(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Send mail to the person's address again, after a team member has checked the address."""
    registration = _get_or_404(event, pk)
    if clear_bounce(registration.person.mail_address):
        text = _("The address %(address)s was checked. Mail is sent to it again.")
        note(registration, text % {"address": registration.person.email}, by=request.user)
        messages.success(
            request, _("Mail is sent to this address again. You can resend the mails that were not delivered.")
        )
    return _changed(request, event, pk)


@event_for(Action.DECIDE_REGISTRATIONS)
@require_POST
def note_delete(request: TeamRequest, event: Event, pk: int, note: int) -> HttpResponse:
    try:
        delete_note(_get_or_404(event, pk), note, by=request.user)
    except RegistrationError as error:
        messages.error(request, error.advice)
    return _changed(request, event, pk)


def _get_or_404(event: Event, pk: int) -> Registration:
    rows = queries.one_registration(event, pk).select_related("registered_by", "merged_into__person")
    registration = get_object_or_404(rows)
    registration.event = event
    return registration


def _changed(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Redirect to the page of the person. Beside the table, show the person and their row again."""
    if not request.htmx:
        return redirect("participants:detail", event.slug, pk)
    return _show(request, event, pk, PersonInput(), has_changed=True)


def _show(
    request: TeamRequest, event: Event, pk: int, typed: PersonInput, *, has_changed: bool = False
) -> HttpResponse:
    context = person_context(request, event, _get_or_404(event, pk), typed)
    if not request.htmx or request.htmx.boosted:
        response = render(request, "participants/registration.html", context)
    elif has_changed:
        event.refresh_from_db(fields=["seats_taken"])
        context |= _table_context(request, event, pk)
        response = render(request, "participants/registration_changed.html", context)
        response["HX-Trigger"] = "registrations-changed"  # the balance is calculated again
    else:
        response = render(request, "participants/registration.html#story", context | {"is_beside": True})
    response.headers["Vary"] = "HX-Request"
    return response


def _table_context(request: TeamRequest, event: Event, pk: int) -> dict[str, Any]:
    """Return the context of the person's row in the table. The address of the page has the view of the table."""
    query = QueryDict((request.htmx.current_url or "").partition("#")[0].partition("?")[2])
    saved = columns_of(event, request.user)
    form = TableForm(query, event=event, may=request.may, saved=saved, offers_all=False)
    return {
        "row": row_of(pk, event, form),
        "form": form,
        "is_beside": True,
        **status_summary(form, summaries_by_status(event)),
    }
