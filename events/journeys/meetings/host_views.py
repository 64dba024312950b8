"""The page of a host, which opens from the link in their mail and needs no account.

They see their own visit alone: never gifts, protocol, notes, or other hosts."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.links.pages import behind_link
from accounts.links.tokens import Link
from accounts.middleware import browser_zone
from events.errors import DomainError
from events.journeys.meetings import hosts
from events.journeys.meetings.forms import HostAnswerForm, HostDetailsForm
from events.journeys.meetings.links import HOST
from events.journeys.meetings.mails import when_of
from events.journeys.meetings.visitors import Visitor, group_of, visitors_of
from events.models import Meeting

type HostStep = Callable[[HttpRequest, Meeting], HttpResponse]
# The answer that a status shows as chosen.
ANSWER_OF = {"confirmed": "confirm", "tentative": "answer_tentative", "declined": "decline"}


@behind_link(HOST)
def host(request: HttpRequest, link: Link[Meeting]) -> HttpResponse:
    """Show the visit; with POST, carry out one of STEPS."""
    if request.method != "POST":
        return _page(request, link.subject)
    step = STEPS.get(request.POST.get("action", ""))
    if step is None:
        raise Http404
    try:
        return step(request, link.subject)
    except DomainError as error:
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "meetings/host.html#kept", {"problem": error.advice})
        messages.error(request, error.advice)
        return redirect(request.path)


@behind_link(HOST, ("GET", "HEAD"))
def host_day(request: HttpRequest, link: Link[Meeting]) -> HttpResponse:
    """Show the sheet of the host for the day, to print."""
    return render(request, "meetings/host_day.html", host_context(link.subject))


def host_context(meeting: Meeting) -> dict[str, object]:
    """Return all that a host sees. The template gets the meeting: it must show only what is the host's."""
    event = meeting.session.event
    return {
        "meeting": meeting,
        "session": meeting.session,
        "event": event,
        "programme": event.programme,
        "when": when_of(meeting),
        "group": group_of(meeting),
        "is_open": hosts.is_open(meeting),
        "visitors": released_list(meeting),
        "contact": event.contact_address,
    }


def released_list(meeting: Meeting) -> list[Visitor]:
    """Return the list that the team has released; nothing once the visit is over or cancelled."""
    ends_at = meeting.session.ends_at
    is_shown = meeting.list_released_at is not None and meeting.security_list and hosts.is_open(meeting)
    if not is_shown or ends_at is None or ends_at <= now():
        return []
    return visitors_of(meeting.session)


def _page(request: HttpRequest, meeting: Meeting, **forms: object) -> HttpResponse:
    # An answer about an earlier time is no answer about this one.
    chosen = {"answer": ANSWER_OF.get(meeting.status, ""), "note": meeting.answer_note} if meeting.answered_at else {}
    context = host_context(meeting) | {
        "form": HostDetailsForm(instance=meeting),
        "answer_form": HostAnswerForm(initial=chosen),
    }
    return render(request, "meetings/host.html", context | forms)


def _keep(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Store what is typed while the person writes. A script posts this. It is no answer."""
    form = HostDetailsForm(request.POST, instance=_copy(meeting))
    form.is_valid()
    hosts.save_host_details(meeting, form.values())
    return render(
        request, "meetings/host.html#kept", {"kept_at": now(), "zone": browser_zone(request) or meeting.session.zone}
    )


def _answer(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Store the form, and send the answer."""
    form, answer_form = HostDetailsForm(request.POST, instance=_copy(meeting)), HostAnswerForm(request.POST)
    is_valid = form.is_valid()
    saved = hosts.save_host_details(meeting, form.values())
    if not (answer_form.is_valid() and is_valid):
        return _page(request, saved, form=form, answer_form=answer_form)
    hosts.answer(saved, answer_form.cleaned_data["answer"], note=answer_form.cleaned_data["note"])
    messages.success(request, _("Thank you. The organisers have your answer. You can change it here until the visit."))
    return redirect(request.path)


def _copy(meeting: Meeting) -> Meeting:
    """Return a copy for a form: its validation changes the instance, and the page must show what is stored."""
    return Meeting.objects.select_related("session__event").get(pk=meeting.pk)


# By the value of the button.
STEPS: dict[str, HostStep] = {"keep": _keep, "answer": _answer}
