"""The page of the delegations of an event, alone or with the details of one delegation."""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from events.mails import rules
from events.models import Delegation, Event
from events.nominations import board, queries
from events.nominations.board import Board
from events.nominations.cell_forms import CellSeatsForm
from events.nominations.deadlines import deadline_of_new
from events.nominations.forms import FocalPointForm
from events.nominations.letters import state_of
from events.nominations.remembered import Remembered, remembered
from events.permissions import TeamRequest
from events.registration.date_clashes import date_clashes
from events.registration.requirement_checks import open_requirements

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass
class BoardInput:
    """What the page shows beside the grid: the open delegation, and forms with values that could not be saved."""

    opened: Delegation | None = None
    focal_form: FocalPointForm | None = None
    seats_form: CellSeatsForm | None = None
    letter_problem: "StrOrPromise" = ""
    reason: str = ""


def show_board(request: TeamRequest, event: Event, entered: BoardInput) -> HttpResponse:
    """Show the grid with its totals. The number of queries does not depend on the number of delegations."""
    delegations = list(queries.delegations(event))
    opened, proposals = entered.opened, remembered(event, delegations)
    shown = board.read_board(event, delegations, proposals)
    links = list(queries.links(event))
    context = {
        "event": event,
        "board": shown,
        "delegations": delegations,
        "links": links,
        "letters": Counter(state_of(event, one) for one in delegations),
        "to_remind": len(_to_remind(event, delegations) & {link.person_id for link in links if link.works}),
        "may_mail_links": rules.is_allowed(event, "nomination_link"),
        "remembered": proposals,
        "focal_form": entered.focal_form
        or FocalPointForm(
            event=event,
            delegations=delegations,
            initial={"delegations": [str(opened.pk)], "closes_local": opened.nomination_closes_at}
            if opened
            else {"closes_local": deadline_of_new(event)},
        ),
        "cell": _cell(event, shown, entered, proposals) if opened else None,
        "may": request.may,
    }
    return render(request, "nominations/delegations.html", context)


def _to_remind(event: Event, delegations: list[Delegation]) -> set[int]:
    """Return who fills delegations with free seats before their deadline, or without their official letter."""
    moment = now()
    return {
        person.pk
        for one in delegations
        for person in one.focal_points
        if (one.seats_left > 0 and (one.nomination_closes_at is None or one.nomination_closes_at > moment))
        or (event.requires_letter and not one.has_letter)
    }


def _cell(event: Event, shown: Board, entered: BoardInput, proposals: dict[int, Remembered]) -> dict[str, Any]:
    delegation = entered.opened
    assert delegation  # noqa: S101 (for the type checker: the caller has looked)
    before, after = board.neighbours(shown, delegation)
    people = board.people_of(event, delegation)
    clashes = date_clashes(event, [one.person_id for one in people])
    unmet = open_requirements(event, people)
    return {
        "delegation": delegation,
        "people": [(one, clashes.get(one.person_id, []), unmet.get(one.pk, [])) for one in people],
        "orders": event.is_ahead and sum(hasattr(one, "nomination") for one in people) > 1,
        "remembered": proposals.get(delegation.pk),
        "letter_state": state_of(event, delegation),
        "letter_problem": entered.letter_problem,
        "reason": entered.reason,
        "before": before,
        "after": after,
        "seats_form": entered.seats_form or CellSeatsForm(delegation=delegation),
    }
