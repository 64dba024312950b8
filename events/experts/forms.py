"""The forms of the directory: the search, an entry, its periods, a note, a rating."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import (
    AddressField,
    OneLineField,
    PersonNameField,
    PlainTextField,
    SeveralLinesField,
    one_line,
)
from accounts.identity import Description
from accounts.identity_forms import IdentityForm
from events.experts.pictures import Portrait, read_picture
from events.experts.queries import ExpertSearch
from events.experts.services import MOST_PERIODS, Period
from events.local_times import LocalDateField
from events.models import Country, Expert, ExpertRating
from events.safe_pictures import PictureRejectedError
from events.spoken_languages import LANGUAGES

MOST_SUBJECTS, LONGEST_SUBJECT = 20, 60
PAIR_ROWS = 3


def sorted_languages() -> list[tuple[str, str]]:
    return sorted(((code, str(name)) for code, name in LANGUAGES.items()), key=lambda pair: pair[1])


class ExpertSearchForm(forms.Form):
    """The search above the list. A value that nobody can mean is ignored."""

    q = OneLineField(label=gettext_lazy("Search"), max_length=120, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    subject = forms.ChoiceField(label=gettext_lazy("Expertise"), required=False)
    free_from = LocalDateField(label=gettext_lazy("Free from"), required=False)
    free_until = LocalDateField(label=gettext_lazy("until"), required=False)

    def __init__(
        self, *args: Any, languages: Iterable[str], subjects: Iterable[tuple[str, int]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        spoken = {*languages}
        choices = [(code, name) for code, name in sorted_languages() if code in spoken]
        cast("forms.ChoiceField", self.fields["language"]).choices = [("", _("Any language")), *choices]
        cast("forms.ChoiceField", self.fields["subject"]).choices = [
            ("", _("Any expertise")),
            *((name, f"{name} ({number})") for name, number in subjects),
        ]

    def search(self) -> ExpertSearch:
        self.is_valid()
        cleaned = self.cleaned_data
        return ExpertSearch(
            cleaned.get("q") or "",
            cleaned.get("language") or "",
            cleaned.get("subject") or "",
            cleaned.get("free_from"),
            cleaned.get("free_until"),
        )


class SubjectsField(SeveralLinesField):
    """Subjects, separated by commas or line ends. It cleans to one on each line, each once."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        subjects = [one_line(part) for line in text.splitlines() for part in line.split(",")]
        unique = list({subject.casefold(): subject for subject in reversed(subjects) if subject}.values())[::-1]
        if len(unique) > MOST_SUBJECTS:
            raise ValidationError(_("Enter at most %(most)d subjects.") % {"most": MOST_SUBJECTS}, "too_many")
        if any(len(subject) > LONGEST_SUBJECT for subject in unique):
            most = {"most": LONGEST_SUBJECT}
            raise ValidationError(
                _("A subject has at most %(most)d characters. Use commas between them.") % most, "long"
            )
        return "\n".join(unique)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value.splitlines()) if isinstance(value, str) and "," not in value else value


