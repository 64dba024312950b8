from typing import TYPE_CHECKING, Any, cast
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import languages
from accounts.fields import OneLineField
from accounts.models import Constituency, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PROFILE_FIELDS = ["honorific", "name", "organisation_name", "position", "country", "constituency"]


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
    """The identity of a person. `countries` are pairs of code and name: accounts has no list of countries."""

    class Meta:
        model = User
        fields = PROFILE_FIELDS
        # These fields appear on badges and lists: one line without invisible characters.
        field_classes = dict.fromkeys(
            ["honorific", "name", "organisation_name", "position", "gender", "phone"], OneLineField
        )
        widgets = {
            "honorific": forms.TextInput(attrs={"autocomplete": "honorific-prefix"}),
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "organisation_name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "position": forms.TextInput(attrs={"autocomplete": "organization-title"}),
        }

    def __init__(self, *args: Any, countries: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["country"] = forms.ChoiceField(
            label=_("Country"), choices=[("", _("Choose a country")), *countries], required=False
        )
        constituency = cast(forms.TypedChoiceField, self.fields["constituency"])
        constituency.choices = [("", _("Choose one")), *Constituency.choices]


class ProfileForm(PersonForm):
    class Meta(PersonForm.Meta):
        fields = [*PROFILE_FIELDS, "gender", "phone", "language", "timezone"]
        widgets = {**PersonForm.Meta.widgets, "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name]
        self.fields["language"] = MailLanguageField(self.instance.language, of_event=True)
        self.fields["timezone"] = forms.ChoiceField(
            label=_("Time zone"),
            choices=[("", _("The time zone of my browser")), *zones],
            required=False,
            help_text=_("Emails give times in this zone too, next to the local times of the event."),
        )
