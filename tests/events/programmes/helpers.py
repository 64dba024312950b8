"""Sign in members of a team, and read the link of an invitation."""

import re

from allauth.account.models import EmailAddress

from events.models import TeamInvitation
from events.programmes import invitations
from notifications.models import Message
from tests.accounts.helpers import trust_session
from tests.factories import make_person


def reader_of(email, **fields):
    """Create a person who has proved to read an address."""
    person = make_person(email=email, **fields)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def sign_in(client, person):
    """Sign in a person who has reauthenticated just now."""
    client.force_login(person)
    trust_session(client)


def invite(programme, manager, email="new@example.org", *, name="", role="coordinator"):
    return invitations.invite(programme, email, name=name, role=role, by=manager)


def link_in_mail():
    """Return the path of the link in the latest mail of an invitation."""
    text = Message.objects.filter(kind="team_invitation").latest("pk").text
    return re.search(r"/team-invitations/\S+/", text).group()


def pending():
    return TeamInvitation.objects.pending()
