"""The forms of the settings of a programme. Each saves alone."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Count, Model
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.fields import AddressField, OneLineField, SeveralLinesField
from events.models import AreaOfAction, Country, Partner, Phase, Programme
from events.privacy.periods import LEAST_ANSWER_DAYS, MOST_TRAVEL_DAYS, most_answer_days, usual_travel_days
from events.programmes.countries import CountryNamesField
from events.programmes.logos import Logo, read_logo
from events.safe_pictures import PictureRejectedError
from events.slugs import SlugFormMixin

MOST_ROWS = 60


class NameForm(SlugFormMixin, forms.ModelForm):
    class Meta:
        model = Programme
        fields = ["name", "short_name", "summary", "starts_year", "ends_year", "slug"]
        field_classes = {"name": OneLineField, "short_name": OneLineField, "summary": SeveralLinesField}
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _(
            "A part of the address of all its pages. Links, feeds and frames with the old address lead to the new one."
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("starts_year"), data.get("ends_year")
        for name, year in (("starts_year", first), ("ends_year", last)):
            if year and not 1900 <= year <= 2200:
                self.add_error(name, _("Enter a year between 1900 and 2200."))
        if first and last and last < first:
            self.add_error("ends_year", _("The last year is before the first."))
        return data


class CountriesForm(forms.ModelForm):
    """The countries of the programme: those to tick, and the names of further ones."""

    others = CountryNamesField(label=_("Further countries"))

    class Meta:
        model = Programme
        fields = ["countries"]
        widgets = {"countries": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["countries"].label = _("Target countries")


class DefaultsForm(forms.ModelForm):
    class Meta:
        model = Programme
        fields = ["language"]


class RetentionForm(forms.ModelForm):
    """The periods that the programme decides. The nightly job uses them; an empty field stands for the usual period."""

    class Meta:
        model = Programme
        fields = ["answers_keep_days", "travel_keep_days"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, least, most, usual in (
            ("answers_keep_days", LEAST_ANSWER_DAYS, most_answer_days(), most_answer_days()),
            ("travel_keep_days", 1, MOST_TRAVEL_DAYS, usual_travel_days()),
        ):
            text = _("From %(least)d to %(most)d days. Empty for %(usual)d days.")
            values = {"least": least, "most": most, "usual": usual}
            self.fields[name] = forms.IntegerField(
                label=self.fields[name].label,
                required=False,
                min_value=least,
                max_value=most,
                help_text=text % values,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )


class ContactForm(forms.ModelForm):
    class Meta:
        model = Programme
        fields = ["contact_email"]
        field_classes = {"contact_email": AddressField}


class CreateForm(forms.Form):
    """The first answers about a new programme. All else is in its settings."""

    name = OneLineField(label=_("Name"), max_length=200)
    short_name = OneLineField(
        label=_("Short name"), max_length=60, required=False, help_text=_("For the menu and the sender of emails.")
    )
    contact_email = AddressField(
        label=_("Contact"), max_length=254, required=False, help_text=_("Replies to emails go to this address.")
    )
    countries = CountryNamesField(
        label=_("Countries"),
        help_text=_(
            "Type or paste their names, separated by commas or on separate lines. Delegations get their seats by country."
        ),
    )


class RowForm(forms.ModelForm):
    """A row of a table of settings. Its labels are read aloud; the head of the column shows them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name != "DELETE":
                field.widget.attrs["aria-label"] = str(field.label)


class PhaseForm(RowForm):
    class Meta:
        model = Phase
        fields = ["name", "years", "focus", "countries"]
        field_classes = {"name": OneLineField, "years": OneLineField, "focus": SeveralLinesField}
        widgets = {"focus": forms.Textarea(attrs={"rows": 2}), "countries": forms.SelectMultiple(attrs={"size": 3})}
        help_texts = {"years": ""}


class AreaForm(RowForm):
    class Meta:
        model = AreaOfAction
        fields = ["name", "description"]
        field_classes = {"name": OneLineField, "description": SeveralLinesField}
        widgets = {"description": forms.Textarea(attrs={"rows": 2})}


class PartnerForm(RowForm):
    """A partner, with a new logo: `logo` is the picture that was read, or None."""

    picture = forms.FileField(
        label=_("Logo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    logo: Logo | None = None

    class Meta:
        model = Partner
        fields = ["name", "acronym", "role", "country"]
        field_classes = {"name": OneLineField, "acronym": OneLineField}
        error_messages = {
            NON_FIELD_ERRORS: {"unique_together": _("The programme has a partner with this name already.")}
        }

    def clean_picture(self) -> Any:
        picture = self.cleaned_data["picture"]
        if picture:
            try:
                self.logo = read_logo(picture, picture.size)
            except PictureRejectedError as error:
                raise forms.ValidationError(str(error.advice)) from error
        return picture


class Rows(forms.BaseInlineFormSet):
    """A table of settings. A row that events use cannot be removed; the form says how many use it."""

    @cached_property
    def _countries(self) -> list[tuple[str, str]]:
        return [(country.pk, str(country)) for country in Country.objects.all()]

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        """Give all rows the same list of countries: each of them would read it again."""
        super().add_fields(form, index)
        for name, first in (("countries", []), ("country", [("", "–")])):
            if name in form.fields:
                form.fields[name].choices = [*first, *self._countries]  # type: ignore[attr-defined]  # a choice

    def clean(self) -> None:
        super().clean()
        removed = [form for form in self.initial_forms if form.cleaned_data.get("DELETE")]
        for form in removed:
            if number := self.uses(form.instance):
                message = ngettext(
                    "%(count)d event uses “%(name)s”. Change that event first.",
                    "%(count)d events use “%(name)s”. Change those events first.",
                    number,
                )
                form.add_error("name", message % {"count": number, "name": form.instance})
                raise forms.ValidationError(_t("Something that events use cannot be removed."))
        names = [form.cleaned_data["name"].casefold() for form in self.forms if self._has_name(form)]
        if len(names) != len(set(names)):
            raise forms.ValidationError(_t("Two rows have the same name."))

    @staticmethod
    def _has_name(form: forms.BaseForm) -> bool:
        data = getattr(form, "cleaned_data", {})
        return bool(data.get("name")) and not data.get("DELETE")

    @staticmethod
    def uses(row: Model) -> int:
        """Return how many events use row."""
        counted = type(row)._default_manager.filter(pk=row.pk).aggregate(number=Count("events"))
        return int(counted["number"])


class PartnerRows(Rows):
    @staticmethod
    def uses(row: Model) -> int:
        return 0


def _rows(model: type[Model], form: type[RowForm], rows: type[Rows] = Rows) -> type[forms.BaseInlineFormSet]:
    return forms.inlineformset_factory(
        Programme,
        model,
        form=form,
        formset=rows,
        extra=1,
        can_delete=True,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS + 1,
        validate_max=True,
    )


PhaseRows = _rows(Phase, PhaseForm)
AreaRows = _rows(AreaOfAction, AreaForm)
PartnersRows = _rows(Partner, PartnerForm, PartnerRows)
