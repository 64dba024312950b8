"""The rates of the pages of the workspace, compared with a page that has only the frame of the workspace."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from bench import web

if TYPE_CHECKING:
    from events.models import Programme

# A page is fast enough if it takes at most three times as long as its frame.
TARGET = 1 / 3
SECONDS = 1.0
# One search for a word of all people, of a few and of none, and for a place.
SEARCHED = ("synthetic person 4711", "person", "hanoi", "xyzzy")


def measure() -> Iterator[tuple[str, tuple[float, float]]]:
    """Yield the name of each page, with its requests per second and those of the frame. The database has its events."""
    event, cookie = _reader()
    with web.server(None):
        for name, path in _pages(event.slug, event.programme.slug):
            if _is_page(path, cookie):
                yield name, _rates(event.slug, path, cookie)


def _is_page(path: str, cookie: str) -> bool:
    """Return whether a GET request to the path gives a page. Exports give other types, and actions take only POST."""
    status, _content, headers = web.get(path, {"Cookie": cookie})
    assert status < 500, (path, status)
    return status == 200 and headers.get("content-type", "").startswith("text/html")


def _rates(slug: str, path: str, cookie: str) -> tuple[float, float]:
    headers = {"Cookie": cookie}
    yardstick, rate = web.rates(
        web.Request(f"/yardstick/frame/{slug}/", headers), web.Request(path, headers), seconds=SECONDS
    )
    return rate, yardstick


def _reader():
    """Return the event with the most registrations, and the cookie of a manager of its programme."""
    from django.utils.timezone import now  # noqa: PLC0415 (after Django is set up)

    from events.models import Event  # noqa: PLC0415 (after Django is set up)

    event = Event.objects.select_related("programme").filter(starts_at__gt=now()).order_by("-seats_taken", "pk")[0]
    return event, f"sessionid={cookie_of_manager(event.programme)}"


def cookie_of_manager(programme: "Programme") -> str:
    """Return the value of the cookie of a manager of programme."""
    from django.test import Client  # noqa: PLC0415 (after Django is set up)

    from accounts.models import User  # noqa: PLC0415 (after Django is set up)
    from events.models import TeamMember  # noqa: PLC0415 (after Django is set up)

    person, _ = User.objects.get_or_create(email="manager@example.org", defaults={"name": "Manager"})
    TeamMember.objects.get_or_create(programme=programme, person=person, defaults={"role": "manager"})
    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value


def _pages(event: str, programme: str) -> Iterator[tuple[str, str]]:
    """Return the name and path of the pages of the workspace that need no other key than a slug."""
    yield "organise:home", reverse("organise:home")
    yield "organise:events", reverse("organise:events")
    for text in SEARCHED:
        yield f"search for “{text}”", reverse("organise:search", query={"q": text})
    for name, pattern in _patterns():
        route = str(pattern.pattern)
        if list(pattern.pattern.converters) == ["slug"]:
            if route.startswith("organise/events/"):
                yield name, reverse(name, args=[event])
            elif route.startswith("organise/programmes/"):
                yield name, reverse(name, args=[programme])


def _patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}", pattern
