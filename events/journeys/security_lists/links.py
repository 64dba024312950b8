"""The personal link of a named person of a host, who opens the list with passport data. It ends with the visit."""

from accounts.links.purposes import LinkPurpose, declare
from accounts.links.tokens import make_url
from accounts.models import User
from events.journeys.links import journey_link
from events.journeys.security_lists.queries import is_readable
from events.models import Event, ListReader


def _find(pk: int) -> ListReader | None:
    readers = ListReader.objects.select_related(
        "meeting__session__event__programme", "meeting__session__venue__country"
    )
    return readers.filter(pk=pk).first()


SECURITY_LIST = declare(
    LinkPurpose[ListReader](
        name="security-list",
        page="security_lists:open",
        values=lambda reader: (reader.pk,),
        find=_find,
        person=lambda reader: None,  # the reader has no account
        expiry=lambda reader: reader.meeting.session.ends_at,
        secret=lambda reader: reader.key,
        is_open=lambda reader: is_readable(reader.meeting),
        contact=lambda reader: reader.meeting.session.event.contact_address,
    )
)


def list_link(reader: ListReader) -> str:
    """Return the URL where a reader opens the list."""
    return make_url(SECURITY_LIST, reader)


def consent_link(event: Event, person: User) -> str:
    """Return the URL where a traveller agrees or refuses: a page beside that of their journey."""
    return journey_link(event, person) + "passports/"
