"""Give the same seats to many delegations at once: some countries, some constituencies, one number."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.fields import typed_field
from events.models import Country, Event
from events.nominations.forms import ANY, MOST_SEATS
from events.nominations.grid import GridCell, change_delegations, sum_of
from events.permissions import Action, TeamRequest, event_for
from events.registration.errors import InvalidGridError


class EqualSeatsForm(forms.Form):
    """The seats of each delegation: one for each chosen country and constituency."""

    countries = forms.MultipleChoiceField(label=_("Countries"), widget=forms.CheckboxSelectMultiple)
    groups = forms.MultipleChoiceField(
        label=_("Constituencies"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Choose none to give the seats to each country as a whole."),
    )
    seats = forms.IntegerField(label=_("Seats of each delegation"), min_value=1, max_value=MOST_SEATS)
    reserves = forms.IntegerField(
        label=_("Reserves of each delegation"), min_value=0, max_value=MOST_SEATS, required=False
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = list(event.countries.all()) or list(event.programme.countries.all())
        field = typed_field(self, "countries", forms.MultipleChoiceField)
        field.choices = [(country.pk, country.name) for country in Country.objects.all()]
        field.initial = [country.pk for country in own]
        constituencies = event.programme.constituencies
        groups = typed_field(self, "groups", forms.MultipleChoiceField)
        groups.choices, groups.initial = constituencies.all_choices(), tuple(constituencies.always_shown)

    @property
    def is_complete(self) -> bool:
        """Whether each field has a value, also if the numbers together were refused."""
        return self.is_bound and not self.errors.keys() - {NON_FIELD_ERRORS}

    def cells(self) -> list[GridCell]:
        """Return the cells of a complete form."""
        data = self.cleaned_data
        groups = data["groups"] or [ANY]
        return [
            GridCell(country, group, data["seats"], data["reserves"] or 0)
            for country in data["countries"]
            for group in groups
        ]


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def equal_seats(request: TeamRequest, event: Event) -> HttpResponse:
    """Give these seats to the chosen delegations. Other delegations keep theirs.

    "look" shows the sum of the seats beside the places of the event, and saves nothing."""
    form = EqualSeatsForm(request.POST if request.method == "POST" else None, event=event)
    if form.is_valid() and "look" not in request.POST and _save(request, event, form):
        return redirect("nominations:grid", event.slug)
    context = {
        "event": event,
        "form": form,
        "title": _t("Same seats for many delegations"),
        # Also if saving was refused: the sum says why.
        "sum": sum_of(event, form.cells()) if form.is_complete else None,
    }
    return render(request, "nominations/equal_seats.html", context)


def _save(request: TeamRequest, event: Event, form: EqualSeatsForm) -> bool:
    """Save the seats. Return False with errors in the form if they cannot be saved."""
    cells = form.cells()
    try:
        change_delegations(event, cells, by=request.user)
    except InvalidGridError as error:
        for reason in error.reasons:
            form.add_error(None, reason)
        return False
    saved = ngettext(
        "%(count)d delegation has its seats. Click a cell to change one.",
        "%(count)d delegations have their seats. Click a cell to change one.",
        len(cells),
    )
    messages.success(request, saved % {"count": len(cells)})
    return True
