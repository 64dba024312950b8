"""The moments of an event from which reminders are counted: one class for each ReminderAnchor."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet

from events.calendars.dates import moment_text
from events.models import Delegation, Deliverable, Event, PlannedReminder, Registration, ReminderAnchor, Session

Anchor = ReminderAnchor
# An all-day event counts as beginning at this hour, not at midnight.
MORNING = 9


@dataclass(frozen=True)
class Moment:
    """One time of one anchor. at: aware. about: the key of the row that has this time, 0 for the event itself."""

    anchor: str
    at: datetime
    about: int = 0


class AnchorTimes:
    """Return the times of one anchor. The times are read when they are needed, for many events at once."""

    anchor: ClassVar[ReminderAnchor]

    def moments(self, events: Sequence[Event]) -> Iterator[tuple[int, Moment]]:
        """Yield the moments of events, each with the key of its event."""
        raise NotImplementedError

    def names(self, planned: Sequence[PlannedReminder]) -> list[str]:
        """Return what each of planned is about, in words. It is empty if an event has only one such moment."""
        return [""] * len(planned)


class OncePerEvent(AnchorTimes):
    """A time that an event has at most once."""

    def time_of(self, event: Event) -> datetime | None:
        raise NotImplementedError

    def moments(self, events: Sequence[Event]) -> Iterator[tuple[int, Moment]]:
        for event in events:
            if at := self.time_of(event):
                yield event.pk, Moment(self.anchor, at)


class OncePerRow(AnchorTimes):
    """A time that each row has, for example each session.

    time_field: the field with the time. about: the field that identifies the row; if it is empty, rows with the same
    time share one reminder. is_compared: the rows change in layers below reminders, so each minute
    replanning.replan() compares them with the plans."""

    time_field: ClassVar[str]
    about: ClassVar[str] = "pk"
    is_compared: ClassVar[bool] = False

    def rows(self) -> QuerySet[Any]:
        """Return the rows of all events. Those without a time are left out later."""
        raise NotImplementedError

    def applies_to(self, event: Event) -> bool:
        return True

    def names_by_key(self, keys: set[int]) -> Iterable[tuple[int, str]]:
        """Return the key and the name of each row with one of these keys, as pages show it."""
        raise NotImplementedError

    def moments(self, events: Sequence[Event]) -> Iterator[tuple[int, Moment]]:
        keys = {event.pk for event in events if self.applies_to(event)}
        rows = self.rows().filter(event__in=keys, **{f"{self.time_field}__isnull": False})
        columns = [self.time_field, *([self.about] if self.about else [])]
        for event, at, *about in rows.order_by(*columns).values_list("event", *columns).distinct():
            yield event, Moment(self.anchor, at, *about)

    def names(self, planned: Sequence[PlannedReminder]) -> list[str]:
        names = dict(self.names_by_key({one.about for one in planned}))
        return [names.get(one.about, "") for one in planned]


TIMES: dict[str, AnchorTimes] = {}


def times_of[T: AnchorTimes](anchor: ReminderAnchor) -> Callable[[type[T]], type[T]]:
    """Class decorator: the class finds the times of this anchor."""

    def register(cls: type[T]) -> type[T]:
        cls.anchor = anchor
        TIMES[anchor] = cls()
        return cls

    return register


@times_of(Anchor.EVENT_START)
class EventStart(OncePerEvent):
    def time_of(self, event: Event) -> datetime | None:
        start = event.local_starts_at if event.is_dated else None
        return start.replace(hour=MORNING) if start and event.is_all_day else start


@times_of(Anchor.EVENT_END)
class EventEnd(OncePerEvent):
    def time_of(self, event: Event) -> datetime | None:
        return event.local_ends_at if event.is_dated else None


@times_of(Anchor.SESSION_START)
class SessionStart(OncePerRow):
    time_field = "starts_at"

    def rows(self) -> QuerySet[Session]:
        return Session.objects.all()

    def applies_to(self, event: Event) -> bool:
        return event.is_dated

    def names_by_key(self, keys: set[int]) -> Iterable[tuple[int, str]]:
        return Session.objects.filter(pk__in=keys).values_list("pk", "title")


@times_of(Anchor.REGISTRATION_CLOSE)
class RegistrationClose(OncePerEvent):
    def time_of(self, event: Event) -> datetime | None:
        return event.registration_closes_at


@times_of(Anchor.NOMINATION_DEADLINE)
class NominationDeadline(OncePerRow):
    """The deadlines of delegations. Delegations with the same deadline share a reminder."""

    time_field, about, is_compared = "nomination_closes_at", "", True

    def rows(self) -> QuerySet[Delegation]:
        return Delegation.objects.all()

    def names(self, planned: Sequence[PlannedReminder]) -> list[str]:
        return [moment_text(one.anchor_at, one.event.zone) for one in planned]


@times_of(Anchor.LETTER_DUE)
class LetterDue(NominationDeadline):
    """The same deadlines, of the events that require official letters."""

    def rows(self) -> QuerySet[Delegation]:
        return super().rows().filter(event__requires_letter=True)

    def applies_to(self, event: Event) -> bool:
        return event.requires_letter


@times_of(Anchor.DETAILS_DUE)
class DetailsDue(OncePerEvent):
    def time_of(self, event: Event) -> datetime | None:
        return event.details_due_at


@times_of(Anchor.OFFER_LAPSE)
class OfferLapse(OncePerRow):
    time_field, is_compared = "offer_expires_at", True

    def rows(self) -> QuerySet[Registration]:
        return Registration.objects.all()

    def names_by_key(self, keys: set[int]) -> Iterable[tuple[int, str]]:
        registrations = Registration.objects.filter(pk__in=keys).select_related("person")
        return [(registration.pk, registration.person.full_name) for registration in registrations]


@times_of(Anchor.DELIVERABLE_DUE)
class DeliverableDue(OncePerRow):
    time_field = "due_at"

    def rows(self) -> QuerySet[Deliverable]:
        return Deliverable.objects.open()

    def names_by_key(self, keys: set[int]) -> Iterable[tuple[int, str]]:
        deliverables = Deliverable.objects.filter(pk__in=keys).select_related("person", "request")
        return [(one.pk, f"{one.title}, {one.owner_name}") for one in deliverables]


def require_times() -> None:
    """Raise ImproperlyConfigured unless each anchor has a class here, of the kind that its declaration says."""
    for anchor in Anchor:
        times = TIMES.get(anchor)
        if times is None or isinstance(times, OncePerRow) != anchor.traits.has_many:
            kind = OncePerRow if anchor.traits.has_many else OncePerEvent
            raise ImproperlyConfigured(
                f"The anchor {anchor!r} needs a subclass of {kind.__name__} in {__name__}, decorated with times_of()."
            )


require_times()


def compared() -> dict[str, OncePerRow]:
    """Return the anchors whose rows change in layers below reminders, with their times."""
    return {anchor: times for anchor, times in TIMES.items() if isinstance(times, OncePerRow) and times.is_compared}


def moments_of(events: Sequence[Event]) -> dict[int, list[Moment]]:
    """Return the known moments of each of events, by the key of the event: one query for each OncePerRow."""
    moments: dict[int, list[Moment]] = defaultdict(list)
    for times in TIMES.values():
        for event, moment in times.moments(events):
            moments[event].append(moment)
    return moments


def holds(planned: PlannedReminder) -> bool:
    """Return whether the event is published and still has the moment that planned is counted from."""
    if planned.event.status != Event.Status.PUBLISHED:
        return False
    moment = Moment(planned.rule.anchor, planned.anchor_at, planned.about)
    return any(moment == found for _event, found in TIMES[moment.anchor].moments([planned.event]))


def day_of(event: Event, anchor: str, at: datetime) -> date | None:
    """Return the date of an anchor without an hour, which is the same for all readers; None if it has an hour."""
    if not event.is_all_day or anchor not in {Anchor.EVENT_START, Anchor.EVENT_END}:
        return None
    exclusive = timedelta(microseconds=1) if anchor == Anchor.EVENT_END else timedelta()
    return (at - exclusive).astimezone(event.zone).date()


def date_of(planned: PlannedReminder) -> date:
    """Return the date of the moment in the event's time zone. A person gets one reminder of a rule for each date."""
    event = planned.event
    return day_of(event, planned.rule.anchor, planned.anchor_at) or planned.anchor_at.astimezone(event.zone).date()
