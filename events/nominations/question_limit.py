"""How many known addresses a focal point can find by the question who is meant (decision 0018), counted in the cache.

The question shows that an address is known here. Without a limit, a list of addresses could be checked as often as wanted.
Above the limit, the answer is the same for known and for unknown addresses, or the limit itself would show it."""

from collections.abc import Sequence

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from accounts.encryption import keyed_digests
from accounts.identity import Description, Identified, question_key
from accounts.models import User
from accounts.security_log import SecurityEvent, record
from events.registration.errors import RegistrationError

DAY = 86_400  # seconds


class TooManyQuestionsError(RegistrationError):
    advice = _(
        "Today you have entered too many addresses that belong to people with other names. Nothing was saved. Please try "
        "again tomorrow, or ask the organisers to add these people."
    )


def require_allowed(focal_point: User, descriptions: Sequence[Description], found: Sequence[Identified]) -> None:
    """Count the questions about these descriptions. Raise TooManyQuestionsError above the limit of a day.

    found: the result of identify(). A question counts once in a day, so that it can be answered. The error does not depend
    on which of the addresses are known."""
    counter = f"questions:{focal_point.pk}"
    keys = [_key(counter, description) for description in descriptions]
    asked_before = set(cache.get_many(keys))
    hits = {key for key, row in zip(keys, found, strict=True) if row.others} - asked_before
    cache.add(counter, 0, DAY)
    new = [key for key in hits if cache.add(key, 1, DAY)]
    if _count(counter, len(new)) <= settings.QUESTIONS_PER_DAY or asked_before.issuperset(keys):
        return
    cache.delete_many(new)  # they were not shown
    record(SecurityEvent.LIMIT_HIT, actor=focal_point, limit="known_addresses")
    raise TooManyQuestionsError


def _count(counter: str, number: int) -> int:
    """Add number to the counter and return its value."""
    try:
        return int(cache.incr(counter, number))
    except ValueError:  # it expired in between
        return number


def _key(counter: str, description: Description) -> str:
    return f"{counter}:{keyed_digests(question_key(description.address, description.name))[0]}"
