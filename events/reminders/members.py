"""What a class of members of an audience must have, and the register of these classes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet

from events.models import Event, MissionRequest, PlannedReminder, ReminderAudience, ReminderRule
from events.reminders import anchors
from events.reminders.anchors import OncePerRow
from notifications.outbox.services import Draft


@dataclass(frozen=True)
class ReminderRecipients:
    """Rows of an audience whose recipients are of one kind.

    column: the field of Reminder that has the recipient. path and zone: the paths from a row to the recipient, and to the
    name of the recipient's time zone, "" for that of the event."""

    column: str
    path: str
    zone: str
    rows: QuerySet[Any]


def requests_of(recipients: Iterable[ReminderRecipients]) -> QuerySet[MissionRequest]:
    """Return the requests of the institutions among recipients, in the order of their names."""
    institutions = (one for one in recipients if one.column == "request")
    keys = [key for one in institutions for key in one.rows.order_by().values_list(one.path, flat=True)]
    return MissionRequest.objects.filter(pk__in=keys).order_by("institution", "pk")


class AudienceMembers:
    """Rows of the database that stand for people. They are read when a reminder is due, not when it is planned.

    person: the path from a row to its person.
    since: the path, or annotation, with the time at which the row joined the audience. A person who joined after the
    reminder was due gets none. Empty if this does not matter.
    paths: for each anchor that an event has many times, the path from a row to the value of key_of()."""

    audience: ClassVar[ReminderAudience]
    person: ClassVar[str]
    since: ClassVar[str] = ""
    paths: ClassVar[Mapping[str, str]] = {}

    def rows(self, event: Event, rule: ReminderRule) -> QuerySet[Any]:
        """Return the rows that rule is for at event, for all of its sessions, deadlines or offers."""
        raise NotImplementedError

    def drafts(self, planned: PlannedReminder, people: dict[int, str]) -> list[Draft]:
        """Return the mails to those of people that the reminder still concerns.

        people: the dedupe key of each mail, by the key of its recipient."""
        raise NotImplementedError

    def rows_of(self, planned: PlannedReminder) -> QuerySet[Any]:
        """Return the rows that planned is for."""
        return self.of_moment(planned, self.rows(planned.event, planned.rule))

    def of_moment(self, planned: PlannedReminder, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows about the moment of the planned reminder, such as the start of its session."""
        path = self.paths.get(planned.rule.anchor)
        return rows.filter(**{path: key_of(planned)}) if path else rows

    def recipients(self, event: Event, rule: ReminderRule) -> list[ReminderRecipients]:
        """Return the rows of the audience by the kind of recipient: people, and perhaps institutions."""
        return [ReminderRecipients("person", self.person, f"{self.person}__timezone", self.rows(event, rule))]

    def recipients_of(self, planned: PlannedReminder) -> list[ReminderRecipients]:
        """Return the people and institutions to whom the planned reminder goes."""
        found = self.recipients(planned.event, planned.rule)
        return [replace(one, rows=self.of_moment(planned, one.rows)) for one in found]

    def institution_drafts(self, planned: PlannedReminder, requests: dict[int, str]) -> list[Draft]:
        """Return the mails to institutions, as drafts() does. requests: the dedupe keys, by the key of the request."""
        return []


def key_of(planned: PlannedReminder) -> int | datetime:
    """Return the value that the rows of planned have in common: the key of a row, or a deadline."""
    times = anchors.TIMES[planned.rule.anchor]
    return planned.about if isinstance(times, OncePerRow) and times.about else planned.anchor_at


MEMBERS: dict[str, AudienceMembers] = {}


def members_of[T: AudienceMembers](audience: ReminderAudience) -> Callable[[type[T]], type[T]]:
    """Class decorator: the class finds the members of this audience."""

    def register(cls: type[T]) -> type[T]:
        cls.audience = audience
        MEMBERS[audience] = cls()
        return cls

    return register
