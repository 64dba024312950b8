from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField
from accounts.forms import PROFILE_FIELDS, MailLanguageField, PersonForm
from events.models import Country, Event


def parse_keys(texts: Iterable[str]) -> list[int]:
    """Return the keys that a page posted, without what is none, or is longer than a database takes."""
    return [int(text) for text in texts if text.isdecimal() and len(text) < 19]


def parse_key(text: str) -> int:
    """Return the key that a page posted; 0, which is nobody's, for what is none."""
    return next(iter(parse_keys([text])), 0)


def country_choices() -> list[tuple[str, str]]:
    return list(Country.objects.values_list("iso2", "name"))


class ModeField(forms.ChoiceField):
    """How somebody takes part in a hybrid event, with the places that there are; `now` is how they do already."""

    def __init__(self, event: Event, now: str = "", **kwargs: Any) -> None:
        choices = [(mode, self._with_places(event, mode, now)) for mode in event.modes]
        super().__init__(label=_("How do you take part?"), choices=choices, widget=forms.RadioSelect, **kwargs)

    @staticmethod
    def _with_places(event: Event, mode: str, now: str) -> str:
        label, left = str(Event.Mode(mode).label), event.seats_left_in(mode)
        if mode == now:
            return gettext("%(mode)s, as now") % {"mode": label}
        if left is None or event.policy == Event.Policy.APPROVAL:
            return label
        if left <= 0 and now:
            return gettext("%(mode)s: all places are taken") % {"mode": label}
        if left <= 0:
            return gettext("%(mode)s: all places are taken, you join the waiting list") % {"mode": label}
        words = ngettext("%(mode)s: %(left)d place left", "%(mode)s: %(left)d places left", left)
        return words % {"mode": label, "left": left}


class SwitchForm(forms.Form):
    """Take part online instead of in person, or the other way round."""

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mode"] = ModeField(event, now=self.initial.get("mode", ""))


class RegistrationForm(PersonForm):
    """One short form: who the person is, prefilled from what is known, and what they need at this event."""

    needs = SeveralLinesField(
        label=_("Dietary and access needs"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Seen by the organisers only."),
    )
    remark = SeveralLinesField(
        label=_("Remark for the organisers"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, event: Event, language: str, asks_code: bool = False, **kwargs: Any) -> None:
        """language is the one that is proposed for mails."""
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

    def who(self) -> dict[str, Any]:
        """Return what the person says of themselves. A page that was opened before it asked for a language says none."""
        said = {name: self.cleaned_data[name] for name in PROFILE_FIELDS}
        chosen = self.cleaned_data["language"]
        return said | ({"language": chosen} if chosen else {})
