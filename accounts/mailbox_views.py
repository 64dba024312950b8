"""Pages for people who share a mailbox: who of them is signing in, and another person at the address."""

from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.account.stages import LoginByCodeStage
from allauth.account.utils import get_next_redirect_url
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import mailboxes, services
from accounts.allauth_internals import SignInByCode
from accounts.errors import DomainError
from accounts.fields import PersonNameField
from accounts.identity import OTHER
from accounts.models import User
from accounts.names import is_same
from accounts.requests import SignedInRequest


class NewPersonForm(forms.Form):
    """Another person who uses the mailbox."""

    name = PersonNameField(
        label=gettext_lazy("Name of the other person"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class WhoForm(NewPersonForm):
    """Who of the people at a mailbox is signing in: one of them, or another person with a name."""

    person = forms.ChoiceField(
        label=gettext_lazy("Who are you?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose who you are."),
            "invalid_choice": gettext_lazy("Choose one of these people."),
        },
    )
    field_order = ("person", "name")

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        labels: list[tuple[str, Any]] = [(key, person.full_name) for key, person in self.people.items()]
        labels.append((OTHER, _("Another person who uses this mailbox")))
        self.fields["person"].choices = labels  # type: ignore[attr-defined]
        self.fields["name"].required = False
        self.fields["name"].help_text = _("Only if you are not in the list.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("person") == OTHER and not cleaned.get("name") and not self.has_error("name"):
            self.add_error("name", _("Type your name."))
        return cleaned

    def chosen(self) -> User:
        """Return the person of a valid form. Create another person. Raise DomainError."""
        choice, name = self.cleaned_data["person"], self.cleaned_data["name"]
        if choice != OTHER:
            return self.people[choice]
        listed = (person for person in self.people.values() if is_same(person.name, name))
        return next(listed, None) or services.add_to_mailbox(next(iter(self.people.values())), name)


@login_stage_required(LoginByCodeStage.key, "account_login")
@never_cache
@require_http_methods(["GET", "POST"])
def choose_person(request: HttpRequest) -> HttpResponse:
    """Ask who of the people at the mailbox is signing in, after the code was typed."""
    process = SignInByCode.resume(request._login_stage)  # type: ignore[attr-defined]  # set by login_stage_required()
    if process is None:
        return redirect("account_login")
    if not process.is_proved:
        return redirect("account_confirm_login_code")
    people = services.people_who_sign_in(process.state["email"])
    form = WhoForm(request.POST or None, people=people)
    next_url = get_next_redirect_url(request)
    if request.method == "POST" and form.is_valid():
        try:
            return process.sign_in(form.chosen(), next_url)
        except DomainError as error:
            form.add_error("name", str(error.advice))
    context = {"form": form, "email": process.state["email"], "next": next_url}
    return render(request, "account/choose_person.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def other_person(request: SignedInRequest) -> HttpResponse:
    """Add another person who uses the mailbox of the signed-in person, and sign them in.

    Only a person who is new is signed in here: a known one signs in with a code."""
    form = NewPersonForm(request.POST or None)
    next_url = get_next_redirect_url(request)
    if request.method == "POST" and form.is_valid():
        try:
            person = services.add_to_mailbox(request.user, form.cleaned_data["name"])
        except DomainError as error:
            form.add_error("name", str(error.advice))
        else:
            mailboxes.sign_in_as(request, person)
            messages.success(request, _("You are now signed in as %(name)s.") % {"name": person.full_name})
            return redirect(next_url or "self_service:me")
    return render(request, "account/other_person.html", {"form": form, "next": next_url})
