"""Forms for the seats of delegations, focal points and nominees."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.fields import AddressField, PersonNameField, PlainTextField, typed_field
from accounts.forms import MailLanguageField
from accounts.identity import Identified
from accounts.identity_forms import IdentityForm
from accounts.models import Gender, User
from events.local_times import LocalTimeField, set_zone
from events.models import Country, Delegation, Event
from events.models.country import CountryGroup
from events.nominations.grid import GridCell
from events.nominations.question_limit import TooManyQuestionsError, require_allowed
from events.nominations.services import Nominee
from events.spreadsheets.forms import PersonLineForm
from events.unlikely_values import Asked

ANY = ""  # the value of any country and of any constituency
MOST_SEATS = 9999


@dataclass
class GridFormCell:
    """A cell of the grid on a page.

    seats, reserves: the fields, or None for the cell of any country and any constituency. delegation: the delegation of
    the cell, or None if it has no seats."""

    seats: forms.BoundField | None
    reserves: forms.BoundField | None
    delegation: Delegation | None
    side: str | Promise = ""  # the heading of the column, which a phone shows beside the fields

    @property
    def in_use(self) -> int:
        """The seats that have a person."""
        return self.delegation.seats_taken + self.delegation.seats_named if self.delegation else 0


class GridForm(forms.Form):
    """Seats and reserves of each country and constituency.

    delegations: the present ones. countries: the rows. all_groups: True to show a column for every constituency."""

    def __init__(
        self,
        *args: Any,
        event: Event,
        delegations: Iterable[Delegation],
        countries: Iterable[Country],
        all_groups: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.delegations = {
            (delegation.country_id or ANY, delegation.constituency): delegation for delegation in delegations
        }
        used = {constituency for _country, constituency in self.delegations}
        # Each column and row has a value and a label.
        own = event.programme.constituencies
        self.columns: list[tuple[str, str | Promise]] = [
            *(own.all_choices() if all_groups else own.columns(used)),
            (ANY, _("Any constituency")),
        ]
        self.rows: list[tuple[str, str | Promise]] = [(country.pk, country.name) for country in countries]
        self.rows.append((ANY, _("Any country")))
        for country, country_label in self.rows:
            for constituency, label in self.columns:
                if country or constituency:
                    self._add_fields(country, constituency, f"{country_label}, {label}")

    def _add_fields(self, country: str, constituency: str, label: str) -> None:
        """Add the fields of one cell."""
        delegation = self.delegations.get((country, constituency))
        seats, reserves = (delegation.seats, delegation.reserve_seats) if delegation else (0, 0)
        seats_name = field_name("seats", country, constituency)
        reserves_name = field_name("reserves", country, constituency)
        self.fields[seats_name] = self._number_field(f"{label}: {_('seats')}", seats)
        self.fields[reserves_name] = self._number_field(f"{label}: {_('reserves')}", reserves)

    def _number_field(self, label: str, number: int) -> forms.IntegerField:
        return forms.IntegerField(
            label=label,
            required=False,
            min_value=0,
            max_value=MOST_SEATS,
            initial=number or None,  # an empty field instead of 0
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "seats-input", "aria-label": label}),
        )

    def lines(self) -> list[tuple[str | Promise, list[GridFormCell]]]:
        """Return the label and the cells of each row."""
        return [
            (label, [self._cell(country, column, side) for column, side in self.columns])
            for country, label in self.rows
        ]

    def _cell(self, country: str, constituency: str, side: str | Promise) -> GridFormCell:
        if not country and not constituency:
            return GridFormCell(None, None, None)
        return GridFormCell(
            self[field_name("seats", country, constituency)],
            self[field_name("reserves", country, constituency)],
            self.delegations.get((country, constituency)),
            side,
        )

    def cells(self) -> list[GridCell]:
        """Return the cells of a valid form."""
        return [
            GridCell(
                country,
                constituency,
                self.cleaned_data[field_name("seats", country, constituency)] or 0,
                self.cleaned_data[field_name("reserves", country, constituency)] or 0,
            )
            for country, _row in self.rows
            for constituency, _column in self.columns
            if country or constituency
        ]

    def filled(self, line: str, seats: int, reserves: int) -> dict[str, str]:
        """Return the submitted data with these numbers in each cell of a row ("row-TH") or column ("column-workers")."""
        data = dict(self.data.items())
        kind, _dash, value = line.partition("-")
        for country, _row in self.rows:
            for constituency, _column in self.columns:
                if (country or constituency) and value == (country if kind == "row" else constituency):
                    data[field_name("seats", country, constituency)] = str(seats)
                    data[field_name("reserves", country, constituency)] = str(reserves)
        return data


def field_name(kind: str, country: str, constituency: str) -> str:
    """Return the name of a field of the grid. kind: "seats" or "reserves"."""
    return f"{kind}-{country or 'any'}-{constituency or 'any'}"


class FillForm(forms.Form):
    """The numbers for all cells of a row or column of the grid."""

    line = forms.ChoiceField(label=_("Row or column"))
    fill_seats = forms.IntegerField(label=_("Seats"), min_value=0, max_value=MOST_SEATS, initial=1)
    fill_reserves = forms.IntegerField(label=_("Reserves"), min_value=0, max_value=MOST_SEATS, initial=0)

    def __init__(self, *args: Any, grid: GridForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines: list[tuple[str, str | Promise]] = [(f"column-{value}", label) for value, label in grid.columns]
        lines += [(f"row-{value}", label) for value, label in grid.rows]
        typed_field(self, "line", forms.ChoiceField).choices = lines


class FocalPointForm(IdentityForm):
    """The delegations for which a focal point nominates people, and the deadline.

    asked: what the page asks about an unlikely deadline."""

    asked: Asked | None = None

    shows_names = True

    delegations = forms.MultipleChoiceField(
        label=_("Delegations"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Select the delegations of the focal point."),
            "invalid_choice": _("One of these delegations no longer exists. Check the seats, then select again."),
        },
    )
    name = PersonNameField(label=_("Name of the focal point"), max_length=150)
    address = AddressField(label=_("Email address"), max_length=254)
    focal_role = forms.ChoiceField(
        label=_("Role"),
        required=False,
        choices=[("", _("Focal point")), ("alternate", _("Alternate: can nominate too, and gets the same mails"))],
    )
    closes_local = LocalTimeField(label=_("Nominations close at"), required=False)

    def __init__(self, *args: Any, event: Event, delegations: Iterable[Delegation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        choices = [(str(delegation.pk), str(delegation)) for delegation in delegations]
        typed_field(self, "delegations", forms.MultipleChoiceField).choices = choices
        set_zone(self, event.zone)
        self.fields["closes_local"].help_text = _("In the time zone of the event (%(zone)s)") % {"zone": event.timezone}


class NomineeForm(IdentityForm):
    """One nominee, entered by the focal point.

    It has a country if the delegation is of any country, and a constituency if it is of any constituency."""

    # The limits are those of a person's profile.
    name = PersonNameField(label=_("Name"), max_length=150)
    address = AddressField(label=_("Email address"), max_length=254)
    position = PlainTextField(label=_("Position"), max_length=150, required=False)
    organisation = PlainTextField(label=_("Organisation"), max_length=200, required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    constituency = forms.ChoiceField(label=_("Constituency"), required=False)
    gender = forms.ChoiceField(label=_("Gender"), required=False, choices=[("", _("Choose one")), *Gender.choices])
    language = MailLanguageField(of_event=True)

    def __init__(
        self,
        *args: Any,
        delegation: Delegation,
        countries: Iterable[CountryGroup],
        focal_point: User,
        **kwargs: Any,
    ) -> None:
        """countries: the choices, used if the delegation is of any country. focal_point: whose questions are counted."""
        super().__init__(*args, **kwargs)
        self.focal_point = focal_point
        if delegation.country_id:
            del self.fields["country"]
        else:
            typed_field(self, "country", forms.ChoiceField).choices = [("", _("Choose a country")), *countries]
        if delegation.constituency:
            del self.fields["constituency"]
        else:
            offered = delegation.event.programme.constituencies.choices()
            typed_field(self, "constituency", forms.ChoiceField).choices = [("", _("Choose one")), *offered]

    def ask(self, found: Identified, cleaned: dict[str, Any] | None = None) -> None:
        description = self.description(cleaned)
        try:
            require_allowed(self.focal_point, [description] if description else [], [found])
        except TooManyQuestionsError as error:
            self.add_error(None, str(error.advice))
        else:
            super().ask(found, cleaned)

    def nominee(self) -> Nominee:
        return Nominee(**self.cleaned_data)


class NomineeLineForm(PersonLineForm):
    """One line of a list of a focal point. Another country or constituency than that of the delegation is an error."""

    def __init__(self, data: dict[str, str], *, delegation: Delegation, countries: dict[str, str]) -> None:
        own = delegation.event.programme.constituencies
        super().__init__(data, countries=countries, constituencies=own.words())
        self.delegation = delegation

    def clean_country(self) -> str:
        return self._require_delegation_value("country", self.delegation.country_id, super().clean_country)

    def clean_constituency(self) -> str:
        return self._require_delegation_value("constituency", self.delegation.constituency, super().clean_constituency)

    def _require_delegation_value(self, name: str, required: str | None, clean: Callable[[], str]) -> str:
        """Return the cleaned value of a field. Raise ValidationError if the delegation has another value.

        An empty cell is allowed. required: the value of the delegation, or "" or None for any."""
        text = self.cleaned_data[name]
        if not text or not required:
            return clean()
        try:
            value = clean()
        except forms.ValidationError:
            value = ""
        if value != required:
            raise forms.ValidationError(gettext("“%(text)s” does not match this delegation.") % {"text": text[:40]})
        return value

    def nominee(self) -> Nominee:
        return Nominee(**self.cleaned_data)
