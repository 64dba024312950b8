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
    """What of the log is shown, as the address keeps it. What makes no sense is named beside its field and left out."""

    q = forms.CharField(label=_("Person or address"), required=False, max_length=100)
    status = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any state")), *Message.Status.choices]
    )
    kind = forms.ChoiceField(label=_("Mail"), required=False)
    announcement = forms.ChoiceField(label=_("Announcement"), required=False)
    day = forms.DateField(label=_("Written on"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, query: QueryDict, *, kinds: Iterable[str], announcements: Collection[Announcement] = ()) -> None:
        super().__init__(query)
        self.fields["q"].widget.input_type = "search"
        labelled = sorted(((kind, label_of(kind)) for kind in kinds), key=lambda kind: kind[1])
        self.fields["kind"].choices = [("", _("Any mail")), *labelled]  # type: ignore[attr-defined]
        self.announcements = {str(one.pk): one for one in announcements}
        if announcements:
            offered = [(key, mails.subject_of(one)) for key, one in self.announcements.items()]
            self.fields["announcement"].choices = [("", _("Any")), *offered]  # type: ignore[attr-defined]
        else:
            del self.fields["announcement"]

    def sought(self) -> MessageFilter:
        self.is_valid()
        good = self.cleaned_data
        announcement = self.announcements.get(good.get("announcement", ""))
        return MessageFilter(
            status=good.get("status", ""),
            kind=good.get("kind", ""),
            q=good.get("q", ""),
            keys=mails.key_start(announcement) if announcement else "",
            day=good.get("day"),
        )


class ResendForm(forms.Form):
    to_email = forms.EmailField(
        label=_("To"),
        help_text=_(
            "Another address is for this mail alone: where the person's own is wrong, let them correct it too."
        ),
    )
