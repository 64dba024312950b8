from typing import Any, cast

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import AddressField, PersonNameField, PlainTextField
from accounts.identity import Description
from accounts.identity_forms import IdentityForm
from events.contributors.services import ContributorEntry, are_of_contributor
from events.models import Contributor, Event, Expert, Session


class SessionField(forms.ModelChoiceField):
    """A session of the event. The choices show its local start and its title."""

    def label_from_instance(self, session: Session) -> str:
        if session.starts_at is None:
            return session.title
        return f"{date_format(session.starts_at.astimezone(session.zone), 'j M, H:i')} · {session.title}"


class ContributorForm(IdentityForm):
    """The details of a contributor: name, address, role and session."""

    shows_names = True

    name = PersonNameField(
        label=gettext_lazy("Name"), max_length=150, help_text=gettext_lazy("As it is shown in the agenda.")
    )
    affiliation = PlainTextField(label=gettext_lazy("Organisation"), max_length=200, required=False)
    address = AddressField(
        label=gettext_lazy("Email address"),
        max_length=254,
        required=False,
        help_text=gettext_lazy(
            "Without an address, the person gets no email and no invitation. The address is not public."
        ),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Contributor.Role.choices)
    session = SessionField(label=gettext_lazy("Session"), queryset=Session.objects.none(), empty_label=None)
    # The entry of the directory from which the fields were filled.
    expert = forms.ModelChoiceField(queryset=Expert.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        event: Event,
        contributor: Contributor | None = None,
        chosen: Expert | None = None,
        **kwargs: Any,
    ) -> None:
        if chosen:
            kwargs["initial"] = (kwargs.get("initial") or {}) | {
                "name": chosen.name,
                "affiliation": chosen.affiliation,
                "address": chosen.person.email if chosen.person else "",
                "expert": chosen.pk,
            }
        if contributor:
            kwargs["initial"] = {
                "name": contributor.name,
                "affiliation": contributor.affiliation,
                "address": contributor.person.email if contributor.person else "",
                "role": contributor.role,
                "session": contributor.session_id,
            }
        super().__init__(*args, **kwargs)
        self.contributor = contributor
        sessions = event.sessions.all()
        for session in sessions:
            session.event = event
        field = cast("SessionField", self.fields["session"])
        field.queryset = sessions
        field.error_messages["required"] = _("Choose a session.")
        experts = cast("forms.ModelChoiceField", self.fields["expert"])
        experts.queryset = Expert.objects.filter(programme=event.programme_id)

    def description(self, cleaned: dict[str, Any] | None = None) -> Description | None:
        """Return the description of the person, or None if the address and the name have not changed."""
        cleaned = self.cleaned_data if cleaned is None else cleaned
        address, name = cleaned.get("address", ""), cleaned.get("name", "")
        is_known = are_of_contributor(address, name, self.contributor)
        return None if is_known else super().description(cleaned)

    def entry(self) -> ContributorEntry:
        return ContributorEntry(**self.cleaned_data)
