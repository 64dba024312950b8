from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.addresses import canonical
from accounts.fields import AddressField
from events.announcements import mails
from events.mails.catalogue import label_of
from events.models import Announcement
from notifications.models import Message
from notifications.outbox.resending import OtherPersonError
from notifications.outbox.search import MessageFilter


class LogForm(forms.Form):
    """The filters of the mail log, from the query string. A filter with an error is shown and not applied."""

    q = forms.CharField(label=_("Name or email address"), required=False, max_length=100)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Any status")), *Message.Status.choices]
    )
    kind = forms.ChoiceField(label=_("Kind of mail"), required=False)
    announcement = forms.ChoiceField(label=_("Announcement"), required=False)
    day = forms.DateField(label=_("Created on"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, query: QueryDict, *, kinds: Iterable[str], announcements: Collection[Announcement] = ()) -> None:
        super().__init__(query)
        self.fields["q"].widget.input_type = "search"
        labelled = sorted(((kind, label_of(kind)) for kind in kinds), key=lambda kind: kind[1])
        # mypy does not know that these fields are ChoiceFields.
        self.fields["kind"].choices = [("", _("Any kind")), *labelled]  # type: ignore[attr-defined]
        self.announcements = {str(announcement.pk): announcement for announcement in announcements}
        if announcements:
            subjects = [(key, mails.subject_of(announcement)) for key, announcement in self.announcements.items()]
            self.fields["announcement"].choices = [("", _("Any announcement")), *subjects]  # type: ignore[attr-defined]
        else:
            del self.fields["announcement"]

    def message_filter(self) -> MessageFilter:
        self.is_valid()
        data = self.cleaned_data
        announcement = self.announcements.get(data.get("announcement", ""))
        return MessageFilter(
            status=data.get("status", ""),
            kind=data.get("kind", ""),
            q=data.get("q", ""),
            keys=mails.key_start(announcement) if announcement else "",
            day=data.get("day"),
        )


class ResendForm(forms.Form):
    to_email = AddressField(
        label=_("To"),
        help_text=_(
            "One of the person's own addresses. If the address of the person is wrong, correct it or ask them to correct it."
        ),
    )

    def __init__(self, *args: Any, own: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own

    def clean_to_email(self) -> str:
        """Refuse the address of another person: the links in the mail let its reader act for the recipient."""
        address = canonical(self.cleaned_data["to_email"])
        if address not in self.own:
            raise forms.ValidationError(OtherPersonError.advice)
        return address
