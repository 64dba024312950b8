"""What the calendar file of a mail does in the reader's calendar: the sentences for {calendar}."""

from django.utils.translation import gettext_lazy

ADDS_EVENT = gettext_lazy(
    "The attached invitation adds the event to your calendar. If anything changes, your calendar is updated."
)
ADDS_EVENT_AND_ASKS = gettext_lazy(
    "The attached invitation adds the event to your calendar. If anything changes, your calendar is updated. "
    "Please answer the invitation there, so that the organisers see whether you can come."
)
ADDS_EVENT_AGAIN = gettext_lazy("The attached invitation adds the event to your calendar again.")
UPDATES_EVENT = gettext_lazy("The attached invitation updates your calendar.")
CHANGES_EVENT = gettext_lazy("The attached message updates the event in your calendar.")
MARKS_AS_TENTATIVE = gettext_lazy("The attached message marks the event as tentative in your calendar.")
REMOVES_EVENT = gettext_lazy("The attached message removes the event from your calendar.")
REMOVES_EVENT_OF_ADDRESS = gettext_lazy("The attached message removes the event from the calendar of this address.")
# The calendar file is about a session. Each session of a contributor is an entry of its own.
ADDS_SESSION = gettext_lazy(
    "The attached invitation is for your session “%(session)s”: it adds the session to your calendar, or updates it there. "
    "Please answer it there. Each of your sessions has an invitation of its own."
)
REMOVES_SESSION = gettext_lazy("The attached message removes the session “%(session)s” from your calendar.")
REMOVALS = (REMOVES_EVENT, REMOVES_EVENT_OF_ADDRESS)
# There is no calendar file: the person lost the seat, but not the invite.
EVENT_STAYS = gettext_lazy("You contribute to this event: it stays in your calendar.")
