"""Forms to add people to an event."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import AddressField, OneLineField, PersonNameField, PlainTextField, typed_field
from accounts.forms import MailLanguageField
from accounts.identity_forms import IdentityForm
from accounts.models import Constituency, Gender
from events.imports.services import STATUSES, Newcomer, may_invite, needs_reason
from events.models import Event, Registration
from events.models.country import country_choices
from events.registration.requirement_checks import RequirementGate
from events.spreadsheets import cell_values
from events.spreadsheets.forms import PersonLineForm, RowsForm

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Status = Registration.Status
MOST_TAGS, LONGEST_TAG = 20, 40
# The names of the values of columns, by the columns.
VALUE_NAMES: "dict[str, dict[str, StrOrPromise]]" = {
    "constituency": dict(Constituency.choices),
    "gender": dict(Gender.choices),
    "mode": dict(Registration.Mode.choices),
    "status": dict(Status.choices),
    "language": {code: info["name"] for code, info in LANG_INFO.items() if "name" in info},
}
# The statuses as organisers choose them.
STATUS_LABELS = {
    Status.INVITED: gettext_lazy("Invited: they get the link and register themselves"),
    Status.PENDING: gettext_lazy("Awaiting decision"),
    Status.WAITLISTED: gettext_lazy("Waiting list"),
    Status.CONFIRMED: gettext_lazy("Confirmed: they have a place"),
}


class StatusField(forms.ChoiceField):
    def __init__(self, *, statuses: Iterable[Status] = STATUSES, **kwargs: Any) -> None:
        self.statuses = tuple(statuses)
        super().__init__(label=gettext_lazy("Add as"), choices=self._labelled(), **kwargs)

    def limit_to(self, event: Event) -> None:
        """Offer invitations only if the invited people can register."""
        if not may_invite(event):
            self.statuses = tuple(status for status in self.statuses if status != Status.INVITED)
            self.choices = self._labelled()

    def _labelled(self) -> list[tuple[str, Promise]]:
        return [(status.value, STATUS_LABELS[status]) for status in self.statuses]


class ReasonField(OneLineField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Reason"),
            max_length=1000,
            required=False,
            help_text=gettext_lazy("It is saved in the history of the registration."),
            **kwargs,
        )

    def require_after_registration(self, event: Event) -> None:
        """Require a reason if the registration period has ended."""
        self.required = needs_reason(event)
        self.error_messages["required"] = _("Registration has ended. Write why you add people now.")


class AcceptsOpenField(forms.BooleanField):
    """Whether people are confirmed whose mandatory requirements are open. Only events with such requirements have it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Confirm people although mandatory requirements are not accepted"),
            required=False,
            help_text=gettext_lazy("Then write the reason. Without this, they can be added as awaiting decision."),
            **kwargs,
        )


