"""Mail scanners open every link of a mail, with GET and HEAD, before its reader does. That changes nothing."""

import html
import re
from dataclasses import fields, replace
from datetime import timedelta
from itertools import product

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import override

from accounts.links.purposes import all_purposes
from accounts.links.tokens import make_url
from events.contributors.links import engagement_link
from events.journeys.links import JOURNEY, JourneyKey
from events.mails import preview, sender
from events.mails.catalogue import MAILS, TEXTS, mail_of_text
from events.mails.context import MailLinks
from events.mails.writer import MailWriter
from events.models import Contributor, Engagement, Event, Expert, Leg, Registration, Session
from events.nominations import services as nominations
from events.nominations.services import Nominee
from events.registration import links
from events.registration.notify import registration_context
from events.registration.services import register
from notifications.mail.mime import build_mime
from notifications.models import Message
from notifications.outbox import services as outbox
from notifications.preferences import links as preferences
from notifications.wording.defaults import MailSource
from tests.factories import make_delegation, make_event, make_person

pytestmark = [pytest.mark.look, pytest.mark.django_db]

UNCHANGED = {"sessions.Session"}  # a session of a stranger may begin: it holds nothing of ours
ADDRESS = re.compile(r"https?://[^\s\"'<>)\]]+")


def dump():
    """Return all rows of all tables, without login sessions."""
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in UNCHANGED
    }


@pytest.fixture
def registrations():
    """Return a confirmed person, one with an offered place, one in the queue, a nominee, and one whose event is over."""
    event = make_event(seats=1, offer_hours=48, online_url="https://meet.example.org/1", mode="hybrid")
    confirmed, offered, waiting = (register(event, make_person(name=name)) for name in ("Ann", "Binh", "Chi"))
    Registration.objects.filter(pk=offered.pk).update(offer_expires_at=now() + timedelta(days=1))
    Event.objects.filter(pk=event.pk).update(seats=2, seats_kept=1)
    session = Session.objects.create(event=event, title="Opening", is_optional=True, seats=5)
    Contributor.objects.create(session=session, person=confirmed.person, name="Ann")
    delegation = make_delegation(make_event(policy="nomination"), constituency="workers", seats=2)
    nominee = nominations.nominate(delegation, [Nominee("An", "an@example.org")], by=make_person())[0]
    nominations.appoint(delegation.event, [delegation.pk], address="focal@example.org", name="Focal")
    past = register(make_event(), make_person(name="Dara"))
    Event.objects.filter(pk=past.event_id).update(
        starts_at=now() - timedelta(days=3), ends_at=now() - timedelta(days=2)
    )
    rows = Registration.objects.select_related("event__programme", "event__venue", "person", "delegation")
    keys = [registration.pk for registration in (confirmed, offered, waiting, nominee, past)]
    return list(rows.filter(pk__in=keys).order_by("pk"))


def on_a_leg(event, person):
    """Put a person on a leg of event, so that they have a page of their journey. Return the person."""
    if not person.legs.filter(leg__event=event).exists():
        leg = Leg.objects.create(
            event=event, from_city="Bangkok", from_timezone="Asia/Bangkok", to_city="Tokyo", to_timezone="Asia/Tokyo",
            departs_at=now() + timedelta(days=1), arrives_at=now() + timedelta(days=1, hours=6),
        )  # fmt: skip
        leg.travellers.create(person=person)
    return person


