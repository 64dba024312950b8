from collections.abc import Collection, Iterable

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from events.announcements import mails
from events.mails.catalogue import label_of
from events.models import Announcement
from notifications.models import Message
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
    to_email = forms.EmailField(
        label=_("To"),
        help_text=_(
            "A different address is used for this mail only. If the address of the person is wrong, ask them to correct it."
        ),
    )
