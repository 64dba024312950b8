from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.widgets import ChoiceWidget
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField
from accounts.forms import PROFILE_FIELDS, MailLanguageField, PersonForm
from events.models import Country, Event


def parse_keys(texts: Iterable[str]) -> list[int]:
    """Return the posted primary keys. Leave out texts that are not a number or are too long for a key in the database."""
    return [int(text) for text in texts if text.isdecimal() and len(text) < 19]


def parse_key(text: str) -> int:
    """Return the posted primary key, or 0, which no row has, if the text is not a key."""
    return next(iter(parse_keys([text])), 0)


def country_choices() -> list[tuple[str, str]]:
    return list(Country.objects.values_list("iso2", "name"))


class ModeField(forms.ChoiceField):
    """The mode in a hybrid event, with the number of free seats. `current` is the present mode of the person."""

    def __init__(
        self, event: Event, current: str = "", widget: type[ChoiceWidget] = forms.RadioSelect, **kwargs: Any
    ) -> None:
        choices = [(mode, self._label_with_seats(event, mode, current)) for mode in event.modes]
        super().__init__(label=_("How do you take part?"), choices=choices, widget=widget, **kwargs)

    @staticmethod
    def _label_with_seats(event: Event, mode: str, current: str) -> str:
        label, left = str(Event.Mode(mode).label), event.seats_left_in(mode)
        if mode == current:
            return gettext("%(mode)s (your present choice)") % {"mode": label}
        if left is None or event.policy == Event.Policy.APPROVAL:
            return label
        if left <= 0 and current:
            return gettext("%(mode)s: all places are taken") % {"mode": label}
        if left <= 0:
            return gettext("%(mode)s: all places are taken, you will be on the waiting list") % {"mode": label}
        text = ngettext("%(mode)s: %(left)d place left", "%(mode)s: %(left)d places left", left)
        return text % {"mode": label, "left": left}


class SwitchForm(forms.Form):
    """Change between in person and online."""

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mode"] = ModeField(event, current=self.initial.get("mode", ""))


class RegistrationForm(PersonForm):
    """The registration form: the profile of the person, prefilled, and their needs at this event."""

    needs = SeveralLinesField(
        label=_("Dietary and access needs"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only the organisers see this."),
    )
    remark = SeveralLinesField(
        label=_("Remark for the organisers"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, event: Event, language: str, asks_code: bool = False, **kwargs: Any) -> None:
        """`language` is the language that the form proposes for mails."""
        super().__init__(*args, countries=country_choices(), **kwargs)
        self.fields["language"] = MailLanguageField(self.instance.language, initial=language)
        self.order_fields([*PROFILE_FIELDS, "language"])
        if event.mode == Event.Mode.HYBRID:
            self.fields = {"mode": ModeField(event), **self.fields}
        if asks_code:
            code = OneLineField(
                label=_("Invitation code"),
                max_length=40,
                widget=forms.TextInput(attrs={"autocapitalize": "characters"}),
            )
            self.fields = {"code": code, **self.fields}

    def profile(self) -> dict[str, str]:
        """Return the profile of the person. The language is missing if the posted page had no such field."""
        values = {name: self.cleaned_data[name] for name in PROFILE_FIELDS}
        language = self.cleaned_data["language"]
        return values | ({"language": language} if language else {})
