"""The list at the door: who is there, of those with a place."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events.attendance import queries, services
from events.attendance.forms import FindForm
from events.models import Event, Session
from events.permissions import Action, TeamRequest, event_for
from events.registration.errors import RegistrationError
from events.registration.forms import parse_keys

PAGE = 100


@event_for(Action.CHECK_IN)
@never_cache
@require_http_methods(["GET", "POST"])
def attendance(request: TeamRequest, event: Event) -> HttpResponse:
    form = FindForm(request.GET, event=event)
    sought = form.sought()
    session: Session | None = sought["session"]
    if request.method == "POST":
        _mark(request, event, session)
        return redirect(request.get_full_path())
    page = Paginator(queries.expected(event, **sought), PAGE).get_page(request.GET.get("page"))
    there, places = queries.count(event, session)
    context = {
        "event": event,
        "form": form,
        "page_obj": page,
        "session": session,
        "there": there,
        "places": places,
        "is_open": services.may_check_in(event),
        "may": request.may,  # type: ignore[attr-defined]
    }
    return render(request, "attendance/list.html", context)


def _mark(request: TeamRequest, event: Event, session: Session | None) -> None:
    if "absent" in request.POST:
        count = services.undo_check_in(event, parse_keys(request.POST.getlist("absent")), session=session)
        messages.success(request, _("Taken back.") if count else _("Nobody was marked."))
        return
    keys = parse_keys(request.POST.getlist("there") or request.POST.getlist("registration"))
    try:
        count = services.check_in(event, keys, session=session, by=request.user)  # type: ignore[arg-type]
    except RegistrationError as error:
        messages.error(request, error.advice)
        return
    said = ngettext("%(count)d person marked as there.", "%(count)d people marked as there.", count) % {"count": count}
    messages.success(request, said if count else _("They were marked already."))
