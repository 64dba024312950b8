"""The filters of the calendar as links, and the links from month to month. All of them keep the other filters."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from events.public.event_list.filters import FEED, ListFilters, ListLink
from events.public.event_list.forms import FilterForm

MONTH, LIST = "month", "list"


class CalendarForm(FilterForm):
    """The filters of the calendar: those that a subscription has too. The URL contains them."""

    field_order = ["kind", "country", "mode", "area", "programme", "month", "view"]
    VIEWS = [(MONTH, _("Month")), (LIST, _("List"))]

    q = when = open = None  # type: ignore[assignment]  # so Django removes the fields of the list of events
    view = forms.ChoiceField(label=_("View"), required=False, choices=VIEWS)


class CalendarFilters(ListFilters):
    """The filters that are set, from a CalendarForm that is validated. An invalid filter is not set."""

    names = (*FEED, "month", "view")
    page = "public:calendar"

    @property
    def view(self) -> str:
        return self.values.get("view", MONTH)

    @property
    def views(self) -> list[ListLink]:
        return [
            ListLink(str(label), self._with("view", "" if key == MONTH else key), key, key == self.view)
            for key, label in CalendarForm.VIEWS
        ]

    @property
    def applied(self) -> list[ListLink]:
        return [link for link in super().applied if link.key in FEED]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        return [(name, self.values[name]) for name in ("kind", "month", "view") if name in self.values]

    @property
    def cleared(self) -> str:
        return self._address({name: self.values[name] for name in ("month", "view") if name in self.values})

    @property
    def today(self) -> str:
        """The address of the month, or of the twelve months, that begin with the present one."""
        return self._with("month", "")

    def month_address(self, first: date) -> str:
        return self._with("month", f"{first:%Y-%m}")
