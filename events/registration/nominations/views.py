"""Delegations: organisers share out seats, focal points name people through their link, nominees say whether they come."""

import csv
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms import PROFILE_FIELDS
from accounts.middleware import reader_zone
from accounts.services import update_profile
from events.calendars.wording import when_text
from events.models import Country, Delegation, Event, NominationLink, Registration
from events.permissions import Action, event_for, programmes_where
from events.registration import links
from events.registration.errors import GridRefused, NotAll, RegistrationError
from events.registration.forms import RegistrationForm
from events.registration.nominations import pasted, queries, services
from events.registration.nominations.forms import FillForm, FocalPointForm, GridForm, ListForm, NomineeForm
from events.registration.services import withdraw

Status = Registration.Status


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def grid(request: HttpRequest, event: Event) -> HttpResponse:
    """Seats by country and constituency; filled, copied from another event and saved on one page."""
    delegations = list(queries.delegations(event))
    shown = _copied(request) or delegations
    options: dict[str, Any] = {
        "delegations": shown,
        "countries": _countries(request, event, shown),
        "all_groups": "all" in request.GET,
    }
    form = GridForm(request.POST or None, **options)
    fill = FillForm(request.POST if "fill" in request.POST else None, grid=form)
    if request.method == "POST" and "fill" in request.POST:
        if fill.is_valid():
            numbers = fill.cleaned_data
            form = GridForm(form.filled(numbers["line"], numbers["fill_seats"], numbers["fill_reserves"]), **options)
            messages.info(request, _("Filled in below. Nothing is saved yet."))
    elif request.method == "POST" and form.is_valid():
        try:
            services.set_grid(event, form.cells())
        except GridRefused as error:
            for reason in error.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, _("The seats are saved."))
            return redirect("nominations:grid", event.slug)
    context = {
        "event": event,
        "form": form,
        "fill": fill,
        "focal_form": FocalPointForm(event=event, delegations=delegations),
        "delegations": delegations,
        "links": queries.links(event),
        "others": _events_with_grids(request, event),
        "missing": Country.objects.exclude(pk__in=[pk for pk, _label in form.rows]),
        "may": request.may,
    }
    return render(request, "organise/delegations.html", context)


def _countries(request: HttpRequest, event: Event, delegations: list[Delegation]) -> list[Country]:
    wanted = {found.country_id for found in delegations if found.country_id}
    wanted |= set(event.countries.values_list("pk", flat=True)) | {
        iso2.upper() for iso2 in request.GET.getlist("country")
    }
    return list(Country.objects.filter(pk__in=wanted).order_by("name"))


def _events_with_grids(request: HttpRequest, event: Event) -> list[Event]:
    mine = Event.objects.filter(programme__in=programmes_where(request.user, Action.EDIT_EVENTS))
    return list(mine.filter(delegations__isnull=False).exclude(pk=event.pk).distinct().order_by("-starts_at")[:50])


def _copied(request: HttpRequest) -> list[Delegation]:
    """Return the seats of the event that is asked to be copied, with nobody in them."""
    slug = request.GET.get("from", "")
    if not slug:
        return []
    mine = Event.objects.filter(programme__in=programmes_where(request.user, Action.EDIT_EVENTS))
    source = get_object_or_404(mine, slug=slug)
    return [
        Delegation(
            country=found.country,
            constituency=found.constituency,
            seats=found.seats,
            reserve_seats=found.reserve_seats,
        )
        for found in queries.delegations(source)
    ]


