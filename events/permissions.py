"""The permissions of each role on a programme's team. An action that is not listed for a role is refused."""

from collections.abc import Callable, Collection
from enum import StrEnum
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

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
    ERASE_PEOPLE = "erase_people"
    EDIT_PRIVACY = "edit_privacy"
    EDIT_WEBSITE = "edit_website"
    EDIT_PROGRAMME = "edit_programme"
    MANAGE_TEAM = "manage_team"


class TeamRequest(SignedInRequest):
    """The request of a team member: views behind `event_for` and `programme_for` take it.

    `may` holds the actions that the member's role permits. Templates read it to decide which buttons to show. `subject` is
    the event or programme of the page; the frame of the workspace shows its name and menu."""

    may: frozenset[Action]
    subject: Event | Programme


TeamView = Callable[..., HttpResponseBase]  # a view with (request: TeamRequest, event or programme, ...)
Role = TeamMember.Role
# PUBLISH: publish, reschedule, postpone and cancel, which notifies everyone. WRITE_TO_PEOPLE: write to people and send a
# mail again. DELETE_NOTES: delete notes of other people. VIEW_LOOKS: see who has viewed passport details. REMIND: send and
# change the reminders of one event. ERASE_PEOPLE: erase the data of a person who asks for it. EDIT_PRIVACY: write the
# privacy notice of the programme. EDIT_WEBSITE: write the public pages of the programme, its news, and release its
# figures. EDIT_PROGRAMME: change the settings of the programme. MANAGE_TEAM: invite people, and
# change and end roles. SET_PROGRAMME_REMINDERS: change the reminders of all events of a programme.
ALLOWED: dict[Role, frozenset[Action]] = {
    Role.MANAGER: frozenset(Action),
    Role.COORDINATOR: frozenset(Action)
    - {
        Action.PUBLISH,
        Action.DELETE_NOTES,
        Action.VIEW_LOOKS,
        Action.SET_PROGRAMME_REMINDERS,
        Action.ERASE_PEOPLE,
        Action.EDIT_PRIVACY,
        Action.EDIT_PROGRAMME,
        Action.MANAGE_TEAM,
    },
    Role.RECEPTION: frozenset({Action.VIEW_EVENTS, Action.VIEW_REGISTRATIONS, Action.CHECK_IN}),
    Role.VIEWER: frozenset({Action.VIEW_EVENTS}),
}


def role_of(user: User | AnonymousUser, programme: Programme) -> Role | None:
    """Return the user's role on the programme's team. Return None without one, and for a closed account."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return None
    role = TeamMember.objects.filter(programme=programme, person=user).values_list("role", flat=True).first()
    return Role(role) if role else None


def has_workspace(user: User | AnonymousUser) -> bool:
    """Return whether user has a workspace: a superuser, or a person with a role on the team of any programme."""
    return user.is_authenticated and (user.is_superuser or TeamMember.objects.filter(person=user).exists())


def team_members_among(people: Collection[int]) -> set[int]:
    """Return those of the keys of people who have a role on the team of any programme."""
    return set(TeamMember.objects.filter(person__in=people).values_list("person", flat=True))


def team_standing() -> dict[str, Any]:
    """Return the expressions that accounts.standing adds to the query of a person."""
    roles = TeamMember.objects.filter(person=OuterRef("pk"))
    first = roles.filter(role=TeamMember.Role.MANAGER).order_by("appointed_at")
    return {"is_on_team": Exists(roles), "manages_since": Subquery(first.values("appointed_at")[:1])}


def may(user: User | AnonymousUser, action: Action, programme: Programme) -> bool:
    """Return whether the role of user on the team of programme permits the action."""
    role = role_of(user, programme)
    return role is not None and action in ALLOWED[role]


def programmes_where(user: User, action: Action) -> QuerySet[Programme]:
    """Return the programmes where the role of user permits the action."""
    roles = [role for role, actions in ALLOWED.items() if action in actions]
    return Programme.objects.filter(team__person=user, team__role__in=roles)


def programmes_by_action(user: User) -> dict[Action, frozenset[int]]:
    """Return the primary keys of the programmes where the role of user permits each action. One query."""
    roles = TeamMember.objects.filter(person=user).order_by().values_list("programme", "role")
    rows = list(roles) if user.is_active else []
    return {
        action: frozenset(programme for programme, role in rows if action in ALLOWED[Role(role)]) for action in Action
    }


def people_who_may(action: Action) -> QuerySet[User]:
    """Return the people whose role on at least one programme permits the action, each once."""
    roles = [role for role, actions in ALLOWED.items() if action in actions]
    return User.objects.filter(is_active=True, team_roles__role__in=roles).order_by("pk").distinct()


def event_for(action: Action) -> Callable[[TeamView], Callable[..., HttpResponseBase]]:
    """Decorator: load the event by its slug and require permission for `action`.

    The view gets a TeamRequest and the event. A visitor without a session is redirected to the sign-in page. A person who
    is not on the team gets 404, so that the event stays secret. A member whose role lacks the permission gets 403."""
    return _guarded(
        action,
        lambda slug: Event.objects.select_related("programme", "venue__country").filter(slug=slug).first(),
        lambda event: event.programme,
    )


def programme_for(action: Action) -> Callable[[TeamView], Callable[..., HttpResponseBase]]:
    """Decorator: load the programme by its slug and require permission for `action`, as event_for() does."""
    return _guarded(action, lambda slug: Programme.objects.filter(slug=slug).first(), lambda programme: programme)


def _guarded[Subject: (Event, Programme)](
    action: Action, find: Callable[[str], Subject | None], programme_of: Callable[[Subject], Programme]
) -> Callable[[TeamView], Callable[..., HttpResponseBase]]:
    def decorate(view: TeamView) -> Callable[..., HttpResponseBase]:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponseBase:
            subject = find(slug)
            role = role_of(request.user, programme_of(subject)) if subject is not None else None
            if subject is None or role is None:
                raise Http404
            if action not in ALLOWED[role]:
                raise PermissionDenied
            team_request = cast("TeamRequest", request)
            team_request.may = ALLOWED[role]
            team_request.subject = subject
            return view(team_request, subject, **kwargs)

        return guarded

    return decorate
