from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField
from events.announcements.services import To, check
from events.local_times import LocalTimeField, local_clock_time
from events.models import Announcement, Event
from notifications.wording.defaults import MailSource
from notifications.wording.overrides import WordingError

REGISTERED, CONTRIBUTORS, FOCAL_POINTS = "registered", "contributors", "focal_points"
ESSENTIAL, OPTIONAL = "essential", "optional"


class AnnouncementForm(forms.Form):
    """To whom, of what weight, and what it says in each language; and as whom to look at it. Which of those who are
    registered is said by the filters of the table, beside it."""

    to = forms.MultipleChoiceField(
        label=_("To"),
        choices=[
            (REGISTERED, _("People who are registered, as far as they fit the filters below")),
            (CONTRIBUTORS, _("Contributors to its sessions")),
            (FOCAL_POINTS, _("Focal points of its delegations")),
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose for whom it is.")},
    )
    weight = forms.ChoiceField(
        label=_("What it is"),
        choices=[
            (ESSENTIAL, _("About this event itself: nobody can refuse it, and it says so")),
            (OPTIONAL, _("News that people can do without: it has a link to refuse such mails")),
        ],
        widget=forms.RadioSelect,
    )
    changed = forms.CharField(widget=forms.HiddenInput, required=False)
    reader = OneLineField(
        label=_("Look at it as"),
        required=False,
        max_length=254,
        help_text=_("The address of somebody who is registered; empty for a sample."),
        widget=forms.TextInput(attrs={"list": "readers", "autocomplete": "off", "inputmode": "email"}),
    )
    look_in = forms.ChoiceField(
        label=_("In"), required=False, choices=[("", _("the language that they get")), *settings.MAIL_LANGUAGES]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in settings.MAIL_LANGUAGES:
            self.fields[f"subject_{code}"] = OneLineField(
                label=_("Subject in %(language)s") % {"language": name}, max_length=250, required=False
            )
            self.fields[f"text_{code}"] = SeveralLinesField(
                label=_("Text in %(language)s") % {"language": name},
                max_length=20_000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 10, "lang": code}),
                help_text=_("Markdown: an empty line begins a new paragraph, **two stars** make bold, - makes a list."),
            )
            self.fields[f"subject_{code}"].widget.attrs["lang"] = code

    @classmethod
    def initial_of(cls, announcement: Announcement) -> dict[str, Any]:
        """Return what stands in the fields of an announcement."""
        to = {
            REGISTERED: announcement.to_registered,
            CONTRIBUTORS: announcement.to_contributors,
            FOCAL_POINTS: announcement.to_focal_points,
        }
        initial: dict[str, Any] = {
            "to": [name for name, is_meant in to.items() if is_meant],
            "weight": OPTIONAL if announcement.is_optional else ESSENTIAL,
            "changed": announcement.changed_at.isoformat() if announcement.pk else "",
        }
        for text in announcement.texts.all() if announcement.pk else ():
            initial |= {f"subject_{text.language}": text.subject, f"text_{text.language}": text.body}
        return initial

    @property
    def languages(self) -> list[tuple[str, str, forms.BoundField, forms.BoundField]]:
        """Return (code, name, subject, text) of each language, those that are written in first."""
        found = [(code, name, self[f"subject_{code}"], self[f"text_{code}"]) for code, name in settings.MAIL_LANGUAGES]
        return sorted(found, key=lambda row: not (row[2].value() or row[3].value()))

    def shown(self) -> dict[str, MailSource]:
        """Return what stands in the fields, right or wrong, by language: for a look."""
        found = {}
        for code, _name, subject, text in self.languages:
            said = (str(subject.value() or ""), str(text.value() or ""))
            if any(said):
                found[code] = MailSource(said[0], said[0], said[1])
        return found

    @property
    def is_optional(self) -> bool:
        return self["weight"].value() == OPTIONAL

    def to_whom(self, filters: str) -> To:
        chosen = self.cleaned_data["to"]
        return To(REGISTERED in chosen, filters, CONTRIBUTORS in chosen, FOCAL_POINTS in chosen)

    def as_of(self) -> Any:
        try:
            return parse_datetime(self.cleaned_data["changed"])
        except ValueError:
            return None

    def texts(self) -> dict[str, MailSource]:
        """Return what was written, by language."""
        found = {}
        for code, _name in settings.MAIL_LANGUAGES:
            subject, text = self.cleaned_data.get(f"subject_{code}", ""), self.cleaned_data.get(f"text_{code}", "")
            if subject or text:
                found[code] = MailSource(subject, subject, text)
        return found

    def clean(self) -> dict[str, Any]:
        good = super().clean() or {}
        texts = self.texts()
        if not texts and not self.errors:
            self.add_error(None, _("Write it in one language at least."))
        for code, problems in check(texts).items():
            self._blame(code, problems)
        return good

    def _blame(self, code: str, wrong: WordingError) -> None:
        fields: Mapping[str, str | None] = {"subject": f"subject_{code}", "body": f"text_{code}"}
        for part, problems in wrong.problems.items():
            # The heading is the subject: what is wrong with it has been said.
            for problem in problems if part != "heading" else ():
                self.add_error(fields.get(part), problem)


class ScheduleForm(forms.Form):
    send_local = LocalTimeField(label=_("To be sent at"))

    def __init__(self, data: Any, announcement: Announcement) -> None:
        self.event: Event = announcement.event
        initial = {"send_local": local_clock_time(announcement.send_at, self.event.zone)}
        super().__init__(data, initial=initial)
        soonest = local_clock_time(now(), self.event.zone)
        self.fields["send_local"].widget.attrs["min"] = f"{soonest:%Y-%m-%dT%H:%M}"

    def send_at(self) -> Any:
        return self.cleaned_data["send_local"].replace(tzinfo=self.event.zone)
