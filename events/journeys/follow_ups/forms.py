"""The forms of follow-ups: of the team, and of an owner behind a personal link."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.fields import AddressField, OneLineField, PersonNameField, SeveralLinesField
from events.local_times import LocalDateField
from events.models import FollowUp

ROWS = forms.Textarea(attrs={"rows": 2})


class FollowUpForm(forms.Form):
    """A follow-up, as the team enters it."""

    text = SeveralLinesField(label=_("What to do"), max_length=2_000, widget=ROWS)
    owner_name = PersonNameField(label=_("Owner"), max_length=150, required=False)
    owner_institution = OneLineField(label=_("Institution of the owner"), max_length=200, required=False)
    owner_email = AddressField(
        label=_("Email address of the owner"),
        max_length=254,
        required=False,
        help_text=_("The owner is asked for progress by a personal link, without an account."),
    )
    owner_language = forms.ChoiceField(label=_("Language of the emails"), required=False)
    due_on = LocalDateField(label=_("Due on"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), choices=FollowUp.Priority)
    visibility = forms.ChoiceField(label=_("Who sees it"), choices=FollowUp.Visibility)

    def __init__(self, *args: Any, follow_up: FollowUp | None = None, **kwargs: Any) -> None:
        if follow_up is not None:
            kwargs["initial"] = {name: getattr(follow_up, name) for name in self.base_fields}
        else:
            kwargs["initial"] = {"priority": FollowUp.Priority.MEDIUM, "visibility": FollowUp.Visibility.INSTITUTION}
        super().__init__(*args, **kwargs)
        choice = self.fields["owner_language"]
        choice.choices = [("", "–"), *settings.MAIL_LANGUAGES]  # type: ignore[attr-defined]  # it is a ChoiceField


class ClosingForm(forms.Form):
    evidence = SeveralLinesField(
        label=_("Evidence, or why it no longer applies"),
        max_length=500,
        required=False,
        widget=ROWS,
        help_text=_("Such as the number of a circular, or a link."),
    )


class ResponseForm(forms.Form):
    """Whether the owner accepts the recommendation."""

    response = forms.ChoiceField(
        label=_("Do you accept this recommendation?"),
        choices=[choice for choice in FollowUp.Response.choices if choice[0]],
        widget=forms.RadioSelect(attrs={"class": "field-choices"}),
    )
    reason = SeveralLinesField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=ROWS,
        help_text=_("Needed if you accept it partly, or not."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        needs_reason = cleaned.get("response") in {FollowUp.Response.PARTLY, FollowUp.Response.REJECTED}
        if needs_reason and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Please write the reason."))
        return cleaned


class ProgressForm(forms.Form):
    """What the owner reports."""

    step = forms.ChoiceField(
        label=_("How far is it?"),
        choices=[("begin", _("In progress")), ("do_partly", _("Partly done")), ("finish", _("Done"))],
        widget=forms.RadioSelect(attrs={"class": "field-choices"}),
    )
    note = SeveralLinesField(
        label=_("What was done, and what shows it"),
        max_length=500,
        required=False,
        widget=ROWS,
        help_text=_("Such as the number of a circular, or a link. Needed if it is done."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("step") == "finish" and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", _("Please write what shows that it is done."))
        return cleaned
