"""A page with every component of the templates, for maintainers."""

from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace

from allauth.account.decorators import secure_admin_login
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.models import Event, Programme, Registration, Venue
from notifications.models import Message


class SampleForm(forms.Form):
    name = forms.CharField(help_text="The name on the badge", max_length=150)
    kind = forms.ChoiceField(choices=Event.Kind.choices, required=False)
    remark = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=2000)


@dataclass
class SampleMessage:
    level_tag: str

    def __str__(self) -> str:
        return f"A message of level {self.level_tag}."


@require_safe
@secure_admin_login
def components(request: HttpRequest) -> HttpResponse:
    start = datetime(2027, 3, 9, 2, tzinfo=UTC)
    programme, venue = Programme(slug="sample", name="Sample"), Venue(name="Sample hall", city="Bangkok")
    events = [
        Event(
            programme=programme, venue=venue, slug="sample", title=f"A sample {label.lower()}", kind=kind,
            status=Event.Status.PUBLISHED, timezone="Asia/Bangkok", starts_at=start, ends_at=start.replace(hour=10),
        )
        for kind, label in Event.Kind.choices
    ]  # fmt: skip
    month = Event(programme=programme, slug="m", title="Known to the month", kind="training", timezone="UTC", precision="month", starts_at=start, ends_at=start.replace(month=4))  # fmt: skip
    unknown = Event(
        programme=programme, slug="t", title="To be confirmed", kind="meeting", timezone="UTC", precision="tbc"
    )
    statuses = [*Registration.Status.choices, *Event.Status.choices, *Message.Status.choices]
    page = SimpleNamespace(
        number=2, has_other_pages=True, has_previous=True, has_next=True, previous_page_number=1, next_page_number=3,
        paginator=SimpleNamespace(num_pages=5),
    )  # fmt: skip
    context = {
        "kinds": Event.Kind.choices,
        "events": [*events, month, unknown],
        "statuses": statuses,
        "form": SampleForm({"name": "", "kind": "training"}),
        "page_obj": page,
        "tabs": [{"href": "#", "label": "First", "current": True}, {"href": "#second", "label": "Second"}],
        "notes": [SampleMessage(level) for level in ("success", "info", "warning", "error")],
    }
    return render(request, "staff/components.html", context)
