"""Publish a version of the agenda, and compare versions."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from events.agenda import followers, versions
from events.agenda.clashes import find_problems
from events.agenda.errors import NothingToPublishError
from events.agenda.forms import VersionNoteForm
from events.agenda.items import items_of
from events.errors import DomainError
from events.models import AgendaVersion, Event, Mission, Registration, StudyVisit
from events.permissions import Action, TeamRequest, event_for, may


@event_for(Action.PUBLISH)
@require_http_methods(["GET", "POST"])
def publish(request: TeamRequest, event: Event) -> HttpResponse:
    """Show what the next version changes and who is notified, and publish it."""
    if event.status == Event.Status.DRAFT:
        raise Http404
    form = VersionNoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            version, count = versions.publish(
                event, note=form.cleaned_data["note"], seen=request.POST.get("seen", ""), by=request.user
            )
        except NothingToPublishError as error:
            messages.error(request, error.advice)
            return redirect("agenda:editor", event.slug)
        except DomainError as error:
            form.add_error(None, str(error.advice))
        else:
            told = ngettext("%(count)d person is notified.", "%(count)d people are notified.", count) % {"count": count}
            done = _("Version %(number)d of the agenda is published.") % {"number": version.number}
            messages.success(request, f"{done} {told if count else _('No one is notified.')}")
            return redirect("agenda:editor", event.slug)
    items = items_of(event, with_removed=True)
    recipients, outside = versions.recipients(event, items), followers.readers_of(items)
    context = {
        "event": event,
        "form": form,
        "seen": versions.fingerprint(items),
        "differences": versions.draft_differences(event, items),
        "recipients": recipients,
        "outside": outside,
        "told": len(recipients) + len(outside),
        "problems": find_problems(event, [item for item in items if not item.is_removed]),
        "number": (versions.last_number(event) or 1) + 1,
    }
    return render(request, "agenda/publish.html", context)


@require_GET
def versions_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the versions of the agenda of a public event, and what changed from one to another."""
    event = get_object_or_404(Event.objects.select_related("programme", "venue__country").defer("vevent"), slug=slug)
    if not _may_read_versions(request.user, event):
        raise Http404
    known = list(event.agenda_versions.order_by("-number"))
    before, after = _chosen(request, known)
    differences = []
    if before and after:
        values = [*before.sessions.values(), *after.sessions.values()]
        differences = versions.differences(
            before.sessions,
            after.sessions,
            zone=event.zone,
            venues=versions.venue_names(values),
            hidden=versions.TEAM_ONLY,
        )
    context: dict[str, Any] = {
        "event": event,
        "versions": known,
        "before": before,
        "after": after,
        "differences": differences,
    }
    return render(request, "agenda/versions.html", context)


def _may_read_versions(user: User | AnonymousUser, event: Event) -> bool:
    """Return whether user may read how the agenda of event changed: whoever may read its sessions, and the team.

    The meetings of a mission, and the days of a study visit that are not public, are not for everybody."""
    if may(user, Action.VIEW_EVENTS, event.programme):
        return True
    if event.status == Event.Status.DRAFT or Mission.objects.filter(event=event).exists():
        return False
    hidden_days = StudyVisit.objects.filter(event=event, has_public_days=False)
    if Event.objects.listed().filter(pk=event.pk).exists() and not hidden_days.exists():
        return True
    return isinstance(user, User) and Registration.objects.of(user).active().filter(event=event).exists()


def _chosen(request: HttpRequest, known: list[AgendaVersion]) -> tuple[AgendaVersion | None, AgendaVersion | None]:
    """Return the two versions that the query names, the older one first; by default the last two."""
    by_number = {str(version.number): version for version in known}
    after = by_number.get(request.GET.get("to", "")) or (known[0] if known else None)
    older = [version for version in known if after and version.number < after.number]
    before = by_number.get(request.GET.get("from", "")) or (older[0] if older else None)
    if before and after and before.number > after.number:
        before, after = after, before
    return (None if before is after else before), after
