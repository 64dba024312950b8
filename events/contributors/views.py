"""The pages of contributors for the team: list, add, change, remove. Each page shows first who will be notified."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from events.contributors import queries, services
from events.contributors.forms import ContributorForm
from events.models import Contributor, Event
from events.permissions import Action, TeamRequest, event_for
from events.registration.errors import RegistrationError


@event_for(Action.VIEW_REGISTRATIONS)
@never_cache
@require_GET
def contributors(request: TeamRequest, event: Event) -> HttpResponse:
    sessions = queries.by_session(event)
    context = _context(request, event) | {"sessions": sessions, "declined": queries.declined_names(sessions)}
    return render(request, "contributors/list.html", context)


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def contributor_add(request: TeamRequest, event: Event) -> HttpResponse:
    form = ContributorForm(request.POST or None, event=event, initial={"session": request.GET.get("session")})
    if request.method == "POST" and form.is_valid():
        try:
            contributor = services.add(event, form.entry(), by=request.user)
        except RegistrationError as error:
            form.add_error(None, str(error.advice))
        else:
            messages.success(request, _("%(name)s is added.") % {"name": contributor.name})
            return redirect("contributors:list", event.slug)
    return render(request, "contributors/form.html", _context(request, event) | {"form": form})


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def contributor_edit(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    contributor = _find(event, pk)
    form = ContributorForm(request.POST or None, event=event, contributor=contributor)
    if request.method == "POST" and form.is_valid():
        try:
            services.change(contributor, form.entry(), by=request.user)
        except RegistrationError as error:
            form.add_error(None, str(error.advice))
        else:
            messages.success(request, _("Saved."))
            return redirect("contributors:list", event.slug)
    context = _context(request, event) | {"form": form, "contributor": contributor}
    return render(request, "contributors/form.html", context)


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def contributor_remove(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    contributor = _find(event, pk)
    if request.method == "POST":
        try:
            count = services.remove(contributor, by=request.user)
        except RegistrationError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, _removed_text(contributor, count))
        return redirect("contributors:list", event.slug)
    context = _context(request, event) | {"contributor": contributor}
    context["contribution"] = queries.contribution_of(event, contributor.person)
    return render(request, "contributors/remove.html", context)


def _removed_text(contributor: Contributor, count: int) -> str:
    removed = _("%(name)s is removed.") % {"name": contributor.name}
    notified = ngettext("%(count)d person is notified.", "%(count)d people are notified.", count)
    return f"{removed} {notified % {'count': count}}" if count else removed


def _context(request: TeamRequest, event: Event) -> dict[str, object]:
    return {"event": event, "may": request.may, "are_notified": queries.are_notified(event)}


def _find(event: Event, pk: int) -> Contributor:
    contributors_of_event = Contributor.objects.select_related("session", "person").filter(session__event=event)
    contributor = get_object_or_404(contributors_of_event, pk=pk)
    contributor.session.event = event
    return contributor
