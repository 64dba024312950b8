"""What bad input meets: an event of each sort, made when a row of a table asks for it, and what the answer is held to.

A row says who sends what to which address, and what they are told: at which place of the page ("name": beside that
field; "problem": beside a row;
"alert": above the form; "title": its heading) stands which sentence. Whatever it is, nothing is saved by it."""

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
LONGEST_SENTENCE = 500  # whatever was sent, nobody is told it once more at full length
NOBODY, PERSON, MANAGER = "nobody", "person", "manager"
Sent = dict[str, Any] | Callable[["Scene"], dict[str, Any]]


@dataclass(frozen=True)
class Bad:
    """One row: sent by whom to which address, and what they are told."""

    name: str
    by: str
    to: Callable[["Scene"], str]
    send: Sent
    says: dict[str, str]
    status: int = 200
    how: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


class Scene:
    """A programme with its manager, a person who has not registered, and events as rows need them."""

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
        """Its one place online is taken."""
        event = self.event(mode=Event.Mode.HYBRID, online_seats=1)
        register(event, make_person(), mode="online")
        return event

    @cached_property
    def by_code(self) -> Event:
        return self.event(policy=Event.Policy.INVITATION)

    @cached_property
    def foreign(self) -> Event:
        """Of a programme that our manager has no part in."""
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


def no_choice(value: str) -> str:
    """Return what is said of a choice that is none, at no greater length than it is said."""
    return Truncator(f"Select a valid choice. {value} is not one of the available choices.").chars(300)


def path_of(url: str) -> str:
    """Return what a client is given of one of our absolute addresses."""
    return "/" + url.split("/", 3)[3]


def registering(event: Callable[[Scene], Event] = lambda scene: scene.open) -> Callable[[Scene], str]:
    return lambda scene: reverse("self_service:register", args=[event(scene).slug])


def own(event: Callable[[Scene], Event] = lambda scene: scene.open, **choice: Any) -> Callable[[Scene], str]:
    """Where the person, who has registered, sees where they stand."""
    return lambda scene: path_of(links.registration_link(scene.registered(event(scene), **choice)))


def question(kind: str, answer: str, says: str, **fields: Any) -> Bad:
    """A row in which a person answers a question of this kind so."""

    def sent(scene: Scene) -> dict[str, Any]:
        return {"name": "Khin", ask(scene.open, kind, **fields).field_name: answer}

    return Bad(f"{kind} answered {answer[:30]!r}", PERSON, registering(), sent, {"q": says})


def saved() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table of ours."""
    ours = [model for app in ("accounts", "events", "notifications") for model in apps.get_app_config(app).get_models()]
    ours += [through for model in ours for through in (part.remote_field.through for part in model._meta.many_to_many)]
    return {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in ours}


PLACES = {
    "title": r"<h1[^>]*>(.*?)</h1>",
    "alert": r'<div class="alert[^"]*"[^>]*>(.*?)</div>',
    "problem": r'<(?:span|p) class="field-errors"[^>]*>(.*?)</(?:span|p)>',
}
FIELD = r'<ul class="field-errors" id="id_(?:\d+_)?(.*?)_error">(.*?)</ul>'


def told(page: str) -> dict[str, list[str]]:
    """Return the sentences of a page by their places. Each question is at "q", whichever its number."""
    found = {place: [_text(said) for said in re.findall(pattern, page, re.DOTALL)] for place, pattern in PLACES.items()}
    for name, said in re.findall(FIELD, page, re.DOTALL):
        found.setdefault("q" if re.fullmatch(r"q_\d+", name) else name, []).append(_text(said))
    return found


def _text(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def check(row: Bad) -> None:
    """Send what the row says, and hold the answer to it."""
    scene = Scene()
    to, sent = row.to(scene), row.send(scene) if callable(row.send) else row.send
    client = Client(enforce_csrf_checks="csrf" in row.how)
    if row.by != NOBODY:
        client.force_login(scene.manager if row.by == MANAGER else scene.person)
    before = saved()

    how = dict(row.how)
    how.pop("csrf", None)
    send = getattr(client, how.pop("method", "post"))
    answer = send(to, how.pop("raw", sent), follow=True, **how)

    found = told(answer.content.decode())
    missing = {place: said for place, said in row.says.items() if said not in found.get(place, [])}
    assert (answer.status_code, missing) == (row.status, {}), found
    assert max((len(said) for some in found.values() for said in some), default=0) < LONGEST_SENTENCE, found.keys()
    assert saved() == before
