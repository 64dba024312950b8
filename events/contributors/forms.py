from typing import Any, cast

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import OneLineField
from events.contributors.services import ContributorEntry
from events.models import Contributor, Event, Session


class SessionField(forms.ModelChoiceField):
    """A session of the event. The choices show its local start and its title."""

    def label_from_instance(self, session: Session) -> str:
        if session.starts_at is None:
            return session.title
        return f"{date_format(session.starts_at.astimezone(session.zone), 'j M, H:i')} · {session.title}"


class ContributorForm(forms.Form):
    """The details of a contributor: name, address, role and session."""

    name = OneLineField(
        label=gettext_lazy("Name"), max_length=150, help_text=gettext_lazy("As it is shown in the agenda.")
    )
    affiliation = OneLineField(label=gettext_lazy("Organisation"), max_length=200, required=False)
    address = forms.EmailField(
        label=gettext_lazy("Email address"),
        max_length=254,
        required=False,
        help_text=gettext_lazy(
            "Without an address, the person gets no email and no invitation. The address is not public."
        ),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Contributor.Role.choices)
    session = SessionField(label=gettext_lazy("Session"), queryset=Session.objects.none(), empty_label=None)

    def __init__(self, *args: Any, event: Event, contributor: Contributor | None = None, **kwargs: Any) -> None:
        if contributor:
            kwargs["initial"] = {
                "name": contributor.name,
                "affiliation": contributor.affiliation,
                "address": contributor.person.email if contributor.person else "",
                "role": contributor.role,
                "session": contributor.session_id,
            }
        super().__init__(*args, **kwargs)
        sessions = event.sessions.all()
        for session in sessions:
            session.event = event
        field = cast("SessionField", self.fields["session"])
        field.queryset = sessions
        field.error_messages["required"] = _("Choose a session.")

    def entry(self) -> ContributorEntry:
        return ContributorEntry(**self.cleaned_data)
