"""The errors of terms of reference. Each text tells the reader what to do."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from events.journeys.errors import JourneyError


class TermsExistError(JourneyError):
    advice = _("There is a draft already. Change it, or send it.")


class NoTermsError(JourneyError):
    advice = _("There is no such version any more. Load the page again.")


class TermsIncompleteError(JourneyError):
    """Raised when incomplete terms are sent. problems: a message for each part; "" for the mission."""

    advice = _("Something is missing. Please correct the marked fields.")

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__()
        self.problems = problems


class NobodyToAgreeError(JourneyError):
    advice = _("No request of an institution belongs to this mission, so nobody can agree by a link. Enter the agreement that came by letter.")  # fmt: skip


class NameMissingError(JourneyError):
    advice = _("Type the name of the person who agrees.")


class WishesMissingError(JourneyError):
    advice = _("Write what must change.")


class TermsNotSentError(JourneyError):
    advice = _(
        "Nothing is saved: this version is not open for an answer any more. Please read the latest version below."
    )


class TermsCancelledError(JourneyError):
    advice = _("This mission is cancelled. Nobody has to agree to its terms of reference any more.")
