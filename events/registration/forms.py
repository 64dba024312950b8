from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import QuerySet
from django.forms.widgets import ChoiceWidget
from django.http import Http404
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField
from accounts.forms import PROFILE_FIELDS, MailLanguageField, PersonForm
from events.models import Event
from events.models.country import country_choices

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def parse_keys(texts: Iterable[str]) -> list[int]:
    """Return the posted primary keys. Leave out texts that are not a number or are too long for a key in the database."""
    return [int(text) for text in texts if text.isdecimal() and len(text) < 19]


def parse_key(text: str) -> int:
    """Return the posted primary key, or 0, which no row has, if the text is not a key."""
    return next(iter(parse_keys([text])), 0)


class EventChoiceField(forms.ModelChoiceField):
    """An event of a programme that may have thousands: the menu offers the first ones, and the field takes all of them."""

    MOST_OFFERED = 100

    def offer(self, events: QuerySet[Event], chosen: object = None) -> None:
        """Take the events of a query, and offer the first ones in its order, and the chosen one."""
        self.queryset = events
        self.choices = cache(lambda: self._offered(events, parse_key(str(chosen or ""))))  # a page reads them twice

    def offer_all_of(self, programme: int, chosen: object = None) -> None:
        """Take the events of the programme with this key, and offer the latest ones and the chosen one."""
        self.offer(Event.objects.filter(programme=programme).order_by("-starts_at", "pk"), chosen)

    def _offered(self, events: QuerySet[Event], chosen: int) -> "list[tuple[int | str, StrOrPromise]]":
        """Return the choices of the menu. One query, or two."""
        offered = list(events.only("title")[: self.MOST_OFFERED])
        if chosen and chosen not in {event.pk for event in offered}:
            offered += events.filter(pk=chosen).only("title")
        empty = [] if self.empty_label is None else [("", self.empty_label)]
        return [*empty, *((event.pk, self.label_from_instance(event)) for event in offered)]


def parse_moment(text: str) -> datetime | None:
    """Return the moment that a page posts back, or None if there is none. Raise Http404 if no page wrote the text."""
    try:
        return parse_datetime(text)
    except ValueError as error:  # well formed, but not a date, such as 2027-13-45
        raise Http404 from error


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
            return label_of_full_mode(mode)
        if left <= 0:
            return gettext("%(mode)s: all places are taken, you will be on the waiting list") % {"mode": label}
        text = ngettext("%(mode)s: %(left)d place left", "%(mode)s: %(left)d places left", left)
        return text % {"mode": label, "left": left}


def label_of_full_mode(mode: str) -> str:
    return gettext("%(mode)s: all places are taken") % {"mode": Event.Mode(mode).label}


class ModeSelect(forms.Select):
    """A select of modes. closed: the modes that it shows and that nobody can choose."""

    closed: frozenset[str] = frozenset()

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.closed:
            option["attrs"]["disabled"] = True
        return option


class ModeOfOthersField(ModeField):
    """The mode in a hybrid event of a person whom another person registers.

    If a mode is full, the user must choose: none is preselected, and the full one cannot be chosen. If all modes are full,
    each can be chosen, and leads to its waiting list. Where organisers decide about each person, no mode counts as full."""

    def __init__(self, event: Event) -> None:
        full = frozenset(mode for mode in event.modes if self._is_full(event, mode))
        self.closed = full if len(full) < len(event.modes) else frozenset()
        super().__init__(event, widget=ModeSelect, initial="" if full else event.modes[0])
        if full:
            labels = [
                (mode, label_of_full_mode(mode) if mode in self.closed else self._label_with_seats(event, mode, ""))
                for mode in event.modes
            ]
            self.choices = [("", _("Choose one")), *labels]
        self.widget.closed = self.closed  # type: ignore[attr-defined]  # the widget is a ModeSelect

    @staticmethod
    def _is_full(event: Event, mode: str) -> bool:
        left = event.seats_left_in(mode)
        return event.policy != Event.Policy.APPROVAL and left is not None and left <= 0

    def validate(self, value: str) -> None:
        super().validate(value)
        if value in self.closed:
            raise forms.ValidationError(gettext("All places of this kind are taken. Choose the other one."), "full")


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
        offered = event.programme.constituencies.choices(also=[self.instance.constituency])
        cast("forms.ChoiceField", self.fields["constituency"]).choices = [("", _("Choose one")), *offered]
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
