"""Contributors of the sample seminar, with their invites and the replies of their calendars."""

from accounts.models import User
from events.contributors import services
from events.contributors.services import ContributorEntry
from events.demo import calendar_replies, people
from events.models import Contributor, Event, Invite

Role = Contributor.Role
# (role, PARTSTAT of the reply, comment). "" means no reply.
REPLIES = [
    (Role.HOST, "ACCEPTED", ""),
    (Role.MODERATOR, "ACCEPTED", "I arrive the evening before."),
    (Role.PANELLIST, "DECLINED", "I teach on both days. My colleague could come instead of me."),
    (Role.INTERPRETER, "", ""),
]


def load(event: Event, organizer: User) -> None:
    """Give addresses to the contributors of the first day, add an interpreter, and process some replies."""
    sessions = list(event.sessions.all())
    for number, (role, partstat, comment) in enumerate(REPLIES):
        contributor = Contributor.objects.filter(session__event=event, person=None, role=role).first()
        address = f"sample.{role.value}@{people.DOMAIN}"
        full_name = contributor.name if contributor else "Sokha Sample"
        people.sample(address, name=full_name, organisation_name="Sample Institute", country=people.COUNTRIES[number])
        session = contributor.session if contributor else sessions[0]
        entry = ContributorEntry(full_name, role, session, "Sample Institute", address)
        if contributor:
            services.change(contributor, entry, by=organizer)
        else:
            services.add(event, entry, by=organizer)
        if partstat:
            invite = Invite.objects.select_related("event", "person").get(event=event, person__email=address)
            calendar_replies.reply(invite, partstat, comment)
