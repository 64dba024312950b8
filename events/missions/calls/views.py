"""The team's pages of calls for requests."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from events.errors import DomainError
from events.missions import mail_texts
from events.missions.calls import mails, services
from events.missions.calls.forms import CallForm
from events.models import CallForRequests, Programme
from events.permissions import Action, TeamRequest, programme_for


@programme_for(Action.EDIT_EVENTS)
@require_GET
def call_list(request: TeamRequest, programme: Programme) -> HttpResponse:
    sent = Count("requests", filter=~Q(requests__status="draft"))
    calls = programme.calls_for_requests.annotate(sent=sent, begun=Count("requests"))
    rows = [(call, mail_texts.deadline_of(call)) for call in calls]
    return render(request, "missions/call_list.html", {"programme": programme, "rows": rows})


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def call_create(request: TeamRequest, programme: Programme) -> HttpResponse:
    form = CallForm(request.POST or None, call=CallForRequests(programme=programme))
    if request.method == "POST" and form.is_valid():
        call = services.create(programme, **form.cleaned_data)
        messages.success(request, _("Saved. Nobody is told before you publish the call."))
        return redirect("mission_calls:edit", programme.slug, call.pk)
    return render(request, "missions/call_edit.html", {"programme": programme, "form": form})


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def call_edit(request: TeamRequest, programme: Programme, call_pk: int) -> HttpResponse:
    call = get_object_or_404(programme.calls_for_requests, pk=call_pk)
    form = CallForm(request.POST or None, call=call)
    if request.method == "POST" and form.is_valid():
        services.edit(call, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("mission_calls:edit", programme.slug, call.pk)
    context = {
        "programme": programme,
        "form": form,
        "call": call,
        "page": mails.page_of(call),
        "deadline": mail_texts.deadline_of(call),
        "may_publish": Action.PUBLISH in request.may,
    }
    return render(request, "missions/call_edit.html", context)


@programme_for(Action.PUBLISH)
@require_POST
def call_publish(request: TeamRequest, programme: Programme, call_pk: int) -> HttpResponse:
    """Publish a call, which mails it to its addresses."""
    call = get_object_or_404(programme.calls_for_requests, pk=call_pk)
    try:
        count = services.publish(call)
    except DomainError as error:
        messages.error(request, error.advice)
    else:
        said = ngettext(
            "The call is published. %(count)d institution gets it by email.",
            "The call is published. %(count)d institutions get it by email.",
            count,
        )
        messages.success(request, said % {"count": count})
    return redirect("mission_calls:edit", programme.slug, call.pk)
