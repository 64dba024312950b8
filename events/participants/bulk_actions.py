"""Actions on several registrations from their table: decisions, notes to people, and tags.

A decision or a note first shows its mails. The organiser can change their texts before they are sent."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.mails.preview import Preview
from events.mails.writer import MailText
from events.models import Event, Registration, Step
from events.notes.forms import TagForm
from events.notes.services import tag, untag
from events.participants import table
from events.participants.confirm_effects import effects_of
from events.participants.mail_forms import MailFields, MailTextForm, NeverthelessForm
from events.participants.table_form import TableForm
from events.participants.table_page import BulkRequest, SelectionOutdatedError, selected_keys, show
from events.permissions import TeamRequest
from events.registration import decisions, notify, transitions
from events.registration.decisions import PlannedMail
from events.registration.errors import (
    BulkDecisionError,
    RecipientsChangedError,
    RegistrationError,
    RequirementsOpenError,
)
from events.registration.forms import parse_key, parse_keys
from events.registration.notify import NOTE
from events.registration.services import send_note_to
from events.registration.undoing import can_be_undone_since

DECISIONS = {"confirm": Step.CONFIRM, "waitlist": Step.WAITLIST, "decline": Step.DECLINE, "withdraw": Step.WITHDRAW}
REMIND = "remind"
TITLES = {
    "confirm": gettext_lazy("Confirm"),
    "waitlist": gettext_lazy("Put on the waiting list"),
    "decline": gettext_lazy("Decline"),
    "withdraw": gettext_lazy("Withdraw"),
    REMIND: gettext_lazy("Send a note"),
}
LONGEST_REASON = 1000
MOST_READERS = 200  # offered for the preview of one mail


class ReasonTooLongError(RegistrationError):
    advice = gettext_lazy("The reason is too long. It can have 1000 characters at most.")


@dataclass
class Mailing:
    """One mail of an action, and the registrations that get it."""

    fields: MailFields
    chosen: list[Registration] = field(default_factory=list)
    promoted: list[Registration] = field(default_factory=list)  # they get a seat because of the decision
    preview: Preview | None = None
    reader: int = 0  # the key of the registration for which the preview is made

    @property
    def count(self) -> int:
        return len(self.chosen) + len(self.promoted)

    @property
    def readers(self) -> list[Registration]:
        """The registrations offered for the preview: the first ones, and always the current one."""
        everyone = [*self.chosen, *self.promoted]
        current = [registration for registration in everyone[MOST_READERS:] if registration.pk == self.reader]
        return everyone[:MOST_READERS] + current


def reason_of(request: TeamRequest) -> str:
    """Return the reason in the request. Raise ReasonTooLongError."""
    reason = _typed_reason(request).replace("\x00", "")
    if len(reason) > LONGEST_REASON:
        raise ReasonTooLongError
    return reason


def decide(request: TeamRequest, event: Event, form: TableForm) -> HttpResponse:
    """Show the recipients and mails of a decision. After the user has seen them, decide and send the mails."""
    decision = request.POST.get("decision", "")
    if decision not in TITLES:
        raise Http404
    try:
        keys, reason = selected_keys(request, form), reason_of(request)
    except (SelectionOutdatedError, ReasonTooLongError) as error:
        messages.error(request, error.advice)
        return show(request, event, form, BulkRequest(reason=_typed_reason(request)))
    try:
        if decision == REMIND:
            return _send_note(request, event, form, keys)
        return _decide(request, event, form, keys, reason=reason)
    except BulkDecisionError as error:
        messages.error(request, error.advice)
        return show(request, event, form, BulkRequest(errors=error.problems, reason=reason))


def _decide(request: TeamRequest, event: Event, form: TableForm, keys: list[int], *, reason: str) -> HttpResponse:
    nevertheless = NeverthelessForm(request.POST if "because" in request.POST else None)
    step, over_seats = DECISIONS[request.POST["decision"]], "over_seats" in request.POST
    typed = MailTextForm.shown(request.POST) if "shown" in request.POST else None
    if typed and "look" not in request.POST and typed.is_valid():
        began_at = now()
        try:
            count = decisions.decide(
                event,
                keys,
                step,
                by=request.user,
                reason=reason,
                over_seats=over_seats,
                texts=typed.changed_texts(),
                shown_fingerprint=request.POST["shown"] or "nothing",
                because=nevertheless.reason(),
                can_be_undone=True,
            )
        except RecipientsChangedError as error:
            messages.error(request, error.advice)
        except BulkDecisionError as error:
            if not all(isinstance(problem, RequirementsOpenError) for problem in error.problems.values()):
                raise
            messages.error(request, _("Nothing was changed: mandatory requirements are open. They are shown below."))
            nevertheless.require()
        else:
            if not can_be_undone_since(event, began_at):  # otherwise the message at the bottom says it
                text = ngettext("%(count)d registration changed.", "%(count)d registrations changed.", count)
                messages.success(request, text % {"count": count})
            return _back(request, event)
    planned = decisions.preview_decision(
        event,
        keys,
        step,
        by=request.user,
        reason=reason,
        over_seats=over_seats,
        readers=_readers(request),
        texts=typed.texts_as_typed() if typed else None,
    )
    if not planned:
        return _no_selection(request, event, form, BulkRequest(reason=_typed_reason(request)))
    texts = MailTextForm(
        request.POST if typed else None, mails={mail.mail: MailText(mail.subject, mail.text) for mail in planned}
    )
    mailings = _mailings(texts, planned, step)
    return _preview(
        request, event, texts, mailings, fingerprint=decisions.fingerprint(planned), nevertheless=nevertheless
    )


def _send_note(request: TeamRequest, event: Event, form: TableForm, keys: list[int]) -> HttpResponse:
    active = event.registrations.active().filter(pk__in=keys).select_related("person").order_by("created_at", "pk")
    fingerprint = str(table.summary(active.order_by()))
    default = MailText(
        _("About {event}"), _("Please check the status of your registration, and tell us if anything has changed.")
    )
    texts = MailTextForm(request.POST if "shown" in request.POST else None, mails={NOTE: default})
    if texts.is_bound and "look" not in request.POST and texts.is_valid():
        if request.POST["shown"] == fingerprint:
            data = texts.cleaned_data
            text = MailText(data[f"subject_{NOTE}"], data[f"text_{NOTE}"])
            _report_sent(request, send_note_to(event, keys, text, by=request.user))
            return _back(request, event)
        messages.error(request, RecipientsChangedError.advice)
    registrations = list(active)
    if not registrations:
        return _no_selection(request, event, form, BulkRequest(reason=_typed_reason(request)))
    wanted = _readers(request)
    reader = next((registration for registration in registrations if registration.pk in wanted), registrations[0])
    transitions.with_event(reader, event)
    preview = notify.preview_note(reader, texts.texts_as_typed().get(NOTE) or default)
    mailing = Mailing(texts.parts()[NOTE], registrations, preview=preview, reader=reader.pk)
    left_out = len(set(keys)) - len(registrations)
    return _preview(request, event, texts, [mailing], fingerprint=fingerprint, left_out=left_out)


def change_tags(request: TeamRequest, event: Event, form: TableForm) -> HttpResponse:
    """Add a tag to the chosen registrations, or remove it."""
    tag_form = TagForm(request.POST)
    try:
        keys = selected_keys(request, form)
    except SelectionOutdatedError as error:
        messages.error(request, error.advice)
        return show(request, event, form, BulkRequest(tag_form=tag_form))
    if not tag_form.is_valid():
        return show(request, event, form, BulkRequest(tag_form=tag_form))
    if not keys:
        return _no_selection(request, event, form, BulkRequest(tag_form=tag_form))
    name = tag_form.cleaned_data["tag"]
    if request.POST.get("tagging") == "untag":
        count = untag(event, keys, name)
        text = ngettext(
            "Tag “%(tag)s” removed from %(count)d registration.",
            "Tag “%(tag)s” removed from %(count)d registrations.",
            count,
        )
    else:
        count = tag(event, keys, name)
        text = ngettext(
            "Tag “%(tag)s” added to %(count)d registration.", "Tag “%(tag)s” added to %(count)d registrations.", count
        )
    messages.success(request, text % {"tag": name, "count": count})
    return _back(request, event)


def _typed_reason(request: TeamRequest) -> str:
    return request.POST.get("reason", "").strip()


def _readers(request: TeamRequest) -> list[int]:
    return parse_keys(str(value) for name, value in request.POST.items() if name.startswith("reader_"))


def _mailings(texts: MailTextForm, planned: Iterable[PlannedMail], step: Step) -> list[Mailing]:
    mailings = {mail: Mailing(fields) for mail, fields in texts.parts().items()}
    for mail in planned:
        mailing = mailings[mail.mail]
        (mailing.chosen if mail.step == step else mailing.promoted).append(mail.registration)
        if mail.preview:
            mailing.preview, mailing.reader = mail.preview, mail.registration.pk
    return list(mailings.values())


def _preview(
    request: TeamRequest,
    event: Event,
    texts: MailTextForm,
    mailings: list[Mailing],
    *,
    fingerprint: str,
    left_out: int = 0,
    nevertheless: NeverthelessForm | None = None,
) -> HttpResponse:
    decision = request.POST["decision"]
    everyone = [row for mailing in mailings for row in (*mailing.chosen, *mailing.promoted)]
    context = {
        "effects": effects_of(event, everyone) if decision == "confirm" else None,
        "nevertheless": nevertheless,
        "event": event,
        "form": texts,
        "mailings": mailings,
        "count": sum(mailing.count for mailing in mailings),
        "fingerprint": fingerprint,
        "left_out": left_out,
        "decision": decision,
        "title": TITLES[decision],
        "is_note": decision == REMIND,
        "reason": _typed_reason(request),
        "selected": [] if "all" in request.POST else request.POST.getlist("registration"),
        "all": request.POST.get("all", ""),
        "over_seats": "over_seats" in request.POST,
        "back": _origin_url(request, event),
        "person": request.POST.get("person", ""),
        "may": request.may,
    }
    return render(request, "participants/registrations_decide.html", context)


def _no_selection(request: TeamRequest, event: Event, form: TableForm, bulk_request: BulkRequest) -> HttpResponse:
    messages.warning(request, _("Select registrations first."))
    return show(request, event, form, bulk_request)


def _report_sent(request: TeamRequest, count: int) -> None:
    if count:
        text = ngettext("The note is sent to %(count)d person.", "The note is sent to %(count)d people.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.warning(request, _("These people have already been sent the same text today. It is not sent again."))


def _table_url(request: TeamRequest, event: Event) -> str:
    return reverse("participants:list", args=[event.slug], query=request.GET)


def _back(request: TeamRequest, event: Event) -> HttpResponse:
    return redirect(_origin_url(request, event))


def _origin_url(request: TeamRequest, event: Event) -> str:
    """Return the address of the page on which the action began: the page of a person, or the table."""
    person = parse_key(request.POST.get("person", ""))
    return reverse("participants:detail", args=[event.slug, person]) if person else _table_url(request, event)
