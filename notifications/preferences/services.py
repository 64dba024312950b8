"""Refusing mails that one can do without, and wanting them again."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from notifications.models import Message, Refusal
from notifications.preferences import choices
from notifications.preferences.links import MailChoice
from notifications.preferences.queries import optional_key


@transaction.atomic
def refuse(choice: MailChoice) -> None:
    """Send no more such mails; those that wait are taken back. Refusing twice is refusing once."""
    Refusal.objects.get_or_create(**_whose(choice), what=choice.what, scope=choice.scope)
    mine = Q(recipient=choice.person) if choice.person else Q(to_email__iexact=choice.email)
    waiting = Message.objects.filter(mine, optional=optional_key(choice.what, choice.scope))
    waiting.filter(status=Message.Status.QUEUED).update(status=Message.Status.DROPPED)


@transaction.atomic
def accept(choice: MailChoice) -> None:
    """Send such mails again."""
    Refusal.objects.filter(**_whose(choice), what=choice.what, scope=choice.scope).delete()


@transaction.atomic
def save_choices(person: User, wanted: Collection[str]) -> None:
    """Let person get those of the mails they may choose from that are wanted, as Option.optional has them, and no others.

    What was refused everywhere stays so as long as nothing of it is wanted."""
    offered = choices.options_for(person)
    hers = Refusal.objects.filter(Q(person=person) | Q(person=None, email=person.email.lower()))
    taken_up = {option.what for option in offered if option.optional in wanted}
    hers.filter(what__in=taken_up, scope="").delete()
    for option in offered:
        if option.optional in wanted:
            hers.filter(what=option.what, scope=option.scope).delete()
        else:
            refuse(MailChoice(person, "", option.what, option.scope))


def is_refused(choice: MailChoice) -> bool:
    """Say whether such mails are refused."""
    return Refusal.objects.filter(**_whose(choice), what=choice.what, scope__in={choice.scope, ""}).exists()


def _whose(choice: MailChoice) -> dict[str, Any]:
    return {"person": choice.person} if choice.person else {"person": None, "email": choice.email}
