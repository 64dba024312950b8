"""What organisers, focal points and nominees fill in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, typed_field
from accounts.forms import MailLanguageField
from accounts.models import Constituency
from events.models import Country, Delegation, Event
from events.nominations.grid import GridCell
from events.nominations.services import Nominee
from events.spreadsheets.forms import PersonLineForm

ANY = ""
USUAL = (Constituency.GOVERNMENT, Constituency.EMPLOYERS, Constituency.WORKERS)
MOST_SEATS = 9999


@dataclass
class GridFormCell:
    """One cell of the grid as a page shows it; seats is None for the cell of any country and any constituency."""

    seats: forms.BoundField | None
    reserves: forms.BoundField | None
    delegation: Delegation | None


class GridForm(forms.Form):
    """Seats and reserves of each country and constituency."""

    def __init__(
        self,
        *args: Any,
        delegations: Iterable[Delegation],
        countries: Iterable[Country],
        all_groups: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.delegations = {(found.country_id or ANY, found.constituency): found for found in delegations}
        used = {constituency for _country, constituency in self.delegations}
        self.columns: list[tuple[str, str | Promise]] = [
            (value, label) for value, label in Constituency.choices if all_groups or value in USUAL or value in used
        ]
        self.columns.append((ANY, _("Any constituency")))
        self.rows: list[tuple[str, str | Promise]] = [(country.pk, country.name) for country in countries]
        self.rows.append((ANY, _("Any country")))
        for country, country_label in self.rows:
            for constituency, label in self.columns:
                if country or constituency:
                    standing = self.delegations.get((country, constituency))
                    self._add("seats", country, constituency, f"{country_label}, {label}", standing)
                    self._add("reserves", country, constituency, f"{country_label}, {label}", standing)

    def _add(self, what: str, country: str, constituency: str, label: str, standing: Delegation | None) -> None:
        initial = None
        if standing:
            initial = (standing.seats if what == "seats" else standing.reserve_seats) or None
        kind = _("seats") if what == "seats" else _("reserves")
        self.fields[name_of(what, country, constituency)] = forms.IntegerField(
            label=f"{label}: {kind}",
            required=False,
            min_value=0,
            max_value=MOST_SEATS,
            initial=initial,
            widget=forms.NumberInput(
                attrs={"inputmode": "numeric", "class": "grid-number", "aria-label": f"{label}: {kind}"}
            ),
        )

    def lines(self) -> list[tuple[str | Promise, list[GridFormCell]]]:
        """Return each row's label and its cells."""
        return [
            (label, [self._cell(country, column) for column, _label in self.columns]) for country, label in self.rows
        ]

    def _cell(self, country: str, constituency: str) -> GridFormCell:
        if not country and not constituency:
            return GridFormCell(None, None, None)
        return GridFormCell(
            self[name_of("seats", country, constituency)],
            self[name_of("reserves", country, constituency)],
            self.delegations.get((country, constituency)),
        )

    def cells(self) -> list[GridCell]:
        """Return the cells of a valid form."""
        return [
            GridCell(
                country,
                constituency,
                self.cleaned_data[name_of("seats", country, constituency)] or 0,
                self.cleaned_data[name_of("reserves", country, constituency)] or 0,
            )
            for country, _row in self.rows
            for constituency, _column in self.columns
            if country or constituency
        ]

    def filled(self, line: str, seats: int, reserves: int) -> dict[str, str]:
        """Return what was typed, with these numbers in each cell of a row ("row-TH") or a column ("column-workers")."""
        data = dict(self.data.items())
        kind, _dash, which = line.partition("-")
        for country, _row in self.rows:
            for constituency, _column in self.columns:
                if (country or constituency) and which == (country if kind == "row" else constituency):
                    data[name_of("seats", country, constituency)] = str(seats)
                    data[name_of("reserves", country, constituency)] = str(reserves)
        return data


def name_of(what: str, country: str, constituency: str) -> str:
    return f"{what}-{country or 'any'}-{constituency or 'any'}"


class FillForm(forms.Form):
    line = forms.ChoiceField(label=_("Row or column"))
    fill_seats = forms.IntegerField(label=_("Seats"), min_value=0, max_value=MOST_SEATS, initial=1)
    fill_reserves = forms.IntegerField(label=_("Reserves"), min_value=0, max_value=MOST_SEATS, initial=0)

    def __init__(self, *args: Any, grid: GridForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines: list[tuple[str, str | Promise]] = [(f"column-{value}", label) for value, label in grid.columns]
        lines += [(f"row-{value}", label) for value, label in grid.rows]
        typed_field(self, "line", forms.ChoiceField).choices = lines


class FocalPointForm(forms.Form):
    delegations = forms.MultipleChoiceField(
        label=_("Delegations"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Tick those that they are to fill."),
            "invalid_choice": _("One of these is not there any more. Look at the seats again, then choose."),
        },
    )
    name = forms.CharField(label=_("Name of the focal point"), max_length=200)
    address = forms.EmailField(label=_("Email address"), max_length=254)
    closes_local = forms.DateTimeField(
        label=_("Nominations close at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, event: Event, delegations: Iterable[Delegation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        keys = [(str(delegation.pk), str(delegation)) for delegation in delegations]
        typed_field(self, "delegations", forms.MultipleChoiceField).choices = keys
        self.fields["closes_local"].help_text = _("On the clocks of the event (%(zone)s)") % {"zone": event.timezone}

    def clean_closes_local(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["closes_local"]
        return moment.replace(tzinfo=self.event.zone) if moment else None


class NomineeForm(forms.Form):
    """One person, as the focal point writes them down; also of which country and constituency, where the delegation
    leaves that open."""

    # As long as the person's own profile takes.
    name = OneLineField(label=_("Name"), max_length=150)
    address = forms.EmailField(label=_("Email address"), max_length=254)
    position = OneLineField(label=_("Position"), max_length=150, required=False)
    organisation = OneLineField(label=_("Organisation"), max_length=200, required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    constituency = forms.ChoiceField(
        label=_("Constituency"), required=False, choices=[("", _("Choose one")), *Constituency.choices]
    )
    language = MailLanguageField(of_event=True)

    def __init__(self, *args: Any, delegation: Delegation, countries: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        """countries are (code, name) pairs, read if the delegation is of any country."""
        super().__init__(*args, **kwargs)
        if delegation.country_id:
            del self.fields["country"]
        else:
            typed_field(self, "country", forms.ChoiceField).choices = [("", _("Choose a country")), *countries]
        if delegation.constituency:
            del self.fields["constituency"]

    def nominee(self) -> Nominee:
        return Nominee(**self.cleaned_data)


class NomineeLineForm(PersonLineForm):
    """One person in a list of a focal point. Whoever is of another country or constituency than the delegation is
    marked."""

    def __init__(self, data: dict[str, str], *, delegation: Delegation, countries: dict[str, str]) -> None:
        super().__init__(data, countries=countries)
        self.delegation = delegation

    def clean_country(self) -> str:
        return self._ours("country", self.delegation.country_id, super().clean_country)

    def clean_constituency(self) -> str:
        return self._ours("constituency", self.delegation.constituency, super().clean_constituency)

    def _ours(self, name: str, ours: str | None, reading: Callable[[], str]) -> str:
        said = self.cleaned_data[name]
        if not said or not ours:
            return reading()
        try:
            found = reading()
        except forms.ValidationError:
            found = ""
        if found != ours:
            raise forms.ValidationError(gettext("“%(text)s” is not what this delegation is of.") % {"text": said[:40]})
        return found

    def nominee(self) -> Nominee:
        return Nominee(**self.cleaned_data)
