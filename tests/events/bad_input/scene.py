"""The scene of the tests of bad input, and the check of the response.

Each row of a table gives the sender, the path, the data and the expected messages. The key of a message is its position
on the page: the name of a field (beside the field), "problem" (beside a row), "alert" (above the form) or "title" (the
heading). Bad input never changes the database."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from html import unescape
from typing import Any

from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils.text import Truncator

from events.invitation_codes.services import make_code
from events.models import Country, Event, Registration, Session
from events.nominations import services as nominations
from events.nominations.services import Nominee
from events.registration import links
from events.registration.services import register
from tests.events.questions.helpers import ask
from tests.factories import make_country, make_delegation, make_event, make_member, make_person, make_programme

MB = 1024 * 1024
LONGEST_MESSAGE = 500  # a message never repeats long input in full
ANONYMOUS, PERSON, MANAGER = "anonymous", "person", "manager"
Data = dict[str, Any] | Callable[["Scene"], dict[str, Any]]


@dataclass(frozen=True)
class BadInput:
    """One row of a table: the request and the expected response."""

    name: str
    sender: str
    path: Callable[["Scene"], str]
    data: Data
    messages: dict[str, str]
    status: int = 200
    options: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


class Scene:
    """A programme with its manager and a person without a registration. Rows create events when they need them."""

    def __init__(self) -> None:
        self.programme = make_programme(slug="ours")
        self.manager = make_member(self.programme, person=make_person(name="Our Manager", email="manager@example.org"))
        self.person = make_person(name="Khin Khin", email="khin@example.org")
        make_country("TH")
        make_country("VN")

    def event(self, **fields: Any) -> Event:
        return make_event(**{"programme": self.programme, "title": "Labour seminar", **fields})

    @cached_property
    def open(self) -> Event:
        return self.event(seats=10)

    @cached_property
    def hybrid(self) -> Event:
        """A hybrid event with one online seat, which is taken."""
        event = self.event(mode=Event.Mode.HYBRID, online_seats=1)
        register(event, make_person(), mode="online")
        return event

    @cached_property
    def by_code(self) -> Event:
        return self.event(policy=Event.Policy.INVITATION)

    @cached_property
    def foreign(self) -> Event:
        """An event of a programme that the manager does not manage."""
        return make_event(programme=make_programme(slug="theirs"), slug="foreign")

    @cached_property
    def delegation(self) -> Any:
        event = self.event(policy=Event.Policy.NOMINATION, seats=3)
        return make_delegation(event=event, country=Country.objects.get(pk="TH"), constituency="workers", seats=2)

    @cached_property
    def link(self) -> Any:
        return nominations.appoint(self.delegation.event, [self.delegation.pk], address="fp@example.org", name="Focal")

    @cached_property
    def nominee(self) -> Registration:
        nominee = Nominee("An", "an@example.org")
        return nominations.nominate(self.delegation, [nominee], by=self.link.person)[0]

    def registered(self, event: Event, **choice: Any) -> Registration:
        return register(event, self.person, **choice)

    def session(self, event: Event, title: str = "Round table", **fields: Any) -> Session:
        times = {"starts_at": event.starts_at, "ends_at": event.starts_at + timedelta(hours=1)}
        return event.sessions.create(**{"title": title, "is_optional": True, **times, **fields})

    def code(self, event: Event, **fields: Any) -> str:
        return make_code(event, **{"uses": 1, **fields}).code


def invalid_choice(value: str) -> str:
    """Return the message about an invalid choice, shortened as on the page."""
    return Truncator(f"Select a valid choice. {value} is not one of the available choices.").chars(300)


def path_of(url: str) -> str:
    """Return the path of an absolute URL, for the test client."""
    return "/" + url.split("/", 3)[3]


def registration_form(event: Callable[[Scene], Event] = lambda scene: scene.open) -> Callable[[Scene], str]:
    return lambda scene: reverse("self_service:register", args=[event(scene).slug])


def status_page(event: Callable[[Scene], Event] = lambda scene: scene.open, **choice: Any) -> Callable[[Scene], str]:
    """Register the person and return the path of the page with the status of the registration."""
    return lambda scene: path_of(links.registration_link(scene.registered(event(scene), **choice)))


def question(kind: str, answer: str, message: str, **fields: Any) -> BadInput:
    """Return a row in which the person gives this answer to a question of this kind."""

    def data(scene: Scene) -> dict[str, Any]:
        return {"name": "Khin", ask(scene.open, kind, **fields).field_name: answer}

    return BadInput(f"{kind} answered {answer[:30]!r}", PERSON, registration_form(), data, {"q": message})


def stored_rows() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table of Plenary."""
    models = [
        model for app in ("accounts", "events", "notifications") for model in apps.get_app_config(app).get_models()
    ]
    models += [
        through for model in models for through in (part.remote_field.through for part in model._meta.many_to_many)
    ]
    return {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in models}


MESSAGE_PATTERNS = {
    "title": r"<h1[^>]*>(.*?)</h1>",
    "alert": r'<div class="alert[^"]*"[^>]*>(.*?)</div>',
    "problem": r'<(?:span|p) class="field-errors"[^>]*>(.*?)</(?:span|p)>',
}
FIELD_PATTERN = r'<ul class="field-errors" id="id_(?:\d+_)?(.*?)_error">(.*?)</ul>'


def messages_of(page: str) -> dict[str, list[str]]:
    """Return the messages on a page by their position. The position of each question is "q"."""
    messages = {
        position: [_text(markup) for markup in re.findall(pattern, page, re.DOTALL)]
        for position, pattern in MESSAGE_PATTERNS.items()
    }
    for name, markup in re.findall(FIELD_PATTERN, page, re.DOTALL):
        messages.setdefault("q" if re.fullmatch(r"q_\d+", name) else name, []).append(_text(markup))
    return messages


def _text(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def check(row: BadInput) -> None:
    """Send the request of the row and check the response: status, messages, and that nothing is saved."""
    scene = Scene()
    path, data = row.path(scene), row.data(scene) if callable(row.data) else row.data
    client = Client(enforce_csrf_checks="csrf" in row.options)
    if row.sender != ANONYMOUS:
        client.force_login(scene.manager if row.sender == MANAGER else scene.person)
    before = stored_rows()

    options = dict(row.options)
    options.pop("csrf", None)
    send = getattr(client, options.pop("method", "post"))
    response = send(path, options.pop("raw", data), follow=True, **options)

    found = messages_of(response.content.decode())
    missing = {position: text for position, text in row.messages.items() if text not in found.get(position, [])}
    assert (response.status_code, missing) == (row.status, {}), found
    assert max((len(text) for texts in found.values() for text in texts), default=0) < LONGEST_MESSAGE, found.keys()
    assert stored_rows() == before
