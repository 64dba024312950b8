"""The page that releases the unused seats of delegations: what to give back, who gets it, and what changes."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from events.balance.queries import Balance, balance
from events.models import Delegation, Event, NominationLink, Registration
from events.nominations import notify, queries
from events.nominations.release import (
    ReleaseChoice,
    ReleasedSeat,
    ReleaseTo,
    fingerprint,
    plan_release,
    releasable,
    release,
    seat_changes,
)
from events.permissions import Action, TeamRequest, event_for
from events.registration.errors import RegistrationError
from events.registration.forms import parse_keys
from events.registration.requirement_checks import RequirementCheck, held_back, open_requirements


@dataclass(frozen=True)
class Recipient:
    """A person who gets a seat, the delegation that gives it back, and their open requirements."""

    registration: Registration
    source: Delegation
    unmet: list[RequirementCheck]


@dataclass(frozen=True)
class Consequences:
    """What a release changes.

    reserves, waiting: the people who get a seat. back: how many seats go back to the event. notified: how
    many focal points get a mail, also those of the reserves who get a seat. emptied: the delegations that keep no seat.
    held_back: how many people of the waiting list are left out, because mandatory requirements are open."""

    plan: list[ReleasedSeat]
    reserves: list[Recipient]
    waiting: list[Recipient]
    back: int
    delegations: int
    notified: int
    emptied: list[Delegation]
    balance: Balance
    held_back: int

    @property
    def groups(self) -> list[tuple[str, list[Recipient]]]:
        """The people who get a seat, under the heading of their group."""
        return [(_("Reserves"), self.reserves), (_("Waiting list"), self.waiting)]


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def release_seats(request: TeamRequest, event: Event) -> HttpResponse:
    """Show who would get the unused seats, then release them."""
    choice = _choice(request)
    if request.method == "POST" and "look" not in request.POST:
        try:
            released = release(event, by=request.user, choice=choice, shown=request.POST.get("shown", "") or "nothing")
        except RegistrationError as error:
            messages.error(request, error.advice)
        else:
            done = ngettext("%(count)d seat was released.", "%(count)d seats were released.", len(released))
            messages.success(request, done % {"count": len(released)})
            return redirect("nominations:grid", event.slug)
    return render(request, "nominations/delegations_release.html", _context(event, choice) | {"may": request.may})


def _choice(request: HttpRequest) -> ReleaseChoice:
    """Return what is selected; everything on the first visit."""
    data: QueryDict = request.POST if request.method == "POST" else request.GET
    to = data.get("to", "")
    if to not in ReleaseTo:
        return ReleaseChoice()
    return ReleaseChoice(frozenset(parse_keys(data.getlist("delegation"))), ReleaseTo(to))


def _context(event: Event, choice: ReleaseChoice) -> dict[str, Any]:
    delegations = releasable(event)
    links = {link.person_id: link for link in queries.links(event)}
    selected = choice.delegations if choice.delegations is not None else {one.pk for one in delegations}
    plan = plan_release(event, choice)
    return {
        "event": event,
        "rows": [(one, one.pk in selected, _links_of(one, links)) for one in delegations],
        "options": ReleaseTo.choices,
        "to": choice.to,
        "changes": _consequences(event, plan),
        "fingerprint": fingerprint(plan),
    }


def _links_of(delegation: Delegation, links: dict[int, NominationLink]) -> list[NominationLink]:
    """Return the links of the focal point and the alternate, which know when they were mailed."""
    return [links[person.pk] for person in delegation.focal_points if person.pk in links]


def _consequences(event: Event, plan: list[ReleasedSeat]) -> Consequences:
    changes = seat_changes(plan)
    delegations = {seat.delegation.pk: seat.delegation for seat in plan}
    people = [seat.registration for seat in plan if seat.registration]
    unmet = open_requirements(event, people)
    recipients = [
        Recipient(seat.registration, seat.delegation, unmet.get(seat.registration.pk, []))
        for seat in plan
        if seat.registration
    ]
    return Consequences(
        plan=plan,
        reserves=[one for one in recipients if one.registration.reserve_rank is not None],
        waiting=[one for one in recipients if one.registration.reserve_rank is None],
        back=len(plan) - len(people),
        delegations=len(delegations),
        notified=sum(any(one.pk in changes for one in known.delegations) for known in notify.focal_points(event)),
        emptied=[one for key, one in delegations.items() if one.seats + changes.get(key, 0) == 0],
        balance=balance(event, [one.pk for one in people if one.reserve_rank is None and not one.awaits_answer]),
        held_back=held_back(event).count(),
    )
