"""What can stand in the way of an announcement, said so that its writer can act on it."""

from django.utils.translation import gettext_lazy as _

from events.errors import DomainError


class AnnouncementError(DomainError):
    """Raised when an announcement cannot be changed or sent as asked."""


class NotDraftError(AnnouncementError):
    advice = _("It is not a draft any more: somebody has sent or cancelled it. Look at it again.")


class TextChangedError(AnnouncementError):
    advice = _("Somebody else has written other words meanwhile. Look at theirs, then write yours again.")


class AnnouncementRecipientsChangedError(AnnouncementError):
    advice = _("Nothing was sent: others would get it now than were shown, or it says something else. Look again.")


class NoRecipientsError(AnnouncementError):
    advice = _("Nobody would get it. Choose other filters, or wait until somebody has registered.")


class EventNotPublishedError(AnnouncementError):
    advice = _("The event is a draft still: its links would lead nowhere. Publish it first.")


class EventCancelledError(AnnouncementError):
    advice = _("The event is cancelled. Send it now, or not at all.")


class TimePastError(AnnouncementError):
    advice = _("That time is past. Choose a later one, or send it now.")


class FilterGoneError(AnnouncementError):
    advice = _("One of its filters is not there any more: a tag, a question, an answer. Choose its people again.")


class AllSentError(AnnouncementError):
    advice = _("All its mails have gone out already: nothing is left to take back.")
