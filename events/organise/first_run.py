"""The first steps in a new installation: programme, colleague, venue, event. What is done follows from facts."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events.models import Event, Programme, TeamInvitation, TeamMember, Venue

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class FirstStep:
    """A step. url: where it is done; "" while an earlier step must be done first."""

    number: int
    title: "StrOrPromise"
    text: "StrOrPromise"
    verb: "StrOrPromise"
    url: str
    is_done: bool
    is_next: bool = False


def is_first_run(user: User) -> bool:
    """Return whether user sets up this installation: a superuser, before the first event. One query, or none."""
    return user.is_superuser and not Event.objects.exists()


def next_step(user: User, path: str) -> FirstStep | None:
    """Return the step that is next; None if the installation is set up, or somebody else does it.

    None also on the page of a step that is not done: its reader does that one first."""
    if not is_first_run(user):
        return None
    steps = first_steps(user)
    if any(step.url == path and not step.is_done for step in steps):
        return None
    return next(step for step in steps if step.is_next)


def first_steps(user: User) -> list[FirstStep]:
    """Return the four steps. At most four queries.

    The colleague has been invited: the set-up does not wait for the answer."""
    programme = Programme.objects.order_by("pk").first()
    has_colleague = programme is not None and (
        TeamMember.objects.exclude(person=user).exists() or TeamInvitation.objects.exists()
    )

    def page(name: str) -> str:
        return reverse(name, args=[programme.slug]) if programme else ""

    done = [programme is not None, has_colleague, Venue.objects.exists(), False]
    steps = [
        (
            _("Your programme"),
            programme.name if programme else _("Its name, contact and countries. Events belong to a programme."),
            _("Create a programme"),
            reverse("programmes:create"),
        ),
        (
            _("A colleague"),
            _(
                "Your colleague gets an email with a link and the role you choose. With two people, you are not dependent on one account."
            ),
            _("Invite a colleague"),
            page("programmes:team"),
        ),
        (
            _("A venue"),
            _("Address, rooms and time zone. Events at the venue use its time zone."),
            _("Add a venue"),
            page("venues:create"),
        ),
        (
            _("An event"),
            _("Answer five questions to create a draft with an agenda, questions and reminders."),
            _("Create an event"),
            page("planning:new"),
        ),
    ]
    following = done.index(False)
    return [
        FirstStep(number + 1, title, text, verb, url, done[number], number == following)
        for number, (title, text, verb, url) in enumerate(steps)
    ]
