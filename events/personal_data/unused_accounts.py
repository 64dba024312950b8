"""Delete accounts that nobody uses, after a warning."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import now

from accounts.models import User
from events.models import Contributor, Delegation, Erasure, NominationLink, Registration, TeamMember
from events.personal_data import notify
from events.personal_data.batches import BATCH, cutoff

# The person is warned this long before the period ends.
WARNING = timedelta(days=30)


def unused(people: QuerySet[User]) -> QuerySet[User]:
    """Return those of people who have no registration, no task and no right, whenever they last signed in."""
    of_person = {"person": OuterRef("pk")}
    live_link = NominationLink.objects.filter(**of_person, revoked_at=None, expires_at__gt=now())
    delegation = Delegation.objects.filled_by(OuterRef("pk")).filter(event__ahead_until__gte=now())
    return people.filter(is_staff=False, is_superuser=False, is_active=True, erase_at=None).exclude(
        Exists(Registration.objects.filter(**of_person))
        | Exists(TeamMember.objects.filter(**of_person))
        | Exists(Contributor.objects.filter(**of_person))
        | Exists(live_link)
        | Exists(delegation)
    )


def warn() -> int:
    """Warn the people whose account was not used for two years (less the time of the warning); return how many.

    First end the warnings of people who use their account again."""
    keep_used()
    before = cutoff("accounts") + WARNING
    old = Q(date_joined__lt=before) & (Q(last_login=None) | Q(last_login__lt=before))
    people = unused(User.objects.filter(old, erasure=None))
    return sum(_warn(person) for person in people.order_by("pk")[:BATCH])


@transaction.atomic
def _warn(person: User) -> int:
    erasure, is_new = Erasure.objects.get_or_create(
        person=person, defaults={"cause": Erasure.Cause.UNUSED, "due_at": now() + WARNING}
    )
    if is_new:
        notify.account_unused(erasure)
    return int(is_new)


def keep_used() -> int:
    """End the warnings of people who have signed in or got a registration or a task since; return how many."""
    warned = Erasure.objects.filter(cause=Erasure.Cause.UNUSED, finished_at=None)
    return sum(erasure.delete()[0] for erasure in warned.select_related("person") if not is_still_unused(erasure))


def is_still_unused(erasure: Erasure) -> bool:
    """Return whether the person of a warning has not used their account since."""
    person = User.objects.get(pk=erasure.person_id)
    if person.last_login and person.last_login >= erasure.requested_at:
        return False
    return unused(User.objects.filter(pk=person.pk)).exists()
