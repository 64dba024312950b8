"""Mails to travellers about their legs and days."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.mails import journey_values as values
from events.mails.actions import open_journey
from events.mails.catalogue.groups import JOURNEYS
from events.mails.declarations import Mail, MailPlaceholder, Needs
from events.mails.footer import TRAVELLER
from events.mails.placeholders import COMMON, SESSION_CHANGES

FLIGHT = gettext_lazy(
    "Flight ZZ 221, Phnom Penh – Tokyo: Sunday 6 June 2027, 08:30 Phnom Penh (UTC+7) – 16:20 Tokyo (UTC+9)"
)
CHANGES = MailPlaceholder(
    name="changes",
    about=gettext_lazy("The changed legs, with the old times: a list"),
    value=values.leg_changes,
    sample=lambda: [str(FLIGHT)],
)
LEGS = MailPlaceholder(
    name="legs", about=gettext_lazy("The legs of the person: a list"), value=values.legs, sample=lambda: [str(FLIGHT)]
)
DAY = MailPlaceholder(
    name="day", about=gettext_lazy("The next day"), value=values.day, sample=lambda: _("Thursday 10 June 2027")
)
LINES = MailPlaceholder(
    name="items",
    about=gettext_lazy("What the person has on the next day, in local times: a list"),
    value=values.day_lines,
    sample=lambda: [_("10:00 Opening")],
)
HOTEL = MailPlaceholder(
    name="hotel",
    about=gettext_lazy("The hotel of the next night"),
    value=values.hotel,
    sample=lambda: _("Next night: River Hotel Osaka"),
)

MAILS = (
    Mail(
        name="journey_link",
        label=gettext_lazy("Travel confirmed: page of a traveller"),
        group=JOURNEYS,
        needs=Needs.HELD,
        placeholders=(LEGS, *COMMON),
        actions=(open_journey,),
        footer=TRAVELLER,
    ),
    Mail(
        name="leg_changed",
        label=gettext_lazy("Travel changed"),
        group=JOURNEYS,
        needs=Needs.HELD,
        placeholders=(CHANGES, *COMMON),
        required={"changes"},
        actions=(open_journey,),
        footer=TRAVELLER,
    ),
    Mail(
        name="programme_moved",
        label=gettext_lazy("Programme of a traveller moved"),
        group=JOURNEYS,
        needs=Needs.HELD,
        placeholders=(SESSION_CHANGES, *COMMON),
        required={"session_changes"},
        actions=(open_journey,),
        footer=TRAVELLER,
    ),
    Mail(
        name="journey_tomorrow",
        label=gettext_lazy("Tomorrow: the day of a traveller"),
        group=JOURNEYS,
        needs=Needs.HELD,
        placeholders=(DAY, LINES, HOTEL, *COMMON),
        required={"items"},
        actions=(open_journey,),
        footer=TRAVELLER,
    ),
)
