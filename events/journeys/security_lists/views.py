"""Security lists with passport data: the page of the team, that of a traveller, and that of a named person of the host."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.links.pages import behind_link
from accounts.links.tokens import Link
from accounts.security_log import SecurityEvent, record
from events.errors import DomainError
from events.journeys.links import JOURNEY, JourneyKey
from events.journeys.meetings.mails import when_of
from events.journeys.meetings.views import meeting_or_404
from events.journeys.security_lists import services, table
from events.journeys.security_lists.forms import ConsentForm, ListReaderForm
from events.journeys.security_lists.links import SECURITY_LIST
from events.journeys.security_lists.queries import asked_visitors, is_readable, list_of, questions_to, wants_passports
from events.models import Event, ListReader, Meeting, Registration
from events.permissions import Action, TeamRequest, event_for
from events.registration.forms import parse_key
from events.spreadsheets.writer import table_response


@event_for(Action.VIEW_TRAVEL)
@never_cache
@require_http_methods(["GET", "POST"])
def team(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Show who has agreed, and to whom the list is released. With POST: ask the travellers, release it or withdraw it."""
    meeting = meeting_or_404(event, pk)
    form = ListReaderForm(request.POST if request.POST.get("action") == "release" else None)
    if request.method == "POST":
        try:
            if _carry_out(request, meeting, form):
                return redirect(request.path)
        except DomainError as error:
            messages.error(request, error.advice)
            return redirect(request.path)
    context = {
        "event": event,
        "meeting": meeting,
        "session": meeting.session,
        "when": when_of(meeting),
        "is_wanted": wants_passports(meeting),
        "is_readable": is_readable(meeting),
        "visitors": asked_visitors(meeting),
        "readers": meeting.list_readers.select_related("released_by"),
        "form": form,
    }
    return render(request, "security_lists/team.html", context)


def _carry_out(request: TeamRequest, meeting: Meeting, form: ListReaderForm) -> bool:
    """Carry out the action of the button. Return False if its form has errors."""
    action = request.POST.get("action", "")
    if action == "ask":
        count = services.ask_travellers(meeting, by=request.user)
        text = ngettext("%(count)d traveller is asked.", "%(count)d travellers are asked.", count) % {"count": count}
        messages.success(request, text if count else _("Nobody is asked: everybody was asked within the last day."))
    elif action == "release":
        if not form.is_valid():
            return False
        services.release_to(meeting, **form.cleaned_data, by=request.user)
        messages.success(request, _("The person gets a link to the list by email. The link ends with the visit."))
    elif action == "withdraw":
        services.withdraw_from(meeting, parse_key(request.POST.get("reader", "")), by=request.user)
        messages.success(request, _("The link of this person is ended."))
    else:
        raise Http404
    return True


@behind_link(JOURNEY)
def consent(request: HttpRequest, link: Link[JourneyKey]) -> HttpResponse:
    """Ask a traveller which hosts may see their passport data."""
    event, person = link.subject.event, link.subject.person
    if event.status == Event.Status.DRAFT:
        raise Http404
    form = ConsentForm(request.POST if request.method == "POST" else None, questions=questions_to(event, person))
    if request.method == "POST" and form.is_valid():
        services.answer(event, person, form.answers())
        messages.success(request, _("Thank you. You can change your answer until the visit."))
        return redirect(request.path)
    context = {"event": event, "person": person, "form": form, "token": link.token}
    return render(request, "security_lists/consent.html", context)


@behind_link(SECURITY_LIST)
def open_list(request: HttpRequest, link: Link[ListReader]) -> HttpResponseBase:
    """Show the list after a click, or download it: programs that check mails open links, and must not get passport data."""
    reader = link.subject
    meeting = reader.meeting
    session = meeting.session
    lines = list_of(meeting) if request.method == "POST" else []
    _record_look(request, reader, [line.registration for line in lines if line.registration and line.data])
    if request.POST.get("action") == "download":
        return table_response(
            f"{session.event.slug}-visitors", "xlsx", table.headings(meeting), table.rows(meeting, lines)
        )
    context = {"reader": reader, "meeting": meeting, "session": session, "event": session.event, "lines": lines}
    return render(request, "security_lists/list.html", context | {"when": when_of(meeting)})


def _record_look(request: HttpRequest, reader: ListReader, shown: list[Registration]) -> None:
    """Record in the security log whose passport data a reader sees."""
    if shown:
        services.record_opened(reader)
    for registration in shown:
        record(
            SecurityEvent.PERSONAL_DATA_VIEWED,
            request=request,
            subject=registration.person_id,
            what="security_list",
            event_id=registration.event_id,
            meeting_id=reader.meeting_id,
            reader_id=reader.pk,
        )
