"""The forms of meetings: what the team knows, what the host says, and what happened."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import AddressField, OneLineField, PersonNameField, SeveralLinesField
from events.journeys.meetings.errors import NoMeetingTimeError
from events.journeys.meetings.hosts import HOST_FIELDS
from events.local_times import LocalDateField, LocalTimeField, set_zone
from events.models import Meeting

LANGUAGES_OF_MAILS = [("", gettext_lazy("The language of the event")), *settings.MAIL_LANGUAGES]
EARLIEST_BUS = timedelta(hours=24)
YES_NO_UNKNOWN = [("", gettext_lazy("Not known")), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
ANSWER_CHOICES = [
    ("confirm", gettext_lazy("Yes, on that date and time")),
    ("answer_tentative", gettext_lazy("Perhaps, or at another time")),
    ("decline", gettext_lazy("Not possible")),
]


class StepFreeField(forms.TypedChoiceField):
    """Yes, no, or not known. It cleans to True, False or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=YES_NO_UNKNOWN, required=False, empty_value=None, **kwargs)
        self.coerce = lambda value: value == "yes"

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}.get(value, value)


class HostDetailsForm(forms.ModelForm):
    """What the host says about the visit. The team can fill it in, too."""

    programme_of_host = SeveralLinesField(
        label=gettext_lazy("Your programme, in a few lines"), max_length=3_000, required=False
    )
    contact_on_day = OneLineField(
        label=gettext_lazy("Contact on the day"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Name and telephone number."),
    )
    photographs = OneLineField(label=gettext_lazy("Photographs"), max_length=200, required=False)
    is_step_free = StepFreeField(label=gettext_lazy("Can all of it be reached without stairs?"))
    gate = OneLineField(
        label=gettext_lazy("What must visitors do at the entrance?"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("For example: bring the passport, come to gate 2, leave phones outside."),
    )

    list_for = OneLineField(
        label=gettext_lazy("If you need passport data: who gets the list?"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Name and email address of each person who prepares the entrance."),
    )

    class Meta:
        model = Meeting
        fields = list(HOST_FIELDS)
        labels = {
            "capacity": gettext_lazy("How many visitors can you receive?"),
            "interpreter_by": gettext_lazy("Interpreter"),
            "security_list": gettext_lazy("Do you need a list of the visitors?"),
        }

    def values(self) -> dict[str, Any]:
        """Return the values that are valid. A script saves the rest later."""
        return {name: self.cleaned_data[name] for name in HOST_FIELDS if name in self.cleaned_data}


class HostAnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=gettext_lazy("Does this suit you?"),
        choices=ANSWER_CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose an answer.")},
    )
    note = SeveralLinesField(
        label=gettext_lazy("A note for the organisers"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("For example, another time that suits you."),
    )


class MeetingDetailsForm(HostDetailsForm):
    """All that the team writes about a meeting. The session has its title, time and place."""

    institution = OneLineField(label=gettext_lazy("Institution"), max_length=200, required=False)
    counterpart_name = OneLineField(
        label=gettext_lazy("Counterpart"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("With title, as they write it. Several people: with semicolons."),
    )
    counterpart_title = OneLineField(label=gettext_lazy("Job title of the counterpart"), max_length=200, required=False)
    contact_name = PersonNameField(label=gettext_lazy("Contact for the visit"), max_length=150, required=False)
    contact_email = AddressField(
        label=gettext_lazy("Email address of the contact"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("The host's link goes there. Another address ends the link of the one before."),
    )
    contact_phone = OneLineField(label=gettext_lazy("Phone of the contact"), max_length=40, required=False)
    contact_language = forms.ChoiceField(
        label=gettext_lazy("Language of our emails"), choices=LANGUAGES_OF_MAILS, required=False
    )
    letter_reference = OneLineField(label=gettext_lazy("Reference of the host's letter"), max_length=80, required=False)
    aim = OneLineField(label=gettext_lazy("Aim"), max_length=300, required=False)
    questions = SeveralLinesField(
        label=gettext_lazy("Questions to ask"),
        max_length=3_000,
        required=False,
        help_text=gettext_lazy("One on each line, with who asks it: What do employers report? (Keo Dara)"),
    )
    brings = SeveralLinesField(
        label=gettext_lazy("To bring"), max_length=1_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    address = OneLineField(label=gettext_lazy("Address in local script, for drivers"), max_length=300, required=False)
    dress = OneLineField(label=gettext_lazy("Dress"), max_length=200, required=False)
    bus_at = LocalTimeField(label=gettext_lazy("Bus or departure at"), required=False)
    getting_there = OneLineField(label=gettext_lazy("How to get there"), max_length=300, required=False)
    gift = OneLineField(label=gettext_lazy("Gift, and for whom"), max_length=200, required=False)
    protocol = SeveralLinesField(
        label=gettext_lazy("Protocol: seating, speeches, titles"), max_length=2_000, required=False
    )
    programme_of_host = SeveralLinesField(
        label=gettext_lazy("Programme that the host offers"), max_length=3_000, required=False
    )

    # Title, whether only the team sees the part, and the names of its fields.
    PARTS: tuple[tuple[str | Promise, bool, tuple[str, ...]], ...] = (
        (gettext_lazy("Subject"), False, ("aim", "questions", "brings")),
        (
            gettext_lazy("Counterpart"),
            False,
            (
                *("institution", "counterpart_name", "counterpart_title", "expected_people"),
                *("contact_name", "contact_email", "contact_phone", "contact_language", "letter_reference"),
            ),
        ),
        (
            gettext_lazy("What the host offers and asks for"),
            False,
            (
                *("programme_of_host", "contact_on_day", "capacity", "interpreter_by"),
                *("is_step_free", "photographs", "gate", "security_list", "list_for"),
            ),
        ),
        (gettext_lazy("On the way"), False, ("address", "bus_at", "getting_there", "dress")),
        (gettext_lazy("Only the team sees this"), True, ("gift", "protocol")),
    )

    class Meta(HostDetailsForm.Meta):
        fields = [
            *("aim", "questions", "brings", "institution", "counterpart_name", "counterpart_title", "expected_people"),
            *("contact_name", "contact_email", "contact_phone", "contact_language", "letter_reference"),
            *HOST_FIELDS,
            *("address", "getting_there", "dress", "gift", "protocol"),
        ]
        labels = {"expected_people": gettext_lazy("People expected on their side")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bus_at"].initial = self.instance.bus_at
        set_zone(self, self.instance.session.zone)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "bus_at" in data:
            data["bus_minutes"] = self._bus_minutes(data["bus_at"])
        return data

    def _bus_minutes(self, bus_at: datetime | None) -> int | None:
        """Return how long before the start the bus leaves. A time that is too early or too late is an error of the field."""
        start = self.instance.session.starts_at
        if bus_at is None:
            return None
        if start is None:
            self.add_error("bus_at", NoMeetingTimeError.advice)
        elif not timedelta() <= start - bus_at < EARLIEST_BUS:
            self.add_error("bus_at", _("The bus leaves before the meeting starts, and at most 24 hours before it."))
        else:
            return round((start - bus_at).total_seconds() / 60)
        return None

    def values(self) -> dict[str, Any]:
        """Return the values for services.save_details()."""
        return {name: value for name, value in self.cleaned_data.items() if name != "bus_at"}

    def parts(self) -> list[tuple[str | Promise, bool, list[forms.BoundField]]]:
        return [(title, is_private, [self[name] for name in names]) for title, is_private, names in self.PARTS]


class ResultForm(forms.ModelForm):
    """Who was met."""

    met_names = SeveralLinesField(
        label=gettext_lazy("Names of the people met"),
        max_length=5_000,
        required=False,
        help_text=gettext_lazy(
            "One on each line; after a comma the job title. A name that is written alike counts once."
        ),
    )

    class Meta:
        model = Meeting
        fields = ["met_people", "met_women", "met_names"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        people, women = cleaned.get("met_people"), cleaned.get("met_women")
        if women is not None and (people is None or women > people):
            self.add_error("met_women", _("The women are among the people met. Check both numbers."))
        return cleaned


class TeamNotesForm(forms.Form):
    notes = SeveralLinesField(
        label=gettext_lazy("Private notes"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class MeetingStepForm(forms.Form):
    text = OneLineField(label=gettext_lazy("Next step"), max_length=500)
    owner_name = PersonNameField(label=gettext_lazy("Who does it"), max_length=150, required=False)
    due_on = LocalDateField(label=gettext_lazy("Due on"), required=False)


def check_day(text: str) -> Any:
    """Return the date of a text in ISO 8601. Raise ValidationError for another text."""
    day = LocalDateField().clean(text)
    if day is None:
        raise ValidationError("No date.")
    return day
