"""The names of the people who get an announcement, and of those who do not, for a page: before and after it is sent."""

from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from accounts.models import User
from events.announcements.audience import AnnouncementAudience
from events.models import Announcement, AnnouncementRecipient

Reason, Role = AnnouncementRecipient.Reason, AnnouncementRecipient.Role
PAGE_SIZE = 100
MOST_NAMES = 30  # of the people who are left out for one reason


@dataclass(frozen=True)
class LeftOut:
    reason: str
    count: int
    names: list[User]  # of the first people

    @property
    def more(self) -> int:
        return self.count - len(self.names)


@dataclass(frozen=True)
class RecipientList:
    page: Page  # of pairs: a user, and the label of their role ("" for registered people)
    left_out: list[LeftOut]
    count: int
    count_left_out: int


def of_audience(audience: AnnouncementAudience, page_number: str | None) -> RecipientList:
    """Return the people of a current audience: one query, for any number of people."""
    page = Paginator([(member.person, member.role) for member in audience.recipients], PAGE_SIZE).get_page(page_number)
    counts = Counter(member.reason for member in audience.left_out)
    people: dict[str, list[int]] = {reason: [] for reason in counts}
    for member in audience.left_out:
        people[member.reason].append(member.person)
    return _with_names(page, counts, {reason: keys[:MOST_NAMES] for reason, keys in people.items()})


def of_recipients(announcement: Announcement, page_number: str | None) -> RecipientList:
    """Return the recorded people of a started announcement, in a fixed number of queries."""
    rows = announcement.recipients.order_by("pk")
    recipients = rows.exclude(state=AnnouncementRecipient.State.LEFT_OUT)
    page = Paginator(recipients.values_list("person", "role"), PAGE_SIZE).get_page(page_number)
    left_out = rows.filter(state=AnnouncementRecipient.State.LEFT_OUT)
    counts = Counter(left_out.values_list("reason", flat=True))
    people: dict[str, list[int]] = {reason: [] for reason in counts}
    for person, reason in left_out.values_list("person", "reason")[: MOST_NAMES * len(Reason)]:
        if len(people[reason]) < MOST_NAMES:
            people[reason].append(person)
    return _with_names(page, counts, people)


def _with_names(page: Page, counts: Counter[str], people: dict[str, list[int]]) -> RecipientList:
    """Replace the keys of users by users. people has the first keys for each reason."""
    rows: list[tuple[int, str]] = list(page)
    users = User.objects.in_bulk({person for person, _role in rows}.union(*people.values()))
    page.object_list = [(users[person], "" if role == Role.REGISTERED else Role(role).label) for person, role in rows]
    left_out = [
        LeftOut(str(reason.label), counts[reason], [users[key] for key in people[reason]])
        for reason in Reason
        if counts[reason]
    ]
    return RecipientList(page, left_out, page.paginator.count, counts.total())
