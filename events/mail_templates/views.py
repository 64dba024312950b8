"""The pages Mail texts: each text in each language. Members who may publish edit them; those who may edit events view
them."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import languages
from events.mail_templates import services
from events.mail_templates.forms import PARTS, LanguageForm, WordingForm
from events.mail_templates.services import TemplateOwner
from events.mails import catalogue
from events.mails.context import scope
from events.mails.declarations import MailVariant
from events.models import Event, Programme
from events.permissions import Action, TeamRequest, event_for, programme_for
from notifications.wording import overrides
from notifications.wording.overrides import MailSources, OutdatedWordingError, WordingError


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


def _list(request: TeamRequest, owner: TemplateOwner) -> HttpResponse:
    inherited = _inherited_language(owner)
    form = LanguageForm(request.POST or None, inherited=inherited, initial={"language": owner.language})
    if request.method == "POST":
        _require_publish(request)
        if form.is_valid():
            services.set_language(owner, form.cleaned_data["language"])
            messages.success(request, _("Saved."))
            return redirect(_address(owner))
    sources = MailSources.of(*_scopes(owner))
    groups: dict[str, list[MailVariant]] = {}
    for text in catalogue.TEXTS:
        if text.is_shipped:
            groups.setdefault(str(text.group), []).append(text)
    rows = [
        {"kind": text, "cells": [_cell(owner, sources, text, code, name) for code, name in settings.MAIL_LANGUAGES]}
        for texts in groups.values()
        for text in texts
    ]
    context = _context(request, owner) | {"rows": rows, "form": form, "languages": settings.MAIL_LANGUAGES}
    return render(request, "mail_templates/mail_templates.html", context)


def _cell(owner: TemplateOwner, sources: MailSources, text: MailVariant, language: str, name: str) -> dict[str, object]:
    row = sources.row(text.name, language)
    state = _("default text")
    if row:
        state = _("own text") if row.scope == scope(owner) else _("text of the programme")
    return {"state": state, "row": row, "language": name, "address": _address(owner, text.name, language)}


def _edit(request: TeamRequest, owner: TemplateOwner, name: str, language: str) -> HttpResponse:
    text = catalogue.find_text(name)
    if text is None or language not in languages.LANGUAGES:
        raise Http404
    versions = overrides.history(scope(owner), name, language)
    source = MailSources.of(*_scopes(owner)).words(name, language)
    initial = {part: getattr(source, part) for part in PARTS} | {"after": versions[0].version if versions else 0}
    form = WordingForm(request.POST or None, initial=initial)
    if request.method == "POST":
        action = request.POST.get("do", "")
        if action != "preview":
            _require_publish(request)
        if response := _act(request, owner, text, language, form, action=action):
            return response
    # The preview shows what was typed, even if it is not valid.
    shown = form.typed() if form.is_bound else source
    reader = str(form["reader"].value() or "")
    preview = services.preview_template(owner, text, language, shown, reader=reader)
    context = _context(request, owner) | {
        "form": form,
        "kind": text,
        "language_name": dict(settings.MAIL_LANGUAGES)[language],
        "versions": versions,
        "has_own_text": bool(versions and not versions[0].is_empty),
        "look": preview,
        "unknown_reader": reader if preview.is_sample else "",
        # The problems that saving would report are shown while the text is typed.
        "problems": overrides.problems(text, shown) if form.is_bound and not form.errors else {},
        "other_languages": [
            (label, _address(owner, name, code)) for code, label in settings.MAIL_LANGUAGES if code != language
        ],
        "readers": services.readers(owner) if Action.VIEW_REGISTRATIONS in request.may else [],
        "address": _address(owner, name, language),
    }
    template = "mail_templates/mail_template_edit.html"
    return render(request, f"{template}#look" if request.htmx else template, context)


def _act(
    request: TeamRequest, owner: TemplateOwner, text: MailVariant, language: str, form: WordingForm, *, action: str
) -> HttpResponse | None:
    """Carry out action; return None to show the page again."""
    if action == "preview" or not form.is_valid():
        return None
    source, after = form.source(), form.cleaned_data["after"]
    try:
        if action == "test":
            overrides.check(text, source)
            services.send_test(owner, text, language, source, to=request.user, reader=form.cleaned_data["reader"])
            messages.success(request, _("A test email is on its way to %(address)s.") % {"address": request.user.email})
            return None
        if action == "reset":
            overrides.restore_default(scope(owner), text.name, language, by=request.user, after=after)
            messages.success(request, _("The previous text is restored."))
        elif action == "save":
            overrides.save_override(scope(owner), text.name, language, source, by=request.user, after=after)
            messages.success(request, _("Saved. New emails use this text."))
        else:
            return None
    except WordingError as error:
        form.add_problems(error.problems)
        return None
    except OutdatedWordingError as error:
        form.add_error(None, str(error.advice))
        return None
    return redirect(_address(owner, text.name, language))


def _require_publish(request: TeamRequest) -> None:
    if Action.PUBLISH not in request.may:
        raise Http404  # for a member who may only view, there is nothing to post to


def _scopes(owner: TemplateOwner) -> list[str]:
    return [scope(owner), scope(owner.programme)] if isinstance(owner, Event) else [scope(owner)]


def _inherited_language(owner: TemplateOwner) -> str:
    if not isinstance(owner, Event):
        return _("English")
    name = dict(settings.MAIL_LANGUAGES)[languages.first_supported(owner.programme.language)]
    return _("Language of the programme (%(name)s)") % {"name": name}


def _address(owner: TemplateOwner, *parts: str) -> str:
    name = "event" if isinstance(owner, Event) else "programme"
    return reverse(f"mail_templates:{name}_edit" if parts else f"mail_templates:{name}_list", args=[owner.slug, *parts])


def _context(request: TeamRequest, owner: TemplateOwner) -> dict[str, object]:
    return {
        "event": owner if isinstance(owner, Event) else None,
        "programme": owner.programme if isinstance(owner, Event) else owner,
        "may": request.may,
        "list_address": _address(owner),
    }