def all_links(registration):
    """Return every page that a mail to the person can lead to."""
    focal = Event.objects.get(policy="nomination").nomination_links.select_related("person", "event").get()
    register_page = settings.BASE_URL + reverse("self_service:register", args=[registration.event.slug])
    event = registration.event
    expert, _is_new = Expert.objects.get_or_create(
        programme=event.programme, person=registration.person, defaults={"name": "Expert"}
    )
    engagement, _is_new = Engagement.objects.get_or_create(event=event, expert=expert, defaults={"mailed_at": now()})
    known = {
        "own_page": links.registration_link(registration),
        "register": register_page,
        "nominee": links.nominee_link(registration),
        "nominate": links.focal_point_link(focal),
        "details": settings.BASE_URL + reverse("travel:details", args=[registration.event.slug]),
        "evaluation": links.evaluation_link(registration),
        "declined": links.decline_link(registration),
        "renewed": links.registration_link(registration),
        "refuse": preferences.make_link(registration.person, registration.person.email, "news:programme:1"),
        "join": registration.event.join_url,
        "contribution": engagement_link(engagement),
        "journey": make_url(JOURNEY, JourneyKey(event, on_a_leg(event, registration.person))),
    }
    missing = {field.name for field in fields(MailLinks)} - known.keys()
    assert not missing, f"Add the new links to this test: {missing}"
    return MailLinks(**known)


def write_all(registrations):
    """Queue each text of the catalogue to each registration, with its real links."""
    for text, registration in product(TEXTS, registrations):
        context = registration_context(registration)
        context = replace(context, links=all_links(registration))
        with override("en"):
            writer = MailWriter(registration.event)
            source = writer.source(text.name) if text.is_shipped else MailSource("News", "News", "Come early.")
            mail = preview.sample_content(text, context, source, real=True).render()
        kind, person = mail_of_text(text.name).name, registration.person
        key = f"{text.name}:{registration.pk}"
        optional = "news:programme:1" if "announcement" in kind else ""
        draft = sender.draft(mail, kind=kind, key=key, event=registration.event, person=person, optional=optional)
        outbox.queue(draft)


def addresses_in(*texts):
    return {address.rstrip(".,;") for text in texts for address in ADDRESS.findall(html.unescape(text))}


def links_of_mails():
    found = set()
    for message in Message.objects.all():
        headers = " ".join(str(value) for _name, value in build_mime(message).message().items())
        found |= addresses_in(message.text, message.html, message.ics, headers)
    return {address for address in found if address.startswith(settings.BASE_URL)}


def sign_in_mails(client, mailoutbox):
    """Return the mails about an account: a code, and a new address."""
    client.post(reverse("account_login"), {"email": make_person().email})
    client.post(reverse("account_login"), {"email": "nobody@example.org"})
    return [part for mail in mailoutbox for part in (mail.body, *(content for content, _kind in mail.alternatives))]


def variants(address):
    path = address.removeprefix(settings.BASE_URL).partition("#")[0] or "/"
    bare = path.partition("?")[0]
    return [path, path.rstrip("/") or "/", f"{bare}?utm_source=mail", f"{bare}?action=withdraw&confirmed=1", path]


def test_opening_every_link_of_every_mail_changes_nothing(client, mailoutbox, registrations):
    cache.clear()
    write_all(registrations)
    # Purposes of links without a mail of the catalogue, such as those of other mails about accounts, have tests there.
    opened = links_of_mails() | {
        address for address in addresses_in(*sign_in_mails(client, mailoutbox)) if address.startswith(settings.BASE_URL)
    }
    kinds = set(Message.objects.values_list("kind", flat=True))
    expected = {mail.name for mail in MAILS if mail.texts}

    before = dump()
    for address in sorted(opened):
        for path, method in product(variants(address), ("get", "head")):
            getattr(Client(), method)(path, follow=False)
        after = dump()
        changed = [label for label in before if before[label] != after[label]]
        assert not changed, (address, changed)

    assert expected <= kinds
    tokens = {address.split("/")[3] for address in opened if ":" in address[8:].partition("/")[2]}
    assert {"registrations", "nominated", "nominate", "mails"} <= tokens


def test_each_purpose_of_a_registration_is_opened(registrations):
    """The pages of all links about an event are in the test above: a new purpose needs a link in a mail."""
    names = {purpose.name for purpose in all_purposes() if purpose.page and purpose.find.__module__ == links.__name__}

    assert names == {"registration", "declined", "evaluation", "nominee", "focal-point"}
    assert make_url(links.REGISTRATION, registrations[0]).startswith(settings.BASE_URL)