class LanguagesField(forms.MultipleChoiceField):
    """The languages of a person. It cleans to their codes with spaces between them."""

    widget = forms.CheckboxSelectMultiple(attrs={"class": "field-choices"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=sorted_languages, **kwargs)

    def clean(self, value: Any) -> str:  # type: ignore[override]  # a text instead of a list
        return " ".join(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return value.split() if isinstance(value, str) else value


class PictureField(forms.FileField):
    """A picture of a person. It cleans to the picture that is drawn anew, or None."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def clean(self, data: Any, initial: Any = None) -> Portrait | None:
        if not isinstance(data, UploadedFile):
            return None
        try:
            return read_picture(data)
        except PictureRejectedError as error:
            raise ValidationError(str(error.advice), "refused") from error


class ProfileForm(forms.Form):
    """What a person says about themselves. The person and the team fill in the same fields."""

    local_name = PersonNameField(
        label=gettext_lazy("Name in local script"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("If the name is usually written in other letters."),
    )
    job_title = PlainTextField(label=gettext_lazy("Job title"), max_length=150, required=False)
    affiliation = PlainTextField(label=gettext_lazy("Organisation"), max_length=200, required=False)
    city = PlainTextField(label=gettext_lazy("City"), max_length=100, required=False)
    country = forms.ModelChoiceField(label=gettext_lazy("Country"), queryset=Country.objects.none(), required=False)
    biography = SeveralLinesField(
        label=gettext_lazy("Biography"),
        max_length=2_000,
        required=False,
        help_text=gettext_lazy("A few sentences, about 60 words."),
    )
    languages = LanguagesField(label=gettext_lazy("Languages"), required=False)
    picture = PictureField(
        label=gettext_lazy("Picture"),
        required=False,
        help_text=gettext_lazy(
            "JPEG, PNG or WebP, 10 MB at most. It is cut to a square. Where and when it was taken is removed from it."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField", self.fields["country"]).queryset = Country.objects.all()


class ExpertForm(IdentityForm, ProfileForm):
    """An entry of the directory, for the team."""

    shows_names = True

    name = PersonNameField(label=gettext_lazy("Name"), max_length=150)
    address = AddressField(
        label=gettext_lazy("Email address"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("Needed for an invitation. It is not public."),
    )
    expertise = SubjectsField(
        label=gettext_lazy("Expertise"),
        max_length=1_000,
        required=False,
        help_text=gettext_lazy("Subjects with commas between them, such as: benefit claims, law drafting."),
    )
    shows_picture = forms.BooleanField(
        label=gettext_lazy("The person agrees that the picture is shown to everybody"), required=False
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("The person agrees to a public page with name, organisation, biography and sessions"),
        required=False,
    )
    removes_picture = forms.BooleanField(label=gettext_lazy("Remove the picture"), required=False)

    field_order = [
        "name",
        "local_name",
        "address",
        "job_title",
        "affiliation",
        "city",
        "country",
        "expertise",
        "languages",
        "biography",
        "picture",
        "shows_picture",
        "removes_picture",
        "is_public",
    ]

    def __init__(self, *args: Any, expert: Expert, **kwargs: Any) -> None:
        picture = getattr(expert, "picture", None) if expert.pk else None
        names = ("name", "local_name", "job_title", "affiliation", "city", "country", "expertise", "languages")
        initial = {name: getattr(expert, name) for name in (*names, "biography")}
        initial |= {"shows_picture": bool(picture and picture.shown_since), "is_public": expert.is_public}
        super().__init__(*args, initial=initial | (kwargs.pop("initial", None) or {}), **kwargs)
        self.expert = expert
        if expert.person_id:
            del self.fields["address"]
        if picture is None:
            del self.fields["removes_picture"]
        for number in range(PAIR_ROWS):
            self._add_pair(number, expert.pairs[number] if number < len(expert.pairs) else ("", ""))

    def _add_pair(self, number: int, pair: tuple[str, str]) -> None:
        choices = [("", "–"), *sorted_languages()]
        for name, label, code in zip(("from", "to"), (_("Interprets between"), _("and")), pair, strict=True):
            field = forms.ChoiceField(label=label, choices=choices, required=False, initial=code)
            self.fields[f"{name}_{number}"] = field

    @property
    def pair_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"from_{number}"], self[f"to_{number}"]) for number in range(PAIR_ROWS)]

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """The fields in their order, without the pairs of languages."""
        return [field for field in self if not field.name.startswith(("from_", "to_"))]

    def description(self, cleaned: dict[str, Any] | None = None) -> Description | None:
        return super().description(cleaned) if "address" in self.fields else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        pairs: list[str] = []
        for number in range(PAIR_ROWS):
            one, other = cleaned.get(f"from_{number}", ""), cleaned.get(f"to_{number}", "")
            if bool(one) != bool(other) or (one and one == other):
                self.add_error(f"to_{number}", _("Choose two different languages, or none."))
            elif one and f"{one}-{other}" not in pairs and f"{other}-{one}" not in pairs:
                pairs.append(f"{one}-{other}")
        cleaned["language_pairs"] = " ".join(pairs)
        return cleaned

    def fill(self) -> Expert:
        """Return the entry with the cleaned values. It is not saved."""
        for name in ("name", "local_name", "job_title", "affiliation", "city", "country", "expertise", "languages"):
            setattr(self.expert, name, self.cleaned_data[name])
        self.expert.biography = self.cleaned_data["biography"]
        self.expert.language_pairs = self.cleaned_data["language_pairs"]
        return self.expert


class PeriodForm(forms.Form):
    """One period in which the person cannot come. Without a last day, it is one day."""

    starts_on = LocalDateField(label=gettext_lazy("First day"), required=False)
    ends_on = LocalDateField(label=gettext_lazy("Last day"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if end and not start and "starts_on" not in self.errors:
            self.add_error("starts_on", _("Enter the first day, too."))
        if start and end and end < start:
            self.add_error("ends_on", _("The last day is before the first day."))
        return cleaned


class BasePeriods(forms.BaseFormSet):
    def periods(self) -> list[Period]:
        """Return the valid periods, without the empty rows. A row is removed by emptying it."""
        rows = (row.cleaned_data for row in self.forms if row.is_valid())
        return [(row["starts_on"], row.get("ends_on") or row["starts_on"]) for row in rows if row.get("starts_on")]


PeriodFormSet: type[BasePeriods] = cast(
    "type[BasePeriods]",
    forms.formset_factory(PeriodForm, formset=BasePeriods, extra=2, max_num=MOST_PERIODS, absolute_max=60),
)


class ExpertNoteForm(forms.Form):
    text = SeveralLinesField(
        label=gettext_lazy("Note"),
        max_length=2_000,
        help_text=gettext_lazy("Only the team sees it. The person gets it if they ask for their data."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RatingForm(forms.Form):
    score = forms.TypedChoiceField(
        label=gettext_lazy("Rating"),
        coerce=int,
        choices=[(number, str(number)) for number in range(ExpertRating.LOWEST, ExpertRating.HIGHEST + 1)],
    )
    note = OneLineField(label=gettext_lazy("Note"), max_length=300, required=False)
