"""The forms of hotels and rooms."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField
from events.local_times import LocalDateField
from events.models import Event, Hotel, RoomStay
from events.study_visits.travellers import VisitTraveller


class HotelForm(forms.ModelForm):
    name = OneLineField(label=_("Name"), max_length=200)
    city = OneLineField(label=_("City"), max_length=100, help_text=_("As in the legs: the nights come from them."))
    address = OneLineField(label=_("Address"), required=False, max_length=300)
    local_address = OneLineField(
        label=_("Address in local script"), required=False, max_length=300, help_text=_("To show to a driver.")
    )
    phone = OneLineField(label=_("Phone"), required=False, max_length=40)

    class Meta:
        model = Hotel
        fields = ("name", "city", "address", "local_address", "phone", "timezone")
        labels = {"timezone": _("Time zone")}

    def __init__(self, data: QueryDict | None = None, *, instance: Hotel) -> None:
        self.event: Event = instance.event
        if not instance.timezone:
            instance.timezone = instance.event.timezone
        super().__init__(data, instance=instance)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if Hotel.objects.filter(event=self.event, name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is a hotel with this name already."))
        return name


class StayForm(forms.ModelForm):
    """A room of a person. The team chooses the person only for a new one."""

    check_in = LocalDateField(label=_("First night"))
    check_out = LocalDateField(label=_("Departure"))
    number = OneLineField(label=_("Room number"), required=False, max_length=20)
    note = OneLineField(
        label=_("Note for the hotel"),
        required=False,
        max_length=200,
        help_text=_("The hotel reads it. Write nothing about health."),
    )

    class Meta:
        model = RoomStay
        fields = ("room_type", "check_in", "check_out", "number", "is_single_wanted", "is_non_smoking", "note")
        labels = {
            "room_type": _("Room"),
            "is_single_wanted": _("Wants a single room"),
            "is_non_smoking": _("Non-smoking"),
        }

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        first, last = data.get("check_in"), data.get("check_out")
        if first and last and last <= first:
            self.add_error("check_out", _("The departure must be after the first night."))
        return data

    def _post_clean(self) -> None:
        """Leave the row as it is: the service changes it, under the lock of the event."""


class NewStayForm(StayForm):
    person = forms.TypedChoiceField(label=_("Traveller"), coerce=int)
    field_order = ("person",)

    def __init__(
        self, data: QueryDict | None = None, *, travellers: Iterable[VisitTraveller], instance: RoomStay
    ) -> None:
        super().__init__(data, instance=instance)
        choices = [(one.person.pk, f"{one.person.full_name} ({one.group})") for one in travellers]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]  # of a choice field


class EditStayForm(StayForm):
    shares_with = forms.TypedChoiceField(
        label=_("Shares the room with"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Both need a twin room, and common nights."),
    )

    def __init__(self, data: QueryDict | None = None, *, instance: RoomStay, others: Iterable[RoomStay]) -> None:
        super().__init__(data, instance=instance, initial={"shares_with": instance.shares_with_id})
        choices = [(one.pk, one.person.full_name) for one in others]
        self.fields["shares_with"].choices = [("", _("Nobody")), *choices]  # type: ignore[attr-defined]  # same reason
