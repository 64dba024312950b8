"""Who may do what, by role on a programme's team: the one place that decides. What is not listed is refused."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import User
from accounts.requests import SignedInRequest
from events.models import Event, Programme, TeamMember


class Action(StrEnum):
    VIEW_EVENTS = "view_events"
    EDIT_EVENTS = "edit_events"
    PUBLISH = "publish"
    VIEW_REGISTRATIONS = "view_registrations"
    DECIDE_REGISTRATIONS = "decide_registrations"
    VIEW_TRAVEL = "view_travel"
    VIEW_LOOKS = "view_looks"
    VIEW_DELIVERIES = "view_deliveries"
    WRITE_TO_PEOPLE = "write_to_people"
    REMIND = "remind"
    SET_PROGRAMME_REMINDERS = "set_programme_reminders"
    CHECK_IN = "check_in"
    DELETE_NOTES = "delete_notes"


class TeamRequest(SignedInRequest):
    """The request of a team member: views behind `event_for` and `programme_for` take it.

    `may` holds the actions that the member's role permits. Templates read it to decide which buttons to show."""

    may: frozenset[Action]


Role = TeamMember.Role
# PUBLISH is what tells everybody of the event itself: publishing, moving, cancelling. WRITE_TO_PEOPLE is words of the
# team's own, and what was sent once more. DELETE_NOTES is about those of others,
# VIEW_LOOKS about who has looked at passports. REMIND is about the reminders of one event, and its own rules; what all
# events of a programme go by is SET_PROGRAMME_REMINDERS.
ALLOWED: dict[Role, frozenset[Action]] = {
    Role.MANAGER: frozenset(Action),
    Role.COORDINATOR: frozenset(Action)
    - {Action.PUBLISH, Action.DELETE_NOTES, Action.VIEW_LOOKS, Action.SET_PROGRAMME_REMINDERS},
    Role.RECEPTION: frozenset({Action.VIEW_EVENTS, Action.VIEW_REGISTRATIONS, Action.CHECK_IN}),
    Role.VIEWER: frozenset({Action.VIEW_EVENTS}),
}


def role_of(user: User | AnonymousUser, programme: Programme) -> Role | None:
    """Return the user's role on the programme's team, or None."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return None
    found = TeamMember.objects.filter(programme=programme, person=user).values_list("role", flat=True).first()
    return Role(found) if found else None


def is_team_member(user: User | AnonymousUser) -> bool:
    """Say whether user has a role on any programme's team, and so a workspace."""
    return user.is_authenticated and TeamMember.objects.filter(person=user).exists()


def may(user: User | AnonymousUser, action: Action, programme: Programme) -> bool:
    """Say whether user may take action on what belongs to programme."""
    role = role_of(user, programme)
    return role is not None and action in ALLOWED[role]


def programmes_where(user: User, action: Action) -> QuerySet[Programme]:
    """Return the programmes on which user may take action."""
    roles = [role for role, actions in ALLOWED.items() if action in actions]
    return Programme.objects.filter(team__person=user, team__role__in=roles)


def people_who_may(action: Action) -> QuerySet[User]:
    """Return the people who may take action on some programme, each once."""
    roles = [role for role, actions in ALLOWED.items() if action in actions]
    return User.objects.filter(is_active=True, team_roles__role__in=roles).order_by("pk").distinct()


def event_for(action: Action) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let a view have (request, event, role's may) for its slug: only team members whose role may take action.

    Who is not signed in is asked to; who is not on the team is not told that the event exists (404); who is, but
    in a role that may not do this, is told so (403)."""
    return _guarded(
        action,
        lambda slug: Event.objects.select_related("programme", "venue__country").filter(slug=slug).first(),
        lambda event: event.programme,
    )


def programme_for(action: Action) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """As event_for(), with the programme that the slug names."""
    return _guarded(action, lambda slug: Programme.objects.filter(slug=slug).first(), lambda programme: programme)


def _guarded(
    action: Action, find: Callable[[str], Any], programme_of: Callable[[Any], Programme]
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
            found = find(slug)
            role = role_of(request.user, programme_of(found)) if found else None
            if role is None:
                raise Http404
            if action not in ALLOWED[role]:
                raise PermissionDenied
            request.may = ALLOWED[role]  # type: ignore[attr-defined]  # for templates: which buttons to show
            return view(request, found, **kwargs)

        return guarded

    return decorate
