"""Who gets an announcement, and who does not and why: read at once, in a fixed number of queries."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Lower
from django.http import QueryDict
from django.utils.translation import gettext as _

from events.announcements.errors import FilterGoneError
from events.mails.context import scope
from events.models import Announcement, AnnouncementRecipient, Contributor, Delegation, Event, Registration
from events.participants import table
from events.participants.filters import TableForm
from events.permissions import Action
from notifications.models import BouncedAddress, Refusal
from notifications.preferences.queries import refusal_condition

Reason, Role = AnnouncementRecipient.Reason, AnnouncementRecipient.Role


@dataclass(frozen=True, slots=True)
class Found:
    """One person (by key), as what they are meant, and why they do not get it; "" if they do."""

    person: int
    registration: int | None
    role: str
    reason: str


@dataclass(frozen=True)
class AnnouncementAudience:
    """Each person once, by key."""

    announcement: Announcement
    people: dict[int, Found] = field(default_factory=dict)

    @cached_property
    def chosen(self) -> list[Found]:
        return [found for found in self.people.values() if not found.reason]

    @cached_property
    def left_out(self) -> list[Found]:
        return [found for found in self.people.values() if found.reason]

    @property
    def sign(self) -> str:
        """A sign that is another one if others would get it, or if it says something else."""
        keys = sorted(found.person for found in self.chosen)
        return sha256(f"{self.announcement.changed_at.isoformat()} {keys}".encode()).hexdigest()[:24]


def table_form(event: Event, filters: str) -> TableForm:
    """Return the form of the table that understands filters, for whoever may write to people."""
    return TableForm(QueryDict(filters), event=event, may=frozenset(Action))


def filters_of(form: TableForm) -> str:
    """Return the filters of the table as an announcement keeps them: those alone that leave somebody out."""
    kept = QueryDict(mutable=True)
    for name in form.filters:
        values = [value for value in form.data.getlist(name) if value]  # type: ignore[attr-defined]
        if values:
            kept.setlist(name, values)
    return kept.urlencode()


def resolve(announcement: Announcement, people: Collection[int] | None = None) -> AnnouncementAudience:
    """Return who gets announcement as things are now; only of these people (by key), if any are given.

    Who is meant more than once gets it once: first as who is registered. Raises FilterGone."""
    found = AnnouncementAudience(announcement)
    for row in _rows(announcement, people):
        known = found.people.get(row.person)
        if known is None or (known.reason and not row.reason):
            found.people[row.person] = row
    return found


def _rows(announcement: Announcement, people: Collection[int] | None) -> Iterator[Found]:
    event = announcement.event
    if announcement.to_registered:
        yield from _registered(announcement, people)
    if announcement.to_contributors:
        yield from _others(
            announcement, people, Role.CONTRIBUTOR, Contributor.objects.filter(session__event=event), "person"
        )
    if announcement.to_focal_points:
        yield from _others(
            announcement, people, Role.FOCAL_POINT, Delegation.objects.filter(event=event), "focal_point"
        )


def _registered(announcement: Announcement, people: Collection[int] | None) -> Iterator[Found]:
    event, form = announcement.event, table_form(announcement.event, announcement.filters)
    view = form.view()
    if not form.filters_make_sense:
        raise FilterGoneError
    rows = table.matching(event, view)
    if people is not None:
        rows = rows.filter(person__in=people)
    # Whoever asks for those who have left means them.
    ended = [] if view.status else [When(status__in=Registration.ENDED, then=Value(Reason.ENDED))]
    read: set[int] = set()
    for person, key, reason in _why_not(announcement, rows, "person", *ended).values_list("person", "pk", "reason"):
        if not reason:
            read.add(key)
        yield Found(person, key, Role.REGISTERED, reason)
    # The other address of somebody who gets it.
    merged = event.registrations.filter(merged_into__isnull=False).order_by("pk")
    for person, key, kept in merged.values_list("person", "pk", "merged_into"):
        if kept in read:
            yield Found(person, key, Role.REGISTERED, Reason.MERGED)


def _others(
    announcement: Announcement, people: Collection[int] | None, role: str, rows: QuerySet[Any], path: str
) -> Iterator[Found]:
    rows = rows.filter(**{f"{path}__isnull": False} if people is None else {f"{path}__in": people})
    for person, reason in _why_not(announcement, rows.order_by("pk"), path).values_list(path, "reason"):
        yield Found(person, None, role, reason)


def _why_not(announcement: Announcement, rows: QuerySet[Any], path: str, *first: When) -> QuerySet[Any]:
    """Let rows say why the person at path gets no announcement."""
    bounced = BouncedAddress.objects.alias(lower=Lower("address")).filter(lower=Lower(OuterRef(f"{path}__email")))
    whens = [
        *first,
        When(Q(**{f"{path}__email": ""}), then=Value(Reason.NO_ADDRESS)),
        When(Exists(bounced), then=Value(Reason.BOUNCED)),
    ]
    if announcement.is_optional:
        refused = refusal_condition(path, Refusal.What.NEWS, scope(announcement.event.programme))
        whens.append(When(refused, then=Value(Reason.REFUSED)))
    if not rows.query.order_by:
        rows = rows.order_by("pk")
    return rows.annotate(reason=Case(*whens, default=Value(""), output_field=CharField()))


def recipients(announcement: Announcement) -> list[str]:
    """Return in words for whom announcement is, a line each."""
    lines = []
    if announcement.to_registered:
        lines += _filters_told(table_form(announcement.event, announcement.filters))
    if announcement.to_contributors:
        lines.append(_("Contributors to its sessions"))
    if announcement.to_focal_points:
        lines.append(_("Focal points of its delegations"))
    return lines


def _filters_told(form: TableForm) -> list[str]:
    form.is_valid()
    said = []
    for bound in [*form.first, *form.more]:
        value = bound.value()
        wanted = [str(one) for one in (value if isinstance(value, list) else [value]) if one]
        if wanted:
            labels = {str(key): label for key, label in getattr(bound.field, "choices", ())}
            said.append(f"{bound.label}: {', '.join(str(labels.get(one, one)) for one in wanted)}")
    if not said:
        return [_("All who are registered and have not declined or withdrawn")]
    return [_("Of those who are registered: %(filters)s") % {"filters": "; ".join(said)}]
