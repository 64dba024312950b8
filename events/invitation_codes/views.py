"""The codes of an event by invitation: made, passed on as a link, ended."""

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


@event_for(Action.DECIDE_REGISTRATIONS)
@require_http_methods(["GET", "POST"])
def codes(request: TeamRequest, event: Event) -> HttpResponse:
    ended = request.POST.get("end", "")
    form = CodeForm(request.POST if request.method == "POST" and not ended else None, event=event)
    if ended:
        services.end_code(get_object_or_404(event.invitation_codes, pk=parse_key(ended)))
        messages.success(request, _("The code lets nobody else in."))
        return redirect("invitation_codes:list", event.slug)
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        made = services.make_code(
            event, uses=cleaned["uses"], note=cleaned["note"], expires_at=cleaned["expires_local"]
        )
        messages.success(request, _("The code is %(code)s. Pass on its link.") % {"code": made.code})
        return redirect("invitation_codes:list", event.slug)
    address = settings.BASE_URL + reverse("self_service:register", args=[event.slug])
    found = [(code, f"{address}?{urlencode({'code': code.code})}") for code in event.invitation_codes.all()]
    return render(
        request, "invitation_codes/codes.html", {"event": event, "form": form, "codes": found, "may": request.may}
    )
