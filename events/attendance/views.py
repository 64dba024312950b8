"""The check-in list."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events.attendance import queries, services
from events.attendance.forms import AttendanceFilterForm
from events.models import Event, Session
from events.permissions import Action, TeamRequest, event_for
from events.registration.errors import RegistrationError
from events.registration.forms import parse_keys

PAGE = 100


@event_for(Action.CHECK_IN)
@never_cache
@require_http_methods(["GET", "POST"])
def attendance(request: TeamRequest, event: Event) -> HttpResponse:
    form = AttendanceFilterForm(request.GET, event=event)
    filters = form.filters()
    session = filters.session
    if request.method == "POST":
        _check_in(request, event, session)
        return redirect(request.get_full_path())
    page = Paginator(queries.expected(event, filters), PAGE).get_page(request.GET.get("page"))
    present, confirmed = queries.count(event, session)
    context = {
        "event": event,
        "form": form,
        "page_obj": page,
        "session": session,
        "present": present,
        "confirmed": confirmed,
        "is_open": services.can_check_in(event),
        "may": request.may,
    }
    return render(request, "attendance/list.html", context)


def _check_in(request: TeamRequest, event: Event, session: Session | None) -> None:
    if "absent" in request.POST:
        count = services.undo_check_in(event, parse_keys(request.POST.getlist("absent")), session=session)
        messages.success(request, _("Check-in undone.") if count else _("No one was checked in."))
        return
    keys = parse_keys(request.POST.getlist("there") or request.POST.getlist("registration"))
    try:
        count = services.check_in(event, keys, session=session, by=request.user)
    except RegistrationError as error:
        messages.error(request, error.advice)
        return
    done = ngettext("%(count)d person checked in.", "%(count)d people checked in.", count) % {"count": count}
    messages.success(request, done if count else _("They were checked in already."))
