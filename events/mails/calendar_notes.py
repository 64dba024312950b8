"""What the calendar file of a mail does in the reader's calendar: the sentences for {calendar}."""

from django.utils.translation import gettext_lazy

ADDS_EVENT = gettext_lazy(
    "The attached invitation puts the event into your calendar, and keeps it right there if anything changes."
)
ADDS_EVENT_AND_ASKS = gettext_lazy(
    "The attached invitation puts the event into your calendar, and keeps it right there if anything changes. "
    "Please answer it there: the organisers see whether you can come."
)
ADDS_EVENT_AGAIN = gettext_lazy("The attached invitation puts the event into your calendar again.")
UPDATES_EVENT = gettext_lazy("The attached invitation brings your calendar up to date.")
CHANGES_EVENT = gettext_lazy("The attached message changes the event in your calendar.")
MARKS_AS_TENTATIVE = gettext_lazy("The attached message marks the event as tentative in your calendar.")
REMOVES_EVENT = gettext_lazy("The attached message takes the event out of your calendar.")
REMOVES_EVENT_OF_ADDRESS = gettext_lazy("The attached message takes the event out of the calendar of this address.")
# There is no calendar file: the person lost the seat, but not the invite.
EVENT_STAYS = gettext_lazy("You contribute to this event: it stays in your calendar.")
