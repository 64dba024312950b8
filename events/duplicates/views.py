"""List possible duplicates, compare a pair, merge it, or mark it as two people."""

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

TAKES_SEAT = {"own": False, "other": True}  # the values of the parameter "place" of an address


@event_for(Action.DECIDE_REGISTRATIONS)
@never_cache
@require_http_methods(["GET", "POST"])
def duplicates(request: TeamRequest, event: Event) -> HttpResponse:
    if request.method == "POST":
        services.undo_mark(event, parse_key(request.POST.get("two", "")))
        messages.success(
            request, _("The mark was deleted. The two are shown as possible duplicates again if they are similar.")
        )
        return redirect("duplicates:list", event.slug)
    pairs = queries.pairs(event)
    context = {
        "event": event,
        "pairs": pairs,
        "more": max(queries.count(event) - len(pairs), 0) if len(pairs) >= queries.MAX_SHOWN else 0,
        "marks": queries.marked_as_distinct(event),
        "may": request.may,
    }
    return render(request, "duplicates/list.html", context)


@event_for(Action.DECIDE_REGISTRATIONS)
@never_cache
@require_http_methods(["GET", "POST"])
def pair(request: TeamRequest, event: Event, pk: int, other: int) -> HttpResponse:
    """Compare two registrations. The first one stays. A merge is only done after the recipients were shown.

    The preview of the recipients runs the merge and rolls it back. This locks the event, so it requires a POST."""
    keep, gone = _get_both(event, pk, other)
    if keep.merged_into_id or gone.merged_into_id:
        messages.info(request, _("One of the two registrations has already been merged."))
        return redirect("duplicates:list", event.slug)
    groups = comparison.compare(keep, gone, request.may)
    form = ChoicesForm(
        request.POST if {"look", "merge"} & request.POST.keys() else None, lines=comparison.open_lines(groups)
    )
    takes_seat = TAKES_SEAT.get(request.GET.get("place", ""))
    try:
        response = _act(request, keep, gone, form, takes_seat)
    except CannotMergeError as error:
        messages.error(request, error.advice)
        response = redirect("duplicates:list", event.slug)
    except RecipientsChangedError as error:
        messages.error(request, error.advice)
        response = None
    if response:
        return response
    context = _context(request, keep, gone, groups=groups, form=form, takes_seat=takes_seat)
    if request.method == "POST":
        recipients = services.preview_merge(keep, gone, takes_seat=takes_seat, by=request.user)
        context |= {"recipients": recipients, "fingerprint": fingerprint(recipients), "is_previewed": True}
    return render(request, "duplicates/pair.html", context)


def _act(
    request: TeamRequest, keep: Registration, gone: Registration, form: ChoicesForm, takes_seat: bool | None
) -> HttpResponse | None:
    """Merge the two registrations, or mark them as two people. Return None to show the page."""
    if "two" in request.POST:
        services.mark_as_distinct(keep, gone, by=request.user)
        messages.success(request, _("Marked as two people. They are no longer shown as possible duplicates."))
        return redirect("duplicates:list", keep.event.slug)
    if "merge" in request.POST and form.is_valid():
        services.merge(
            keep,
            gone,
            form.chosen(),
            takes_seat=takes_seat,
            by=request.user,
            as_shown=request.POST.get("shown", "") or "nothing",
        )
        messages.success(request, _("Merged. There is now one registration, with the history of both."))
        return redirect("participants:detail", keep.event.slug, keep.pk)
    return None


def _get_both(event: Event, pk: int, other: int) -> tuple[Registration, Registration]:
    rows = event.registrations.select_related(
        "person__organisation", "delegation__country", "registered_by", "merged_into"
    ).prefetch_related("tags", "notes")
    both = rows.in_bulk([pk, other])
    if len(both) != 2:
        raise Http404
    for registration in both.values():
        registration.event = event
    return both[pk], both[other]


def _context(
    request: TeamRequest,
    keep: Registration,
    gone: Registration,
    *,
    groups: list[comparison.ComparisonGroup],
    form: ChoicesForm,
    takes_seat: bool | None,
) -> dict[str, Any]:
    return {
        "event": keep.event,
        "keep": keep,
        "gone": gone,
        "groups": comparison.with_choices(groups, form.chosen()),
        "reasons": queries.reasons(keep, gone),
        "sentences": labels.describe_merge(keep, gone, takes_seat=takes_seat),
        "takes_over": seat_priority.takes_over(keep, gone, takes_seat),
        "can_choose_seat": seat_priority.can_choose_seat(keep, gone),
        "may": request.may,
    }
