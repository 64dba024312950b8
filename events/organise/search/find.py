"""Find everything that a reader may see, by type."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, TextChoices
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events.models import Event, Programme
from events.organise.search.events import find_events, find_sessions, find_venues
from events.organise.search.hits import Hit, HitGroup, Search
from events.organise.search.library import find_resources_of_team
from events.organise.search.mails import find_mails
from events.organise.search.people import find_people
from events.permissions import Action, programmes_by_action

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FEW, MANY = 6, 50  # hits of each type, and of one type alone
LONGEST_TEXT = 120


@dataclass(frozen=True)
class Source:
    """A type of results. It is searched in the programmes where the reader's role permits the action."""

    kind: str
    label: "StrOrPromise"
    icon: str
    action: Action
    find: Callable[[Search], list[Hit]]


SOURCES = (
    Source("events", _("Events"), "", Action.VIEW_EVENTS, find_events),
    Source("people", _("People"), "person", Action.VIEW_REGISTRATIONS, find_people),
    Source("sessions", _("Sessions"), "clock", Action.VIEW_EVENTS, find_sessions),
    Source("mails", _("Emails"), "mail", Action.VIEW_DELIVERIES, find_mails),
    Source("venues", _("Venues"), "place", Action.VIEW_EVENTS, find_venues),
    Source("resources", _("Resources"), "page", Action.EDIT_EVENTS, find_resources_of_team),
)
KINDS = frozenset(source.kind for source in SOURCES)


def find(user: User, text: str, kind: str = "") -> list[HitGroup]:
    """Return what user may see and text matches: at most FEW hits of each type, or MANY of the type `kind`.

    Types without a hit are left out. The number of queries is fixed for a role and a type."""
    search = Search(text[:LONGEST_TEXT])
    if not search.words:
        return []
    search = replace(search, programmes=programmes_by_action(user), limit=MANY if kind else FEW)
    sources = [source for source in SOURCES if source.kind == kind] if kind else SOURCES
    groups = [_group(source, search) for source in sources if search.programmes[source.action]]
    return [group for group in groups if group.hits]


class Others(TextChoices):
    """The programmes with public events of whose team the reader is no member. The search leaves them out."""

    PAST = "past", _("Search past programmes too")
    ALL = "all", _("Search other programmes too")


def find_others(user: User) -> Others | None:
    """Return which programmes a search without results can be widened to: past ones, or all; None if there are none."""
    is_public = Exists(Event.objects.listed().filter(programme=OuterRef("pk")).order_by())
    others = Programme.objects.filter(is_public).exclude(team__person=user).values_list("ends_year", flat=True)
    ends = set(others.order_by())
    if not ends:
        return None
    return Others.PAST if all(year and year < now().year for year in ends) else Others.ALL


def _group(source: Source, search: Search) -> HitGroup:
    hits = source.find(search)
    return HitGroup(source.kind, source.label, source.icon, hits[: search.limit], len(hits) > search.limit)
