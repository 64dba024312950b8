"""The page that puts a person into a seat of a delegation."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.models.search import fold
from events.models import Event, Registration
from events.nominations.cell_views import delegation_or_404
from events.nominations.seating import DateClashError, put_into_seat
from events.nominations.seating_forms import SeatPersonForm
from events.permissions import Action, TeamRequest, event_for
from events.registration.date_clashes import date_clashes
from events.registration.errors import RegistrationError
from events.registration.forms import parse_key
from events.registration.requirement_checks import open_for

MOST_FOUND = 8


@event_for(Action.DECIDE_REGISTRATIONS)
@never_cache
@require_http_methods(["GET", "POST"])
def seat_person(request: TeamRequest, event: Event, delegation: int) -> HttpResponse:
    """Find or describe a person, show their date clashes, and put them into a seat."""
    opened, words = delegation_or_404(event, delegation), request.GET.get("q", "")
    chosen = _known(event).filter(pk=parse_key(request.GET.get("person", ""))).first()
    clashes: list[Event] = date_clashes(event, [chosen.pk]).get(chosen.pk, []) if chosen else []
    form = SeatPersonForm(
        request.POST or None,
        has_letter=opened.has_letter,
        asks_letter=event.requires_letter,
        initial=_description(chosen),
    )
    if request.method == "POST" and form.is_valid():
        try:
            put_into_seat(
                opened,
                form.nominee(),
                by=request.user,
                reason=form.cleaned_data["reason"],
                accepts_clash="accept_clash" in request.POST,
                accepts_open="nevertheless" in request.POST,
            )
        except DateClashError as error:
            clashes = error.events
        except RegistrationError as error:
            form.add_error(None, str(error.advice))
        else:
            done = _("%(name)s has a seat of the delegation: %(delegation)s.")
            messages.success(request, done % {"name": form.cleaned_data["name"], "delegation": opened})
            return redirect("nominations:cell", event.slug, opened.pk)
    context = {
        "event": event,
        "delegation": opened,
        "form": form,
        "clashes": clashes,
        "unmet": open_for(event, chosen),
        "accepts_open": "nevertheless" in request.POST,
        "words": words,
        "found": _search(event, words),
    }
    return render(request, "nominations/seat_person.html", context)


def _known(event: Event) -> QuerySet[User]:
    """Return the people with a registration in an event of the programme."""
    registered = Registration.objects.filter(event__programme=event.programme_id)
    return User.objects.filter(pk__in=registered.values("person"), is_active=True, erase_at=None)


def _search(event: Event, words: str) -> list[User]:
    """Return the known people whose name, address or organisation contains all words."""
    people = _known(event)
    wanted = fold(words).split()
    for word in wanted:
        people = people.filter(search_text__contains=word)
    return list(people.order_by("name", "pk")[:MOST_FOUND]) if wanted else []


def _description(person: User | None) -> dict[str, str]:
    if person is None:
        return {}
    return {
        "name": person.name,
        "address": person.email,
        "position": person.position,
        "organisation": person.organisation_name,
    }
