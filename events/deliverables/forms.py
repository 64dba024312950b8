from datetime import datetime
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField
from accounts.models import User
from events.local_times import LocalTimeField, set_zone
from events.models import Assignment, Contributor, Deliverable, Event, MissionRequest, Registration


def people_of(event: Event) -> QuerySet[User]:
    """Return the people who can have deliverables for event, by name: contributors, participants, experts of a mission."""
    contributing = Contributor.objects.filter(session__event=event, person__isnull=False).order_by().values("person")
    confirmed = Registration.objects.confirmed().filter(event=event).order_by().values("person")
    experts = Assignment.objects.filter(mission__event=event, status__in=Assignment.ON_MISSION).order_by()
    people = contributing.union(confirmed, experts.values("expert__person"))
    return User.objects.filter(pk__in=people).order_by("name", "pk")


def institutions_of(event: Event) -> QuerySet[MissionRequest]:
    """Return the requests that a mission answers, whose institutions can have deliverables for event."""
    return MissionRequest.objects.filter(mission__event=event).exclude(contact_email="").order_by("institution", "pk")


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
    """A new deliverable of one person, or of an institution."""

    owner = forms.ChoiceField(
        label=_("From whom"),
        error_messages={
            "required": _("Choose a person."),
            "invalid_choice": _("Choose a contributor or a confirmed participant of the event."),
        },
    )
    kind = forms.ChoiceField(label=_("What"), choices=Deliverable.Kind, initial=Deliverable.Kind.REPORT)
    title = OneLineField(
        label=_("Title"), max_length=200, error_messages={"required": _("Describe in a few words what is due.")}
    )
    field_order = ["owner", "kind", "title", "due"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {f"person-{one.pk}": one for one in people_of(self.event)}
        is_mission = self.event.kind == Event.Kind.EXPERT_MISSION
        requests = {f"request-{one.pk}": one for one in (institutions_of(self.event) if is_mission else [])}
        self.owners: dict[str, User | MissionRequest] = {**people, **requests}
        groups: list[tuple[str, Any]] = [
            ("", "---------"),
            *((key, f"{person.full_name} ({person.email})") for key, person in people.items()),
        ]
        if requests:
            named = [(key, f"{request.institution} ({request.contact_email})") for key, request in requests.items()]
            groups.append((_t("Institutions"), named))
        cast("forms.ChoiceField", self.fields["owner"]).choices = groups

    def owner_chosen(self) -> User | MissionRequest:
        """Return who was chosen. The form must be valid."""
        return self.owners[self.cleaned_data["owner"]]
