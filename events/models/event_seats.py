"""The seats of an event: how many are free, in person and online.

Pages and mails call a seat a place. `events.registration.seat_ledger` changes the counters."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventSeats(models.Model):
    """The part of Event that counts free seats.

    The total limit is `seats`. A hybrid event may also have a limit for each mode: `room_seats` in person and
    `online_seats` online. A limit of None means no limit."""

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        ONLINE = "online", _("Online")
        HYBRID = "hybrid", _("Hybrid")

    if TYPE_CHECKING:  # These fields are declared in Event.
        mode: models.CharField[Any, str]
        seats: models.PositiveIntegerField[Any, int | None]
        room_seats: models.PositiveIntegerField[Any, int | None]
        online_seats: models.PositiveIntegerField[Any, int | None]
        seats_taken: models.PositiveIntegerField[Any, int]
        online_taken: models.PositiveIntegerField[Any, int]
        seats_kept: models.PositiveIntegerField[Any, int]
        room_kept: models.PositiveIntegerField[Any, int]
        online_kept: models.PositiveIntegerField[Any, int]

    class Meta:
        abstract = True

    @property
    def modes(self) -> list[str]:
        """The modes in which people can take part: two for a hybrid event, otherwise one."""
        return [self.Mode.IN_PERSON, self.Mode.ONLINE] if self.mode == self.Mode.HYBRID else [self.mode]

    @property
    def room_taken(self) -> int:
        """The taken seats of people who come in person."""
        return self.seats_taken - self.online_taken

    def mode_seats_left(self, mode: str) -> int | None:
        """Return how many seats are free under the limit of this mode alone; None if the mode has no limit."""
        if mode == self.Mode.ONLINE:
            used, limit = self.online_taken + self.online_kept, self.online_seats
        else:
            used, limit = self.room_taken + self.room_kept, self.room_seats
        return None if limit is None else limit - used

    def seats_left_in(self, mode: str) -> int | None:
        """Return how many seats a person who takes part in this mode can get; None if there is no limit.

        Both the limit of the mode and the total limit count."""
        limits = (self.mode_seats_left(mode), self._total_left)
        return min((left for left in limits if left is not None), default=None)

    @property
    def seats_left_by_mode(self) -> list[tuple[str, int | None]]:
        """The label of each mode with its free seats, as seats_left_in() counts them."""
        return [(str(self.Mode(mode).label), self.seats_left_in(mode)) for mode in self.modes]

    @property
    def seats_left(self) -> int | None:
        """The free seats of all modes together; None if there is no limit."""
        numbers = [self.seats_left_in(mode) for mode in self.modes]
        if any(number is None for number in numbers):
            return None
        total = sum(number for number in numbers if number is not None)
        return total if self._total_left is None else min(total, self._total_left)

    @property
    def is_full(self) -> bool:
        left = self.seats_left
        return left is not None and left <= 0

    @property
    def _total_left(self) -> int | None:
        return None if self.seats is None else self.seats - self.seats_taken - self.seats_kept
