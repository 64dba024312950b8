"""The form of a call for requests."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.timezone import now
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import addresses
from accounts.fields import OneLineField, SeveralLinesField
from accounts.zone_fields import ZoneField
from events.local_times import LocalTimeField, set_zone
from events.models import CallForRequests
from events.models.mission import lines_of

MOST_ADDRESSES = 200  # whoever takes over a session cannot mail the whole world


class AddressLinesField(SeveralLinesField):
    """Email addresses, one on each line. It cleans to their written forms, each once."""

    def clean(self, value: Any) -> str:
        lines = lines_of(super().clean(value))
        if len(lines) > MOST_ADDRESSES:
            raise ValidationError(_("Enter %(most)d addresses at most."), "many", {"most": MOST_ADDRESSES})
        found: dict[str, str] = {}
        for line in lines:
            try:
                address = addresses.parse(line)
            except ValidationError as error:
                raise ValidationError(f"{line[:80]}: {error.messages[0]}", "invalid") from error
            found.setdefault(address.canonical, address.written)
        return "\n".join(found.values())


class CallForm(forms.Form):
    title = OneLineField(label=_("Title"), max_length=200)
    text = SeveralLinesField(
        label=_("What institutions can ask for"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    timezone = ZoneField(label=_("Time zone of the deadline"))
    closes_at = LocalTimeField(label=_("Deadline"), help_text=_("On the clocks of this time zone."))
    addresses = AddressLinesField(
        label=_("Institutions that are asked"),
        max_length=20_000,
        required=False,
        help_text=_("One email address on each line. They get the call when you publish it, and one reminder."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, data: QueryDict | None = None, *, call: CallForRequests) -> None:
        values = {name: getattr(call, name) for name in ("title", "text", "timezone", "closes_at", "addresses")}
        super().__init__(data, initial=values)
        set_zone(self, self._zone())

    def _zone(self) -> ZoneInfo | None:
        """Return the zone that is typed, before the form is cleaned; None if there is none or it is unknown."""
        if not self.is_bound:
            name = self.initial["timezone"]
        else:
            try:
                name = self.fields["timezone"].clean(self.data.get("timezone"))
            except ValidationError:
                return None
        return ZoneInfo(name) if name else None

    def clean_closes_at(self) -> datetime:
        """Refuse a new deadline in the past. The old deadline of a closed call may stay."""
        closes_at: datetime = self.cleaned_data["closes_at"]
        if closes_at <= now() and closes_at != self.initial["closes_at"]:
            raise ValidationError(_t("This time is past. Choose a later one."))
        return closes_at
