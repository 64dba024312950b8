"""One person's whole story: beside the table, or as a page of its own; decisions about them, tags and notes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from events.calendar_replies import queries as replies
from events.mails import log as deliveries
from events.models import AnswerChange, Event, Registration, Step
from events.notes.forms import NoteForm, TagForm
from events.notes.services import delete_note, note, tag, untag
from events.participants import queries
from events.participants.bulk_actions import DECISIONS, ReasonTooLongError, reason_of
from events.participants.table_form import TableForm
from events.participants.table_page import EXTRA_SEAT_ERRORS, row_of, status_summary
from events.permissions import Action, TeamRequest, event_for
from events.questions import descriptions
from events.questions import queries as questions
from events.registration import states
from events.registration.decisions import decide
from events.registration.errors import BulkDecisionError, RegistrationError
from events.registration.forms import country_choices
from events.registration.queries import other_registrations
from notifications.inbox.services import clear_bounce

# What a step was, where the states before and after it do not tell.
STEP_LABELS = {
    Step.NOMINATE: gettext_lazy("named for the delegation"),
    Step.ACCEPT: gettext_lazy("accepted the nomination"),
    Step.REPLACE: gettext_lazy("came in place of somebody else"),
    Step.SEAT: gettext_lazy("given a seat that became free"),
    Step.PROMOTE: gettext_lazy("moved up from the waiting list"),
    Step.ADD: gettext_lazy("added by the organisers"),
    Step.SWITCH: gettext_lazy("takes part in another way"),
    Step.OFFER: gettext_lazy("a place was offered"),
    Step.TAKE: gettext_lazy("took the place that was offered"),
    Step.LAPSE: gettext_lazy("the offer was not taken in time"),
    Step.MERGE: gettext_lazy("two registrations became one"),
    "funding": gettext_lazy("funding set"),  # no step: the status stays
}


@dataclass(frozen=True)
class Decision:
    """A step that may be taken now, and which mail goes to the person."""

    name: str
    label: str | Promise
    mail: str | Promise


MAILED = {
    "confirm": (
        gettext_lazy("Confirm"),
        gettext_lazy("a mail that their place is confirmed, with an invitation for their calendar"),
    ),
    "waitlist": (gettext_lazy("Waiting list"), gettext_lazy("a mail that they are on the waiting list")),
    "decline": (gettext_lazy("Decline"), gettext_lazy("a mail that there is no place for them, with the reason")),
    "withdraw": (gettext_lazy("Withdraw"), gettext_lazy("a mail that their place is given back, with the reason")),
}


@dataclass(frozen=True)
class PersonInput:
    """What was asked for on a person's page and could not be done, to be shown once more."""

    problem: RegistrationError | None = None
    reason: str = ""
    tag: TagForm | None = None
    note: NoteForm | None = None


@dataclass(frozen=True)
class Correction:
    """An answer that was another one before, in words."""

    change: AnswerChange
    label: str
    before: str
    after: str

    @classmethod
    def of(cls, change: AnswerChange, countries: Mapping[str, str]) -> "Correction":
        question = change.answer.question.question

        def said(value: Any) -> str:
            return _("nothing") if value is None else descriptions.describe_answer(question, value, countries)

        return cls(change, question.label, said(change.old_value), said(change.new_value))


