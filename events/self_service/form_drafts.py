"""Keep what a person typed into a registration form while they sign in again.

The draft is in the session of the browser. It may contain health data. Therefore the form carries the signed key of the
person for whom it was made, and only that person sees the draft."""

from django.core import signing
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from accounts.models import User
from events.models import Event

FIELD = "typed_by"  # the hidden field of the form with the signed key
SALT = "registration-typed"
MAX_AGE = 24 * 3600  # seconds
MAX_VALUES = 100  # of one field: the largest number of choices of a question


def sign_owner(person: User) -> str:
    """Return the value of FIELD in a form that is made for person."""
    return signing.dumps(person.pk, salt=SALT)


def save(request: HttpRequest, event: Event, fields: frozenset[str], max_length: int) -> bool:
    """Save these fields of the posted form in the session. Cut each value to `max_length` characters.

    Return False, without saving, if FIELD has no valid signature."""
    try:
        person_id = signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return False
    values = {
        name: [value[:max_length] for value in values[:MAX_VALUES]]
        for name, values in request.POST.lists()
        if name in fields
    }
    request.session[_key(event)] = {"person": person_id, "values": values}
    return True


def pop(request: HttpRequest, event: Event) -> MultiValueDict[str, str]:
    """Remove the draft from the session and return its values, or nothing if it is not the draft of request.user."""
    draft = request.session.pop(_key(event), None)
    return MultiValueDict(draft["values"] if draft and draft["person"] == request.user.pk else {})


def _key(event: Event) -> str:
    return f"registration-typed-{event.pk}"
