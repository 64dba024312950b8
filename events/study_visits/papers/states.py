"""The allowed steps of a visa. A service changes the state only through this table."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from events.journeys.states import TransitionTable
from events.models import TravellerFile

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_visa = TravellerFile.Visa

VISA = TransitionTable(
    {
        "need_none": ({_visa.UNKNOWN, _visa.LETTER_ASKED, _visa.LETTER_ISSUED}, _visa.NOT_NEEDED),
        "ask_letter": ({_visa.UNKNOWN, _visa.NOT_NEEDED, _visa.REFUSED}, _visa.LETTER_ASKED),
        # A letter is issued again when the passport is renewed.
        "issue_letter": ({_visa.UNKNOWN, _visa.LETTER_ASKED, _visa.LETTER_ISSUED, _visa.APPLIED}, _visa.LETTER_ISSUED),
        # Some countries need no letter.
        "apply": ({_visa.UNKNOWN, _visa.LETTER_ISSUED, _visa.REFUSED}, _visa.APPLIED),
        "grant": ({_visa.APPLIED}, _visa.GRANTED),
        "refuse": ({_visa.APPLIED}, _visa.REFUSED),
        "reopen": ({_visa.NOT_NEEDED, _visa.LETTER_ASKED, _visa.GRANTED, _visa.REFUSED}, _visa.UNKNOWN),
    }
)
STEP_LABELS: dict[str, "StrOrPromise"] = {
    "need_none": _("No visa is needed"),
    "ask_letter": _("A letter is asked for"),
    "issue_letter": _("The letter is issued"),
    "apply": _("The visa is applied for"),
    "grant": _("The visa is granted"),
    "refuse": _("The visa is refused"),
    "reopen": _("Start again: not known"),
}
