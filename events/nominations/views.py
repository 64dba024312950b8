"""Focal points name people through their link, and nominees say through theirs whether they come."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.forms import proposed_language
from accounts.middleware import reader_zone
from events.calendars.dates import when_text
from events.models import Delegation, Event, NominationLink, Registration
from events.nominations import pasted_rows, queries, services
from events.nominations.forms import NomineeForm
from events.questions import conditions
from events.questions import queries as questions
from events.questions.answers import save_answers
from events.questions.forms import AnswersForm
from events.registration import links
from events.registration.errors import BulkDecisionError, RegistrationError
from events.registration.forms import RegistrationForm, country_choices, parse_key
from events.registration.services import withdraw
from events.spreadsheets import writer
from events.spreadsheets.forms import RowsForm, flag_repeated
from events.travel.services import update_person

Status = Registration.Status


@dataclass
class NominationInput:
    """What a focal point has typed and not sent off yet, in the forms of one delegation."""

    delegation: Delegation | None = None
    form: NomineeForm | None = None
    listed: RowsForm | None = None
    rows: list[pasted_rows.PastedRow] = field(default_factory=list)
    # What can be chosen where a delegation is of any country: read once for all of them.
    countries: list[tuple[str, str]] = field(default_factory=list)
    # The registration whose seat somebody else should get.
    replaced: int = 0


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])  # programs that look at mails ask for the head alone
def focal_point(request: HttpRequest, token: str) -> HttpResponse:
    """Name people for the seats that are the holder's to fill. Whoever has the link is its holder."""
    link = links.find_focal_point_link(token)
    if link is None or not link.works:
        return links.without_indexing(render(request, "nominations/gone.html", status=404 if link is None else 410))
    delegations = list(queries.delegations_of(link))
    for delegation in delegations:
        delegation.event = link.event
    typed = NominationInput()
    if any(delegation.country_id is None for delegation in delegations):
        typed.countries = country_choices()
    if request.method == "POST":
        key = parse_key(request.POST.get("delegation", ""))
        typed.delegation = next((found for found in delegations if found.pk == key), None)
        act = ACTIONS.get(request.POST.get("action", ""))
        if act is None:
            raise Http404
        if act(request, link, delegations, typed):
            return redirect(request.path)
    nominees = list(queries.nominees(link.event, [found.pk for found in delegations]))
    for registration in nominees:
        registration.event = link.event
    context = {
        "link": link,
        "token": token,
        "event": link.event,
        "when": when_text(link.event),
        "zone": reader_zone(request) or link.person.zone,
        "groups": [_group(found, nominees, typed) for found in delegations],
        "typed": typed,
    }
    return links.without_indexing(render(request, "nominations/focal_point.html", context))


def _group(delegation: Delegation, nominees: list[Registration], typed: NominationInput) -> dict[str, Any]:
    is_typed = typed.delegation == delegation
    ids = f"id_{delegation.pk}_%s"
    return {
        "delegation": delegation,
        "nominees": [one for one in nominees if one.delegation_id == delegation.pk],
        "form": (is_typed and typed.form) or NomineeForm(auto_id=ids, delegation=delegation, countries=typed.countries),
        "listed": (is_typed and typed.listed) or RowsForm(auto_id=ids),
        "rows": typed.rows if is_typed else [],
    }


def _name_one(
    request: HttpRequest, link: NominationLink, delegations: list[Delegation], typed: NominationInput
) -> bool:
    if typed.delegation is None:
        raise Http404
    typed.form = NomineeForm(
        request.POST, delegation=typed.delegation, countries=typed.countries, auto_id=f"id_{typed.delegation.pk}_%s"
    )
    if not typed.form.is_valid():
        return False
    try:
        services.nominate(typed.delegation, [typed.form.nominee()], by=link.person)
    except BulkDecisionError as error:
        typed.form.add_error(None, str(error.problems[0].advice))
    except RegistrationError as error:  # too late: the page has no form any more, beside which to say it
        messages.error(request, error.advice)
    else:
        messages.success(request, _("Named. We write to them and ask whether they come."))
        return True
    return False


def _check(request: HttpRequest, link: NominationLink, delegations: list[Delegation], typed: NominationInput) -> bool:
    if typed.delegation is None:
        raise Http404
    typed.listed = RowsForm(request.POST, request.FILES, auto_id=f"id_{typed.delegation.pk}_%s")
    if typed.listed.is_valid():
        rows = pasted_rows.read_rows(typed.listed.table.rows, typed.delegation)
        if not rows:
            typed.listed.add_error(None, _("There are headings, but no people below them."))
        elif len(rows) > services.LONGEST_LIST:
            most = _("These are %(count)d people. A list may have %(most)d.")
            typed.listed.add_error(None, most % {"count": len(rows), "most": services.LONGEST_LIST})
        else:
            typed.rows = rows
            flag_repeated(typed.rows)
    return False


