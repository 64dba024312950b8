"""Text that people typed has a direction of its own, which the browser finds from the text: Arabic in an English page."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils.timezone import now

from events.contributors.links import engagement_link
from events.mails.catalogue import TEXTS
from events.mails.writer import MailWriter
from events.models import Contributor, Engagement, Event, Expert, Registration
from events.registration import links
from events.registration.notify import registration_context
from events.registration.services import register
from notifications.wording import defaults
from notifications.wording.markdown import compile_markdown
from tests.factories import make_event, make_person, make_venue
from tests.test_permissions import EXPECTED, client_of, path_of, world

pytestmark = [pytest.mark.look, pytest.mark.django_db]

WORD = "שלום"
# What people type, by model. The word is put at the end of each.
TYPED = {
    "accounts.User": ["name", "honorific", "position", "organisation_name", "gender_words"],
    "accounts.Organisation": ["name"],
    "events.AnnouncementText": ["subject", "body"],
    "events.AreaOfAction": ["name", "description", "text"],
    "events.AnswerFile": ["name"],
    "events.Contributor": ["name", "affiliation"],
    "events.Engagement": ["equipment", "needs"],
    "events.Expert": ["name", "local_name", "affiliation", "job_title", "city", "expertise", "biography"],
    "events.ExpertNote": ["text"],
    "events.Slides": ["name"],
    "events.Deliverable": ["title"],
    "events.Event": ["title", "summary", "description", "audience", "outcome", "organised_by", "supported_by", "note"],
    "events.Invite": ["comment"],
    "events.NewsItem": ["title", "text"],
    "events.NoticeVersion": ["text"],
    "events.PolicyDeclaration": ["title", "adopted_by", "text"],
    "events.Programme": ["name", "short_name", "summary", "text"],
    "events.Question": ["label", "help_text"],
    "events.Registration": ["needs", "remark", "certificate_name", "funder"],
    "events.RegistrationChange": ["reason"],
    "events.RegistrationNote": ["text"],
    "events.ReminderRule": ["subject", "text"],
    "events.Session": ["title", "abstract", "time_text", "track", "room", "host_institution"],
    "events.Tag": ["name"],
    "events.Venue": ["name", "address", "city"],
    "notifications.InboundMail": ["subject", "excerpt", "detail"],
    "notifications.Message": ["subject", "to_name"],
}
# The browser shows the text of these elsewhere, or not at all, or they have no elements inside.
ELSEWHERE = {"title", "script", "style", "datalist"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Directions(HTMLParser):
    """Collect the places of a page whose text contains WORD without an element that isolates it."""

    def __init__(self):
        super().__init__()
        self.open, self.missing, self.seen = [], [], 0

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        isolates = values.get("dir") == "auto" or tag == "bdi"
        is_text = tag == "input" and values.get("type") in {"text", "search", None}
        if is_text and WORD in (values.get("value") or "") and not isolates:
            self.missing.append(self.get_starttag_text()[:150])
        if tag not in VOID:
            self.open.append((tag, isolates))

    def handle_endtag(self, tag):
        names = [name for name, _isolates in self.open]
        if tag in names:
            del self.open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, text):
        if WORD not in text or ELSEWHERE & {name for name, _isolates in self.open}:
            return
        self.seen += 1
        if not any(isolates for _name, isolates in self.open):
            place = " > ".join(name for name, _isolates in self.open[-4:])
            self.missing.append(f"{place}: {' '.join(text.split())[:120]}")


def places_without_direction(page):
    parser = Directions()
    parser.feed(page)
    return parser.missing, parser.seen


def put_word_everywhere():
    for label, names in TYPED.items():
        for name in names:
            apps.get_model(label).objects.update(**{name: Concat(F(name), Value(f" {WORD}"))})


def pages(reader):
    """Return the HTML of each page that the reader may see, by name."""
    people, arguments = world()
    registration = Registration.objects.get(pk=arguments["pk"])
    Event.objects.update(mode="hybrid")
    put_word_everywhere()
    client = client_of(people[reader])
    paths = {name: path_of(name, arguments) for name in EXPECTED}
    paths["self_service:registration"] = links.registration_link(registration)
    paths["engagements:own"] = own_page(people["participant"])
    found = {}
    for name, path in paths.items():
        answer = client.get(path)
        if answer.streaming:
            b"".join(answer.streaming_content)  # read to its end, it is closed
        elif answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            found[name] = answer.text
    return found


def own_page(person):
    """Return the path of the page of an expert who has declined."""
    Expert.objects.filter(contributions__isnull=False).update(person=person)
    Contributor.objects.update(invitation="declined", invited_at=now(), answered_at=now(), decline_reason=WORD)
    return engagement_link(Engagement.objects.select_related("expert__person", "event").get())


@pytest.mark.parametrize("reader", ["stranger", "participant", "manager"])
def test_typed_text_has_its_own_direction_on_every_page(reader):
    missing, seen = [], 0
    for name, page in pages(reader).items():
        places, count = places_without_direction(page)
        seen += count
        missing += [f"{name}: {place}" for place in places]

    assert not missing, "\n".join(missing)
    assert seen > 30


def test_the_check_finds_text_without_direction():
    page = f'<p>{WORD}</p><p dir="auto"><b>{WORD}</b></p><input value="{WORD}"><bdi>{WORD}</bdi><title>{WORD}</title>'

    places, seen = places_without_direction(page)

    assert (len(places), seen) == (2, 3)


@pytest.mark.parametrize("kind", [text for text in TEXTS if text.is_shipped], ids=lambda kind: kind.name)
def test_typed_text_has_its_own_direction_in_every_mail(kind):
    registration = register(make_event(venue=make_venue()), make_person())
    put_word_everywhere()
    registration = Registration.objects.select_related("event__programme", "event__venue", "person").get()
    content = MailWriter(registration.event).content("registration_confirmed", registration_context(registration))
    values = {name: with_word(value) for name, value in kind.samples().items()}

    mail = replace(content, text=kind, source=defaults.default_source(kind.name, "en"), values=values).render()

    places, seen = places_without_direction(mail.html)
    assert not places, "\n".join(places)
    assert seen > 3


def with_word(value):
    """Return a sample with the word, except for an address."""
    if isinstance(value, str):
        return value if value.startswith("http") else f"{WORD} {value}"
    return [f"{WORD} {item}" for item in value]


def test_the_text_around_a_value_keeps_its_direction():
    html, _plain = compile_markdown("{person_name} comes.").fill({"person_name": WORD})
    latin, _plain = compile_markdown("{person_name} comes.").fill({"person_name": "An"})

    assert f"<bdi>{WORD}</bdi> comes." in html
    assert ">An comes.<" in latin
