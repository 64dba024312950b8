"""The meetings of an event for the team: the itinerary, and the sheet of one meeting."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.links.confirmation import Question, ask_first
from events.errors import DomainError
from events.journeys.meetings import own_people, services
from events.journeys.meetings.errors import NotesChangedError
from events.journeys.meetings.forms import MeetingDetailsForm, MeetingStepForm, ResultForm, TeamNotesForm
from events.journeys.meetings.itinerary import itinerary_of
from events.journeys.meetings.links import host_link
from events.journeys.meetings.problems import problems_of
from events.journeys.meetings.visitors import group_of, team_of
from events.models import Event, Meeting, Session
from events.permissions import Action, TeamRequest, event_for
from events.registration.forms import parse_key

# The statuses that a host has answered.
ANSWERED = Meeting.AGREED | {Meeting.Status.DECLINED}

type SheetAction = Callable[[TeamRequest, Meeting], HttpResponse]


@event_for(Action.VIEW_EVENTS)
@never_cache
@require_safe
def itinerary(request: TeamRequest, event: Event) -> HttpResponse:
    itinerary = itinerary_of(event)
    rows = [row for day in itinerary.days for row in day.rows]
    context = {
        "event": event,
        "may": request.may,
        "may_edit": Action.EDIT_EVENTS in request.may,
        "may_see_people": Action.VIEW_REGISTRATIONS in request.may,
        "itinerary": itinerary,
        "has_plain": any(row.session and row.session.kind == Session.Kind.SESSION and not row.meeting for row in rows),
        "now": now(),
        "warns_of_full_days": event.kind == Event.Kind.STUDY_VISIT,
    }
    return render(request, "meetings/itinerary.html", context)


@event_for(Action.EDIT_EVENTS)
@require_POST
def make(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Make a session a meeting."""
    session = get_object_or_404(Session, event=event, pk=pk)
    session.event = event
    meeting = services.make_meeting(session, by=request.user)
    messages.success(request, _("This session is a meeting now. Enter who receives you."))
    return redirect("meetings:edit", event.slug, meeting.pk)


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    meeting = meeting_or_404(event, pk)
    form = MeetingDetailsForm(request.POST if request.method == "POST" else None, instance=meeting)
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_details(meeting_or_404(event, pk), form.values())
        except DomainError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, _("The meeting is saved."))
            if "contact_email" in form.changed_data and saved.contact_email and services.is_expected(saved):
                messages.success(
                    request, _("%(address)s gets an email with the link.") % {"address": saved.contact_email}
                )
        return redirect("meetings:sheet", event.slug, pk)
    context = {"event": event, "may": request.may, "meeting": meeting, "form": form}
    return render(request, "meetings/edit.html", context)


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def sheet(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Show one meeting; with POST, carry out one of ACTIONS."""
    meeting = meeting_or_404(event, pk)
    if request.method != "POST":
        return _page(request, meeting)
    action = ACTIONS.get(request.POST.get("action", ""))
    if action is None:
        raise Http404
    try:
        return action(request, meeting)
    except DomainError as error:
        messages.error(request, error.advice)
        return redirect(request.path)


def meeting_or_404(event: Event, pk: int) -> Meeting:
    meetings = Meeting.objects.select_related("session__venue__country")
    meeting = get_object_or_404(meetings, session__event=event, pk=pk)
    meeting.session.event = event
    return meeting


def _page(request: TeamRequest, meeting: Meeting, **forms: Any) -> HttpResponse:
    group, moment = group_of(meeting), now()
    context = {
        "event": meeting.session.event,
        "may": request.may,
        "meeting": meeting,
        "session": meeting.session,
        "team": team_of(meeting.session),
        "group": group,
        "problems": problems_of(meeting, group=group.number, moment=moment),
        "steps": services.steps_of(meeting, moment),
        "has_begun": services.has_begun(meeting, moment),
        "is_answer": meeting.status in ANSWERED,
        "may_release": services.may_release(meeting),
        "missing_experts": own_people.missing_experts(meeting),
        "is_confirmed": meeting.status == Meeting.Status.CONFIRMED and not services.awaits_new_answer(meeting),
        "next_steps": meeting.steps.all(),
        "host_link": host_link(meeting) if meeting.asked_at else "",
        "result_form": ResultForm(instance=meeting),
        "notes_form": TeamNotesForm(initial={"notes": meeting.notes, "revision": meeting.notes_revision}),
        "next_form": MeetingStepForm(),
    }
    return render(request, "meetings/sheet.html", context | forms)


def _step(request: TeamRequest, meeting: Meeting) -> HttpResponse:
    step, mails_host = request.POST.get("step", ""), request.POST.get("mail") != "no"
    if step == "unmake":
        services.unmake_meeting(meeting, by=request.user)
        messages.success(request, _("This is a plain session again."))
        return redirect("meetings:itinerary", meeting.session.event.slug)
    is_told = mails_host and meeting.asked_at is not None and meeting.contact_email
    effects = [_("The host gets an email now.") if is_told else _("The host gets no email.")]
    if step == "cancel" and (count := services.travellers_to_tell(meeting)):
        text = ngettext("%(count)d traveller gets an email.", "%(count)d travellers get an email.", count)
        effects.append(text % {"count": count})
    effects.append(_("It stays on the agenda until you remove it there: calendars then lose it, too."))
    question = Question(
        _("Cancel this meeting?"),
        tuple(effects),
        _("Yes, cancel it"),
        name=meeting.session.title,
    )
    if page := ask_first(request, question if step == "cancel" else None):
        return page
    changed = services.take_step(meeting, step, by=request.user, mails_host=mails_host)
    if step == "ask" and mails_host:
        messages.success(request, _("%(address)s is asked by email.") % {"address": changed.contact_email})
    else:
        messages.success(request, _("The meeting is now: %(status)s.") % {"status": changed.get_status_display()})
    return redirect(request.path)


def _result(request: TeamRequest, meeting: Meeting) -> HttpResponse:
    form = ResultForm(request.POST, instance=meeting)
    if not form.is_valid():
        return _page(request, meeting_or_404(meeting.session.event, meeting.pk), result_form=form)
    services.save_result(meeting, **form.cleaned_data)
    messages.success(request, _("Saved: who was met."))
    return redirect(f"{request.path}#result")


def _notes(request: TeamRequest, meeting: Meeting) -> HttpResponse:
    form = TeamNotesForm(request.POST)
    if not form.is_valid():
        return _page(request, meeting, notes_form=form)
    try:
        services.save_notes(meeting, form.cleaned_data["notes"], revision=form.cleaned_data["revision"])
    except NotesChangedError as error:
        messages.error(request, error.advice)
        return _page(request, meeting, typed_notes=form.cleaned_data["notes"])
    messages.success(request, _("Saved: the notes."))
    return redirect(f"{request.path}#notes")


def _next(request: TeamRequest, meeting: Meeting) -> HttpResponse:
    form = MeetingStepForm(request.POST)
    if not form.is_valid():
        return _page(request, meeting, next_form=form)
    services.add_next_step(meeting, **form.cleaned_data)
    messages.success(request, _("Saved: the next step."))
    return redirect(f"{request.path}#next")


def _bring(request: TeamRequest, meeting: Meeting) -> HttpResponse:
    count = own_people.bring(meeting, parse_key(request.POST.get("expert", "")), by=request.user)
    if count:
        messages.success(request, _("Saved. The expert gets an email with the time and an invite."))
    else:
        messages.success(request, _("Saved: who comes."))
    return redirect(request.path)


def _tell(request: TeamRequest, meeting: Meeting) -> HttpResponse:
    if services.tell_moved(meeting, by=request.user):
        messages.success(request, _("The host gets an email with the new time."))
    return redirect(request.path)


def _release(request: TeamRequest, meeting: Meeting) -> HttpResponse:
    released = services.release_list(meeting, by=request.user)
    seen = _("The host sees the list at their link until the visit is over.")
    messages.success(request, f"{seen} {_('They get an email.')}" if released.contact_email else seen)
    return redirect(request.path)


def _withdraw(request: TeamRequest, meeting: Meeting) -> HttpResponse:
    services.withdraw_list(meeting, by=request.user)
    messages.success(request, _("The host does not see the list any more."))
    return redirect(request.path)


def _thank(request: TeamRequest, meeting: Meeting) -> HttpResponse:
    services.thank(meeting, by=request.user)
    messages.success(request, _("The host gets our thanks by email."))
    return redirect(request.path)


# By the value of the button.
ACTIONS: dict[str, SheetAction] = {
    "step": _step,
    "result": _result,
    "notes": _notes,
    "next": _next,
    "bring": _bring,
    "tell": _tell,
    "release": _release,
    "withdraw": _withdraw,
    "thank": _thank,
}
