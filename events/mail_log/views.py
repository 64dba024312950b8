"""The mail log of an event, and of a programme with all its events. Show and resend one mail."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET, require_POST

from accounts.links.masking import mask
from events.announcements import queries as announcements
from events.errors import DomainError
from events.mail_log.forms import LogForm, ResendForm
from events.mail_log.plot import plot
from events.mails import log, rules
from events.mails.catalogue import label_of
from events.mails.frames import MAIL_FRAME_CSP
from events.models import Event, Programme
from events.permissions import Action, TeamRequest, event_for, programme_for
from notifications.mail.mime import build_mime
from notifications.models import Message
from notifications.outbox import resending, search

PAGE_SIZE = 100


@event_for(Action.VIEW_DELIVERIES)
@never_cache
@require_GET
def event_log(request: TeamRequest, event: Event) -> HttpResponse:
    return _log(request, log.of_event(event), event.programme, event)


@programme_for(Action.VIEW_DELIVERIES)
@never_cache
@require_GET
def programme_log(request: TeamRequest, programme: Programme) -> HttpResponse:
    return _log(request, log.of_programme(programme), programme, None)


def _log(request: TeamRequest, mails: QuerySet[Message], programme: Programme, event: Event | None) -> HttpResponse:
    zone = log.zone_of(event)
    form = LogForm(
        request.GET, kinds=search.mail_names(mails), announcements=announcements.started(event) if event else ()
    )
    page = Paginator(search.filter_messages(mails, form.message_filter(), zone), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "event": event,
        "programme": programme,
        "form": form,
        "page_obj": page,
        "lines": [(message, label_of(message.kind)) for message in page],
        "plot": plot(search.count_by_day(mails, zone)),
        "zone": zone,
        "may": request.may,
    }
    return render(request, "mail_log/mail_log.html", context)


@programme_for(Action.VIEW_DELIVERIES)
@never_cache
@require_GET
def message(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    mail = get_object_or_404(log.of_programme(programme).select_related("recipient", "resent_from", "resent_by"), pk=pk)
    own = resending.addresses_of(mail)
    return _show(request, programme, mail, ResendForm(initial={"to_email": own[0]}, own=own))


@programme_for(Action.VIEW_DELIVERIES)
@never_cache
@xframe_options_sameorigin
@csp_override(MAIL_FRAME_CSP)
@require_GET
def message_html(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    """Return the HTML of a mail for the frame on its page, as it was sent, but without the links of the recipient."""
    mail = get_object_or_404(log.of_programme(programme).exclude(html=""), pk=pk)
    return HttpResponse(mask(mail.html))


@programme_for(Action.WRITE_TO_PEOPLE)
@require_POST
def message_resend(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    mail = get_object_or_404(log.of_programme(programme).select_related("recipient"), pk=pk)
    form = ResendForm(request.POST, own=resending.addresses_of(mail))
    if not form.is_valid():
        return _show(request, programme, mail, form)
    event = log.event_of(mail, programme)
    try:
        if event:
            rules.require_resendable(event, mail.kind)
        copy = resending.resend(mail, by=request.user, to_email=form.cleaned_data["to_email"])
    except DomainError as error:
        messages.error(request, error.advice)
        return redirect("mail_log:message", programme.slug, mail.pk)
    messages.success(request, _("The mail will be resent to %(address)s.") % {"address": copy.to_email})
    return redirect("mail_log:message", programme.slug, copy.pk)


def _show(request: TeamRequest, programme: Programme, mail: Message, form: ResendForm) -> HttpResponse:
    event = log.event_of(mail, programme)
    refusal = rules.refusal_to_resend(event, mail.kind) if event else ""
    context = {
        "event": event,
        "programme": programme,
        "message": mail,
        # The links of the recipient let a reader act as that person.
        "text": mask(mail.text),
        "ics": mask(mail.ics),
        "kind": label_of(mail.kind),
        "headers": _headers(mail),
        "attempts": mail.deliveries.all(),
        "resends": mail.resends.select_related("resent_by").defer("text", "html", "ics").order_by("pk"),
        "may_resend": bool(mail.to_email)
        and mail.status in resending.ENDED
        and Action.WRITE_TO_PEOPLE in request.may
        and not refusal,
        "refusal": refusal if Action.WRITE_TO_PEOPLE in request.may else "",
        "form": form,
        "zone": log.zone_of(event),
        "may": request.may,
    }
    return render(request, "mail_log/message.html", context)


def _headers(mail: Message) -> list[tuple[str, str]]:
    try:
        headers = build_mime(mail).message().items()
    except Exception:  # such a mail could not be sent either: its attempts show the error
        return []
    return [(name, mask(str(value))) for name, value in headers if name != "Content-Type"]
