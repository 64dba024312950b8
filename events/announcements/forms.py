from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField
from events.announcements.services import RecipientGroups, check
from events.local_times import LocalTimeField, set_zone
from events.models import Announcement, Event
from events.participants.registration_filter import RegistrationFilter
from notifications.wording.defaults import MailSource
from notifications.wording.overrides import WordingError

REGISTERED, CONTRIBUTORS, FOCAL_POINTS = "registered", "contributors", "focal_points"
ESSENTIAL, OPTIONAL = "essential", "optional"


class AnnouncementForm(forms.Form):
    """The recipients and the texts of an announcement, and the options of its preview.

    The filters of the registered people are on the same page, in a TableForm."""

    to = forms.MultipleChoiceField(
        label=_("To"),
        choices=[
            (REGISTERED, _("Registered people")),
            (CONTRIBUTORS, _("Contributors")),
            (FOCAL_POINTS, _("Focal points")),
        ],
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "A session or a track in the filters also restricts the contributors. A delegation also restricts the focal"
            " points."
        ),
        error_messages={"required": _("Choose the recipients.")},
    )
    weight = forms.ChoiceField(
        label=_("Type of announcement"),
        choices=[
            (ESSENTIAL, _("About this event")),
            (OPTIONAL, _("News")),
        ],
        widget=forms.RadioSelect,
    )
    changed = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    reader = OneLineField(
        label=_("Preview for"),
        required=False,
        max_length=254,
        help_text=_("The email address of a registered person. Leave it empty for a sample."),
        widget=forms.TextInput(attrs={"list": "readers", "autocomplete": "off", "inputmode": "email"}),
    )
    look_in = forms.ChoiceField(
        label=_("Language of the preview"),
        required=False,
        choices=[("", _("each language")), *settings.MAIL_LANGUAGES],
    )

    def __init__(self, data: QueryDict | None, announcement: Announcement, *, typed: QueryDict | None = None) -> None:
        # typed: fields that the author has not finished. They are shown again without errors.
        initial = self._initial_of(announcement)
        if typed is not None:
            initial |= typed.dict() | {"to": typed.getlist("to")}
        super().__init__(data, initial=initial)
        for code, name in settings.MAIL_LANGUAGES:
            self.fields[f"subject_{code}"] = OneLineField(
                label=_("Subject in %(language)s") % {"language": name}, max_length=250, required=False
            )
            self.fields[f"text_{code}"] = SeveralLinesField(
                label=_("Text in %(language)s") % {"language": name},
                max_length=20_000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 10, "lang": code}),
                help_text=_("Markdown: an empty line starts a new paragraph, **two stars** make bold, - makes a list."),
            )
            self.fields[f"subject_{code}"].widget.attrs["lang"] = code

    @staticmethod
    def _initial_of(announcement: Announcement) -> dict[str, object]:
        groups = {
            REGISTERED: announcement.to_registered,
            CONTRIBUTORS: announcement.to_contributors,
            FOCAL_POINTS: announcement.to_focal_points,
        }
        initial: dict[str, object] = {
            "to": [name for name, is_chosen in groups.items() if is_chosen],
            "weight": OPTIONAL if announcement.is_optional else ESSENTIAL,
            "changed": announcement.changed_at.isoformat() if announcement.pk else "",
        }
        for text in announcement.texts.all() if announcement.pk else ():
            initial |= {f"subject_{text.language}": text.subject, f"text_{text.language}": text.body}
        return initial

    @property
    def languages(self) -> list[tuple[str, str, forms.BoundField, forms.BoundField]]:
        """The code, name, subject and text of each language. Languages with a text come first."""
        rows = [(code, name, self[f"subject_{code}"], self[f"text_{code}"]) for code, name in settings.MAIL_LANGUAGES]
        return sorted(rows, key=lambda row: not (row[2].value() or row[3].value()))

    @property
    def is_optional(self) -> bool:
        return self["weight"].value() == OPTIONAL

    def texts_as_typed(self) -> dict[str, MailSource]:
        """Return the content of the fields by language, for a preview. It may be invalid."""
        texts = {}
        for code, _name, subject_field, text_field in self.languages:
            subject, text = str(subject_field.value() or ""), str(text_field.value() or "")
            if subject or text:
                texts[code] = MailSource(subject, subject, text)
        return texts

    def texts(self) -> dict[str, MailSource]:
        """Return the cleaned texts by language."""
        texts = {}
        for code, _name in settings.MAIL_LANGUAGES:
            subject, text = self.cleaned_data.get(f"subject_{code}", ""), self.cleaned_data.get(f"text_{code}", "")
            if subject or text:
                texts[code] = MailSource(subject, subject, text)
        return texts

    def groups(self, registration_filter: RegistrationFilter) -> RecipientGroups:
        """Return the groups as chosen, also before the form is valid."""
        chosen = self["to"].value() or []
        return RecipientGroups(
            REGISTERED in chosen, registration_filter, CONTRIBUTORS in chosen, FOCAL_POINTS in chosen
        )

    def as_of(self) -> datetime | None:
        """Return the time of the last change that the author has seen."""
        try:
            return parse_datetime(self.cleaned_data["changed"])
        except ValueError:
            return None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        texts = self.texts()
        if not texts and not self.errors:
            self.add_error(None, _("Write the announcement in at least one language."))
        for code, error in check(texts).items():
            self._add_text_errors(code, error)
        return data

    def _add_text_errors(self, code: str, error: WordingError) -> None:
        fields: Mapping[str, str | None] = {"subject": f"subject_{code}", "body": f"text_{code}"}
        for part, problems in error.problems.items():
            # The heading has the same text as the subject, so its errors are already shown at the subject.
            for problem in problems if part != "heading" else ():
                self.add_error(fields.get(part), problem)


class ScheduleForm(forms.Form):
    send_local = LocalTimeField(label=_("To be sent at"))

    def __init__(self, data: QueryDict | None, announcement: Announcement) -> None:
        self.event: Event = announcement.event
        super().__init__(data, initial={"send_local": announcement.send_at})
        set_zone(self, self.event.zone)
        earliest = now().astimezone(self.event.zone)
        self.fields["send_local"].widget.attrs["min"] = f"{earliest:%Y-%m-%dT%H:%M}"

    def send_at(self) -> datetime:
        """Return the chosen time, in UTC."""
        at: datetime = self.cleaned_data["send_local"]
        return at
