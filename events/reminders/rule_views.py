"""The rules of reminders: a programme's, for all of its events, and those that an event has instead."""

from collections.abc import Callable
from copy import copy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import languages
from events.models import Event, Programme, ReminderRule
from events.permissions import Action, TeamRequest, event_for, programme_for
from events.reminders import descriptions, rules
from events.reminders.errors import ReminderError
from events.reminders.rule_forms import RuleForm
from events.reminders.rules import Effect, RuleOwner
from notifications.wording import kinds


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def of_event(request: TeamRequest, event: Event) -> HttpResponse:
    if request.method == "POST":
        _require(request, event)
        if request.POST.get("do") == "back":
            effect, done = (
                rules.use_programme_rules(event, by=request.user),
                _("The rules of the programme hold again."),
            )
        else:
            effect, done = rules.use_own_rules(event, by=request.user), _("This event has rules of its own now.")
        messages.success(request, f"{done} {effect}")
        return redirect(_address(event))
    return _list(request, event)


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def of_programme(request: TeamRequest, programme: Programme) -> HttpResponse:
    if request.method == "POST":
        _require(request, programme)
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


def _list(request: TeamRequest, whose: RuleOwner) -> HttpResponse:
    found = rules.rules_shown(whose)
    is_own = isinstance(whose, Event) and any(rule.event_id for rule in found)
    rows = [
        {
            "rule": rule,
            "sentence": descriptions.sentence(rule),
            "kind": kinds.get(rule.mail),
            "address": _address(whose, rule.pk) if rule.pk and (is_own or not isinstance(whose, Event)) else "",
        }
        for rule in found
    ]
    context = _context(request, whose) | {"rows": rows, "is_own": is_own, "is_saved": all(rule.pk for rule in found)}
    return render(request, "reminders/rules.html", context)


def _edit(request: TeamRequest, whose: RuleOwner, rule: ReminderRule) -> HttpResponse:
    _require(request, whose)
    form = RuleForm(request.POST or None, instance=rule)
    effect: Effect | None = None
    if request.method == "POST":
        action, user = request.POST.get("do", "save"), request.user
        if action == "remove" and rule.pk:
            kept = get_object_or_404(ReminderRule, pk=rule.pk)  # the form has written into rule what was typed
            done = _done(request, form, lambda: rules.remove_rule(kept, by=user), _("Given up."))
            if done is not None:
                return redirect(_address(whose))
        elif form.is_valid():
            written = form.save(commit=False)
            if action == "look":
                try:
                    effect = rules.preview_effect(lambda: rules.save_rule(copy(written), by=user))
                except ReminderError as error:
                    form.add_error(error.field or None, str(error.advice))
            elif _done(request, form, lambda: rules.save_rule(copy(written), by=user), _("Saved.")) is not None:
                return redirect(_address(whose))
    context = _context(request, whose) | {
        "form": form,
        "rule": rule,
        "effect": effect,
        "sentence": descriptions.sentence(rule) if not form.is_bound or not form.errors else "",
        "kind": kinds.get(rule.mail),
        "address": request.path,
    }
    template = "reminders/rule_form.html"
    return render(request, f"{template}#rule" if request.headers.get("HX-Request") else template, context)


def _done(request: TeamRequest, form: RuleForm, change: Callable[[], Effect], done: str) -> Effect | None:
    try:
        effect = change()
    except ReminderError as error:
        form.add_error(error.field or None, str(error.advice))
        return None
    messages.success(request, f"{done} {effect}")
    return effect


def _require(request: TeamRequest, whose: RuleOwner) -> None:
    action = Action.REMIND if isinstance(whose, Event) else Action.SET_PROGRAMME_REMINDERS
    if action not in request.may:  # type: ignore[attr-defined]
        raise Http404  # who may look but not write is told that there is nothing to write to


def _address(whose: RuleOwner, *parts: Any) -> str:
    name = "event" if isinstance(whose, Event) else "programme"
    return reverse(f"reminders:{name}_rule_edit" if parts else f"reminders:{name}_rules", args=[whose.slug, *parts])


def _context(request: TeamRequest, whose: RuleOwner) -> dict[str, Any]:
    is_event = isinstance(whose, Event)
    action = Action.REMIND if is_event else Action.SET_PROGRAMME_REMINDERS
    may = request.may  # type: ignore[attr-defined]
    return {
        "event": whose if is_event else None,
        "programme": whose.programme if isinstance(whose, Event) else whose,
        "words_language": languages.first_supported(
            whose.language, whose.programme.language if isinstance(whose, Event) else ""
        ),
        "may": may,
        "may_write": action in may,
        "list_address": _address(whose),
        "new_address": reverse(f"reminders:{'event' if is_event else 'programme'}_rule_create", args=[whose.slug]),
    }
