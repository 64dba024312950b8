"""The deadline that a reminder is about, as a sentence."""

from django.utils.translation import gettext_lazy

from events.models import ReminderRule

Anchor = ReminderRule.Anchor
# Only deadlines: every mail shows the date of the event anyway.
LINES = {
    Anchor.REGISTRATION_CLOSE: gettext_lazy("Registration closes: {moment}"),
    Anchor.NOMINATION_DEADLINE: gettext_lazy("Nominations close: {moment}"),
    Anchor.DETAILS_DUE: gettext_lazy("Deadline for your details: {moment}"),
}


def line(anchor: str, moment: str) -> str:
    """Return the sentence about the deadline at moment, in the active language; "" if anchor is no deadline."""
    sentence = LINES.get(Anchor(anchor))
    return str(sentence).format(moment=moment) if sentence else ""
