from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import OneLineField
from events.contributors.services import ContributorEntry
from events.models import Contributor, Event, Session


class SessionField(forms.ModelChoiceField):
    def label_from_instance(self, session: Session) -> str:  # type: ignore[override]
        if session.starts_at is None:
            return session.title
        return f"{date_format(session.starts_at.astimezone(session.zone), 'j M, H:i')} · {session.title}"


class ContributorForm(forms.Form):
    """Who contributes, to which session, as what."""

    name = OneLineField(
        label=gettext_lazy("Name"), max_length=150, help_text=gettext_lazy("As it stands in the programme.")
    )
    affiliation = OneLineField(label=gettext_lazy("Organisation"), max_length=200, required=False)
    address = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("Without one, nobody is told or invited. It is not shown to the public."),
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
        self.fields["session"].queryset = sessions  # type: ignore[attr-defined]
        self.fields["session"].error_messages["required"] = _("Choose a session.")

    def entry(self) -> ContributorEntry:
        return ContributorEntry(**self.cleaned_data)