def _name_all(
    request: HttpRequest, link: NominationLink, delegations: list[Delegation], typed: NominationInput
) -> bool:
    _check(request, link, delegations, typed)
    chosen = [row for row in typed.rows if str(row.key) in request.POST.getlist("row")]
    if not chosen:
        messages.warning(request, _("Tick whom you mean first."))
        return False
    try:
        if not any(row.problems for row in chosen):
            services.nominate(typed.delegation, [row.form.nominee() for row in chosen], by=link.person)  # type: ignore[arg-type]
            done = ngettext("%(count)d person is named.", "%(count)d people are named.", len(chosen))
            messages.success(request, done % {"count": len(chosen)})
            return True
    except BulkDecisionError as error:
        for position, problem in error.problems.items():
            chosen[position].problems.append(str(problem.advice))
    except RegistrationError as error:
        messages.error(request, error.advice)
        return False
    messages.error(request, _("Nothing is saved: see what is wrong beside the rows."))
    return False


def _withdraw(
    request: HttpRequest, link: NominationLink, delegations: list[Delegation], typed: NominationInput
) -> bool:
    try:
        withdraw(_named(request, link, delegations), by=link.person)
    except RegistrationError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, _("Taken back. We tell them."))
    return True


def _replace(request: HttpRequest, link: NominationLink, delegations: list[Delegation], typed: NominationInput) -> bool:
    registration = _named(request, link, delegations)
    delegation = next(found for found in delegations if found.pk == registration.delegation_id)
    form = NomineeForm(request.POST, delegation=delegation, countries=typed.countries)
    if form.is_valid():
        try:
            services.replace(registration, form.nominee(), by=link.person)
        except RegistrationError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, _("Replaced. We tell both."))
            return True
    else:
        messages.error(request, _("Write the name and the e-mail address of who comes instead."))
    typed.replaced, typed.form = registration.pk, form
    return False


def _rank(request: HttpRequest, link: NominationLink, delegations: list[Delegation], typed: NominationInput) -> bool:
    try:
        services.rank(_named(request, link, delegations), -1 if request.POST["action"] == "up" else 1, by=link.person)
    except RegistrationError as error:
        messages.error(request, error.advice)
    return True


def _named(request: HttpRequest, link: NominationLink, delegations: list[Delegation]) -> Registration:
    found = Registration.objects.filter(event=link.event, delegation__in=delegations, nomination__isnull=False)
    return get_object_or_404(
        found.select_related("event__programme", "delegation__country", "person"),
        pk=parse_key(request.POST.get("registration", "")),
    )


ACTIONS = {
    "name": _name_one,
    "check": _check,
    "name_all": _name_all,
    "withdraw": _withdraw,
    "replace": _replace,
    "up": _rank,
    "down": _rank,
}


@never_cache
@require_GET
def summary(request: HttpRequest, token: str) -> HttpResponse:
    """The nominees as a CSV file, for the file of a ministry."""
    link = links.find_focal_point_link(token)
    if link is None or not link.works:
        raise Http404
    delegations = list(queries.delegations_of(link))
    by_key: dict[int | None, Delegation] = {found.pk: found for found in delegations}
    headings = [_("Delegation"), _("Name"), _("Email address"), _("Position"), _("Status"), _("Reserve")]
    rows: list[list[writer.Cell]] = [
        [
            str(by_key[found.delegation_id]),
            found.nomination.name,
            found.nomination.address,
            found.nomination.position,
            found.get_status_display(),
            found.reserve_rank or "",
        ]
        for found in queries.nominees(link.event, [found.pk for found in delegations])
    ]
    response = HttpResponse("".join(writer.csv_chunks(headings, rows)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{link.event.slug}-nominations.csv"'
    return links.without_indexing(response)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])  # programs that look at mails ask for the head alone
def nominee(request: HttpRequest, token: str) -> HttpResponse:
    """The person who was named says who they are, and whether they come."""
    registration = links.find_nominee(token)
    if registration is None:
        return links.without_indexing(render(request, "nominations/gone.html", status=404))
    event = get_object_or_404(Event.objects.select_related("programme", "venue__country"), pk=registration.event_id)
    registration.event = event
    context = {
        "event": event,
        "when": when_text(event),
        "registration": registration,
        "own_url": links.registration_link(registration),
    }
    if registration.status != Status.NOMINATED or not event.is_ahead:
        return links.without_indexing(render(request, "nominations/answered.html", context))
    person, data = registration.person, request.POST or None
    language = proposed_language(request, person.language, event.language, event.programme.language)
    form = RegistrationForm(data, instance=person, event=event, language=language)
    respondent = conditions.respondent_from_form(event, data) if data else conditions.respondent_for(event, person)
    answers = AnswersForm(
        data,
        request.FILES or None,
        questions=questions.form_questions(event, registration),
        respondent=respondent,
        follows_person=True,
        chooses_mode=event.mode == Event.Mode.HYBRID,
        uploader=person,
    )
    if request.method == "POST" and "refuse" in request.POST:
        try:
            withdraw(registration, by=person)
        except RegistrationError as error:
            messages.error(request, error.advice)
        return redirect(request.path)
    answers.store_files()
    if request.method == "POST" and all([form.is_valid(), answers.is_valid()]):
        cleaned = form.cleaned_data
        try:
            with transaction.atomic():
                update_person(person, **form.profile())
                services.accept(
                    registration,
                    mode=cleaned.get("mode", ""),
                    needs=cleaned["needs"],
                    remark=cleaned["remark"],
                )
                save_answers(registration, answers.values(), by=person)
        except RegistrationError as error:
            form.add_error(None, str(error.advice))
        else:
            return redirect(request.path)
    return links.without_indexing(
        render(request, "nominations/nominee.html", context | {"form": form, "answers": answers})
    )
