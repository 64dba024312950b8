"""Register other people: an assistant registers a minister, a union registers its group."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.addresses import canonical
from accounts.fields import AddressField, PersonNameField, PlainTextField
from accounts.forms import MailLanguageField
from accounts.models import User
from accounts.names import name_key
from accounts.requests import SignedInRequest
from events.calendars.dates import hours_text, when_text
from events.models import Event
from events.models.country import country_choices
from events.registration import groups
from events.registration.errors import InvalidCodeError, RegistrationError
from events.registration.forms import ModeOfOthersField, parse_key
from events.registration.groups import GroupLimit, MemberStatus

EMPTY_ROWS = 3  # on the first page
MORE_ROWS = 3
ROW_FIELDS = ("name", "email", "position", "organisation_name", "country", "constituency", "language", "mode")


class OtherPersonForm(forms.Form):
    """A person who is registered by another person."""

    name = PersonNameField(label=gettext_lazy("Name"), max_length=150)
    email = AddressField(label=gettext_lazy("Email address"), max_length=254)
    position = PlainTextField(label=gettext_lazy("Position"), max_length=150, required=False)
    organisation_name = PlainTextField(label=gettext_lazy("Organisation"), max_length=200, required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    constituency = forms.ChoiceField(label=gettext_lazy("Constituency"), required=False)
    language = MailLanguageField(of_event=True)

    def __init__(self, *args: Any, event: Event, countries: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = cast("forms.ChoiceField", self.fields["country"])
        country.choices = [("", _("Choose a country")), *countries]
        constituency = cast("forms.ChoiceField", self.fields["constituency"])
        constituency.choices = [("", _("Choose one")), *event.programme.constituencies.choices()]
        if event.mode == Event.Mode.HYBRID:
            self.fields["mode"] = ModeOfOthersField(event)

    def has_changed(self) -> bool:
        # A row with a mode alone is empty: the choice can have an initial value.
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
        # Two people may share a mailbox, so only the same name with the same address is a repetition.
        people = set[tuple[str, str]]()
        for form in self.forms:
            address = form.cleaned_data.get("email", "") if form.is_valid() else ""
            person = canonical(address), name_key(form.cleaned_data.get("name", "")) if address else ""
            if address and person in people:
                form.add_error("email", ValidationError(_("This address is in the list twice.")))
            people.add(person)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Return the arguments of one row. "typed" holds what the user typed before they asked for more rows."""
        kwargs = super().get_form_kwargs(index)
        typed = kwargs.pop("typed", ())
        if index is not None and index < len(typed):
            kwargs["initial"] = typed[index]
        return kwargs


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def register_others(request: SignedInRequest, slug: str) -> HttpResponse:
    """Register other people. Each of them gets a mail, and answers it or completes the missing details.

    The page is the same whether an address was registered before or not, so that the user does not learn it."""
    event = get_object_or_404(
        Event.objects.visible_to_public().select_related("programme", "venue__country"), slug=slug
    )
    context: dict[str, object] = {"event": event, "when": when_text(event)}
    if not event.is_registration_open:
        return render(request, "self_service/closed.html", context)
    limit = groups.group_limit(event, request.user)
    rows = _rows(request, event, limit)
    code = request.POST.get("code", "")
    error: RegistrationError | None = None
    if rows.is_bound and rows.is_valid():
        people = [form.cleaned_data for form in rows if form.has_changed()]
        try:
            count = _register_rows(event, people, request.user, code)
        except RegistrationError as refusal:
            error = refusal
        else:
            messages.success(request, _success_text(count))
            return redirect("self_service:group", event.slug)
    context |= {
        "rows": rows,
        "limit": limit,
        "most": settings.OTHERS_PER_EVENT,
        "can_add_rows": rows.total_form_count() < _most_rows(limit),
        "has_group": groups.has_group(event, request.user),
        "hold_time": hours_text(settings.HOLD_HOURS),
        "error": error.advice if error else "",
        "code_refused": isinstance(error, InvalidCodeError),
        "asks_code": event.policy == Event.Policy.INVITATION,
        "code": code,
    }
    return render(request, "self_service/register_others.html", context)


def _rows(request: SignedInRequest, event: Event, limit: GroupLimit) -> OtherPeopleFormSet:
    """Return the rows: empty ones, the posted ones, or the posted ones and MORE_ROWS, not validated."""
    kwargs: dict[str, object] = {"event": event, "countries": country_choices()}
    most = _most_rows(limit)
    extra, posted = EMPTY_ROWS, None
    if request.method == "POST" and "add_rows" in request.POST:
        typed = _typed_rows(request.POST, most)
        kwargs["typed"], extra = typed, len(typed) + MORE_ROWS
    elif request.method == "POST":
        posted = request.POST
    kind = forms.formset_factory(
        OtherPersonForm, formset=OtherPeopleFormSet, extra=min(extra, most), max_num=most, absolute_max=most
    )
    return cast("OtherPeopleFormSet", kind(posted, form_kwargs=kwargs))


def _most_rows(limit: GroupLimit) -> int:
    # With a limit that is reached, one row stays: the error says what to do.
    return max(limit.left, EMPTY_ROWS)


def _typed_rows(posted: QueryDict, most: int) -> list[dict[str, str]]:
    """Return the text in each posted row, without validation."""
    total = parse_key(posted.get("form-TOTAL_FORMS", ""))
    return [
        {name: str(posted[key]) for name in ROW_FIELDS if (key := f"form-{index}-{name}") in posted}
        for index in range(min(total, most))
    ]


def _register_rows(event: Event, people: list[dict[str, str]], user: User, code: str) -> int:
    """Register the people and return their number. Raise RegistrationError for no people or too many."""
    if not people:
        raise RegistrationError(_("Enter at least one person."))
    return groups.register_others(event, people, by=user, code=code)


def _success_text(count: int) -> str:
    text = ngettext(
        "We send this person an email with the next steps.",
        "We send these %(count)d people an email with the next steps.",
        count,
    )
    return text % {"count": count}


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def group(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the people whom the user has registered for an event. With POST, withdraw one of them or mail them again."""
    event = get_object_or_404(
        Event.objects.visible_to_public().select_related("programme", "venue__country"), slug=slug
    )
    if request.method == "POST":
        _act_on_member(request, event)
        return redirect("self_service:group", event.slug)
    context = {
        "event": event,
        "when": when_text(event),
        "members": [(status, _member_label(status)) for status in groups.group_of(event, request.user)],
        "limit": groups.group_limit(event, request.user),
        "most": settings.OTHERS_PER_EVENT,
        "most_mails": groups.MAX_MAILS,
    }
    return render(request, "self_service/group.html", context)


def _act_on_member(request: SignedInRequest, event: Event) -> None:
    service, text = (
        (groups.withdraw_member, _("%(name)s is no longer in your group."))
        if "withdraw" in request.POST
        else (groups.send_again, _("We send the email to %(name)s again."))
    )
    key = parse_key(request.POST.get("withdraw", "") or request.POST.get("again", ""))
    try:
        member = service(event, key, by=request.user)
    except RegistrationError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, text % {"name": member.name})


def _member_label(status: MemberStatus) -> str:
    """Return the status of a member for the user who registered them. It does not reveal earlier registrations."""
    if status.answers_until:
        return _("Asked, no answer yet")
    registration = status.registration
    if registration is None or (registration.awaits_answer and not registration.is_active):
        return _("No answer")
    return str(registration.get_status_display())
