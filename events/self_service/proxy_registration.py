"""Register other people: an assistant registers a minister, a union registers its group."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.fields import OneLineField
from accounts.forms import MailLanguageField
from accounts.models import Constituency, User
from accounts.requests import SignedInRequest
from events.calendars.dates import when_text
from events.models import Event
from events.registration import services
from events.registration.errors import InvalidCodeError, RegistrationError
from events.registration.forms import ModeField, country_choices

MAX_PEOPLE = 20  # that one person can register for an event, in all
COUNT_LIFETIME = 90 * 24 * 3600  # seconds for which the cache keeps the number of people
EMPTY_ROWS = 3


class OtherPersonForm(forms.Form):
    """A person who is registered by another person."""

    name = OneLineField(label=gettext_lazy("Name"), max_length=150)
    email = forms.EmailField(label=gettext_lazy("Email address"), max_length=254)
    position = OneLineField(label=gettext_lazy("Position"), max_length=150, required=False)
    organisation_name = OneLineField(label=gettext_lazy("Organisation"), max_length=200, required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    constituency = forms.ChoiceField(
        label=gettext_lazy("Constituency"),
        required=False,
        choices=[("", gettext_lazy("Choose one")), *Constituency.choices],
    )
    language = MailLanguageField(of_event=True)

    def __init__(self, *args: Any, event: Event, countries: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = cast("forms.ChoiceField", self.fields["country"])
        country.choices = [("", _("Choose a country")), *countries]
        if event.mode == Event.Mode.HYBRID:
            self.fields["mode"] = ModeField(event, widget=forms.Select, initial=event.modes[0])

    def has_changed(self) -> bool:
        # An empty row has a mode too, because the choice has an initial value.
        return bool(set(self.changed_data) - {"mode"})


class OtherPeopleFormSet(forms.BaseFormSet):
    default_error_messages = {
        "too_many_forms": ngettext_lazy(
            "You can register %(num)d person at once.", "You can register %(num)d people at once.", "num"
        ),
        "missing_management_form": gettext_lazy(
            "A part of this page is missing. Please open the page again and send it again."
        ),
    }

    def clean(self) -> None:
        addresses = set[str]()
        for form in self.forms:
            address = form.cleaned_data.get("email", "").lower() if form.is_valid() else ""
            if address and address in addresses:
                form.add_error("email", ValidationError(_("This address is in the list twice.")))
            addresses.add(address)


OTHER_PEOPLE = forms.formset_factory(
    OtherPersonForm, formset=OtherPeopleFormSet, extra=EMPTY_ROWS, max_num=MAX_PEOPLE, absolute_max=MAX_PEOPLE
)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def register_others(request: SignedInRequest, slug: str) -> HttpResponse:
    """Register other people. Each of them gets a mail and completes the missing details.

    The page is the same whether an address was registered before or not, so that the user does not learn it."""
    event = get_object_or_404(
        Event.objects.visible_to_public().select_related("programme", "venue__country"), slug=slug
    )
    context: dict[str, object] = {"event": event, "when": when_text(event)}
    if not event.is_registration_open:
        return render(request, "self_service/closed.html", context)
    posted = request.POST if request.method == "POST" else None
    rows = OTHER_PEOPLE(posted, form_kwargs={"event": event, "countries": country_choices()})
    code = posted.get("code", "") if posted is not None else ""
    error: RegistrationError | None = None
    if posted is not None and rows.is_valid():
        try:
            count = _register_rows(
                event, [form.cleaned_data for form in rows if form.has_changed()], request.user, code
            )
        except RegistrationError as refusal:
            error = refusal
        else:
            messages.success(request, _success_text(count))
            return redirect(event)
    context |= {
        "rows": rows,
        "error": error.advice if error else "",
        "code_refused": isinstance(error, InvalidCodeError),
        "asks_code": event.policy == Event.Policy.INVITATION,
        "code": code,
    }
    return render(request, "self_service/register_others.html", context)


def _register_rows(event: Event, people: list[Mapping[str, str]], user: User, code: str) -> int:
    """Register the people and return their number. Raise RegistrationError for no people or too many."""
    already = _registered_count(user, event)
    if not people:
        raise RegistrationError(_("Enter at least one person."))
    if already + len(people) > MAX_PEOPLE:
        most = _("You can register %(most)d people. If you need to register more, please write to the organisers.")
        raise RegistrationError(most % {"most": MAX_PEOPLE})
    count = services.register_others(event, people, by=user, code=code)
    cache.set(_count_key(user, event), already + count, COUNT_LIFETIME)
    return count


def _success_text(count: int) -> str:
    text = ngettext(
        "We send this person an email with the next steps.",
        "We send these %(count)d people an email with the next steps.",
        count,
    )
    return text % {"count": count}


def _registered_count(user: User, event: Event) -> int:
    """Return the number of people that user has registered for event.

    Count people who were registered before, too. Otherwise the limit would reveal their number."""
    return max(cache.get(_count_key(user, event), 0), user.registered_others.filter(event=event).count())


def _count_key(user: User, event: Event) -> str:
    return f"others:{event.pk}:{user.pk}"
