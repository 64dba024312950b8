"""The pages of incoming mails for the team: replies to review of one event, and of all events of a team."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.middleware import reader_zone
from accounts.requests import SignedInRequest
from events.calendar_replies import answering, queries
from events.calendar_replies.forms import AnswerForm
from events.mails.log import zone_of
from events.models import Event
from events.permissions import Action, TeamRequest, event_for
from notifications.inbox import services as inbox
from notifications.models import InboundMail

PAGE_SIZE = 50


@login_required
@never_cache
@require_GET
def of_team(request: SignedInRequest) -> HttpResponse:
    page = Paginator(queries.of_team(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    events = queries.events_of(page)
    mails = [(mail, events[mail.topic]) for mail in page if mail.topic in events]
    context = {"page_obj": page, "mails": mails, "zone": reader_zone(request) or zone_of(None)}
    return render(request, "calendar_replies/replies.html", context)


@event_for(Action.VIEW_DELIVERIES)
@never_cache
@require_GET
def of_event(request: TeamRequest, event: Event) -> HttpResponse:
    shows_all = request.GET.get("show") == "all"
    mails = queries.of_event(event)
    page = Paginator(mails if shows_all else mails.for_people(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "event": event,
        "page_obj": page,
        "mails": [(mail, event) for mail in page],
        "shows_all": shows_all,
        "zone": event.zone,
        "may": request.may,
    }
    return render(request, "calendar_replies/replies.html", context)


@event_for(Action.VIEW_DELIVERIES)
@never_cache
@require_GET
def reply(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    return _show(request, event, _find(event, pk), AnswerForm())


def _find(event: Event, pk: int) -> InboundMail:
    mails = queries.of_event(event).defer(None).defer("raw").select_related("bounced")
    return get_object_or_404(mails, pk=pk)


def _show(request: TeamRequest, event: Event, mail: InboundMail, form: AnswerForm) -> HttpResponse:
    address = answering.address_of(mail)
    context = {
        "form": form if address and Action.WRITE_TO_PEOPLE in request.may else None,
        "address": address,
        "answers": answering.answers_to(event, mail),
        "event": event,
        "mail": mail,
        "registration": queries.registration_of(event, mail),
        "may_settle": mail.state == mail.State.QUARANTINED and Action.DECIDE_REGISTRATIONS in request.may,
        "zone": event.zone,
        "may": request.may,
    }
    return render(request, "calendar_replies/reply.html", context)


@event_for(Action.DECIDE_REGISTRATIONS)
@require_POST
def reply_settle(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    mail = get_object_or_404(queries.of_event(event), pk=pk)
    if inbox.process(mail, by=request.user):
        messages.success(request, _("Done. You find this reply under “All replies”."))
    return redirect("calendar_replies:event", event.slug)


@event_for(Action.WRITE_TO_PEOPLE)
@require_POST
def reply_answer(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Answer the sender of a mail, and mark it as reviewed."""
    mail = _find(event, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, event, mail, form)
    try:
        message = answering.answer(event, mail, form.cleaned_data["text"], by=request.user)
    except answering.UnanswerableError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, _("Your answer to %(address)s is on its way.") % {"address": message.to_email})
    return redirect("calendar_replies:detail", event.slug, pk)
