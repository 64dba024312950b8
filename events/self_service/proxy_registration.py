"""Somebody registers others: an assistant their minister, a union its group."""

from typing import Any

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
from events.registration.errors import InvalidCodeError, RegistrationError
from events.registration.forms import ModeField, country_choices
from events.registration.services import register_others as register_them

MOST = 20  # that one person registers in all for an event
REMEMBERED = 90 * 24 * 3600  # seconds for which it is known whom somebody has named
ROWS = 3


class OtherForm(forms.Form):
    """One of those whom somebody else registers."""

    name = OneLineField(label=gettext_lazy("Name"), max_length=150)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
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
        self.fields["country"].choices = [("", _("Choose a country")), *countries]  # type: ignore[attr-defined]
        if event.mode == Event.Mode.HYBRID:
            self.fields["mode"] = ModeField(event, initial=event.modes[0])
            self.fields["mode"].widget = forms.Select(choices=self.fields["mode"].choices)  # type: ignore[attr-defined]

    def has_changed(self) -> bool:
        # How somebody takes part stands in a row that nobody has filled in, too.
        return bool(set(self.changed_data) - {"mode"})


class OthersFormSet(forms.BaseFormSet):
    default_error_messages = {
        "too_many_forms": ngettext_lazy(
            "You can register %(num)d person at once.", "You can register %(num)d people at once.", "num"
        ),
        "missing_management_form": gettext_lazy(
            "This page did not arrive whole. Please open it anew, and send it once more."
        ),
    }

    def clean(self) -> None:
        seen = set[str]()
        for form in self.forms:
            address = form.cleaned_data.get("email", "").lower() if form.is_valid() else ""
            if address and address in seen:
                form.add_error("email", ValidationError(_("This address stands here twice.")))
            seen.add(address)


OTHERS = forms.formset_factory(OtherForm, formset=OthersFormSet, extra=ROWS, max_num=MOST, absolute_max=MOST)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def register_others(request: SignedInRequest, slug: str) -> HttpResponse:
    """Register people for whom one has the facts; each gets a mail of their own and completes what is missing.

    What happened with each address is mailed there and not said here: nobody learns who is registered."""
    event = get_object_or_404(
        Event.objects.visible_to_public().select_related("programme", "venue__country"), slug=slug
    )
    context = {"event": event, "when": when_text(event)}
    if not event.is_registration_open:
        return render(request, "self_service/closed.html", context)
    posted = request.POST if request.method == "POST" else None
    rows = OTHERS(posted, form_kwargs={"event": event, "countries": country_choices()})
    asks_code = event.policy == Event.Policy.INVITATION
    error = ""
    if posted is not None and rows.is_valid():
        people = [form.cleaned_data for form in rows if form.has_changed()]
        already = _named_before(request.user, event)
        if not people:
            error = _("Write down at least one person.")
        elif already + len(people) > MOST:
            error = _("You can register %(most)d people. Please write to the organisers about more.") % {"most": MOST}
        else:
            try:
                count = register_them(event, people, by=request.user, code=posted.get("code", ""))
            except RegistrationError as refused:
                error = str(refused.advice)
                context["code_refused"] = isinstance(refused, InvalidCodeError)
            else:
                cache.set(_named_key(request.user, event), already + count, REMEMBERED)
                done = ngettext(
                    "We write to this person: what they should know next is in the mail.",
                    "We write to these %(count)d people: what they should know next is in the mails.",
                    count,
                )
                messages.success(request, done % {"count": count})
                return redirect(event)
    context |= {"rows": rows, "error": error, "asks_code": asks_code, "code": (posted or {}).get("code", "")}
    return render(request, "self_service/others.html", context)


def _named_before(user: User, event: Event) -> int:
    """Return how many people user has named for event, those who were registered already among them: a limit that they
    did not count for would tell how many they are."""
    return max(cache.get(_named_key(user, event), 0), user.registered_others.filter(event=event).count())


def _named_key(user: User, event: Event) -> str:
    return f"others:{event.pk}:{user.pk}"
