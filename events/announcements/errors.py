"""Why an announcement cannot be changed or sent, with advice for its author."""

from django.utils.translation import gettext_lazy as _

from events.errors import DomainError


class AnnouncementError(DomainError):
    """Raised when an announcement cannot be changed or sent."""


class NotDraftError(AnnouncementError):
    advice = _("This announcement has been sent or cancelled meanwhile. Look at it again.")


class TextChangedError(AnnouncementError):
    advice = _("Another person has changed the text meanwhile. Read the new text, then make your changes again.")


class AnnouncementRecipientsChangedError(AnnouncementError):
    advice = _("Nothing was sent: the recipients or the text have changed since you last viewed them. Look again.")


class NoRecipientsError(AnnouncementError):
    advice = _("This announcement has no recipients. Choose other filters, or wait until people have registered.")


class EventNotPublishedError(AnnouncementError):
    advice = _("The event is still a draft: the links in the mail would not work. Publish the event first.")


class EventCancelledError(AnnouncementError):
    advice = _("The event is cancelled. Send the announcement now, or do not send it.")


class EventPostponedError(AnnouncementError):
    advice = _("The event is postponed. Send the announcement now, or schedule it when the event has a new date.")


class TimePastError(AnnouncementError):
    advice = _("This time is in the past. Choose a later time, or send the announcement now.")


class FilterGoneError(AnnouncementError):
    advice = _("One of the filters no longer exists: a tag, a question or an answer. Choose the recipients again.")


class AllSentError(AnnouncementError):
    advice = _("All mails of this announcement have already been sent. None can be stopped.")
