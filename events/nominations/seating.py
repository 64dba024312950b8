"""Put a person straight into a seat of a delegation, without a nomination."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from events.models import Delegation, Event, Registration
from events.nominations.services import Nominee
from events.registration import transitions
from events.registration.date_clashes import date_clashes
from events.registration.delegation_seats import place
from events.registration.errors import CannotBeNominatedError, InvalidTransitionError, RegistrationError
from events.registration.people import described_person


class SeatReasonMissingError(RegistrationError):
    advice = gettext_lazy("Write why this person gets the seat without an official letter.")


class DateClashError(RegistrationError):
    """The person has other events on these days. The page shows them before the team confirms."""

    def __init__(self, events: list[Event]) -> None:
        self.events = events
        super().__init__(_("This person has another event on these days."))


@transaction.atomic
def put_into_seat(
    delegation: Delegation,
    nominee: Nominee,
    *,
    by: User,
    reason: str = "",
    accepts_clash: bool = False,
    accepts_open: bool = False,
) -> Registration:
    """Confirm nominee in a free seat of the delegation. The person gets the confirmation with the calendar invite.

    reason: why they get the seat; not needed if the delegation has an official letter. Only the team sees it.
    accepts_open: whether the reason also holds for mandatory requirements that are open.

    Raise SeatReasonMissingError without both; DateClashError if the person has another event on these days, unless the
    team accepts it; CannotBeNominatedError for a blocked person; InvalidTransitionError if they have this seat already,
    and the errors of place()."""
    event = transitions.lock_event(delegation.event)
    delegation = event.delegations.select_related("country").get(pk=delegation.pk)
    if not reason.strip() and not delegation.has_letter:
        raise SeatReasonMissingError
    person = described_person(nominee.address, answer=nominee.answer, **nominee.person_data(delegation))
    if not person.is_active or person.erase_at:
        raise CannotBeNominatedError
    clashes = date_clashes(event, [person.pk]).get(person.pk, [])
    if clashes and not accepts_clash:
        raise DateClashError(clashes)
    registration = event.registrations.filter(person=person).first()
    if registration is None:
        registration = Registration(event=event, person=person, mode=transitions.resolve_mode(event, ""))
    elif registration.status == Registration.Status.CONFIRMED and registration.delegation_id == delegation.pk:
        raise InvalidTransitionError
    transitions.with_event(registration, event)
    because = reason.strip() if accepts_open else ""
    return place(registration, delegation, by=by, reason=reason.strip(), because=because)
