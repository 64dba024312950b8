import time
from dataclasses import replace

import pytest
from django.utils.translation import override

from events.calendars.invites import Method
from events.mails.catalogue.groups import EVENT
from events.mails.context import language_of, scope
from events.mails.declarations import Mail
from events.mails.writer import MailContent, MailText, MailWriter
from events.models import Step
from events.registration import notify
from events.registration.decisions import decide
from events.registration.services import register
from notifications.models import Message
from notifications.wording import defaults
from notifications.wording.defaults import MailSource
from notifications.wording.markdown import compile_markdown
from notifications.wording.overrides import save_override
from tests.factories import make_event, make_person

pytestmark = pytest.mark.django_db

OWN = Mail(name="own_kind", label="Own", group=EVENT, placeholders=(), has_text=False)
MINE = MailSource("Welcome to {event}", "Welcome", "Bring **your** passport, {name}.")


def test_uses_the_text_of_the_event_and_records_its_version():
    event, other = make_event(), make_event()
    row = save_override(scope(event), "registration_confirmed", "en", MINE, by=None, after=0)
    register(event, make_person(name="An <i>"))
    register(other, make_person())

    mine, theirs = Message.objects.order_by("pk")

    assert mine.subject == f"Welcome to {event.title}"
    assert "Bring your passport, An <i>." in mine.text
    assert "Bring <strong>your</strong> passport, An &lt;i&gt;." in mine.html
    assert (mine.wording, mine.words_mark) == (row, MINE.mark)
    assert (theirs.wording, theirs.words_mark) == (None, defaults.default_source("registration_confirmed", "en").mark)


def test_uses_the_text_of_the_programme_for_its_events():
    event = make_event()
    save_override(scope(event.programme), "registration_confirmed", "en", MINE, by=None, after=0)
    register(event, make_person())

    assert Message.objects.get().subject == f"Welcome to {event.title}"


@pytest.mark.parametrize(
    ("person", "event", "programme", "expected"),
    [
        ("vi", "fr", "", "vi"),
        ("", "fr", "vi", "fr"),
        ("", "", "vi", "vi"),
        ("de", "", "", "en-gb"),
        ("de", "", "fr", "fr"),
        ("fr-CA", "", "", "fr"),
    ],
)
def test_prefers_the_language_of_the_person_then_event_then_programme(person, event, programme, expected):
    new_event = make_event(language=event)
    new_event.programme.language = programme

    assert language_of(new_event, make_person(language=person)) == expected


@pytest.mark.parametrize("count", [1, 3])
def test_reads_texts_once_for_all_readers(count, django_assert_num_queries):
    event = make_event()
    registrations = [register(event, make_person()) for _ in range(count)]
    for registration in registrations:
        registration.event = event

    with django_assert_num_queries(2):  # the texts; the mails
        notify.send_note(registrations, MailText("About {event}", "Hello"))


def test_shows_reasons_as_they_were_typed():
    event = make_event()
    registration = register(event, make_person())
    decide(event, [registration.pk], Step.DECLINE, by=None, reason="**No** room {event}\nand <b>no</b> time")

    mail = Message.objects.order_by("pk").last()

    assert "The organisers write: **No** room {event}\nand <b>no</b> time" in mail.text
    assert "**No** room {event}<br>and &lt;b&gt;no&lt;/b&gt; time" in mail.html


def test_fills_values_in_less_than_a_third_of_a_millisecond():
    registration = register(make_event(), make_person())
    with override("en-gb"):
        context = replace(notify.registration_context(registration), method=Method.REQUEST)
        content = MailWriter(registration.event).content("registration_confirmed", context)
    compile_markdown(content.source.body).fill(content.values)

    begin = time.process_time()
    for _ in range(500):
        compile_markdown(content.source.body).fill(content.values)

    assert (time.process_time() - begin) / 500 < 0.0003


def test_renders_a_mail_with_templates_of_its_own(tmp_path, settings):
    (tmp_path / "mail").mkdir()
    base = '{% extends "mail/base.html" %}{% block content %}<p>Own</p>{% endblock %}'
    for end, text in (("html", base), ("txt", base.replace("html", "txt")), ("subject.txt", "Own {{ event.title }}")):
        (tmp_path / f"mail/own_kind.{end}").write_text(text)
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    registration = register(make_event(), make_person())

    context = notify.registration_context(registration)
    mail = MailContent.of(OWN, OWN, context, source=None, values={}).render()

    assert mail.subject == f"Own {registration.event.title}"
    assert "See the event" in mail.html
    assert "You get this email because" in mail.text
    assert mail.words_mark == ""
