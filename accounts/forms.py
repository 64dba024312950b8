from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import languages
from accounts.fields import OneLineField, PersonNameField, PlainTextField
from accounts.models import Constituency, Gender, User
from accounts.models.gender import parse_gender
from accounts.zone_fields import ZoneField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PROFILE_FIELDS = [
    "honorific",
    "name",
    "organisation_name",
    "position",
    "country",
    "constituency",
    "gender",
    "gender_words",
]


class LanguageSelect(forms.Select):
    """A select of languages. The `lang` attribute of an option makes screen readers pronounce its name correctly."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if str(value) in languages.LANGUAGES:
            option["attrs"]["lang"] = str(value)
        return option


class MailLanguageField(forms.ChoiceField):
    """The language of mails to a person.

    `current` is their present language. An imported list may contain a language without mails; it stays a choice.
    With `of_event`, the person can leave the language to each event."""

    widget = LanguageSelect

    def __init__(self, current: str = "", *, of_event: bool = False, **kwargs: Any) -> None:
        names = dict(settings.MAIL_LANGUAGES)
        choices: list[tuple[str, StrOrPromise]] = [("", _("The language of the event"))] if of_event else []
        choices += names.items()
        if current and current not in names:
            choices.append((current, current))
        super().__init__(label=_("Language of emails"), required=False, choices=choices, **kwargs)


def proposed_language(request: HttpRequest, current: str, *others: str) -> str:
    """Return the initial value of a language field.

    It is the language of the person, else the preference of their browser, else the first supported one of others (the
    languages of the event and the programme)."""
    return current or languages.preferred_by_browser(request) or languages.first_supported(*others)


class PersonForm(forms.ModelForm):
    """The identity of a person. `countries` are choices, with the codes as values: accounts has no list of countries."""

    class Meta:
        model = User
        fields = PROFILE_FIELDS
        # These fields appear on badges and lists, and in mails to other people.
        field_classes = {
            **dict.fromkeys(["gender_words", "phone"], OneLineField),
            **dict.fromkeys(["honorific", "organisation_name", "position"], PlainTextField),
            "name": PersonNameField,
        }
        widgets = {
            "honorific": forms.TextInput(attrs={"autocomplete": "honorific-prefix"}),
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "organisation_name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "position": forms.TextInput(attrs={"autocomplete": "organization-title"}),
        }

    def __init__(self, *args: Any, countries: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["country"] = forms.ChoiceField(
            label=_("Country"), choices=[("", _("Choose a country")), *countries], required=False
        )
        constituency = cast(forms.TypedChoiceField, self.fields["constituency"])
        constituency.choices = [("", _("Choose one")), *Constituency.choices]
        gender = cast(forms.TypedChoiceField, self.fields["gender"])
        gender.choices = [("", _("Choose one")), *Gender.choices]
        gender.help_text = _("For the figures of the programme, such as the share of women.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("gender_words") and not cleaned.get("gender"):
            # The word that people write first may be one of the choices.
            cleaned["gender"], cleaned["gender_words"] = parse_gender(cleaned["gender_words"])
        return cleaned


class ProfileForm(PersonForm):
    class Meta(PersonForm.Meta):
        fields = [*PROFILE_FIELDS, "phone", "language", "timezone"]
        widgets = {**PersonForm.Meta.widgets, "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = MailLanguageField(self.instance.language, of_event=True)
        self.fields["timezone"] = ZoneField(
            required=False,
            help_text=_(
                "Emails give times in this zone too, next to the local times of the event. Type your city or country. If "
                "the field is empty, your browser gives the zone when you register."
            ),
        )
