"""The form in which the team writes one requirement of an event."""

import json
from typing import Any

from babel import Locale
from django import forms
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import typed_field
from accounts.languages import LANGUAGES
from events.models import Event, Requirement
from events.models.country import cldr_locale

Kind, Evidence = Requirement.Kind, Requirement.Evidence
MOST_EVENTS = 100
# The languages of the mails, and the other official languages of the United Nations.
OFFERED_LANGUAGES = tuple(sorted({*LANGUAGES, "en", "fr", "es", "ar", "ru", "zh"}))


class RequirementForm(forms.ModelForm):
    """The kind decides which fields count. The label can be left empty if the kind gives one."""

    # Fields that only some kinds have.
    KINDS_OF_FIELDS = {
        "language": [Kind.LANGUAGE],
        "level": [Kind.LANGUAGE],
        "earlier_event": [Kind.EARLIER_EVENT],
        "evidence": [Kind.CERTIFICATE, Kind.LANGUAGE, Kind.OTHER],
    }

    class Meta:
        model = Requirement
        fields = ["kind", "language", "level", "earlier_event", "label", "help_text", "evidence", "is_mandatory"]
        labels = {
            "kind": gettext_lazy("Kind of requirement"),
            "language": gettext_lazy("Language"),
            "level": gettext_lazy("Lowest level (CEFR)"),
            "earlier_event": gettext_lazy("Earlier event"),
            "label": gettext_lazy("Requirement"),
            "help_text": gettext_lazy("Help"),
            "evidence": gettext_lazy("Evidence"),
            "is_mandatory": gettext_lazy("Mandatory: without it, a place needs a reason"),
        }
        help_texts = {
            "label": gettext_lazy("People read this. A language and an earlier event get it by themselves."),
            "earlier_event": gettext_lazy(
                "Plenary looks who attended. If nobody was checked in, a confirmed place counts."
            ),
        }

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["label"].required = False
        names = _language_names()
        current = self.instance.language
        choices = [("", _("Choose one")), *names.items()]
        if current and current not in names:
            choices.append((current, current))
        self.fields["language"] = forms.ChoiceField(
            label=self.fields["language"].label, choices=choices, required=False
        )
        evidence = typed_field(self, "evidence", forms.TypedChoiceField)
        evidence.choices = [choice for choice in Evidence.choices if choice[0] != Evidence.RECORDS]
        evidence.required = False
        earlier = typed_field(self, "earlier_event", forms.ModelChoiceField)
        earlier.queryset = _earlier_events(event, self.instance.earlier_event_id)

    @property
    def rows(self) -> list[tuple[forms.BoundField, str]]:
        """Return each field with its condition for the script in the browser."""
        return [(field, self._script_condition(field.name)) for field in self]

    def _script_condition(self, name: str) -> str:
        kinds = self.KINDS_OF_FIELDS.get(name)
        return json.dumps([{"name": "kind", "values": kinds}]) if kinds else ""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        kind = data.get("kind")
        if kind == Kind.LANGUAGE:
            for name in ("language", "level"):
                if not data.get(name):
                    self.add_error(name, _("Choose one."))
        else:
            data["language"] = data["level"] = ""
        if kind == Kind.EARLIER_EVENT:
            data["evidence"] = Evidence.RECORDS
            if not data.get("earlier_event"):
                self.add_error("earlier_event", _("Choose an event."))
        else:
            data["earlier_event"] = None
            data["evidence"] = data.get("evidence") or Evidence.STATEMENT
        if not data.get("label"):
            data["label"] = self._label(data)
            if not data["label"] and not self.errors:
                self.add_error("label", _("Write what is required."))
        return data

    def _label(self, data: dict[str, Any]) -> str:
        """Return the label that the kind gives; "" for none."""
        if data.get("kind") == Kind.LANGUAGE and data.get("language") and data.get("level"):
            name = _language_names().get(data["language"], data["language"])
            return _("%(language)s, %(level)s or higher") % {"language": name, "level": data["level"]}
        if data.get("kind") == Kind.EARLIER_EVENT and data.get("earlier_event"):
            return (_("Took part in: %(event)s") % {"event": data["earlier_event"].title})[:200]
        return ""


def _language_names() -> dict[str, str]:
    english: Locale = cldr_locale("en")
    return dict(sorted(((code, english.languages[code]) for code in OFFERED_LANGUAGES), key=lambda pair: pair[1]))


def _earlier_events(event: Event, current: int | None) -> Any:
    """Return the dated events of the programme before this one, the latest first, and the current one."""
    rows = Event.objects.filter(programme=event.programme_id, ends_at__lt=event.starts_at or now())
    keys = list(
        rows.exclude(pk=event.pk)
        .exclude(status__in=[Event.Status.DRAFT, Event.Status.CANCELLED])
        .order_by("-starts_at")
        .values_list("pk", flat=True)[:MOST_EVENTS]
    )
    return Event.objects.filter(pk__in=[*keys, *filter(None, [current])]).order_by("-starts_at", "pk")
