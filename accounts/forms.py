from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField
from accounts.models import Constituency, User

PROFILE_FIELDS = ["honorific", "name", "organisation_name", "position", "country", "constituency"]


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
        known = dict(settings.MAIL_LANGUAGES)
        said = self.instance.language  # a list may have named one in which we do not write: it stays theirs
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of mails"),
            choices=[
                ("", _("That of each event")),
                *known.items(),
                *([(said, said)] if said and said not in known else []),
            ],
            required=False,
        )
        self.fields["timezone"] = forms.ChoiceField(
            label=_("Time zone"),
            choices=[("", _("That of my browser")), *zones],
            required=False,
            help_text=_("Mails tell times in it, beside those of the event's place."),
        )
