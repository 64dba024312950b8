"""What a request must have before its submission."""

from django.utils.translation import gettext as _

from events.missions.periods import read_periods
from events.models import MissionRequest

# The fields without which no request can be sent.
NEEDED = ("topic", "institution", "contact_name", "problem", "questions", "period")


def problems_of(request: MissionRequest) -> dict[str, str]:
    """Return a message for each field that is missing."""
    texts = {
        "topic": _("Write the topic in a few words."),
        "institution": _("Write the name of your institution."),
        "contact_name": _("Write your name."),
        "problem": _("Describe the problem: what is wrong today?"),
        "questions": _("Write at least one question, each on a line of its own."),
        "period": _("Enter at least one possible period."),
    }
    values = {name: getattr(request, name) for name in NEEDED}
    values["questions"] = request.question_lines
    values["period"] = read_periods(request.period)
    return {name: texts[name] for name, value in values.items() if not value}
