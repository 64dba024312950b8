"""Pages for the reminder rules of a programme, and for the own rules of an event."""

from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import languages
from accounts.models import User
from events.models import Event, Programme, ReminderRule
from events.permissions import Action, TeamRequest, event_for, programme_for
from events.reminders import descriptions, rules
from events.reminders.errors import ReminderError
from events.reminders.reach import reach_of
from events.reminders.rule_forms import RuleForm
from events.reminders.rules import Effect, RuleOwner
from events.unlikely_values import Asked, ask
from notifications.wording import kinds
from notifications.wording.kinds import MailKind


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def of_event(request: TeamRequest, event: Event) -> HttpResponse:
    if request.method == "POST":
        _require_permission(request, event)
        if request.POST.get("do") == "back":
            effect, done = (
                rules.use_programme_rules(event, by=request.user),
                _("The rules of the programme apply again."),
            )
        else:
            effect, done = rules.use_own_rules(event, by=request.user), _("This event now has its own rules.")
        messages.success(request, f"{done} {effect}")
        return redirect(_address(event))
    return _list(request, event)


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def of_programme(request: TeamRequest, programme: Programme) -> HttpResponse:
    if request.method == "POST":
        _require_permission(request, programme)
        rules.create_programme_rules(programme)
        return redirect(_address(programme))
    return _list(request, programme)


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def new_of_event(request: TeamRequest, event: Event) -> HttpResponse:
    return _edit(request, event, ReminderRule(programme=event.programme, event=event))


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def new_of_programme(request: TeamRequest, programme: Programme) -> HttpResponse:
    return _edit(request, programme, ReminderRule(programme=programme))


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def edit_of_event(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    return _edit(request, event, get_object_or_404(event.reminder_rules.standing(), pk=pk))


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def edit_of_programme(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    return _edit(request, programme, get_object_or_404(programme.reminder_rules.of_programme(), pk=pk))


@dataclass(frozen=True)
class RuleRow:
    """A rule in the list. kind: its mail. address: the page to change it, "" if it cannot be changed there."""

    rule: ReminderRule
    sentence: str
    kind: MailKind | None
    address: str


def _list(request: TeamRequest, owner: RuleOwner) -> HttpResponse:
    shown = rules.rules_shown(owner)
    is_own = isinstance(owner, Event) and any(rule.event_id for rule in shown)
    can_change = is_own or not isinstance(owner, Event)
    rows = [
        RuleRow(
            rule=rule,
            sentence=descriptions.sentence(rule),
            kind=kinds.get(rule.mail),
            address=_address(owner, rule.pk) if rule.pk and can_change else "",
        )
        for rule in shown
    ]
    context = _context(request, owner) | {"rows": rows, "is_own": is_own, "is_saved": all(rule.pk for rule in shown)}
    return render(request, "reminders/rules.html", context)


def _edit(request: TeamRequest, owner: RuleOwner, rule: ReminderRule) -> HttpResponse:
    _require_permission(request, owner)
    form = RuleForm(request.POST or None, instance=rule)
    effect: Effect | None = None
    asked: Asked | None = None
    if request.method == "POST":
        action = request.POST.get("do", "save")
        if action != "remove" and form.is_valid():
            asked = _ask(QueryDict() if action == "look" else request.POST, form, owner)
        if action == "look":
            effect = _preview(form, request.user)
        elif not (asked and asked.open) and _save_or_remove(request, form, action):
            return redirect(_address(owner))
    context = _context(request, owner) | {
        "form": form,
        "asked": asked,
        "rule": rule,
        "effect": effect,
        "sentence": descriptions.sentence(rule) if not form.is_bound or not form.errors else "",
        "kind": kinds.get(rule.mail),
        "address": request.path,
    }
    template = "reminders/rule_form.html"
    return render(request, f"{template}#rule" if request.headers.get("HX-Request") else template, context)


def _ask(answers: QueryDict, form: RuleForm, owner: RuleOwner) -> Asked:
    """Return the question whether a rule that reaches nobody is meant.

    answers: the submitted form. A preview answers nothing: it is empty then, and the question stays until the person saves."""
    stored = ReminderRule.objects.filter(pk=form.instance.pk).first() if form.instance.pk else None
    before = reach_of(stored, owner) if stored else []
    return ask(answers, reach_of(form.save(commit=False), owner), before)


def _preview(form: RuleForm, user: User) -> Effect | None:
    """Return what saving the form would change; None, with the errors in the form, if it cannot be saved."""
    if not form.is_valid():
        return None
    changed = form.save(commit=False)
    try:
        return rules.preview_effect(lambda: rules.save_rule(copy(changed), by=user))
    except ReminderError as error:
        form.add_error(error.field or None, str(error.advice))
        return None


def _save_or_remove(request: TeamRequest, form: RuleForm, action: str) -> bool:
    """Save or remove the rule of form; return whether this was possible. Errors are added to the form."""
    try:
        if action == "remove" and form.instance.pk:
            # From the database, because the form has already changed its instance.
            rule = get_object_or_404(ReminderRule, pk=form.instance.pk)
            effect, done = rules.remove_rule(rule, by=request.user), _("Removed.")
        elif form.is_valid():
            effect, done = rules.save_rule(copy(form.save(commit=False)), by=request.user), _("Saved.")
        else:
            return False
    except ReminderError as error:
        form.add_error(error.field or None, str(error.advice))
        return False
    messages.success(request, f"{done} {effect}")
    return True


def _write_action(owner: RuleOwner) -> Action:
    return Action.REMIND if isinstance(owner, Event) else Action.SET_PROGRAMME_REMINDERS


def _require_permission(request: TeamRequest, owner: RuleOwner) -> None:
    if _write_action(owner) not in request.may:
        raise Http404  # members who can only read get no page to write on


def _address(owner: RuleOwner, *keys: int) -> str:
    name = "event" if isinstance(owner, Event) else "programme"
    return reverse(f"reminders:{name}_rule_edit" if keys else f"reminders:{name}_rules", args=[owner.slug, *keys])


def _context(request: TeamRequest, owner: RuleOwner) -> dict[str, Any]:
    event = owner if isinstance(owner, Event) else None
    programme = owner.programme if isinstance(owner, Event) else owner
    return {
        "event": event,
        "programme": programme,
        "words_language": languages.first_supported(owner.language, programme.language if event else ""),
        "may": request.may,
        "may_write": _write_action(owner) in request.may,
        "list_address": _address(owner),
        "new_address": reverse(f"reminders:{'event' if event else 'programme'}_rule_create", args=[owner.slug]),
    }
