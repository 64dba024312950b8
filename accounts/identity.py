"""Who is meant by an address and a name? People who share a mailbox have one address (decision 0018).

Everybody who describes a person (organisers, focal points, people who register others) comes through identify(). Where
the name differs from those at the address, it does not guess: somebody must answer whether this is the same person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from allauth.account.models import EmailAddress
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import addresses
from accounts.errors import DomainError
from accounts.models import User
from accounts.names import is_same, name_key

# The answers: another person who uses this mailbox, or the same person. Where several people use the mailbox, the answer
# is the primary key of the person, as a text.
OTHER, SAME = "other", "same"
MOST_PEOPLE = 20  # at one mailbox, so that nobody fills the sign-in page of another person with names


@dataclass(frozen=True)
class Description:
    """A person as somebody else describes them.

    profile: values of the person's fields, with the name. answer: the answer to the question of Identified, or ""."""

    address: str
    profile: Mapping[str, str] = field(default_factory=dict)
    answer: str = ""

    @property
    def name(self) -> str:
        return self.profile.get("name", "")

    @property
    def canonical(self) -> str:
        return addresses.canonical(self.address)


@dataclass(frozen=True)
class Identified:
    """The person whom a description means.

    person: a known person, or a new one that is not saved, or None as long as the question is not answered.
    others: the people at the address whose name differs from that of the description, if there is a question."""

    person: User | None
    others: tuple[User, ...] = ()


class NameConflictError(DomainError):
    """Raised when the name at an address differs from the known one, and nobody has said who is meant."""

    advice = gettext_lazy(
        "This address belongs to somebody with another name. Say whether this is the same person, or another person who "
        "uses this mailbox."
    )


class FullMailboxError(DomainError):
    advice = gettext_lazy("Too many people use this address already. Please enter an address of this person's own.")


class DescriptionsRefusedError(DomainError):
    """Raised when some of several descriptions mean nobody yet: `problems` has an error for each of their positions."""

    def __init__(self, problems: dict[int, DomainError]) -> None:
        self.problems = problems
        super().__init__(next(iter(problems.values())).advice)


def people_at(typed: Iterable[str]) -> dict[str, list[User]]:
    """Return the people at these addresses, by canonical address: the holder of the mailbox first. Two queries.

    The holder is the person who has verified the address, else the person with this address in their profile."""
    keys = {addresses.canonical(address) for address in typed} - {""}
    people: dict[str, list[User]] = {key: [] for key in keys}
    if not keys:
        return people
    verified = EmailAddress.objects.filter(email__in=keys, verified=True).select_related("user")
    holders = {address.email: address.user for address in verified}
    in_profile = User.objects.filter(canonical_email__in=keys).order_by(F("mailbox_of").asc(nulls_first=True), "pk")
    for key, holder in holders.items():
        people[key].append(holder)
    for person in in_profile:
        is_replaced = person.canonical_email in holders and person.mailbox_of_id is None
        if not is_replaced and person not in people[person.canonical_email]:
            people[person.canonical_email].append(person)
    return people


def identify(descriptions: Sequence[Description]) -> list[Identified]:
    """Return whom each description means, and save nothing. Two queries.

    New people of earlier descriptions count for the later ones."""
    people = people_at(description.address for description in descriptions)
    return [_identify(description, people.setdefault(description.canonical, [])) for description in descriptions]


def find(description: Description) -> Identified:
    """Return whom one description means. See identify()."""
    return identify([description])[0]


def require_answers(found: Sequence[Identified]) -> None:
    """Raise DescriptionsRefusedError if a question is not answered."""
    problems: dict[int, DomainError] = {
        position: NameConflictError() if len(row.others) < MOST_PEOPLE else FullMailboxError()
        for position, row in enumerate(found)
        if row.person is None
    }
    if problems:
        raise DescriptionsRefusedError(problems)


def question_key(address: str, name: str) -> str:
    """Return a key of the question about an address and a name, for the name of a form field.

    An answer must not reach another row when rows of a list are added or removed."""
    return sha256(f"{addresses.canonical(address)} {name_key(name)}".encode()).hexdigest()[:16]


def choices(others: Sequence[User], name: str, *, with_names: bool) -> list[tuple[str, str]]:
    """Return the possible answers to the question who is meant by name, as pairs of value and label.

    with_names: True for people who may see the names at the address."""
    other = _("Another person who uses this mailbox: %(name)s") % {"name": name}
    if not with_names:
        return [(SAME, _("The same person. Keep the name under which they are registered.")), (OTHER, other)]
    same = _("The same person: %(name)s. Their name stays.")
    return [(str(person.pk or SAME), same % {"name": person.full_name}) for person in others] + [(OTHER, other)]


def _identify(description: Description, here: list[User]) -> Identified:
    """Return whom a description means among the people at its address. Add a new person to them."""
    name = description.name
    if not here:
        return Identified(_add(description, here))
    if not name_key(name):  # no letter: two people at a mailbox are told apart by the letters of their names
        return Identified(here[0])
    if same := next((person for person in here if is_same(person.name, name)), None):
        return Identified(same)
    if not here[0].name or not here[0].is_active:
        # Nobody has described the holder yet, or the address is blocked: then callers refuse the holder.
        return Identified(here[0])
    others = tuple(here)
    if description.answer == OTHER:
        return Identified(_add(description, here) if len(here) < MOST_PEOPLE else None, others)
    return Identified(_chosen(description.answer, others), others)


def _chosen(answer: str, others: tuple[User, ...]) -> User | None:
    """Return the known person whom an answer means. Without a name, the same person is clear only if they are alone."""
    if answer == SAME:
        return others[0] if len(others) == 1 else None
    return next((person for person in others if person.pk and str(person.pk) == answer), None)


def _add(description: Description, here: list[User]) -> User:
    person = User(email=addresses.written(description.address), **description.profile)
    if here:
        # The first one is the holder, unless the holder has moved to another address.
        person.mailbox_of = (here[0].mailbox_of_id and here[0].mailbox_of) or here[0]
    person.set_unusable_password()
    here.append(person)
    return person
