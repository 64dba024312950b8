"""What somebody typed into a registration form, kept in their browser's session while they sign in once more.

It may tell of their health. So it is kept only if the form says, signed by us, for whom it was made, and shown to
nobody else who signs in at that browser."""

from django.core import signing
from django.http import HttpRequest

from accounts.models import User
from events.models import Event

FIELD = "typed_by"
SALT = "registration-typed"
HOURS = 24


def sign(person: User) -> str:
    """Return what the form for person carries in FIELD."""
    return signing.dumps(person.pk, salt=SALT)


def keep(request: HttpRequest, event: Event, fields: frozenset[str], longest: int) -> bool:
    """Keep the fields of the posted form, each cut to longest characters; return whether the form was one of ours."""
    try:
        person_id = signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=HOURS * 3600)
    except signing.BadSignature:
        return False
    values = {name: value[:longest] for name, value in request.POST.items() if name in fields}
    request.session[_key(event)] = {"person": person_id, "values": values}
    return True


def take(request: HttpRequest, event: Event) -> dict[str, str]:
    """Return, once, what request.user typed; {} if there is nothing, or it is somebody else's."""
    found = request.session.pop(_key(event), None)
    return found["values"] if found and found["person"] == request.user.pk else {}


def _key(event: Event) -> str:
    return f"registration-typed-{event.pk}"
