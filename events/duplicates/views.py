"""Registrations that may be of one person: their list, and each pair side by side."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events.duplicates import comparison, labels, queries, seat_priority, services
from events.duplicates.errors import CannotMergeError
from events.duplicates.forms import ChoicesForm
from events.models import Event, Registration
from events.permissions import Action, TeamRequest, event_for
from events.registration.decisions import fingerprint
from events.registration.errors import RecipientsChangedError
from events.registration.forms import parse_key

PLACES = {"own": False, "other": True}  # in the address: whose place stays, where that was chosen


@event_for(Action.DECIDE_REGISTRATIONS)
@never_cache
@require_http_methods(["GET", "POST"])
def duplicates(request: TeamRequest, event: Event) -> HttpResponse:
    if request.method == "POST":
        services.undo_mark(event, parse_key(request.POST.get("two", "")))
        messages.success(request, _("Taken back: they are shown as possible duplicates again if they look alike."))
        return redirect("duplicates:list", event.slug)
    found = queries.pairs(event)
    context = {
        "event": event,
        "pairs": found,
        "more": max(queries.count(event) - len(found), 0) if len(found) >= queries.MAX_SHOWN else 0,
        "two": queries.marked_as_distinct(event),
        "may": request.may,  # type: ignore[attr-defined]
    }
    return render(request, "duplicates/list.html", context)


@event_for(Action.DECIDE_REGISTRATIONS)
@never_cache
@require_http_methods(["GET", "POST"])
def pair(request: TeamRequest, event: Event, pk: int, other: int) -> HttpResponse:
    """Show two registrations side by side; the first stays. Nothing is done before it was shown who is told.

    To know who is told, the merge is done and undone: that locks the event, so that it takes a POST."""
    keep, gone = _both(event, pk, other)
    if keep.merged_into_id or gone.merged_into_id:
        messages.info(request, _("This is done already: one of the two has gone into another registration."))
        return redirect("duplicates:list", event.slug)
    groups = comparison.compare(keep, gone, request.may)  # type: ignore[attr-defined]
    form = ChoicesForm(
        request.POST if {"look", "merge"} & request.POST.keys() else None, lines=comparison.open_lines(groups)
    )
    wanted = PLACES.get(request.GET.get("place", ""))
    try:
        if "two" in request.POST:
            services.mark_as_distinct(keep, gone, by=request.user)
            messages.success(request, _("Noted: they are two people, and not shown as possible duplicates any more."))
            return redirect("duplicates:list", event.slug)
        if "merge" in request.POST and form.is_valid():
            services.merge(
                keep,
                gone,
                form.chosen(),
                takes_place=wanted,
                by=request.user,
                as_shown=request.POST.get("shown", "") or "nothing",
            )
            messages.success(request, _("Done: there is one registration now, with the history of both."))
            return redirect("participants:detail", event.slug, keep.pk)
    except CannotMergeError as error:
        messages.error(request, error.advice)
        return redirect("duplicates:list", event.slug)
    except RecipientsChangedError as error:
        messages.error(request, error.advice)
    context = _shown(request, keep, gone, groups=groups, form=form, wanted=wanted)
    if request.method == "POST":
        told = services.preview_merge(keep, gone, takes_place=wanted, by=request.user)  # type: ignore[misc]
        context |= {"told": told, "sign": fingerprint(told), "is_looked_at": True}
    return render(request, "duplicates/pair.html", context)


def _both(event: Event, pk: int, other: int) -> tuple[Registration, Registration]:
    found = event.registrations.select_related(
        "person__organisation", "delegation__country", "registered_by", "merged_into"
    ).prefetch_related("tags", "notes")
    both = found.in_bulk([pk, other])
    if len(both) != 2:
        raise Http404
    for one in both.values():
        one.event = event
    return both[pk], both[other]


def _shown(
    request: TeamRequest,
    keep: Registration,
    gone: Registration,
    *,
    groups: list[comparison.ComparisonGroup],
    form: ChoicesForm,
    wanted: bool | None,
) -> dict[str, Any]:
    return {
        "event": keep.event,
        "keep": keep,
        "gone": gone,
        "groups": comparison.with_chosen(groups, form.chosen()),
        "reasons": queries.reasons(keep, gone),
        "sentences": labels.sentences(keep, gone, takes_place=wanted),
        "takes_over": seat_priority.takes_over(keep, gone, wanted),
        "place_is_open": seat_priority.may_choose(keep, gone),
        "may": request.may,  # type: ignore[attr-defined]
    }
