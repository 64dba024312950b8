"""Words for the person instead of those for the team: the page "My data" shows them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from events.models import AnnouncementRecipient, Reminder, Step
from events.participants.person_page import STEP_LABELS

# The history of the team needs no words for these steps, because it shows the old and the new status.
STEPS: Mapping[str, str | Promise] = STEP_LABELS | {
    Step.REGISTER: gettext_lazy("registered"),
    Step.INVITE: gettext_lazy("invited"),
    Step.CONFIRM: gettext_lazy("confirmed by the organisers"),
    Step.WAITLIST: gettext_lazy("put on the waiting list by the organisers"),
    Step.DECLINE: gettext_lazy("declined by the organisers"),
    Step.WITHDRAW: gettext_lazy("withdrawn"),
}
Due, Written = Reminder.State, AnnouncementRecipient.State
# By the field, as str(field) gives it.
WORDS: Mapping[str, Mapping[str, str | Promise]] = {
    "events.RegistrationChange.action": STEPS,
    "events.Reminder.state": {
        Due.DUE: gettext_lazy("to be sent to you"),
        Due.QUEUED: gettext_lazy("written to you"),
        Due.SKIPPED: gettext_lazy("not sent"),
    },
    "events.AnnouncementRecipient.state": {
        Written.DUE: gettext_lazy("to be sent to you"),
        Written.QUEUED: gettext_lazy("written to you"),
        Written.LEFT_OUT: gettext_lazy("not sent"),
    },
}
