"""Refuse optional mails, and accept them again."""

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
    """Stop mails of this kind and scope, and drop the queued ones. Safe to call twice."""
    Refusal.objects.get_or_create(**_owner_fields(choice), what=choice.what, scope=choice.scope)
    own = Q(recipient=choice.person) if choice.person else Q(to_email__iexact=choice.email)
    messages = Message.objects.filter(own, optional=optional_key(choice.what, choice.scope))
    messages.filter(status__in=[Message.Status.QUEUED, Message.Status.HELD]).update(status=Message.Status.DROPPED)


@transaction.atomic
def accept(choice: MailChoice) -> None:
    """Allow mails of this kind and scope again."""
    Refusal.objects.filter(**_owner_fields(choice), what=choice.what, scope=choice.scope).delete()


@transaction.atomic
def save_choices(person: User, wanted: Collection[str]) -> None:
    """Accept the options of person whose `optional` value is in wanted, and refuse their other options.

    A refusal of all mails of a kind stays as long as no option of this kind is wanted."""
    options = choices.options_for(person)
    own = Refusal.objects.filter(Q(person=person) | Q(person=None, email=person.mail_address))
    wanted_kinds = {option.what for option in options if option.optional in wanted}
    own.filter(what__in=wanted_kinds, scope="").delete()
    for option in options:
        if option.optional in wanted:
            own.filter(what=option.what, scope=option.scope).delete()
        else:
            refuse(MailChoice(person, "", option.what, option.scope))


def is_refused(choice: MailChoice) -> bool:
    """Return whether mails of this kind and scope are refused."""
    return Refusal.objects.filter(**_owner_fields(choice), what=choice.what, scope__in={choice.scope, ""}).exists()


def _owner_fields(choice: MailChoice) -> dict[str, Any]:
    return {"person": choice.person} if choice.person else {"person": None, "email": choice.email}
