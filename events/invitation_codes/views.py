"""The page of the invitation codes of an event: list, create, end."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.invitation_codes import services
from events.invitation_codes.forms import CodeForm
from events.models import Event
from events.permissions import Action, TeamRequest, event_for
from events.registration.forms import parse_key
from events.unlikely_values import Asked, Deadline, ask


@event_for(Action.DECIDE_REGISTRATIONS)
@require_http_methods(["GET", "POST"])
def codes(request: TeamRequest, event: Event) -> HttpResponse:
    key_to_end = request.POST.get("end", "")
    form = CodeForm(request.POST if request.method == "POST" and not key_to_end else None, event=event)
    if key_to_end:
        services.end_code(get_object_or_404(event.invitation_codes, pk=parse_key(key_to_end)))
        messages.success(request, _("The code is ended. No one else can use it."))
        return redirect("invitation_codes:list", event.slug)
    asked: Asked | None = None
    if form.is_bound and form.is_valid():
        expires_at = form.cleaned_data["expires_local"]
        asked = ask(request.POST, [Deadline(_("Valid until"), expires_at, event.zone)] if expires_at else [])
    if asked and not asked.open:
        cleaned = form.cleaned_data
        code = services.make_code(
            event, uses=cleaned["uses"], note=cleaned["note"], expires_at=cleaned["expires_local"]
        )
        messages.success(
            request, _("The code is %(code)s. Send its link to the people whom you invite.") % {"code": code.code}
        )
        return redirect("invitation_codes:list", event.slug)
    address = settings.BASE_URL + reverse("self_service:register", args=[event.slug])
    codes_with_links = [(code, f"{address}?{urlencode({'code': code.code})}") for code in event.invitation_codes.all()]
    return render(
        request,
        "invitation_codes/codes.html",
        {"event": event, "form": form, "asked": asked, "codes": codes_with_links, "may": request.may},
    )
