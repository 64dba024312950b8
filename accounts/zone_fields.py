"""The one form field for a time zone, and the field that stores it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import timezones
from accounts.inputs import SuggestingInput

ZONE_NAME_LENGTH = 64
# The choices of some people are many zones ("United States"): name a few in the message.
MOST_NAMED = 4


def validate_timezone(name: str) -> None:
    """Raise ValidationError unless name is a name of an IANA time zone, old or new."""
    if not timezones.canonical(name):
        raise ValidationError(_("Choose a time zone from the list, such as Bangkok, Thailand."), code="timezone")


class ZoneInput(SuggestingInput):
    """A text input with a list of all zones. Users search it by city and country."""

    def suggestions(self) -> Sequence[str]:
        return timezones.zone_labels(get_language() or "en", localdate())


class ZoneField(forms.CharField):
    """A time zone. It shows "Yangon, Myanmar (UTC+6:30)" and cleans to the present IANA name, "Asia/Yangon".

    People choose from the list, or type a city, a country with one time, or an IANA name, also an old one."""

    widget = ZoneInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Time zone"))
        kwargs.pop("max_length", None)  # the label is longer than the stored name
        super().__init__(max_length=200, **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        language = get_language() or "en"
        try:
            return timezones.parse_zone(text, language)
        except timezones.UnknownZoneError as error:
            raise self._unknown(error.candidates, language) from error

    @staticmethod
    def _unknown(candidates: tuple[str, ...], language: str) -> ValidationError:
        if not candidates:
            return ValidationError(
                _("There is no such time zone in the list. Choose a city near you, such as Bangkok, Thailand."),
                code="timezone",
            )
        labels = [timezones.zone_label(name, language, localdate()) for name in candidates[:MOST_NAMED]]
        return ValidationError(
            _("There are several time zones there. Choose a city: %(zones)s."),
            code="timezone",
            params={"zones": "; ".join(labels) + ("; …" if len(candidates) > MOST_NAMED else "")},
        )

    def prepare_value(self, value: Any) -> Any:
        """Return the label of a zone, in place of any of its names. A text that is no name stays as it was typed."""
        if isinstance(value, str) and timezones.canonical(value):
            return timezones.zone_label(value, get_language() or "en", localdate())
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        if self.disabled:
            return False
        try:
            return timezones.canonical(initial or "") != self.to_python(data)
        except ValidationError:
            return True


class TimezoneField(models.CharField):
    """The IANA name of a time zone. An old name is stored as the present one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", ZONE_NAME_LENGTH)
        kwargs.setdefault("validators", [validate_timezone])
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value: Any) -> Any:
        name = super().get_prep_value(value)
        return timezones.canonical(name) or name if isinstance(name, str) else name

    def formfield(self, **kwargs: Any) -> Any:
        """Return a ZoneField. Another widget, such as that of the admin, gives only its attributes."""
        widget = kwargs.pop("widget", None)
        field = super().formfield(**{"form_class": ZoneField, **kwargs})
        if widget is not None and isinstance(field, forms.Field):
            attrs = widget().attrs if isinstance(widget, type) else widget.attrs
            field.widget.attrs |= {name: value for name, value in attrs.items() if name == "class"}
        return field
