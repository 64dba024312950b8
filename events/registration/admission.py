"""Who come by themselves, or are registered by others: where they stand then, by the event's policy."""

from collections.abc import Iterable

from django.db.models import F

from accounts.models import User
from events.models import Event, InvitationCode, Registration, Step
from events.registration import states, transitions
from events.registration.errors import InvalidCodeError, RegistrationClosedError
from events.registration.seat_ledger import MOVED, SeatBatch

Status = Registration.Status
# What registering writes of a registration that was there before.
WRITTEN_COLUMNS = (*MOVED, "registered_by_id", "invitation_id", "needs", "remark")


class Admission:
    """Who registers people by themselves, one or several, in the locked event; what they do is a round of steps.

    Raises RegistrationClosed outside the registration window."""

    def __init__(self, event: Event, *, by: User) -> None:
        if not event.is_registration_open:
            raise RegistrationClosedError
        self.event, self.by = event, by
        self.steps = SeatBatch(event, WRITTEN_COLUMNS)
        self._invitation: InvitationCode | None = None
        self._waits: dict[tuple[str, ...], bool] = {}

    def let_in(self, registrations: Iterable[Registration | None], code: str) -> None:
        """Use the code up for those who need one; who has no registration is None. Raises CodeRefused."""
        if self.event.policy != Event.Policy.INVITATION:
            return
        number = sum(one is None or not one.is_let_in for one in registrations)
        if number:
            self._invitation = _use(self.event, code, number)

    def register(
        self, person: User, registration: Registration | None, *, mode: str = "", needs: str = "", remark: str = ""
    ) -> Registration:
        """Register person, whose registration has ended, or is an invitation, if there is one. Raises ModeRefused."""
        before = registration.status if registration else states.NO_STATUS
        registration = transitions.with_event(registration or Registration(event=self.event), self.event)
        registration.person = person
        registration.delegation = None  # who comes back by themselves has no seat of a delegation
        registration.registered_by = self.by if self.by.pk != person.pk else None
        registration.mode = transitions.resolve_mode(self.event, mode)
        if not registration.is_let_in:
            registration.invitation = self._invitation
        registration.needs, registration.remark = needs, remark
        after = self._first_status(registration.mode)
        return transitions.take_step(registration, Step.REGISTER, after, by=self.by, before=before, into=self.steps)

    def _first_status(self, mode: str) -> Status:
        if self.event.policy == Event.Policy.APPROVAL:
            return Status.PENDING
        left = self.event.seats_left_in(mode)
        # Whoever comes while others wait, waits behind them, though a place be free for a moment.
        if left is None or (left > 0 and not self._others_wait()):
            return Status.CONFIRMED
        return Status.WAITLISTED

    def _others_wait(self) -> bool:
        # The answer is another one only once there is room in other ways.
        modes = tuple(transitions.modes_with_seats(self.event))
        if modes not in self._waits:
            self._waits[modes] = bool(transitions.next_in_queue(self.steps, 1))
        return self._waits[modes]


def _use(event: Event, code: str, people: int) -> InvitationCode:
    """Use up the code for so many people; the event's row is locked."""
    found = event.invitation_codes.filter(code__iexact=code.strip()).first()
    if found is None or not found.works or found.uses - found.used < people:
        raise InvalidCodeError
    event.invitation_codes.filter(pk=found.pk).update(used=F("used") + people)
    return found
