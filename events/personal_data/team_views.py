"""Pages of a team: erase the data of a person who asks by letter, and the records that the law requires."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts import encryption
from accounts.encryption import DecryptionError
from accounts.security_log import SecurityEvent, record
from events.models import Erasure, Event, KeptRecord, Programme
from events.permissions import Action, TeamRequest, event_for, programme_for
from events.personal_data import services
from events.personal_data.errors import ErasureError
from events.personal_data.forms import EraseOnRequestForm


@event_for(Action.ERASE_PEOPLE)
@never_cache
@require_http_methods(["GET", "POST"])
def erase_person(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Ask for the reference of the letter; on POST, start the erasure. The person can undo it, too."""
    registration = get_object_or_404(event.registrations.select_related("person"), pk=pk)
    form = EraseOnRequestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.require_own_person(registration.person, request.user)
            services.erase(
                registration.person,
                by=request.user,
                cause=Erasure.Cause.LETTER,
                reference=form.cleaned_data["reference"],
            )
        except ErasureError as error:
            form.add_error(None, str(error.advice))
        else:
            messages.success(
                request,
                _("The person is withdrawn and gets a mail. Their data will be erased in %(days)d days.")
                % {"days": settings.ERASURE_DAYS},
            )
            return redirect("participants:detail", event.slug, registration.pk)
    context = {
        "event": event,
        "registration": registration,
        "person": registration.person,
        "form": form,
        "may": request.may,
        "days": settings.ERASURE_DAYS,
    }
    return render(request, "personal_data/erase_person.html", context)


@programme_for(Action.ERASE_PEOPLE)
@never_cache
@require_GET
def kept_records(request: TeamRequest, programme: Programme) -> HttpResponse:
    """Show the participants whose data was erased and whom the law requires the programme to keep."""
    record(SecurityEvent.PERSONAL_DATA_VIEWED, request=request, page="kept_records", programme=programme.pk)
    records = KeptRecord.objects.filter(registration__event__programme=programme).select_related("registration__event")
    lines = [(kept, _unsealed(kept)) for kept in records]
    return render(request, "personal_data/kept_records.html", {"programme": programme, "lines": lines})


def _unsealed(kept: KeptRecord) -> dict[str, str]:
    try:
        return encryption.decrypt(kept.sealed)
    except DecryptionError:
        return {"name": _("This installation has no key for it.")}
