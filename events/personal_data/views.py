"""My data: see it, download it, erase it, undo the erasure."""

from zoneinfo import ZoneInfo

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.links.pages import behind_link
from accounts.links.tokens import Link
from accounts.middleware import reader_zone
from accounts.requests import SignedInRequest
from accounts.security_log import SecurityEvent, record
from events.models import Erasure, Event
from events.personal_data import services
from events.personal_data.errors import ErasureError
from events.personal_data.export import export
from events.personal_data.forms import ConfirmErasureForm
from events.personal_data.legal_grounds import legal_grounds
from events.personal_data.notify import UNDO
from events.personal_data.record import sections_of


@login_required
@reauthentication_required
@never_cache
@require_GET
def my_data(request: SignedInRequest) -> HttpResponse:
    """Show all data about the user, with the reason and the end date of keeping it."""
    record(SecurityEvent.PERSONAL_DATA_VIEWED, request=request, subject=request.user, page="my_data")
    zone = reader_zone(request) or ZoneInfo(settings.TIME_ZONE)
    context = {
        "sections": sections_of(request.user, zone),
        "grounds": legal_grounds(request.user),
        "erasure": _erasure_of(request),
        "zone": zone,
        "days": settings.ERASURE_DAYS,
    }
    return render(request, "personal_data/my_data.html", context)


@login_required
@reauthentication_required
@never_cache
@require_POST
def download(request: SignedInRequest) -> FileResponse:
    record(SecurityEvent.DATA_EXPORTED, request=request, subject=request.user, what="my_data")
    name = f"my-data-{now():%Y-%m-%d}.zip"
    response = FileResponse(export(request.user), as_attachment=True, filename=name, content_type="application/zip")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@reauthentication_required
@never_cache
@require_http_methods(["GET", "POST"])
def erase(request: SignedInRequest) -> HttpResponse:
    """Ask whether the data is to be erased; on POST, withdraw the user, sign them out and start the erasure."""
    form = ConfirmErasureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            erasure = services.erase(request.user, by=request.user)
        except ErasureError as error:
            form.add_error(None, str(error.advice))
        else:
            logout(request)
            zone = reader_zone(request) or ZoneInfo(settings.TIME_ZONE)
            return render(request, "personal_data/erasure_requested.html", {"erasure": erasure, "zone": zone})
    context = {
        "form": form,
        "grounds": legal_grounds(request.user),
        "days": settings.ERASURE_DAYS,
        "erasure": _erasure_of(request),
    }
    return render(request, "personal_data/erase.html", context, status=200)


@login_required
@require_POST
def undo(request: SignedInRequest) -> HttpResponse:
    """Undo the erasure of the user, who has signed in."""
    erasure = _erasure_of(request)
    if erasure is not None:
        try:
            events = services.undo(erasure, by=request.user)
        except ErasureError as error:
            messages.error(request, error.advice)
        else:
            return _undone(request, events)
    return redirect("self_service:me")


@behind_link(UNDO)
def undo_by_link(request: HttpRequest, link: Link[Erasure]) -> HttpResponse:
    """Ask whether the erasure is to be undone; undo it on POST. A mail scanner that opens the link changes nothing."""
    if request.method != "POST":
        return render(request, "personal_data/undo.html", {"erasure": link.subject, "zone": link.subject.person.zone})
    try:
        events = services.undo(link.subject, by=link.person)
    except ErasureError as error:
        return render(request, "personal_data/undo.html", {"erasure": link.subject, "problem": error.advice})
    return _undone(request, events)


def _undone(request: HttpRequest, events: list[Event]) -> HttpResponse:
    open_again = [event for event in events if event.is_registration_open]
    return render(request, "personal_data/undone.html", {"events": events, "open_again": open_again})


def _erasure_of(request: SignedInRequest) -> Erasure | None:
    """Return the erasure that the user can undo. A warning about an unused account ends with the sign-in."""
    return Erasure.objects.filter(person=request.user, finished_at=None).exclude(cause=Erasure.Cause.UNUSED).first()
