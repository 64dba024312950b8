"""Keep what a person typed into a registration form while they sign in again.

The draft may contain health data. So it is encrypted, it lives for an hour, and it is deleted when the form is shown
again. The session of the browser has only its key. The form carries the signed key of the person for whom it was made,
and only that person sees the draft."""

from datetime import timedelta

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.timezone import now

from accounts import encryption
from accounts.encryption import DecryptionError
from accounts.links.purposes import LinkPurpose, declare
from accounts.links.tokens import make_token, read_token
from accounts.models import User
from events.models import Event, FormDraft

FIELD = "typed_by"  # the hidden field of the form with the signed key
LIFETIME = timedelta(hours=1)  # of a draft: a sign-in takes minutes
MAX_VALUES = 100  # of one field: the largest number of choices of a question

OWNER = declare(
    LinkPurpose[User](
        name="form-draft",
        values=lambda person: (person.pk,),
        find=lambda pk: User.objects.filter(pk=pk).first(),
        person=lambda person: person,
        expiry=timedelta(hours=24),  # for which a form may be open
    )
)


def sign_owner(person: User) -> str:
    """Return the value of FIELD in a form that is made for person."""
    return make_token(OWNER, person)


def save(request: HttpRequest, event: Event, fields: frozenset[str], max_length: int) -> bool:
    """Save these fields of the posted form as a draft. Cut each value to `max_length` characters.

    Return False, without saving, if FIELD has no valid signature or the person no longer exists."""
    owner = read_token(OWNER, request.POST.get(FIELD, ""))
    if not owner.works:
        return False
    values = {
        name: [value[:max_length] for value in values[:MAX_VALUES]]
        for name, values in request.POST.lists()
        if name in fields
    }
    FormDraft.objects.filter(key=request.session.get(_key(event), "")).delete()
    draft = FormDraft.objects.create(person=owner.subject, event=event, sealed=encryption.encrypt(values))
    request.session[_key(event)] = draft.key
    return True


def pop(request: HttpRequest, event: Event) -> MultiValueDict[str, str]:
    """Delete the draft and return its values, or nothing if it has expired or is not the draft of request.user."""
    key = request.session.pop(_key(event), None)
    draft = FormDraft.objects.filter(key=key, event=event).first() if isinstance(key, str) else None
    if draft is None:
        return MultiValueDict()
    draft.delete()
    if draft.person_id != request.user.pk or draft.created_at < now() - LIFETIME:
        return MultiValueDict()
    try:
        return MultiValueDict(encryption.decrypt(draft.sealed))
    except DecryptionError:  # the keys were replaced in the meantime
        return MultiValueDict()


def _key(event: Event) -> str:
    return f"registration-typed-{event.pk}"
