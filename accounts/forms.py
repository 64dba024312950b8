from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import languages
from accounts.fields import OneLineField
from accounts.models import Constituency, User

PROFILE_FIELDS = ["honorific", "name", "organisation_name", "position", "country", "constituency"]


class LanguageSelect(forms.Select):
    """Each language in its own name, which is read out as such."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if str(value) in languages.LANGUAGES:
            option["attrs"]["lang"] = str(value)
        return option


class MailLanguageField(forms.ChoiceField):
    """In which language a person is written to. said: what they have said so far; a list may have named a language in
    which we do not write, and it stays theirs. of_event: whether they may leave it to each event."""

    widget = LanguageSelect

    def __init__(self, said: str = "", *, of_event: bool = False, **kwargs: Any) -> None:
        known = dict(settings.MAIL_LANGUAGES)
        choices = [("", _("That of the event"))] if of_event else []
        choices += [*known.items(), *([(said, said)] if said and said not in known else [])]
        super().__init__(label=_("Language for mails"), required=False, choices=choices, **kwargs)


def proposed_language(request: HttpRequest, said: str, *others: str) -> str:
    """Return the language that a form proposes: what the person has said, what their browser asks for, or the first of
    others (the event's, the programme's) in which mails are written."""
    return said or languages.preferred_by_browser(request) or languages.first_supported(*others)


class PersonForm(forms.ModelForm):
    """Who a person is; accounts knows no countries, so that the view passes them as (code, name) pairs."""

    class Meta:
        model = User
        fields = PROFILE_FIELDS
        # What stands on badges and lists is one line that can be seen.
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
        self.fields["constituency"].choices = [("", _("Choose one")), *Constituency.choices]


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
            choices=[("", _("That of my browser")), *zones],
            required=False,
            help_text=_("Mails tell times in it, beside those of the event's place."),
        )
