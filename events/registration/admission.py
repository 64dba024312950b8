"""Return the initial status of a registration according to the event's policy, and register people with it."""

from collections.abc import Iterable

from django.db.models import F, Q

from accounts import codes
from accounts.models import User
from events.models import Event, InvitationCode, Registration, Step
from events.registration import states, transitions
from events.registration.errors import InvalidCodeError, RegistrationClosedError
from events.registration.seat_ledger import STEP_COLUMNS, SeatBatch

Status = Registration.Status
# The columns that registering updates in an existing registration.
ADMISSION_COLUMNS = (*STEP_COLUMNS, "registered_by_id", "invitation_id", "needs", "remark")


class Admission:
    """Register one or several people in the locked event. All changes are in `batch`; the caller finishes it.

    Raise RegistrationClosedError outside the registration window."""

    def __init__(self, event: Event, *, by: User) -> None:
        if not event.is_registration_open:
            raise RegistrationClosedError
        self.event, self.by = event, by
        self.batch = SeatBatch(event, ADMISSION_COLUMNS)
        self._code: InvitationCode | None = None
        self._has_queue: dict[tuple[str, ...], bool] = {}

    def use_code(self, registrations: Iterable[Registration | None], code: str) -> None:
        """Use the invitation code once for each person who needs one. None stands for a person without a registration.

        Raise InvalidCodeError if the code does not work for so many people."""
        if self.event.policy != Event.Policy.INVITATION:
            return
        count = sum(registration is None or not registration.is_let_in for registration in registrations)
        if count:
            self._code = _use_code(self.event, code, count)

    def register(
        self,
        person: User,
        registration: Registration | None,
        *,
        mode: str = "",
        needs: str = "",
        remark: str = "",
        asks: bool = False,
    ) -> Registration:
        """Register the person. `registration` is their existing registration: an invitation or one that has ended.

        With `asks`, the person has not said yet that they take part. A free seat is held for them until they answer.

        Raise InvalidModeError if the event does not offer the mode."""
        before = registration.status if registration else states.NO_STATUS
        registration = transitions.with_event(registration or Registration(event=self.event), self.event)
        registration.person = person
        registration.delegation = None  # a person who registers again has no seat of a delegation
        registration.registered_by = self.by if self.by.pk != person.pk else None
        registration.mode = transitions.resolve_mode(self.event, mode)
        if not registration.is_let_in:
            registration.invitation = self._code
        registration.needs, registration.remark = needs, remark
        registration.awaits_answer = asks
        after = self._initial_status(registration)
        if asks and after == Status.CONFIRMED:
            until = transitions.hold_until(self.event, self.batch.moment)
            return transitions.apply_step(
                registration,
                Step.HOLD,
                Status.WAITLISTED,
                by=self.by,
                before=before,
                offer_until=until,
                batch=self.batch,
            )
        return transitions.apply_step(registration, Step.REGISTER, after, by=self.by, before=before, batch=self.batch)

    def _initial_status(self, registration: Registration) -> Status:
        if self.event.policy == Event.Policy.APPROVAL:
            return Status.PENDING
        left = self.event.seats_left_in(registration.mode)
        # While the waiting list is not empty, add every new registration to its end, even if a seat is free.
        if left is None or (left > 0 and not self._has_waiting_people()):
            # The team checks the evidence of mandatory requirements before anyone gets a place.
            return Status.PENDING if self.batch.requirements.open_for(registration) else Status.CONFIRMED
        return Status.WAITLISTED

    def _has_waiting_people(self) -> bool:
        # The answer can change only when other modes have free seats.
        modes = tuple(transitions.modes_with_seats(self.event))
        if modes not in self._has_queue:
            self._has_queue[modes] = transitions.has_queue(self.batch)
        return self._has_queue[modes]


def _use_code(event: Event, code: str, people: int) -> InvitationCode:
    """Use the code of the locked event for this number of people."""
    typed = Q(code__iexact=code.strip()) | Q(code__iexact=codes.plain(code))
    invitation = event.invitation_codes.filter(typed).first()
    if invitation is None or not invitation.works or invitation.uses - invitation.used < people:
        raise InvalidCodeError
    event.invitation_codes.filter(pk=invitation.pk).update(used=F("used") + people)
    return invitation
