"""Refusing mails that one can do without, and wanting them again."""

from typing import Any

from django.db import transaction
from django.db.models import Q

from notifications.models import Message, Refusal
from notifications.preferences.links import Choice
from notifications.preferences.queries import optional


@transaction.atomic
def refuse(choice: Choice) -> None:
    """Send no more such mails; those that wait are taken back. Refusing twice is refusing once."""
    Refusal.objects.get_or_create(**_whose(choice), what=choice.what, scope=choice.scope)
    mine = Q(recipient=choice.person) if choice.person else Q(to_email__iexact=choice.email)
    waiting = Message.objects.filter(mine, optional=optional(choice.what, choice.scope))
    waiting.filter(status=Message.Status.QUEUED).update(status=Message.Status.DROPPED)


@transaction.atomic
def accept(choice: Choice) -> None:
    """Send such mails again."""
    Refusal.objects.filter(**_whose(choice), what=choice.what, scope=choice.scope).delete()


def is_refused(choice: Choice) -> bool:
    """Say whether such mails are refused."""
    return Refusal.objects.filter(**_whose(choice), what=choice.what, scope__in={choice.scope, ""}).exists()


def _whose(choice: Choice) -> dict[str, Any]:
    return {"person": choice.person} if choice.person else {"person": None, "email": choice.email}
