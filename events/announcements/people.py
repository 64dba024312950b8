"""Who gets an announcement and who does not, by name, for a page of them: before it is sent, and after."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from accounts.models import User
from events.announcements.audience import AnnouncementAudience
from events.models import Announcement, AnnouncementRecipient

Reason, Role = AnnouncementRecipient.Reason, AnnouncementRecipient.Role
PAGE, NAMED = 100, 30


@dataclass(frozen=True)
class LeftOut:
    """Why some do not get it, how many those are, and the names of the first."""

    reason: str
    count: int
    names: list[User]

    @property
    def more(self) -> int:
        return self.count - len(self.names)


@dataclass(frozen=True)
class People:
    page: Page  # of (person, as what)
    left_out: list[LeftOut]
    count: int
    count_left_out: int


def of_audience(who: AnnouncementAudience, number: str | None) -> People:
    """Return who would get it: one query for names, however many there are."""
    page = Paginator([(one.person, one.role) for one in who.chosen], PAGE).get_page(number)
    counts = Counter(one.reason for one in who.left_out)
    named = {reason: [one.person for one in who.left_out if one.reason == reason][:NAMED] for reason in counts}
    return _named(page, counts, named)


def of_recipients(announcement: Announcement, number: str | None) -> People:
    """Return who was written down as getting it, and who not: a fixed number of queries."""
    rows = announcement.recipients.order_by("pk")
    getting = rows.exclude(state=AnnouncementRecipient.State.LEFT_OUT)
    page = Paginator(getting.values_list("person", "role"), PAGE).get_page(number)
    left_out = rows.filter(state=AnnouncementRecipient.State.LEFT_OUT)
    counts = Counter(left_out.values_list("reason", flat=True))
    named: dict[str, list[int]] = {reason: [] for reason in counts}
    for person, reason in left_out.values_list("person", "reason")[: NAMED * len(Reason)]:
        if len(named[reason]) < NAMED:
            named[reason].append(person)
    return _named(page, counts, named)


def _named(page: Page, counts: Counter[str], named: dict[str, list[int]]) -> People:
    rows = list(page)
    people = User.objects.in_bulk({*_keys(rows), *(key for keys in named.values() for key in keys)})
    page.object_list = [(people[person], "" if role == Role.REGISTERED else Role(role).label) for person, role in rows]
    left_out = [
        LeftOut(str(reason.label), counts[reason], [people[key] for key in named[reason]])
        for reason in Reason
        if counts[reason]
    ]
    return People(page, left_out, page.paginator.count, counts.total())


def _keys(rows: Iterable[tuple[int, str]]) -> Iterable[int]:
    return (person for person, _role in rows)