@event_for(Action.EDIT_EVENTS)
@require_POST
def focal_points(request: HttpRequest, event: Event) -> HttpResponse:
    """Give delegations to a focal point; send a link again, revoke it, remind those with seats left."""
    action = request.POST.get("action", "")
    if action == "remind":
        count = services.remind(event)
        done = ngettext("%(count)d focal point is reminded.", "%(count)d focal points are reminded.", count)
        messages.success(request, done % {"count": count})
    elif action in {"again", "revoke"}:
        link = get_object_or_404(NominationLink, event=event, pk=_key(request.POST.get("link", "")))
        if action == "again":
            services.send_again(link)
            messages.success(request, _("The link is on its way again."))
        else:
            services.revoke(link)
            messages.success(request, _("The link no longer works."))
    else:
        form = FocalPointForm(request.POST, event=event, delegations=queries.delegations(event))
        if not form.is_valid():
            for name, errors in form.errors.items():
                messages.error(request, f"{form.fields[name].label}: {errors[0]}")
            return redirect("nominations:grid", event.slug)
        cleaned = form.cleaned_data
        services.appoint(
            event,
            [int(key) for key in cleaned["delegations"]],
            address=cleaned["address"],
            name=cleaned["name"],
            closes_at=cleaned["closes_local"],
        )
        messages.success(request, _("The link is on its way to %(address)s.") % {"address": cleaned["address"]})
    return redirect("nominations:grid", event.slug)


def _key(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, event: Event) -> HttpResponse:
    """Show who would get the seats that nobody was named for, then give them."""
    if request.method == "POST":
        try:
            released = services.release(event, by=request.user)
        except RegistrationError as error:
            messages.error(request, error.advice)
        else:
            done = ngettext("%(count)d seat is released.", "%(count)d seats are released.", len(released))
            messages.success(request, done % {"count": len(released)})
        return redirect("nominations:grid", event.slug)
    return render(request, "organise/delegations_release.html", {"event": event, "plan": queries.plan_release(event)})


@never_cache
@require_http_methods(["GET", "POST"])
def focal_point(request: HttpRequest, token: str) -> HttpResponse:
    """Name people for the seats that are the holder's to fill. Whoever has the link is its holder."""
    link = links.link_of(token)
    if link is None or not link.works:
        return _private(render(request, "nominations/gone.html", status=404 if link is None else 410))
    delegations = list(queries.delegations_of(link))
    for delegation in delegations:
        delegation.event = link.event
    form, rows, listed = NomineeForm(), [], ListForm()
    chosen = _chosen(request, delegations)
    if request.method == "POST":
        action = request.POST.get("action", "")
        if action == "name" and chosen:
            form = NomineeForm(request.POST)
            if form.is_valid() and _name(request, link, chosen, [form.nominee()], form):
                return redirect(request.path)
        elif action in {"check", "name_all"} and chosen:
            listed = ListForm(request.POST)
            if listed.is_valid():
                rows = pasted.read(listed.cleaned_data["rows"])
                pasted.told_twice(rows)
                if action == "name_all" and _name_all(request, link, chosen, rows):
                    return redirect(request.path)
        elif action in {"withdraw", "replace"}:
            form = NomineeForm(request.POST if action == "replace" else None)
            if _change(request, link, delegations, form, action):
                return redirect(request.path)
        else:
            raise Http404
    nominees = list(queries.nominees(link.event, [found.pk for found in delegations]))
    for registration in nominees:
        registration.event = link.event
    zone = reader_zone(request) or link.person.zone
    context = {
        "link": link,
        "event": link.event,
        "when": when_text(link.event),
        "zone": zone,
        "groups": [(found, [one for one in nominees if one.delegation_id == found.pk]) for found in delegations],
        "form": form,
        "listed": listed,
        "rows": rows,
        "rows_are_good": bool(rows) and not any(row.problems for row in rows),
        "chosen": chosen,
    }
    return _private(render(request, "nominations/focal_point.html", context))


def _chosen(request: HttpRequest, delegations: list[Delegation]) -> Delegation | None:
    key = _key(request.POST.get("delegation", ""))
    return next((found for found in delegations if found.pk == key), None)


def _name(
    request: HttpRequest,
    link: NominationLink,
    delegation: Delegation,
    nominees: list[services.Nominee],
    form: NomineeForm,
) -> bool:
    try:
        services.nominate(delegation, nominees, by=link.person)
    except NotAll as error:
        form.add_error(None, error.problems[0])
        return False
    except RegistrationError as error:
        form.add_error(None, str(error.advice))
        return False
    messages.success(request, _("Named. We write to them and ask whether they come."))
    return True