@event_for(Action.VIEW_REGISTRATIONS)
@never_cache
@require_GET
def registration(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    return _show(request, event, pk, PersonInput())


@event_for(Action.DECIDE_REGISTRATIONS)
@require_POST
def registration_decide(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    found = _one(event, pk)
    step = DECISIONS.get(request.POST.get("decision", ""))
    if step is None:
        raise Http404
    over_seats = "over_seats" in request.POST
    problem: RegistrationError | None = None
    try:
        decide(event, [found.pk], step, by=request.user, reason=reason_of(request), over_seats=over_seats)
    except BulkDecisionError as error:
        problem = error.problems[found.pk]
    except ReasonTooLongError as error:
        problem = error
    if problem:
        return _show(request, event, pk, PersonInput(problem, reason=request.POST.get("reason", "").strip()))
    messages.success(request, _("Done, and told by mail."))
    return _changed(request, event, pk)


@event_for(Action.DECIDE_REGISTRATIONS)
@require_POST
def registration_tag(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    form = TagForm(request.POST, where="person")
    found = _one(event, pk)
    if not form.is_valid():
        return _show(request, event, pk, PersonInput(tag=form))
    (untag if request.POST.get("tagging") == "untag" else tag)(event, [found.pk], form.cleaned_data["tag"])
    return _changed(request, event, pk)


@event_for(Action.DECIDE_REGISTRATIONS)
@require_POST
def registration_note(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    form = NoteForm(request.POST)
    found = _one(event, pk)
    if not form.is_valid():
        return _show(request, event, pk, PersonInput(note=form))
    try:
        note(found, form.cleaned_data["note"], by=request.user)
    except RegistrationError as error:
        messages.error(request, error.advice)
    return _changed(request, event, pk)


@event_for(Action.DECIDE_REGISTRATIONS)
@require_POST
def address_clear(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Write to the person's address again, after somebody has made sure that it is right."""
    found = _one(event, pk)
    if clear_bounce(found.person.email):
        text = _("The address %(address)s takes mail again, as somebody has made sure.")
        note(found, text % {"address": found.person.email}, by=request.user)
        messages.success(request, _("We write there again. What could not be delivered can be sent once more."))
    return _changed(request, event, pk)


@event_for(Action.DECIDE_REGISTRATIONS)
@require_POST
def note_delete(request: TeamRequest, event: Event, pk: int, note: int) -> HttpResponse:
    try:
        delete_note(_one(event, pk), note, by=request.user)
    except RegistrationError as error:
        messages.error(request, error.advice)
    return _changed(request, event, pk)


def _one(event: Event, pk: int) -> Registration:
    one = queries.one_registration(event, pk).select_related("registered_by", "merged_into__person")
    found = get_object_or_404(one)
    found.event = event
    return found


def _changed(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Lead back to the person; beside the table show them, and their row, as they are now."""
    if not request.htmx:
        return redirect("participants:detail", event.slug, pk)
    return _show(request, event, pk, PersonInput(), has_changed=True)


def _show(
    request: TeamRequest, event: Event, pk: int, typed: PersonInput, *, has_changed: bool = False
) -> HttpResponse:
    context = _story(request, event, _one(event, pk), typed)
    if not request.htmx or request.htmx.boosted:
        response = render(request, "participants/registration.html", context)
    elif has_changed:
        event.refresh_from_db(fields=["seats_taken"])
        context |= _beside(request, event, pk)
        response = render(request, "participants/registration_changed.html", context)
        response["HX-Trigger"] = "registrations-changed"  # the balance is counted anew
    else:
        response = render(request, "participants/registration.html#story", context | {"is_beside": True})
    response.headers["Vary"] = "HX-Request"
    return response


def _beside(request: TeamRequest, event: Event, pk: int) -> dict[str, Any]:
    """Return the person's row in the table as the address of the page has it, beside which they are shown."""
    query = QueryDict((request.htmx.current_url or "").partition("#")[0].partition("?")[2])
    form = TableForm(query, event=event, may=request.may)
    row = row_of(pk, event, form)
    return {"row": row, "form": form, "is_beside": True, **status_summary(event, may_decide=form.may_decide)}


def _story(request: TeamRequest, event: Event, found: Registration, typed: PersonInput) -> dict[str, Any]:
    may, may_decide = request.may, Action.DECIDE_REGISTRATIONS in request.may
    told = questions.displayed_answers([found.pk], may).get(found.pk, [])
    countries = dict(country_choices())
    merged = list(found.merged.select_related("person"))
    people = [found.person_id, *(other.person_id for other in merged)]
    return {
        "event": event,
        "registration": found,
        "person": found.person,
        "country": countries.get(found.person.country, found.person.country),
        "sessions": [choice.session for choice in found.session_choices.select_related("session")],
        "told": told,
        "corrections": [Correction.of(change, countries) for change in questions.answer_history(found.pk, may)],
        "merged": merged,
        "history": [(change, STEP_LABELS.get(change.action, "")) for change in queries.history(found)],
        "mails": deliveries.to_people(event, people) if Action.VIEW_DELIVERIES in may else None,
        "looks": queries.looks(found) if Action.VIEW_LOOKS in may else None,
        "elsewhere": other_registrations(found),
        "decisions": _decisions(found) if may_decide else [],
        "typed": typed,
        "may_go_over": isinstance(typed.problem, EXTRA_SEAT_ERRORS),
        "tags": found.tags.all() if may_decide else None,
        "offered_tags": event.programme.tags.all() if may_decide else None,
        "tagging": typed.tag or TagForm(where="person"),
        "notes": found.notes.select_related("by") if may_decide else None,
        "noting": typed.note or NoteForm(),
        "bounced": replies.bounced_address(found.person.email),
        "invite": getattr(found, "invite", None) if found.calendar_answer else None,
        "may_decide": may_decide,
        "may": may,
    }


def _decisions(found: Registration) -> list[Decision]:
    if not found.event.is_ahead or found.merged_into_id:
        return []
    return [Decision(name, *MAILED[name]) for name, step in DECISIONS.items() if states.is_allowed(step, found.status)]
