"""Who contributes to the sample seminar: invited as in life, with answers that came back by mail."""

from accounts.models import User
from events.contributors import services
from events.contributors.services import ContributorEntry
from events.demo import calendar_replies, people
from events.models import Contributor, Event, Invite

Role = Contributor.Role
# What their calendars answer: (role, PARTSTAT, comment).
NAMED = [
    (Role.HOST, "ACCEPTED", ""),
    (Role.MODERATOR, "ACCEPTED", "I arrive the evening before."),
    (Role.PANELLIST, "DECLINED", "I teach on both days. My colleague could come instead of me."),
    (Role.INTERPRETER, "", ""),
]


def name(event: Event, organizer: User) -> None:
    """Give addresses to those who contribute on the first day, name an interpreter, and let some answer."""
    sessions = list(event.sessions.all())
    for number, (role, partstat, comment) in enumerate(NAMED):
        contributor = Contributor.objects.filter(session__event=event, person=None, role=role).first()
        address = f"sample.{role.value}@{people.DOMAIN}"
        spoken = contributor.name if contributor else "Sokha Sample"
        people.sample(address, name=spoken, organisation_name="Sample Institute", country=people.COUNTRIES[number])
        session = contributor.session if contributor else sessions[0]
        entry = ContributorEntry(spoken, role, session, "Sample Institute", address)
        if contributor:
            services.change(contributor, entry, by=organizer)
        else:
            services.add(event, entry, by=organizer)
        if partstat:
            invite = Invite.objects.select_related("event", "person").get(event=event, person__email=address)
            calendar_replies.reply(invite, partstat, comment)