def _name_all(request: HttpRequest, link: NominationLink, delegation: Delegation, rows: list[pasted.Row]) -> bool:
    good = [row for row in rows if str(row.number) in request.POST.getlist("row")]
    if not good:
        messages.warning(request, _("Tick whom you mean first."))
        return False
    if any(row.problems for row in good):
        messages.error(request, _("Nothing is saved: see what is wrong beside the rows."))
        return False
    try:
        services.nominate(delegation, [row.form.nominee() for row in good], by=link.person)
    except NotAll as error:
        for position, problem in error.problems.items():
            good[position].problems.append(problem)
        messages.error(request, _("Nothing is saved: see what is wrong beside the rows."))
        return False
    except RegistrationError as error:
        messages.error(request, error.advice)
        return False
    done = ngettext("%(count)d person is named.", "%(count)d people are named.", len(good))
    messages.success(request, done % {"count": len(good)})
    return True


def _change(
    request: HttpRequest, link: NominationLink, delegations: list[Delegation], form: NomineeForm, action: str
) -> bool:
    registration = get_object_or_404(
        Registration.objects.select_related("delegation__country", "person"),
        event=link.event,
        delegation__in=delegations,
        nomination__isnull=False,
        pk=_key(request.POST.get("registration", "")),
    )
    try:
        if action == "withdraw":
            withdraw(registration, by=link.person)
            messages.success(request, _("Taken back. We tell them."))
        elif not form.is_valid():
            messages.error(request, _("Write the name and the e-mail address of who comes instead."))
            return False
        else:
            services.replace(registration, form.nominee(), by=link.person)
            messages.success(request, _("Replaced. We tell both."))
    except RegistrationError as error:
        messages.error(request, error.advice)
        return False
    return True


@never_cache
@require_GET
def summary(request: HttpRequest, token: str) -> HttpResponse:
    """The nominees as a CSV file, for the file of a ministry."""
    link = links.link_of(token)
    if link is None or not link.works:
        raise Http404
    delegations = list(queries.delegations_of(link))
    by_key = {found.pk: found for found in delegations}
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{link.event.slug}-nominations.csv"'
    response.write("\ufeff")  # so that spreadsheets read it as UTF-8
    writer = csv.writer(response)
    writer.writerow([_("Delegation"), _("Name"), _("E-mail address"), _("Position"), _("State"), _("Reserve")])
    for found in queries.nominees(link.event, list(by_key)):
        named = found.nomination
        cells = [str(by_key[found.delegation_id]), named.name, named.address, named.position]
        writer.writerow([*map(_harmless, cells), found.get_status_display(), found.reserve_rank or ""])
    return _private(response)


def _harmless(text: str) -> str:
    # A spreadsheet would compute what begins like a formula.
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


@never_cache
@require_http_methods(["GET", "POST"])
def nominee(request: HttpRequest, token: str) -> HttpResponse:
    """The person who was named says who they are, and whether they come."""
    registration = links.nominee_of(token)
    if registration is None:
        return _private(render(request, "nominations/gone.html", status=404))
    event = get_object_or_404(Event.objects.select_related("programme", "venue__country"), pk=registration.event_id)
    registration.event = event
    context = {"event": event, "when": when_text(event), "registration": registration}
    if registration.status != Status.NOMINATED or not event.is_ahead:
        return _private(render(request, "nominations/answered.html", context))
    form = RegistrationForm(request.POST or None, instance=registration.person)
    if request.method == "POST" and "refuse" in request.POST:
        return _answer(request, lambda: withdraw(registration, by=registration.person))
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data

        def come() -> None:
            with transaction.atomic():
                update_profile(registration.person, **{name: cleaned[name] for name in PROFILE_FIELDS})
                services.accept(registration, needs=cleaned["needs"], remark=cleaned["remark"])

        return _answer(request, come)
    return _private(render(request, "nominations/nominee.html", context | {"form": form}))


def _answer(request: HttpRequest, change: Any) -> HttpResponse:
    try:
        change()
    except RegistrationError as error:
        messages.error(request, error.advice)
    return redirect(request.path)


def _private(response: HttpResponse) -> HttpResponse:
    """Let nobody else learn the address of a page whose address is a secret."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
