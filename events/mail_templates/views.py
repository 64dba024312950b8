"""What mails say, mail by mail and language by language; written by who may publish, seen by who may edit."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import languages
from events.mail_templates import services
from events.mail_templates.forms import LanguageForm, WordingForm
from events.mail_templates.services import TemplateOwner
from events.mails import catalogue
from events.mails.context import scope
from events.mails.declarations import MailVariant
from events.models import Event, Programme
from events.permissions import Action, TeamRequest, event_for, programme_for
from notifications.wording import overrides
from notifications.wording.overrides import MailSources, OthersWroteError, WordingError

PARTS = ("subject", "heading", "body")


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def of_event(request: TeamRequest, event: Event) -> HttpResponse:
    return _list(request, event)


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def of_programme(request: TeamRequest, programme: Programme) -> HttpResponse:
    return _list(request, programme)


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def edit_of_event(request: TeamRequest, event: Event, kind: str, language: str) -> HttpResponse:
    return _edit(request, event, kind, language)


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def edit_of_programme(request: TeamRequest, programme: Programme, kind: str, language: str) -> HttpResponse:
    return _edit(request, programme, kind, language)


def _list(request: TeamRequest, whose: TemplateOwner) -> HttpResponse:
    form = LanguageForm(request.POST or None, otherwise=_otherwise(whose), initial={"language": whose.language})
    if request.method == "POST":
        _require_publish(request)
        if form.is_valid():
            services.set_language(whose, form.cleaned_data["language"])
            messages.success(request, _("Saved."))
            return redirect(_address(whose))
    book = MailSources.of(*_scopes(whose))
    groups: dict[str, list[MailVariant]] = {}
    for kind in catalogue.TEXTS:
        if kind.is_shipped:
            groups.setdefault(str(kind.group), []).append(kind)
    rows = [
        {"kind": kind, "cells": [_cell(whose, book, kind, code, name) for code, name in settings.MAIL_LANGUAGES]}
        for group in groups.values()
        for kind in group
    ]
    context = _context(request, whose) | {"rows": rows, "form": form, "languages": settings.MAIL_LANGUAGES}
    return render(request, "mail_templates/mail_templates.html", context)


def _cell(whose: TemplateOwner, book: MailSources, kind: MailVariant, language: str, name: str) -> dict[str, object]:
    row = book.row(kind.name, language)
    state = _("as shipped")
    if row:
        state = _("own words") if row.scope == scope(whose) else _("of the programme")
    return {"state": state, "row": row, "language": name, "address": _address(whose, kind.name, language)}


def _edit(request: TeamRequest, whose: TemplateOwner, name: str, language: str) -> HttpResponse:
    kind = catalogue.find_text(name)
    if kind is None or language not in languages.LANGUAGES:
        raise Http404
    versions = overrides.history(scope(whose), name, language)
    words = MailSources.of(*_scopes(whose)).words(name, language)
    latest = versions[0].version if versions else 0
    initial = {part: getattr(words, part) for part in PARTS} | {"after": latest}
    form = WordingForm(request.POST or None, initial=initial)
    if request.method == "POST":
        action = request.POST.get("do", "")
        if action != "preview":
            _require_publish(request)
        done = _act(request, whose, kind, language, form, action=action)
        if done:
            return done
        if form.is_valid():
            words = form.words()
    # Whatever stands in the fields: a look needs nothing to be right.
    shown = form.typed() if form.is_bound else words
    reader = str(form["reader"].value() or "")
    look = services.preview_template(whose, kind, language, shown, reader=reader)
    context = _context(request, whose) | {
        "form": form,
        "kind": kind,
        "language_name": dict(settings.MAIL_LANGUAGES)[language],
        "code": language,
        "versions": versions,
        "has_own": bool(versions and not versions[0].is_empty),
        "look": look,
        "nobody": look.is_sample and reader,
        # What would be said on saving, already while it is typed.
        "problems": overrides.problems(kind, shown) if form.is_bound and not form.errors else {},
        "others": [(said, _address(whose, name, code)) for code, said in settings.MAIL_LANGUAGES if code != language],
        "readers": services.readers(whose) if Action.VIEW_REGISTRATIONS in request.may else [],  # type: ignore[attr-defined]
        "address": _address(whose, name, language),
    }
    template = "mail_templates/mail_template_edit.html"
    return render(request, f"{template}#look" if request.headers.get("HX-Request") else template, context)


def _act(
    request: TeamRequest, whose: TemplateOwner, kind: MailVariant, language: str, form: WordingForm, *, action: str
) -> HttpResponse | None:
    """Do what was asked for; None where the page is to be shown."""
    if action == "preview" or not form.is_valid():
        return None
    said = form.cleaned_data
    try:
        if action == "test":
            overrides.check(kind, form.words())
            services.send_test(whose, kind, language, form.words(), to=request.user, reader=said["reader"])  # type: ignore[arg-type]
            messages.success(request, _("A test is on its way to %(mail)s.") % {"mail": request.user.email})  # type: ignore[union-attr]
            return None
        if action == "reset":
            overrides.restore_default(scope(whose), kind.name, language, by=request.user, after=said["after"])  # type: ignore[arg-type]
            messages.success(request, _("The words from above hold again."))
        elif action == "save":
            overrides.save_override(
                scope(whose), kind.name, language, form.words(), by=request.user, after=said["after"]
            )  # type: ignore[arg-type]
            messages.success(request, _("Saved: the next mail says so."))
        else:
            return None
    except WordingError as error:
        form.blame(error.problems)
        return None
    except OthersWroteError as error:
        form.add_error(None, str(error.advice))
        return None
    return redirect(_address(whose, kind.name, language))


def _require_publish(request: TeamRequest) -> None:
    if Action.PUBLISH not in request.may:  # type: ignore[attr-defined]
        raise Http404  # who may look but not write is told that there is nothing to write to


def _scopes(whose: TemplateOwner) -> list[str]:
    return [scope(whose), scope(whose.programme)] if isinstance(whose, Event) else [scope(whose)]


def _otherwise(whose: TemplateOwner) -> str:
    if not isinstance(whose, Event):
        return _("English")
    name = dict(settings.MAIL_LANGUAGES)[languages.first_supported(whose.programme.language)]
    return _("That of the programme (%(name)s)") % {"name": name}


def _address(whose: TemplateOwner, *parts: str) -> str:
    name = "event" if isinstance(whose, Event) else "programme"
    return reverse(f"mail_templates:{name}_edit" if parts else f"mail_templates:{name}_list", args=[whose.slug, *parts])


def _context(request: TeamRequest, whose: TemplateOwner) -> dict[str, object]:
    return {
        "event": whose if isinstance(whose, Event) else None,
        "programme": whose.programme if isinstance(whose, Event) else whose,
        "may": request.may,  # type: ignore[attr-defined]
        "list_address": _address(whose),
    }
