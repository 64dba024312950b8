"""The forms of a cost sheet."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import OneLineField
from accounts.models import User
from events.journeys.costs.allowances import AllowanceRule, Provided
from events.journeys.costs.journey_days import JourneyDay
from events.local_times import LocalDateField
from events.models import AllowanceDay, CostLine, CostSheet

PERCENT: dict[str, Any] = {"min_value": 0, "max_value": 100, "max_digits": 5, "decimal_places": 2}
HUNDRED = Decimal(100)
MOST_RATES, MOST_DAYS = 40, 120


class RulesForm(forms.Form):
    """The currency, and what is taken off a daily rate, in percent."""

    currency = OneLineField(label=gettext_lazy("Currency"), max_length=3, min_length=3)
    lodging = forms.DecimalField(label=gettext_lazy("Lodging provided, %"), **PERCENT)
    breakfast = forms.DecimalField(label=gettext_lazy("Breakfast provided, %"), **PERCENT)
    lunch = forms.DecimalField(label=gettext_lazy("Lunch provided, %"), **PERCENT)
    dinner = forms.DecimalField(label=gettext_lazy("Dinner provided, %"), **PERCENT)
    last_day = forms.DecimalField(label=gettext_lazy("Share of the last day, %"), **PERCENT)

    @classmethod
    def of(cls, sheet: CostSheet) -> "RulesForm":
        rule = AllowanceRule.from_json(sheet.rule)
        shares = {name: HUNDRED * Decimal(share) for name, share in rule.as_json().items()}
        return cls(initial={"currency": sheet.currency} | {name: f"{share:.2f}" for name, share in shares.items()})

    def clean_currency(self) -> str:
        currency: str = self.cleaned_data["currency"].upper()
        if not (currency.isascii() and currency.isalpha()):
            raise ValidationError(_("Enter the three letters of the currency, such as USD."), "currency")
        return currency

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        taken_off = [cleaned.get(name) for name in ("lodging", "breakfast", "lunch", "dinner")]
        if sum((share for share in taken_off if share is not None), Decimal(0)) > HUNDRED:
            self.add_error("lodging", _("Together, lodging and meals are at most 100 %."))
        return cleaned

    def rule(self) -> AllowanceRule:
        """Return the rule that was entered."""
        names = ("lodging", "breakfast", "lunch", "dinner", "last_day")
        return AllowanceRule(*(self.cleaned_data[name] / HUNDRED for name in names))


class RateForm(forms.Form):
    place = OneLineField(label=gettext_lazy("Place"), max_length=100, required=False)
    amount = forms.DecimalField(
        label=gettext_lazy("Daily rate"), min_value=0, max_digits=10, decimal_places=2, required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("place") and cleaned.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Enter the daily rate of this place."))
        if cleaned.get("amount") is not None and not cleaned.get("place") and "place" not in self.errors:
            self.add_error("place", _("Enter the place of this rate."))
        return cleaned


class BaseRates(forms.BaseFormSet):
    def clean(self) -> None:
        places = [place.casefold() for place, _amount in self.rates()]
        if len(places) != len(set(places)):
            raise ValidationError(_("Each place has one rate."), "twice")

    def rates(self) -> list[tuple[str, Decimal]]:
        """Return the places with their rates. A row whose place is empty is left out."""
        rows = [form.cleaned_data for form in self.forms if hasattr(form, "cleaned_data")]
        return [(row["place"], row["amount"]) for row in rows if row.get("place") and row.get("amount") is not None]


RateFormSet = cast(
    "type[BaseRates]",
    forms.formset_factory(RateForm, formset=BaseRates, extra=2, max_num=MOST_RATES, absolute_max=MOST_RATES + 20),
)


class CostLineForm(forms.ModelForm):
    what = OneLineField(label=gettext_lazy("What"), max_length=200)

    class Meta:
        model = CostLine
        fields = ["kind", "what", "units", "price", "funding", "actual"]


class ActualForm(forms.ModelForm):
    """The only field that is open after the approval."""

    class Meta:
        model = CostLine
        fields = ["actual"]


class AllowanceDayForm(forms.Form):
    day = LocalDateField(label=gettext_lazy("Day"), required=False)
    night = forms.ChoiceField(label=gettext_lazy("Night"), choices=AllowanceDay.Night, required=False)
    place = OneLineField(label=gettext_lazy("Place"), max_length=100, required=False)
    lodging = forms.BooleanField(label=gettext_lazy("Lodging"), required=False)
    breakfast = forms.BooleanField(label=gettext_lazy("Breakfast"), required=False)
    lunch = forms.BooleanField(label=gettext_lazy("Lunch"), required=False)
    dinner = forms.BooleanField(label=gettext_lazy("Dinner"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("day") and not cleaned.get("place") and "place" not in self.errors:
            self.add_error("place", _("Enter the place of this day."))
        return cleaned


class BaseAllowanceDays(forms.BaseFormSet):
    def clean(self) -> None:
        days = [one.day for one in self.days()]
        if len(days) != len(set(days)):
            raise ValidationError(_("Each day is listed once."), "twice")

    def days(self) -> list[JourneyDay]:
        """Return the days. A row whose date is empty is left out."""
        rows = [form.cleaned_data for form in self.forms if getattr(form, "cleaned_data", {}).get("day")]
        return [
            JourneyDay(
                row["day"],
                row.get("night") or AllowanceDay.Night.PLACE,
                row.get("place") or "",
                Provided(row["lodging"], row["breakfast"], row["lunch"], row["dinner"]),
            )
            for row in rows
        ]


AllowanceDayFormSet = cast(
    "type[BaseAllowanceDays]",
    forms.formset_factory(
        AllowanceDayForm, formset=BaseAllowanceDays, extra=1, max_num=MOST_DAYS, absolute_max=MOST_DAYS + 20
    ),
)


class PeopleForm(forms.Form):
    """Whose days are computed. The people whom the programme pays are ticked."""

    people = forms.MultipleChoiceField(
        label=gettext_lazy("People"), widget=forms.CheckboxSelectMultiple(attrs={"class": "field-choices"})
    )

    def __init__(self, *args: Any, people: Iterable[User], funded: Iterable[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {str(person.pk): person for person in people}
        field = cast("forms.MultipleChoiceField", self.fields["people"])
        field.choices = [(key, person.full_name) for key, person in self.by_key.items()]
        field.initial = [str(key) for key in funded if str(key) in self.by_key]

    def chosen(self) -> list[User]:
        return [self.by_key[key] for key in self.cleaned_data["people"]]


class MealsForm(forms.Form):
    """Meals that everybody gets on one day."""

    day = forms.ChoiceField(label=gettext_lazy("Day"))
    breakfast = forms.BooleanField(label=gettext_lazy("Breakfast"), required=False)
    lunch = forms.BooleanField(label=gettext_lazy("Lunch"), required=False)
    dinner = forms.BooleanField(label=gettext_lazy("Dinner"), required=False)

    def __init__(self, *args: Any, days: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["day"]).choices = list(days)
