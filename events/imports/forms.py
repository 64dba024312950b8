"""What organisers write of the people whom they add."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import OneLineField
from accounts.forms import MailLanguageField
from accounts.models import Constituency
from events.imports.services import STATUSES, Newcomer, may_invite, needs_reason
from events.models import Event, Registration
from events.registration.forms import country_choices
from events.spreadsheets import cell_values
from events.spreadsheets.forms import PersonLineForm, RowsForm

Status = Registration.Status
MOST_TAGS, LONGEST_TAG = 20, 40
# What each is to the organisers who choose it.
WAYS = {
    Status.INVITED: gettext_lazy("Invited: they get the link and register by themselves"),
    Status.PENDING: gettext_lazy("Awaiting a decision"),
    Status.WAITLISTED: gettext_lazy("On the waiting list"),
    Status.CONFIRMED: gettext_lazy("Confirmed: they have a place"),
}


class StandingField(forms.ChoiceField):
    def __init__(self, *, statuses: Iterable[Status] = STATUSES, **kwargs: Any) -> None:
        choices = [(status.value, WAYS[status]) for status in statuses]
        super().__init__(label=gettext_lazy("Add as"), choices=choices, **kwargs)

    def offer(self, event: Event) -> None:
        """Offer no invitation that would lead to a closed door."""
        if not may_invite(event):
            self.choices = [(status, label) for status, label in self.choices if status != Status.INVITED]


class ReasonField(OneLineField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Reason"),
            max_length=1000,
            required=False,
            help_text=gettext_lazy("Kept in the history of the registration."),
            **kwargs,
        )

    def ask(self, event: Event) -> None:
        self.required = needs_reason(event)
        self.error_messages["required"] = _("The time to register is over. Say why somebody is added.")


class AddForm(forms.Form):
    """One person, by hand."""

    honorific = OneLineField(label=gettext_lazy("Honorific"), max_length=30, required=False)
    name = OneLineField(label=gettext_lazy("Name"), max_length=150)
    address = forms.EmailField(label=gettext_lazy("Email address"), max_length=254)
    position = OneLineField(label=gettext_lazy("Position"), max_length=150, required=False)
    organisation = OneLineField(label=gettext_lazy("Organisation"), max_length=200, required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    constituency = forms.ChoiceField(
        label=gettext_lazy("Constituency"), required=False, choices=[("", "–"), *Constituency.choices]
    )
    language = MailLanguageField(of_event=True)
    mode = forms.ChoiceField(
        label=gettext_lazy("Takes part"), choices=Registration.Mode.choices, widget=forms.RadioSelect
    )
    standing = StandingField(widget=forms.RadioSelect)
    reason = ReasonField()

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", "–"), *country_choices()]  # type: ignore[attr-defined]
        self.fields["standing"].offer(event)  # type: ignore[attr-defined]
        self.fields["reason"].ask(event)  # type: ignore[attr-defined]
        if len(event.modes) == 1:
            del self.fields["mode"]

    def newcomer(self) -> Newcomer:
        facts = {key: value for key, value in self.cleaned_data.items() if key not in {"standing", "reason"}}
        return Newcomer(organisation_name=facts.pop("organisation"), **facts)


class AddListForm(RowsForm):
    standing = StandingField(
        widget=forms.RadioSelect, help_text=gettext_lazy("Where a column “status” says something else, it holds.")
    )
    reason = ReasonField()
    leave_out = forms.BooleanField(label=gettext_lazy("Leave out the marked rows"), required=False)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["standing"].offer(event)  # type: ignore[attr-defined]
        self.fields["rows"].help_text = _(
            "Copy them with their headings, in any order: name, e-mail, position, organisation, country, constituency, "
            "gender, phone, language, honorific, mode, status, tags, remark."
        )


class LineForm(PersonLineForm):
    """One line of a list of organisers, who also say what becomes of the person at this event."""

    mode = OneLineField(label=gettext_lazy("Takes part"), required=False)
    status = OneLineField(label=gettext_lazy("State"), required=False)
    tags = OneLineField(label=gettext_lazy("Tags"), required=False)
    remark = OneLineField(label=gettext_lazy("Remark"), max_length=1000, required=False)

    def __init__(self, data: dict[str, str], *, event: Event, countries: dict[str, str], status: str) -> None:
        super().__init__(data, countries=countries)
        self.event, self.standing = event, status
        self.fields["name"].required = False  # of those who are invited, below

    def clean_mode(self) -> str:
        mode = self.parse("mode", cell_values.parse_mode, _("“%(text)s” is neither in person nor online."))
        if mode and mode not in self.event.modes:
            raise forms.ValidationError(_("One cannot take part in this event in that way."))
        return mode

    def clean_status(self) -> str:
        problem = _("“%(text)s” is none of: invited, awaiting a decision, on the waiting list, confirmed.")
        status = self.parse("status", cell_values.parse_status, problem)
        if status == Status.INVITED and not may_invite(self.event):
            raise forms.ValidationError(_("Registration is closed: whoever is invited could not register."))
        return status

    def clean_tags(self) -> tuple[str, ...]:
        names = tuple(filter(None, (name.strip() for name in re.split(r"[,;|]", self.cleaned_data["tags"]))))
        if len(names) > MOST_TAGS or any(len(name) > LONGEST_TAG for name in names):
            raise forms.ValidationError(_("Twenty tags of forty characters are the most."))
        return names

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        # Whoever is invited says who they are when they register.
        if not self.errors and not cleaned["name"] and (cleaned["status"] or self.standing) != Status.INVITED:
            self.add_error("name", _("This field is required."))
        return cleaned

    def newcomer(self) -> Newcomer:
        facts = dict(self.cleaned_data)
        return Newcomer(organisation_name=facts.pop("organisation"), **facts)


class SourceForm(forms.Form):
    """Whom to copy: those of another event who stand there in one of these ways."""

    source = forms.ChoiceField(label=gettext_lazy("Event"))
    states = forms.MultipleChoiceField(
        label=gettext_lazy("Who is there"),
        choices=Status.choices,
        initial=[Status.CONFIRMED],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, events: Iterable[Event], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [(event.slug, event.title) for event in events]  # type: ignore[attr-defined]


class CopyForm(forms.Form):
    standing = StandingField(statuses=[Status.INVITED, Status.PENDING], widget=forms.RadioSelect)
    reason = ReasonField()

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["standing"].offer(event)  # type: ignore[attr-defined]
        self.fields["reason"].ask(event)  # type: ignore[attr-defined]
