"""The default texts of mails, in each language."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from accounts import languages
from accounts.models.user import Constituency
from events.mails.catalogue import TEXTS
from events.mails.writer import MailWriter
from events.models import Event, Registration
from events.registration import notify
from events.registration.services import register
from events.travel.details import TravelData
from notifications.models import Message
from notifications.wording import checking, defaults, markdown
from tests.factories import make_event, make_person

pytestmark = [pytest.mark.look, pytest.mark.django_db]

SHIPPED = [text for text in TEXTS if text.is_shipped]
EVERY = pytest.mark.parametrize("kind", SHIPPED, ids=lambda kind: kind.name)
LANGUAGE = pytest.mark.parametrize("language", languages.LANGUAGES)


@EVERY
@LANGUAGE
def test_each_default_text_is_valid(kind, language):
    words = defaults.default_source(kind.name, language)

    assert checking.problems_of_line(kind, words.subject) == []
    assert checking.problems_of_line(kind, words.heading) == []
    assert checking.problems_of_body(kind, words.body) == []
    assert checking.missing(kind, words.subject, words.body) == []


@EVERY
@LANGUAGE
def test_each_language_has_the_placeholders_and_paragraphs_of_english(kind, language):
    words, english = defaults.default_source(kind.name, language), defaults.default_source(kind.name, "en")

    for part in ("subject", "heading", "body"):
        assert markdown.names_in(getattr(words, part)) == markdown.names_in(getattr(english, part))
    assert len(words.body.split("\n\n")) == len(english.body.split("\n\n"))


@EVERY
@LANGUAGE
def test_renders_each_mail_completely(kind, language):
    registration = register(make_event(mode=Event.Mode.HYBRID), make_person())
    with override(languages.django_code(language)):
        values = kind.samples()
        context = notify.registration_context(registration)
        content = MailWriter(registration.event).content("registration_confirmed", context)
        mail = replace(content, text=kind, source=defaults.default_source(kind.name, language), values=values).render()

    for text in (mail.subject, mail.text, mail.html.split("</style>")[1]):
        assert "{" not in text
        assert "}" not in text
    for name in markdown.names_in(defaults.default_source(kind.name, language).body):
        value = values[name]
        for item in [value] if isinstance(value, str) else value:
            assert item in mail.text
            assert item in mail.html.replace("&amp;", "&")
    # Each line of the plain text is in the HTML.
    plain = " ".join(unescape(re.sub(r"<[^>]+>", " ", mail.html.split("</style>")[1])).split())
    for line in (line.strip("* ") for line in mail.text.split("\n\n")[1].splitlines()):
        assert " ".join(line.split()) in plain
    assert len(mail.html.encode()) < 60_000


def test_each_file_belongs_to_a_text():
    files = {path.stem for path in defaults.FOLDER.glob("*/*.md")}

    assert files == {kind.name for kind in SHIPPED}


@pytest.mark.parametrize("language", ["fr", "vi"])
def test_catalogs_are_complete(language):
    """Each string is translated, except patterns without letters."""
    entries = (Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES/django.po").read_text().split("\n\n")[1:]

    for entry in entries:
        msgid, translated = entry.split("\nmsgstr", 1)
        words = " ".join(re.findall(r'"(.*)"', msgid.split("msgid", 1)[1]))
        assert re.search(r'"[^"]', translated), words
        assert "fuzzy" not in msgid
        if re.search(r"[a-z]{3}", re.sub(r"\{\w+\}|%\(\w+\)[sd]", "", words)) and "form of a date" not in msgid:
            assert "".join(re.findall(r'"(.*)"', translated)) != "".join(re.findall(r'"(.*)"', msgid))


CHOICES = [*Constituency, *Registration.Status, *Event.Mode, *TravelData.LABELS.values()]


@pytest.mark.parametrize("language", ["fr", "vi"])
@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_translates_labels_in_mails(choice, language):
    label = getattr(choice, "label", choice)
    with override(language):
        assert str(label) != _english(label)


def _english(label):
    with override("en-gb"):
        return str(label)


def test_writes_a_mail_only_in_the_language_of_its_reader():
    event = make_event(
        policy=Event.Policy.OPEN,
        starts_at=datetime(2027, 3, 9, 2, tzinfo=UTC),
        ends_at=datetime(2027, 3, 9, 10, tzinfo=UTC),
    )
    register(event, make_person(name="Minh", language="vi", timezone="Asia/Tokyo"))
    register(event, make_person(name="Anne", language="fr"))

    vietnamese, french = Message.objects.order_by("pk")

    assert vietnamese.subject == f"Đã xác nhận: quý vị có chỗ tại {event.title}"
    assert "Kính gửi Minh," in vietnamese.text
    assert "từ 09:00 đến 17:00, giờ Bangkok (UTC+7)" in vietnamese.text
    assert "ngày 9 tháng" in vietnamese.text
    assert 'lang="vi"' in vietnamese.html
    assert french.subject == f"Confirmée : vous avez une place à {event.title}"
    assert "mardi 9 mars 2027, de 09:00 à 17:00, heure de Bangkok (UTC+7)" in french.text
    assert "L’invitation jointe inscrit" in french.text
    for english in ("Your ", "registration", " to ", "mail"):
        assert english not in re.sub(r"https?://\S+", "", vietnamese.text.replace(event.title, ""))
