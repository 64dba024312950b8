"""Pages of focal points. The link of a page is the permission: it needs no account."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.links.confirmation import ask_first
from accounts.links.pages import behind_link
from accounts.links.tokens import Link
from accounts.middleware import reader_zone
from accounts.models import User
from events.calendars.dates import when_text
from events.models import Delegation, NominationLink, Registration
from events.models.country import CountryGroup, country_choices
from events.nominations import letters, queries, services
from events.nominations.forms import NomineeForm
from events.nominations.letter_upload import LetterForm, upload_letter
from events.nominations.order_posts import DOWN, ORDER, UP, change_order
from events.nominations.pasted_rows import PastedRow, ask_who_is_meant, read_rows
from events.nominations.question_limit import TooManyQuestionsError
from events.nominations.replacing import things_to_change
from events.questions.uploads import store_uploads
from events.registration import links
from events.registration.errors import BulkDecisionError, RegistrationError
from events.registration.forms import parse_key
from events.registration.questions import about_nominee
from events.registration.requirement_checks import RequirementCheck, requirement_checks
from events.registration.services import withdraw
from events.requirements.answers import save_for_nominee
from events.requirements.forms import RequirementsForm
from events.spreadsheets import writer
from events.spreadsheets.forms import RowsForm


@dataclass
class NominationInput:
    """What the focal point has entered for one delegation and not saved.

    countries: the choices of a delegation of any country. replaced: the primary key of the
    registration to replace, 0 for none."""

    delegation: Delegation | None = None
    form: NomineeForm | None = None
    rows_form: RowsForm | None = None
    rows: list[PastedRow] = field(default_factory=list)
    countries: list[CountryGroup] = field(default_factory=list)
    replaced: int = 0
    letter_form: LetterForm | None = None
    # The requirements of the event, without a person.
    checks: list[RequirementCheck] = field(default_factory=list)
    requirements: RequirementsForm | None = None


@dataclass(frozen=True)
class DelegationSection:
    """A delegation on the page of its focal point: its nominees, the people to whom the organisers gave a seat, the forms,
    and the rows of a list to check."""

    delegation: Delegation
    nominees: list[Registration]
    placed: list[Registration]
    form: NomineeForm
    rows_form: RowsForm
    rows: list[PastedRow]
    letter_state: str
    letter_form: LetterForm
    requirements: RequirementsForm

    @property
    def orders(self) -> bool:
        """Whether there are several nominees, so that the focal point can order them."""
        return self.delegation.event.is_ahead and sum(nominee.is_active for nominee in self.nominees) > 1


@behind_link(links.FOCAL_POINT)
def focal_point(request: HttpRequest, personal: Link[NominationLink]) -> HttpResponse:
    """Nominate people for the delegations of the focal point who has this link."""
    link = personal.subject
    delegations = _delegations(link)
    entered = NominationInput(checks=requirement_checks(link.event, [Registration(event=link.event)]).get(None, []))
    if any(delegation.country_id is None for delegation in delegations):
        entered.countries = country_choices()
    if request.method == "POST":
        key = parse_key(request.POST.get("delegation", ""))
        entered.delegation = next((delegation for delegation in delegations if delegation.pk == key), None)
        action = ACTIONS.get(request.POST.get("action", ""))
        if action is None:
            raise Http404
        if action is _withdraw and (page := ask_first(request, about_nominee(_nominee(request, link, delegations)))):
            return page
        if action(request, link, delegations, entered):
            return redirect(request.path)
    keys = [delegation.pk for delegation in delegations]
    nominees, placed = list(queries.nominees(link.event, keys)), list(queries.placed(link.event, keys))
    for registration in nominees:
        registration.event = link.event
    things = things_to_change(link.event, [nominee for nominee in nominees if nominee.is_active])
    for registration in nominees:
        registration.things_to_change = things.get(registration.pk, [])  # type: ignore[attr-defined]  # for the template
    context = {
        "link": link,
        "token": personal.token,
        "event": link.event,
        "when": when_text(link.event),
        "zone": reader_zone(request) or link.person.zone,
        "sections": [_section(delegation, nominees, placed, entered, link.person) for delegation in delegations],
        "entered": entered,
    }
    return render(request, "nominations/focal_point.html", context)


def _delegations(link: NominationLink) -> list[Delegation]:
    delegations = list(queries.delegations_of(link))
    for delegation in delegations:
        delegation.event = link.event
    return delegations


def _section(
    delegation: Delegation,
    nominees: list[Registration],
    placed: list[Registration],
    entered: NominationInput,
    focal_point: User,
) -> DelegationSection:
    is_entered = entered.delegation == delegation
    form = entered.form if is_entered else None
    rows_form = entered.rows_form if is_entered else None
    auto_id = _auto_id(delegation)
    return DelegationSection(
        delegation=delegation,
        nominees=[nominee for nominee in nominees if nominee.delegation_id == delegation.pk],
        placed=[other for other in placed if other.delegation_id == delegation.pk],
        form=form
        or NomineeForm(auto_id=auto_id, delegation=delegation, countries=entered.countries, focal_point=focal_point),
        rows_form=rows_form or RowsForm(auto_id=auto_id),
        rows=entered.rows if is_entered else [],
        letter_state=letters.state_of(delegation.event, delegation),
        requirements=(entered.requirements if is_entered else None)
        or RequirementsForm(checks=entered.checks, is_partial=True, auto_id=auto_id),
        letter_form=(entered.letter_form if is_entered else None) or LetterForm(delegation=delegation),
    )


def _auto_id(delegation: Delegation) -> str:
    """Return the pattern of the HTML ids of a form. It differs between the delegations of a page."""
    return f"id_{delegation.pk}_%s"


# The actions of the page. Each one returns True if the page is to be loaded again, and False if it is to be shown with
# the entered data.


def _nominate_one(
    request: HttpRequest, link: NominationLink, delegations: list[Delegation], entered: NominationInput
) -> bool:
    if entered.delegation is None:
        raise Http404
    form = entered.form = NomineeForm(
        request.POST,
        delegation=entered.delegation,
        countries=entered.countries,
        focal_point=link.person,
        auto_id=_auto_id(entered.delegation),
    )
    asked = entered.requirements = RequirementsForm(
        request.POST,
        request.FILES,
        checks=entered.checks,
        is_partial=True,
        uploader=link.person,
        auto_id=_auto_id(entered.delegation),
    )
    store_uploads(asked, link.person)
    if not all([form.is_valid(), asked.is_valid()]):
        return False
    try:
        with transaction.atomic():
            (registration,) = services.nominate(entered.delegation, [form.nominee()], by=link.person)
            save_for_nominee(registration, asked.values(), by=link.person)
    except BulkDecisionError as error:
        form.add_error(None, str(error.problems[0].advice))
    except RegistrationError as error:  # after the deadline the page has no form that could show the error
        messages.error(request, error.advice)
    else:
        messages.success(request, _("The person is nominated. They get an email that asks whether they will come."))
        return True
    return False


def _check_list(
    request: HttpRequest, link: NominationLink, delegations: list[Delegation], entered: NominationInput
) -> bool:
    if entered.delegation is None:
        raise Http404
    _read_list(request, link.person, entered.delegation, entered)
    return False


def _read_list(request: HttpRequest, focal_point: User, delegation: Delegation, entered: NominationInput) -> None:
    """Read the rows of a list. Add an error to the form if there are no rows, too many, or too many questions."""
    form = entered.rows_form = RowsForm(request.POST, request.FILES, auto_id=_auto_id(delegation))
    if not form.is_valid():
        return
    rows = read_rows(form.table.rows, delegation)
    if not rows:
        form.add_error(None, _("There are headings, but no people below them."))
    elif len(rows) > services.LONGEST_LIST:
        problem = _("This list has %(count)d people. The limit is %(most)d.")
        form.add_error(None, problem % {"count": len(rows), "most": services.LONGEST_LIST})
    else:
        try:
            ask_who_is_meant(rows, request.POST, focal_point)
        except TooManyQuestionsError as error:
            form.add_error(None, str(error.advice))
        else:
            entered.rows = rows


def _nominate_list(
    request: HttpRequest, link: NominationLink, delegations: list[Delegation], entered: NominationInput
) -> bool:
    delegation = entered.delegation
    if delegation is None:
        raise Http404
    _read_list(request, link.person, delegation, entered)
    if entered.rows_form and entered.rows_form.errors:
        return False
    chosen = [row for row in entered.rows if str(row.key) in request.POST.getlist("row")]
    if not chosen:
        messages.warning(request, _("Select people first."))
        return False
    try:
        if not any(row.problems for row in chosen):
            services.nominate(delegation, [row.nominee() for row in chosen], by=link.person)
            done = ngettext("%(count)d person was nominated.", "%(count)d people were nominated.", len(chosen))
            messages.success(request, done % {"count": len(chosen)})
            return True
    except BulkDecisionError as error:
        for position, problem in error.problems.items():
            chosen[position].problems.append(str(problem.advice))
    except RegistrationError as error:
        messages.error(request, error.advice)
        return False
    messages.error(request, _("Nothing was saved. The problems are shown next to the rows."))
    return False


def _withdraw(
    request: HttpRequest, link: NominationLink, delegations: list[Delegation], entered: NominationInput
) -> bool:
    try:
        withdraw(_nominee(request, link, delegations), by=link.person)
    except RegistrationError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, _("The nomination is withdrawn. The person is notified."))
    return True


def _replace(
    request: HttpRequest, link: NominationLink, delegations: list[Delegation], entered: NominationInput
) -> bool:
    registration = _nominee(request, link, delegations)
    delegation = next(delegation for delegation in delegations if delegation.pk == registration.delegation_id)
    form = NomineeForm(request.POST, delegation=delegation, countries=entered.countries, focal_point=link.person)
    if form.is_valid():
        try:
            services.replace(registration, form.nominee(), by=link.person)
        except RegistrationError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, _("The nominee is replaced. Both people are notified."))
            return True
    else:
        problem = " ".join(map(str, form.non_field_errors()))
        messages.error(request, problem or _("Enter the name and the email address of the new nominee."))
    entered.replaced, entered.form = registration.pk, form
    return False


def _order(request: HttpRequest, link: NominationLink, delegations: list[Delegation], entered: NominationInput) -> bool:
    change_order(request, entered.delegation, _nominees(link, delegations), by=link.person)
    return True


def _letter(
    request: HttpRequest, link: NominationLink, delegations: list[Delegation], entered: NominationInput
) -> bool:
    entered.letter_form = upload_letter(request, link, delegations)
    return entered.letter_form is None


def _nominee(request: HttpRequest, link: NominationLink, delegations: list[Delegation]) -> Registration:
    """Return the nominee in the request. Raise Http404 if the delegations of the focal point do not have them."""
    return get_object_or_404(_nominees(link, delegations), pk=parse_key(request.POST.get("registration", "")))


def _nominees(link: NominationLink, delegations: list[Delegation]) -> QuerySet[Registration]:
    nominees = Registration.objects.filter(event=link.event, delegation__in=delegations, nomination__isnull=False)
    return nominees.select_related("event__programme", "delegation__country", "person")


type PageAction = Callable[[HttpRequest, NominationLink, list[Delegation], NominationInput], bool]

ACTIONS: dict[str, PageAction] = {
    "name": _nominate_one,
    "check": _check_list,
    "name_all": _nominate_list,
    "withdraw": _withdraw,
    "replace": _replace,
    "letter": _letter,
    ORDER: _order,
    UP: _order,
    DOWN: _order,
}


@behind_link(links.FOCAL_POINT, ("GET", "HEAD"))
def summary(request: HttpRequest, personal: Link[NominationLink]) -> HttpResponse:
    """Download the nominees as a CSV file."""
    link = personal.subject
    delegations = list(queries.delegations_of(link))
    labels: dict[int | None, str] = {delegation.pk: str(delegation) for delegation in delegations}
    headings = [_("Delegation"), _("Name"), _("Email address"), _("Position"), _("Status"), _("Reserve")]
    rows: list[list[writer.Cell]] = [
        [
            labels[registration.delegation_id],
            registration.nomination.name,
            registration.nomination.address,
            registration.nomination.position,
            registration.get_status_display(),
            registration.reserve_rank or "",
        ]
        for registration in queries.nominees(link.event, [delegation.pk for delegation in delegations])
    ]
    response = HttpResponse("".join(writer.csv_chunks(headings, rows)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{link.event.slug}-nominations.csv"'
    return response
