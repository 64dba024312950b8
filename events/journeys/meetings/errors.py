from django.utils.translation import gettext_lazy as _

from events.journeys.errors import JourneyError


class NotBegunError(JourneyError):
    advice = _("This meeting has not begun yet. Until then, you can cancel it or move it.")


class NoHostContactError(JourneyError):
    advice = _("Enter the email address of the host's contact first. Then the question can be sent.")


class NoMeetingTimeError(JourneyError):
    advice = _("This meeting has no time yet. Set it in the agenda first.")


class NotesChangedError(JourneyError):
    """Raised if somebody has saved the notes since the user opened them."""

    advice = _("Somebody has changed these notes in the meantime. Your text is kept below: copy what is missing.")


class NoListWantedError(JourneyError):
    advice = _("The host has not asked for a list of names, or the visit is not confirmed.")


class HostTooLateError(JourneyError):
    advice = _("This visit is over or does not take place, so it can no longer be changed here.")
