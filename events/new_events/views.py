"""The page on which a person asks for mails about new events."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from events.models import AreaOfAction, EventAlert
from events.models.former_slug import with_slugs
from events.new_events import services
from events.new_events.forms import AlertForm
from notifications.models import Refusal
from notifications.preferences.queries import people_refusing


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: SignedInRequest) -> HttpResponse:
    """Show what the person has asked for, and store or delete it."""
    person = request.user
    if request.method == "POST" and request.POST.get("action") == "stop":
        services.stop(person)
        messages.success(request, _("You get no more emails about new events."))
        return redirect("new_events:mine")
    alert = EventAlert.objects.filter(person=person).first()
    initial = {}
    if alert:  # an area may have got another slug
        areas = with_slugs(AreaOfAction.objects.all(), alert.areas).values_list("slug", flat=True)
        initial = {"kinds": alert.kinds, "countries": alert.countries, "areas": list(areas)}
    form = AlertForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        services.ask(person, **form.cleaned_data)
        messages.success(request, _("Saved. You get at most one email a week, and none without new events."))
        return redirect("new_events:mine")
    is_active = bool(alert) and not people_refusing([person.pk], Refusal.What.NEW_EVENTS, "")
    return render(request, "new_events/mine.html", {"form": form, "is_active": is_active, "address": person.email})
