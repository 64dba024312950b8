from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField
from accounts.models import User
from events.local_times import LocalTimeField
from events.models import Deliverable, Event, Registration


def people_of(event: Event) -> QuerySet[User]:
    """Return who may owe event something: who contributes to it, and who has a place."""
    contributes = Q(contributions__session__event=event)
    registered = Q(pk__in=Registration.objects.confirmed().filter(event=event).values("person"))
    return User.objects.filter(contributes | registered).distinct().order_by("name", "pk")


class DueForm(forms.Form):
    """Until when something is due, on the clocks of the event."""

    due = LocalTimeField(
        label=_("Due by"), error_messages={"required": _("Choose the day and hour by which it is due.")}
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["due"].help_text = _("On the clocks of the event (%(zone)s)") % {"zone": event.timezone}

    def clean_due(self) -> datetime:
        due: datetime = self.cleaned_data["due"].replace(tzinfo=self.event.zone)
        if due <= now():
            raise forms.ValidationError(_("This is past already: choose a later moment."))
        return due


class AskForm(DueForm):
    """From whom the event waits for what."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label=_("From whom"),
        error_messages={
            "required": _("Choose from whom it is due."),
            "invalid_choice": _("Choose somebody who contributes to the event or has a place in it."),
        },
    )
    kind = forms.ChoiceField(label=_("What"), choices=Deliverable.Kind, initial=Deliverable.Kind.REPORT)
    title = OneLineField(
        label=_("Title"), max_length=200, error_messages={"required": _("Say in a few words what is due.")}
    )
    field_order = ["person", "kind", "title", "due"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        field.queryset = people_of(self.event)  # type: ignore[attr-defined]
        field.label_from_instance = lambda person: f"{person.full_name} ({person.email})"  # type: ignore[attr-defined]
