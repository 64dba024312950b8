"""What the pages behind links ask before a change of a registration that cannot be taken back."""

from typing import TYPE_CHECKING

from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.links.confirmation import Question
from events.models import Registration

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Status = Registration.Status
NOT_YET_COMING = (Status.INVITED, Status.NOMINATED)


def about_withdrawing(registration: Registration) -> Question | None:
    """Return the question before a person withdraws: what they lose, and whether they can come back.

    Return None if they cannot withdraw: then the service says why."""
    if not registration.may_be_withdrawn:
        return None
    loses: list[StrOrPromise] = []
    event = registration.event
    if registration.is_asked:
        heading, button = _("Decline this registration?"), _("Yes, I decline")
    elif registration.has_place:
        heading, button = _("Cancel your registration?"), _("Yes, cancel my registration")
        passes = event.promotes
        loses.append(
            _("You lose your place. It may go to another person at once.") if passes else _("You lose your place.")
        )
    elif registration.status in NOT_YET_COMING:
        heading, button = _("You cannot come?"), _("Yes, I cannot come")
        loses.append(_("The organisers learn that you do not come. Your seat may go to another person."))
    else:
        heading, button = _("Withdraw your application?"), _("Yes, withdraw it")
        if registration.status == Status.WAITLISTED:
            loses.append(_("You lose your position on the waiting list."))
    if registration.session_choices.exists():
        loses.append(_("You also lose your places in sessions."))
    if event.is_registration_open:
        loses.append(_("You can register again only while registration is open and places are free."))
    else:
        loses.append(_("You cannot register again: only the organisers can then give you a place."))
    return Question(heading, tuple(loses), button)


def thanks_for_withdrawing(registration: Registration) -> str:
    """Return the message after a person has withdrawn or declined. registration: as it was before."""
    thanks = _("Thank you for telling us.")
    return f"{_what_was_given_up(registration)} {thanks}"


def _what_was_given_up(registration: Registration) -> str:
    person = registration.registered_by
    name = person.full_name if person else ""
    if registration.is_asked:
        if registration.is_offered:
            held = _("You have declined the place that was held for you because %(name)s registered you.")
            return held % {"name": name} if name else _("You have declined the place that was held for you.")
        return _("You have declined this registration.")
    if registration.is_offered:
        return _("You have declined the place that was offered to you.")
    if registration.has_place:
        return _("Your registration is cancelled.")
    if registration.status in NOT_YET_COMING:
        return _("The organisers now know that you do not come.")
    return _("Your application is withdrawn.")


def about_accepting(registration: Registration) -> Question | None:
    """Return the question before a person accepts an offered place, or None without an offer."""
    if registration.offer_expires_at is None or registration.offer_expires_at <= now():
        return None
    return Question(
        _("Accept the place?"),
        (_("You then have a place, and you leave the waiting list."),),
        _("Yes, I accept the place"),
        is_loss=False,
    )


def about_nominee(registration: Registration) -> Question:
    """Return the question before a focal point withdraws a nominee."""
    return Question(
        _("Withdraw this nomination?"),
        (_("The person gets an email that says so, and their seat becomes free."),),
        _("Yes, withdraw the nomination"),
        name=registration.nomination.name,
    )
