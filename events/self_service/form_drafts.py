"""What somebody typed into a registration form, kept in their browser's session while they sign in once more.

It may tell of their health. So it is kept only if the form says, signed by us, for whom it was made, and shown to
nobody else who signs in at that browser."""

from django.core import signing
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from accounts.models import User
from events.models import Event

FIELD = "typed_by"
SALT = "registration-typed"
HOURS = 24
MOST = 100  # values of one field: as many choices as a question has


def sign_owner(person: User) -> str:
    """Return what the form for person carries in FIELD."""
    return signing.dumps(person.pk, salt=SALT)


def save(request: HttpRequest, event: Event, fields: frozenset[str], longest: int) -> bool:
    """Keep the fields of the posted form, each cut to longest characters; return whether the form was one of ours."""
    try:
        person_id = signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=HOURS * 3600)
    except signing.BadSignature:
        return False
    posted = request.POST.lists()
    values = {name: [value[:longest] for value in found[:MOST]] for name, found in posted if name in fields}
    request.session[_key(event)] = {"person": person_id, "values": values}
    return True


def pop(request: HttpRequest, event: Event) -> MultiValueDict[str, str]:
    """Return, once, what request.user typed; nothing if there is nothing, or it is somebody else's."""
    found = request.session.pop(_key(event), None)
    return MultiValueDict(found["values"] if found and found["person"] == request.user.pk else {})


def _key(event: Event) -> str:
    return f"registration-typed-{event.pk}"
