"""What a kind of work declares, and one piece of work that its query has found."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from events.organise.work.scope import Scope
from events.permissions import Action

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Topic(TextChoices):
    """The filters above the list."""

    SEATS = "seats", _("Seats")
    PEOPLE = "people", _("People")
    EMAIL = "email", _("Email")
    AGENDA = "agenda", _("Agenda")
    EVENTS = "events", _("Drafts and reports")
    SYSTEM = "system", _("System")


class Urgency(IntegerChoices):
    """The groups of the list, the most urgent first."""

    OVERDUE = 0, _("Overdue")
    TODAY = 1, _("Today")
    WEEK = 2, _("This week")
    LATER = 3, _("Later")


@dataclass(frozen=True)
class Finding:
    """Work of one kind: in one event, in one programme, or in the whole installation if event is None.

    programme: the slug of the programme, for work that belongs to no event. due: the deadline. due_on: the day of the deadline, if it has no time. since: how long it has waited. Work that waits,
    and work with is_for_today, has no deadline and is for today. name: of the person, for kinds whose label has one. keys:
    what the address needs after the slug of the event or programme."""

    event: int | None
    count: int = 1
    due: datetime | None = None
    due_on: date | None = None
    since: datetime | None = None
    is_for_today: bool = False
    name: str = ""
    keys: tuple[int, ...] = ()
    programme: str = ""


BY = _("by {when}")


@dataclass(frozen=True)
class WorkKind:
    """A kind of work.

    label: with `count` and `name`. needs: the action that its page needs; other people do not see the work. find: one or
    two queries for all events of a scope. page: the name of the address, or an address with "/". query: the filter with
    which the page opens. verb: what the link does. by: the deadline in words. is_pressing: whether the morning mail is
    sent for it alone, even if its deadline is not near."""

    key: str
    topic: Topic
    needs: Action
    label: "StrOrPromise"
    verb: "StrOrPromise"
    find: Callable[[Scope], Iterable[Finding]]
    page: str
    query: str = ""
    by: "StrOrPromise" = BY
    is_pressing: bool = True
