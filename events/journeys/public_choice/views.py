"""The page on which the team chooses what the public sees, with a preview. Missions and visits describe theirs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from events.errors import DomainError
from events.journeys.public_choice.fields import PublicFields, is_listed
from events.journeys.public_choice.forms import PublicFieldsForm
from events.models import Event, Mission, StudyVisit
from events.permissions import TeamRequest

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class PublicChoicePage[Record: (Mission, StudyVisit)]:
    """The page of one kind of event.

    name: of its URL. record_of: returns the row of an event, saved or not. parts_of: returns what the template `preview`
    shows of a row. choose: the service that saves the choice. hidden: what the page says if nothing is public."""

    name: str
    fields: PublicFields
    help_text: "StrOrPromise"
    hidden: "StrOrPromise"
    preview: str
    record_of: Callable[[Event], Record]
    parts_of: Callable[[Record], Any]
    choose: Callable[[Event, Sequence[str]], object]

    def render(self, request: TeamRequest, event: Event) -> HttpResponse:
        """Return the page, or save the choice. The button "Preview" shows a choice that is not saved."""
        record = self.record_of(event)
        posted = request.POST if request.method == "POST" else None
        form = PublicFieldsForm(posted, fields=self.fields, chosen=record.public_fields, help_text=self.help_text)
        if posted is not None and form.is_valid():
            chosen = form.cleaned_data["public_fields"]
            if "preview" in posted:
                record.public_fields = self.fields.known(chosen)
            elif self._save(request, event, form, chosen):
                return redirect(self.name, event.slug)
        context = {
            "event": event,
            "form": form,
            "page": self,
            "parts": self.parts_of(record),
            "is_listed": is_listed(record.public_fields),
        }
        return render(request, "journeys/public_fields.html", context)

    def _save(self, request: TeamRequest, event: Event, form: PublicFieldsForm, chosen: list[str]) -> bool:
        try:
            self.choose(event, chosen)
        except DomainError as error:
            form.add_error(None, str(error.advice))
            return False
        messages.success(request, _("Saved: what the public sees."))
        return True
