"""The weekly check of links. See settings.DAILY_TASKS."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.db.models import F
from django.utils.timezone import now

from events.library.links.fetching import problem_of
from events.library.links.sources import public_urls
from events.models import CheckedLink

AT_ONCE = 8
MOST_LINKS = 3_000  # of one run: it takes an hour at most if no server answers


def check_links() -> dict[str, int]:
    """Check the links of public pages, and record which do not work. Return how many. Safe to run twice.

    A demonstration asks no other server: see LINK_CHECKS."""
    if not settings.LINK_CHECKS:
        return {"links": 0, "dead_links": 0}
    return check(problem_of)


def check(find_problem: Callable[[str], str]) -> dict[str, int]:
    """Check the links with a function that returns the problem of a link, "" without one."""
    urls = public_urls()
    CheckedLink.objects.exclude(url__in=urls).delete()
    CheckedLink.objects.bulk_create([CheckedLink(url=url) for url in sorted(urls)], ignore_conflicts=True)
    links = list(CheckedLink.objects.order_by(F("checked_at").asc(nulls_first=True), "pk")[:MOST_LINKS])
    # The threads only ask servers. They use no database.
    with ThreadPoolExecutor(AT_ONCE) as pool:
        problems = list(pool.map(find_problem, [link.url for link in links]))
    for link, problem in zip(links, problems, strict=True):
        _record(link, problem)
    return {"links": len(links), "dead_links": CheckedLink.objects.dead().count()}


def _record(link: CheckedLink, problem: str) -> None:
    link.checked_at, link.problem = now(), problem[:100]
    link.failures = min(link.failures + 1, 1_000) if problem else 0
    link.failed_since = (link.failed_since or link.checked_at) if problem else None
    link.save(update_fields=["checked_at", "problem", "failures", "failed_since"])
