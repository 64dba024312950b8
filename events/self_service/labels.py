"""The words for a person's own registration. The organisers' pages use the labels of Registration.Status."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from events.models import Registration, RegistrationChange

Status = Registration.Status


def status_label(registration: Registration) -> str:
    """Return the status of the registration in the words for its person."""
    return status_labels([registration])[0]


def status_labels(registrations: Sequence[Registration]) -> list[str]:
    """Return the status of each registration in the words for its person.

    Run one query if a registration is withdrawn, because the history tells who withdrew it."""
    withdrawn = [registration.pk for registration in registrations if registration.status == Status.WITHDRAWN]
    last_changed_by: dict[int, int | None] = {}
    if withdrawn:
        changes = RegistrationChange.objects.filter(registration__in=withdrawn).order_by("at", "pk")
        last_changed_by = dict(changes.values_list("registration", "by"))  # the last change replaces the earlier ones
    return [_label(registration, last_changed_by.get(registration.pk)) for registration in registrations]


def _label(registration: Registration, last_changed_by: int | None) -> str:
    if registration.is_held:
        return _("Place held for you")
    if registration.is_asked:
        return _("Please answer")
    if registration.is_offered:
        return _("Place offered")
    if registration.status == Status.WITHDRAWN and registration.awaits_answer:
        # Somebody else registered the person, who has not agreed.
        return _("Declined by you") if last_changed_by == registration.person_id else _("Not registered")
    if registration.status == Status.WITHDRAWN:
        return _("Cancelled by you") if last_changed_by == registration.person_id else _("Cancelled")
    return {
        Status.INVITED: _("Invited"),
        Status.NOMINATED: _("Nominated"),
        Status.PENDING: _("Awaiting decision"),
        Status.WAITLISTED: _("Waiting list"),
        Status.CONFIRMED: _("Confirmed"),
        Status.DECLINED: _("Declined"),
    }[Status(registration.status)]
