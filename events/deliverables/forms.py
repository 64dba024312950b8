from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField
from accounts.models import User
from events.local_times import LocalTimeField, set_zone
from events.models import Contributor, Deliverable, Event, Registration


def people_of(event: Event) -> QuerySet[User]:
    """Return the people who can have deliverables for event: its contributors and its confirmed participants, by name."""
    contributing = Contributor.objects.filter(session__event=event, person__isnull=False).order_by().values("person")
    confirmed = Registration.objects.confirmed().filter(event=event).order_by().values("person")
    return User.objects.filter(pk__in=contributing.union(confirmed)).order_by("name", "pk")


class DueForm(forms.Form):
    """A future due time, in the event's time zone."""

    due = LocalTimeField(
        label=_("Due by"), error_messages={"required": _("Choose the date and time by which it is due.")}
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        set_zone(self, event.zone)
        self.fields["due"].help_text = _("In the event's time zone (%(zone)s)") % {"zone": event.timezone}

    def clean_due(self) -> datetime:
        due: datetime = self.cleaned_data["due"]
        if due <= now():
            raise forms.ValidationError(_("This time is past. Choose a later one."))
        return due


class AskForm(DueForm):
    """A new deliverable of one person."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Person"),
        error_messages={
            "required": _("Choose a person."),
            "invalid_choice": _("Choose a contributor or a confirmed participant of the event."),
        },
    )
    kind = forms.ChoiceField(label=_("What"), choices=Deliverable.Kind, initial=Deliverable.Kind.REPORT)
    title = OneLineField(
        label=_("Title"), max_length=200, error_messages={"required": _("Describe in a few words what is due.")}
    )
    field_order = ["person", "kind", "title", "due"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        field.queryset = people_of(self.event)  # type: ignore[attr-defined]
        field.label_from_instance = lambda person: f"{person.full_name} ({person.email})"  # type: ignore[attr-defined]
