"""Which fields of an event the forms ask for, depending on other answers. Without a script, they ask for all."""

import json

from events.models import Event

Precision = Event.Precision


def _shown_if(name: str, *values: str) -> str:
    return json.dumps([{"name": name, "values": values}])


# By field, the rule that shows it, as JSON for the script of forms. Without the days, a form asks for no hours.
SHOWN_IF = {
    **dict.fromkeys(("starts_local", "ends_local"), _shown_if("precision", Precision.TIME)),
    **dict.fromkeys(("first_day", "last_day"), _shown_if("precision", Precision.DAY, Precision.MONTH, Precision.YEAR)),
    "days_as": _shown_if("precision", Precision.TIME, Precision.DAY),
    "nominations_local": _shown_if("policy", Event.Policy.NOMINATION),
    "online_url": _shown_if("mode", Event.Mode.ONLINE, Event.Mode.HYBRID),
}
