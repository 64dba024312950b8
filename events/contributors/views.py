"""The pages of contributors for the team: list, add, change, remove. Each page shows first who will be notified."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.services import find_by_address
from events.contributors import queries, services
from events.contributors.clashes import contributors_of, find_clashes, sessions_of
from events.contributors.forms import ContributorForm
from events.experts.queries import suggestions
from events.models import Contributor, Event, Expert
from events.permissions import Action, TeamRequest, event_for
from events.registration.errors import RegistrationError
from events.unlikely_values import Asked, ask

QUIET = "calendars"  # the value of the button that saves without a mail


@event_for(Action.VIEW_REGISTRATIONS)
@never_cache
@require_GET
def contributors(request: TeamRequest, event: Event) -> HttpResponse:
    sessions = queries.by_session(event)
    context = _context(request, event) | {"sessions": sessions, "declined": queries.declined_names(sessions)}
    context["conditions"] = queries.open_conditions(sessions)
    context["refused"] = queries.refused_rows(sessions)
    return render(request, "contributors/list.html", context)


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def contributor_add(request: TeamRequest, event: Event) -> HttpResponse:
    initial = {"session": request.GET.get("session"), "role": request.GET.get("role", Contributor.Role.SPEAKER)}
    chosen = _chosen(request, event)
    form = ContributorForm(request.POST or None, event=event, chosen=chosen, initial=initial)
    asked = _ask(request, event, form)
    told = services.people_to_notify(event, None, form.entry()) if asked else []
    if asked and not asked.open and (not told or "tell" in request.POST):
        try:
            contributor = services.add(event, form.entry(), by=request.user, notify=_notifies(request))
        except RegistrationError as error:
            form.add_error(None, str(error.advice))
        else:
            messages.success(request, _with_notice(request, _("%(name)s is added.") % {"name": contributor.name}, told))
            return redirect("contributors:list", event.slug)
    context = _context(request, event) | {"form": form, "asked": asked, "told": told if form.is_valid() else []}
    context |= {"chosen": chosen, "found": _found(request, event), "is_new": True}
    return render(request, "contributors/form.html", context)


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_GET
def expert_suggestions(request: TeamRequest, event: Event) -> HttpResponse:
    """Return the people of the directory that match what a user types: a part of the form, which a script requests."""
    return render(request, "contributors/form.html#suggestions", {"event": event, "found": _found(request, event)})


def _found(request: TeamRequest, event: Event) -> dict[str, object]:
    """Return the people of the directory that match the search, and the parameters that their links keep."""
    words = request.GET.get("find", "")[:120]
    kept = {name: value for name in ("session", "role") if (value := request.GET.get(name, "")[:20])}
    experts = suggestions(event.programme, words)
    return {"words": words, "experts": [(one, urlencode(kept | {"expert": one.pk})) for one in experts]}


def _chosen(request: TeamRequest, event: Event) -> Expert | None:
    """Return the person of the directory whom the user has chosen."""
    key = request.GET.get("expert", "")
    if not (key.isascii() and key.isdigit() and len(key) < 15):
        return None
    return Expert.objects.filter(programme=event.programme_id, pk=key).select_related("person").first()


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def contributor_edit(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    contributor = _find(event, pk)
    form = ContributorForm(request.POST or None, event=event, contributor=contributor)
    asked = _ask(request, event, form, contributor)
    told = services.people_to_notify(event, contributor, form.entry()) if asked else []
    if asked and not asked.open and (not told or "tell" in request.POST):
        try:
            services.change(contributor, form.entry(), by=request.user, notify=_notifies(request))
        except RegistrationError as error:
            form.add_error(None, str(error.advice))
        else:
            messages.success(request, _with_notice(request, _("Saved."), told))
            return redirect("contributors:list", event.slug)
    context = _context(request, event) | {"form": form, "contributor": contributor, "asked": asked}
    context["told"] = told if form.is_valid() else []
    return render(request, "contributors/form.html", context)


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def contributor_remove(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    contributor = _find(event, pk)
    if request.method == "POST":
        try:
            count = services.remove(contributor, by=request.user, notify=_notifies(request))
        except RegistrationError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, _removed_text(contributor, count))
        return redirect("contributors:list", event.slug)
    context = _context(request, event) | {"contributor": contributor}
    told = None if contributor.has_declined else contributor.person  # who has declined gets no mail about the removal
    context["contribution"] = queries.contribution_of(event, told)
    return render(request, "contributors/remove.html", context)


def _ask(
    request: TeamRequest, event: Event, form: ContributorForm, contributor: Contributor | None = None
) -> Asked | None:
    """Return the question about a person with two tasks at once; None if the form is not submitted or not valid."""
    if request.method != "POST" or not form.is_valid():
        return None
    entry = form.entry()
    person = find_by_address(entry.address) if entry.address else None
    new = Contributor(session=entry.session, role=entry.role, name=entry.name, person=person)
    sessions, stored = sessions_of(event), contributors_of(event)
    others = [one for one in stored if contributor is None or one.pk != contributor.pk]
    return ask(request.POST, find_clashes(sessions, [*others, new]), find_clashes(sessions, stored))


def _notifies(request: TeamRequest) -> bool:
    """Return whether the user wants the people concerned to get a mail."""
    return request.POST.get("tell") != QUIET


def _with_notice(request: TeamRequest, text: str, told: list[User]) -> str:
    """Return text, and how many people get a mail, if somebody could get one."""
    if not told:
        return text
    if not _notifies(request):
        return f"{text} {_('Pages and calendar subscriptions show the change. No one is notified.')}"
    notified = ngettext("%(count)d person is notified.", "%(count)d people are notified.", len(told))
    return f"{text} {notified % {'count': len(told)}}"


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
