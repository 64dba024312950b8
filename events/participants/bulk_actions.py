"""What is done to several registrations at once, from their table: decisions and notes, each with its mails shown and
open to other words before it is done, and tags."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.mails.preview import Preview
from events.mails.writer import MailText
from events.models import Event, Registration, Step
from events.notes.forms import TagForm
from events.notes.services import tag, untag
from events.participants import table
from events.participants.mail_forms import MailFields, MailTextForm
from events.participants.table_form import TableForm
from events.participants.table_page import BulkRequest, SelectionOutdatedError, selected_keys, show
from events.registration import decisions, notify, transitions
from events.registration.decisions import PlannedMail
from events.registration.errors import BulkDecisionError, RecipientsChangedError, RegistrationError
from events.registration.forms import parse_keys
from events.registration.notify import NOTE
from events.registration.services import send_note_to

DECISIONS = {"confirm": Step.CONFIRM, "waitlist": Step.WAITLIST, "decline": Step.DECLINE, "withdraw": Step.WITHDRAW}
REMIND = "remind"
TITLES = {
    "confirm": gettext_lazy("Confirm"),
    "waitlist": gettext_lazy("Put on the waiting list"),
    "decline": gettext_lazy("Decline"),
    "withdraw": gettext_lazy("Withdraw"),
    REMIND: gettext_lazy("Write to them"),
}
LONGEST_REASON = 1000
MOST_READERS = 200


class ReasonTooLongError(RegistrationError):
    advice = gettext_lazy("The reason is too long: a thousand characters are enough.")


@dataclass
class Mailing:
    """One mail, and who gets it: those who were chosen, and those who move up because of it."""

    fields: MailFields
    chosen: list[Registration] = field(default_factory=list)
    others: list[Registration] = field(default_factory=list)
    look: Preview | None = None
    reader: int = 0  # the key of the registration of who reads it so

    @property
    def count(self) -> int:
        return len(self.chosen) + len(self.others)

    @property
    def readers(self) -> list[Registration]:
        """As whom it may be looked at: the first of them, and always the one who reads it now."""
        everyone = [*self.chosen, *self.others]
        return everyone[:MOST_READERS] + [one for one in everyone[MOST_READERS:] if one.pk == self.reader]


def reason_of(request: HttpRequest) -> str:
    """Return the reason that was given. Raises ReasonTooLong."""
    reason = request.POST.get("reason", "").strip().replace("\x00", "")
    if len(reason) > LONGEST_REASON:
        raise ReasonTooLongError
    return reason


def decide(request: HttpRequest, event: Event, form: TableForm) -> HttpResponse:
    """Show who would be told what; once that was shown and is still so, decide and tell them."""
    decision = request.POST.get("decision", "")
    if decision not in TITLES:
        raise Http404
    asked = BulkRequest(reason=request.POST.get("reason", "").strip())
    try:
        keys, reason = selected_keys(request, event, form), reason_of(request)
    except (SelectionOutdatedError, ReasonTooLongError) as error:
        messages.error(request, error.advice)
        return show(request, event, form, asked)
    try:
        if decision == REMIND:
            return _remind(request, event, form, keys)
        return _decide(request, event, form, keys, reason=reason)
    except BulkDecisionError as error:
        messages.error(request, error.advice)
        return show(request, event, form, BulkRequest(errors=error.problems, reason=reason))


def _decide(request: HttpRequest, event: Event, form: TableForm, keys: list[int], *, reason: str) -> HttpResponse:
    step = DECISIONS[request.POST["decision"]]
    asked = {"by": request.user, "reason": reason, "over_seats": "over_seats" in request.POST}
    written = MailTextForm.shown(request.POST) if "shown" in request.POST else None
    if written and "look" not in request.POST and written.is_valid():
        shown = request.POST["shown"] or "nothing"
        try:
            count = decisions.decide(event, keys, step, **asked, texts=written.words(), shown_fingerprint=shown)
        except RecipientsChangedError as error:
            messages.error(request, error.advice)
        else:
            done = ngettext("%(count)d registration changed.", "%(count)d registrations changed.", count)
            messages.success(request, done % {"count": count})
            return _back(request, event)
    told = decisions.preview_decision(
        event, keys, step, **asked, readers=_readers(request), texts=written.as_typed() if written else None
    )
    if not told:
        return _nobody(request, event, form)
    words = MailTextForm(
        request.POST if written else None, mails={one.mail: MailText(one.subject, one.text) for one in told}
    )
    return _preview(request, event, words, _mailings(words, told, step), sign=decisions.fingerprint(told))


def _remind(request: HttpRequest, event: Event, form: TableForm, keys: list[int]) -> HttpResponse:
    standing = event.registrations.active().filter(pk__in=keys).select_related("person").order_by("created_at", "pk")
    sign = str(table.summary(standing.order_by()))
    own = MailText(
        _("About {event}"),
        _("Please look at where you stand, and tell us if anything has changed."),
    )
    words = MailTextForm(request.POST if "shown" in request.POST else None, mails={NOTE: own})
    if words.is_bound and "look" not in request.POST and words.is_valid():
        if request.POST["shown"] == sign:
            good = words.cleaned_data
            count = send_note_to(event, keys, MailText(good[f"subject_{NOTE}"], good[f"text_{NOTE}"]), by=request.user)
            _say_written(request, count)
            return _back(request, event)
        messages.error(request, RecipientsChangedError.advice)
    people = list(standing)
    if not people:
        return _nobody(request, event, form)
    wanted = _readers(request)
    reader = next((one for one in people if one.pk in wanted), people[0])
    transitions.with_event(reader, event)
    look = notify.preview_note(reader, words.as_typed().get(NOTE) or own)
    mailing = Mailing(words.parts()[NOTE], people, look=look, reader=reader.pk)
    return _preview(request, event, words, [mailing], sign=sign, left_out=len(set(keys)) - len(people))


def tagging(request: HttpRequest, event: Event, form: TableForm) -> HttpResponse:
    """Give the chosen a tag, or take it from them."""
    named = TagForm(request.POST)
    try:
        keys = selected_keys(request, event, form)
    except SelectionOutdatedError as error:
        messages.error(request, error.advice)
        return show(request, event, form, BulkRequest(tagging=named))
    if not named.is_valid():
        return show(request, event, form, BulkRequest(tagging=named))
    if not keys:
        messages.warning(request, _("Tick whom you mean first."))
        return show(request, event, form, BulkRequest(tagging=named))
    name = named.cleaned_data["tag"]
    if request.POST.get("tagging") == "untag":
        count = untag(event, keys, name)
        done = ngettext("“%(tag)s” taken from %(count)d.", "“%(tag)s” taken from %(count)d.", count)
    else:
        count = tag(event, keys, name)
        done = ngettext("%(count)d tagged “%(tag)s”.", "%(count)d tagged “%(tag)s”.", count)
    messages.success(request, done % {"tag": name, "count": count})
    return _back(request, event)


def _readers(request: HttpRequest) -> list[int]:
    return parse_keys(said for name, said in request.POST.items() if name.startswith("reader_"))  # type: ignore[misc]


def _mailings(words: MailTextForm, told: Iterable[PlannedMail], step: Step) -> list[Mailing]:
    found = {mail: Mailing(fields) for mail, fields in words.parts().items()}
    for one in told:
        mailing = found[one.mail]
        (mailing.chosen if one.step == step else mailing.others).append(one.registration)
        if one.preview:
            mailing.look, mailing.reader = one.preview, one.registration.pk
    return list(found.values())


def _preview(
    request: HttpRequest, event: Event, words: MailTextForm, mailings: list[Mailing], *, sign: str, left_out: int = 0
) -> HttpResponse:
    decision = request.POST["decision"]
    context = {
        "event": event,
        "form": words,
        "mailings": mailings,
        "count": sum(mailing.count for mailing in mailings),
        "sign": sign,
        "left_out": left_out,
        "decision": decision,
        "title": TITLES[decision],
        "is_note": decision == REMIND,
        "reason": request.POST.get("reason", "").strip(),
        "carried": [] if "all" in request.POST else request.POST.getlist("registration"),
        "all": request.POST.get("all", ""),
        "over_seats": "over_seats" in request.POST,
        "back": _table(request, event),
        "may": request.may,  # type: ignore[attr-defined]
    }
    return render(request, "participants/registrations_decide.html", context)


def _nobody(request: HttpRequest, event: Event, form: TableForm) -> HttpResponse:
    messages.warning(request, _("Tick whom you mean first."))
    return show(request, event, form, BulkRequest(reason=request.POST.get("reason", "").strip()))


def _say_written(request: HttpRequest, count: int) -> None:
    if count:
        done = ngettext("%(count)d person is written to.", "%(count)d people are written to.", count)
        messages.success(request, done % {"count": count})
    else:
        messages.warning(request, _("They were sent these very words today already: nothing goes out again."))


def _table(request: HttpRequest, event: Event) -> str:
    return reverse("participants:list", args=[event.slug], query=request.GET)


def _back(request: HttpRequest, event: Event) -> HttpResponse:
    return redirect(_table(request, event))
