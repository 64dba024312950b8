"""The contributors of an event, each once with all their tasks, whatever number of sessions they have."""

from dataclasses import dataclass, field

from events.models import Contributor, Event


@dataclass
class NamedContributor:
    """A contributor as the list of people shows them. address: of the page that they agreed to; "" without one."""

    name: str
    affiliation: str
    address: str = ""
    roles: list[str] = field(default_factory=list)

    @property
    def letter(self) -> str:
        """The first letter of the name, also in scripts that combine signs."""
        return self.name[:1]


def people_of(event: Event) -> list[NamedContributor]:
    """Return the contributors of the prefetched sessions, in the order of the agenda."""
    found: list[NamedContributor] = []
    by_key: dict[object, NamedContributor] = {}
    for session in event.sessions.all():
        for row in session.contributors.all():
            # The same person may be entered with an entry in the directory for one session, and without it for another.
            keys = [key for key in (row.expert_id, (row.name, row.affiliation)) if key]
            person = next((by_key[key] for key in keys if key in by_key), None)
            if person is None:
                person = NamedContributor(row.name, row.affiliation)
                found.append(person)
            by_key.update(dict.fromkeys(keys, person))
            person.address = person.address or _address(row)
            if (role := row.get_role_display()) not in person.roles:
                person.roles.append(role)
    return found


def _address(contributor: Contributor) -> str:
    expert = contributor.expert
    return expert.get_absolute_url() if expert and expert.is_public else ""