class AddForm(IdentityForm):
    """One person, entered by hand."""

    shows_names = True

    honorific = PlainTextField(label=gettext_lazy("Honorific"), max_length=30, required=False)
    name = PersonNameField(label=gettext_lazy("Name"), max_length=150)
    address = AddressField(label=gettext_lazy("Email address"), max_length=254)
    position = PlainTextField(label=gettext_lazy("Position"), max_length=150, required=False)
    organisation = PlainTextField(label=gettext_lazy("Organisation"), max_length=200, required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    constituency = forms.ChoiceField(label=gettext_lazy("Constituency"), required=False)
    gender = forms.ChoiceField(label=gettext_lazy("Gender"), required=False, choices=[("", "–"), *Gender.choices])
    language = MailLanguageField(of_event=True)
    mode = forms.ChoiceField(
        label=gettext_lazy("Takes part"), choices=Registration.Mode.choices, widget=forms.RadioSelect
    )
    standing = StatusField(widget=forms.RadioSelect)
    accepts_open = AcceptsOpenField()
    reason = ReasonField()

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed_field(self, "country", forms.ChoiceField).choices = [("", "–"), *country_choices()]
        offered = event.programme.constituencies.choices()
        typed_field(self, "constituency", forms.ChoiceField).choices = [("", "–"), *offered]
        typed_field(self, "standing", StatusField).limit_to(event)
        typed_field(self, "reason", ReasonField).require_after_registration(event)
        if len(event.modes) == 1:
            del self.fields["mode"]
        if not RequirementGate(event).requirements:
            del self.fields["accepts_open"]

    def newcomer(self) -> Newcomer:
        left_out = {"standing", "accepts_open", "reason"}
        data = {key: value for key, value in self.cleaned_data.items() if key not in left_out}
        return Newcomer(organisation_name=data.pop("organisation"), **data)


class AddListForm(RowsForm):
    """A list of people, and the status of those whose row has no status."""

    standing = StatusField(
        widget=forms.RadioSelect, help_text=gettext_lazy("A status in the column “status” replaces this one.")
    )
    accepts_open = AcceptsOpenField()
    reason = ReasonField()
    leave_out = forms.BooleanField(label=gettext_lazy("Leave out the marked rows"), required=False)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed_field(self, "standing", StatusField).limit_to(event)
        self.gate = RequirementGate(event)
        if not self.gate.requirements:
            del self.fields["accepts_open"]
        self.fields["rows"].help_text = _(
            "Copy them with their headings, in any order: name, email, position, organisation, country, constituency, "
            "gender, phone, language, honorific, mode, status, tags, remark."
        )


class LineForm(PersonLineForm):
    """One line of a list of organisers: a person, and how they take part in the event."""

    mode = OneLineField(label=gettext_lazy("Takes part"), max_length=1000, required=False)
    status = OneLineField(label=gettext_lazy("Status"), max_length=1000, required=False)
    tags = OneLineField(label=gettext_lazy("Tags"), max_length=1000, required=False)
    remark = OneLineField(label=gettext_lazy("Remark"), max_length=1000, required=False)

    def __init__(self, data: dict[str, str], *, event: Event, countries: dict[str, str], status: str) -> None:
        own = event.programme.constituencies
        super().__init__(data, countries=countries, constituencies=own.words())
        self.event, self.default_status = event, status
        self.fields["name"].required = False  # clean() requires it, except for invited people

    def clean_mode(self) -> str:
        mode = self.parse("mode", cell_values.parse_mode, _("“%(text)s” is not “in person” or “online”."))
        if mode and mode not in self.event.modes:
            raise forms.ValidationError(_("This event does not offer this way of taking part."))
        return mode

    def clean_status(self) -> str:
        problem = _("“%(text)s” is not one of: invited, awaiting decision, waiting list, confirmed.")
        status = self.parse("status", cell_values.parse_status, problem)
        if status == Status.INVITED and not may_invite(self.event):
            raise forms.ValidationError(_("Registration is closed, so invited people cannot register."))
        return status

    def clean_tags(self) -> tuple[str, ...]:
        names = tuple(filter(None, (name.strip() for name in re.split(r"[,;|]", self.cleaned_data["tags"]))))
        if len(names) > MOST_TAGS or any(len(name) > LONGEST_TAG for name in names):
            raise forms.ValidationError(_("The limit is 20 tags with 40 characters each."))
        return names

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        # Invited people enter their name when they register.
        if not self.errors and not cleaned["name"] and (cleaned["status"] or self.default_status) != Status.INVITED:
            self.add_error("name", _("This field is required."))
        return cleaned

    def shown(self, name: str, countries: dict[str, str]) -> str:
        """Return the value of a field as it will be saved, in words; what was typed if the line has a problem.

        countries: the names of the countries by their codes."""
        if not self.is_valid():
            return self.data.get(name, "")
        value = self.cleaned_data[name]
        if name == "tags":
            return ", ".join(value)
        if name == "gender" and self.cleaned_data["gender_words"]:
            return str(self.cleaned_data["gender_words"])
        names = countries if name == "country" else VALUE_NAMES.get(name, {})
        return str(names.get(value, value))

    def newcomer(self) -> Newcomer:
        data = dict(self.cleaned_data)
        return Newcomer(organisation_name=data.pop("organisation"), **data)


class SourceForm(forms.Form):
    """The people to copy: those of another event with one of these statuses."""

    source = forms.ChoiceField(label=gettext_lazy("Event"))
    states = forms.MultipleChoiceField(
        label=gettext_lazy("Status there"),
        choices=Status.choices,
        initial=[Status.CONFIRMED],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, events: Iterable[Event], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed_field(self, "source", forms.ChoiceField).choices = [(event.slug, event.title) for event in events]


class CopyForm(forms.Form):
    """How to add people of another event."""

    standing = StatusField(statuses=[Status.INVITED, Status.PENDING], widget=forms.RadioSelect)
    reason = ReasonField()

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed_field(self, "standing", StatusField).limit_to(event)
        typed_field(self, "reason", ReasonField).require_after_registration(event)
