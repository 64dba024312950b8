"""What a reminder reminds of, in words."""

from django.utils.translation import gettext_lazy

from events.models import ReminderRule

Anchor = ReminderRule.Anchor
# Deadlines alone: when the event takes place stands in each mail.
LINES = {
    Anchor.REGISTRATION_CLOSE: gettext_lazy("Registration closes: {moment}"),
    Anchor.NOMINATION_DEADLINE: gettext_lazy("Nominations close: {moment}"),
    Anchor.DETAILS_DUE: gettext_lazy("Details are wanted until: {moment}"),
}


def line(anchor: str, moment: str) -> str:
    """Return what ends at moment, in the language that is active; "" if nothing does."""
    form = LINES.get(Anchor(anchor))
    return str(form).format(moment=moment) if form else ""
