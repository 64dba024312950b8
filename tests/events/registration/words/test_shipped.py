"""The words that mails come with: every kind, in every language."""

import re

import pytest
from django.utils.translation import override

from events.models import Event
from events.registration import telling
from events.registration.services import register
from events.registration.words.kinds import ALL
from events.registration.words.saying import say
from notifications.mail import rendering
from notifications.wording import checking, languages, markdown, shipped
from tests.factories import make_event, make_person

pytestmark = pytest.mark.django_db

EVERY = pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
LANGUAGE = pytest.mark.parametrize("language", languages.LANGUAGES)


@EVERY
@LANGUAGE
def test_words_are_in_order(kind, language):
    words = shipped.words(kind.name, language)

    assert checking.problems_of_line(kind, words.subject) == []
    assert checking.problems_of_line(kind, words.heading) == []
    assert checking.problems_of_body(kind, words.body) == []
    assert checking.missing(kind, words.subject, words.body) == []


@EVERY
@LANGUAGE
def test_each_language_says_as_much_as_english(kind, language):
    words, english = shipped.words(kind.name, language), shipped.words(kind.name, "en")

    for part in ("subject", "heading", "body"):
        assert markdown.names_in(getattr(words, part)) == markdown.names_in(getattr(english, part))
    assert len(words.body.split("\n\n")) == len(english.body.split("\n\n"))


@EVERY
@LANGUAGE
def test_every_mail_renders_whole(kind, language):
    registration = register(make_event(mode=Event.Mode.HYBRID), make_person())
    with override(languages.locale(language)):
        values = kind.samples()
        said = say("registration_confirmed", telling.context(registration))
        mail = rendering.render(kind.name, said.context, values)

    for text in (mail.subject, mail.text, mail.html.split("</style>")[1]):
        assert "{" not in text
        assert "}" not in text
    for name in markdown.names_in(shipped.words(kind.name, language).body):
        value = values[name]
        for item in [value] if isinstance(value, str) else value:
            assert item in mail.text
            assert item in mail.html.replace("&amp;", "&")
    # The twin says the same: each line of it stands in the HTML.
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", mail.html.split("</style>")[1]))
    for line in (line.strip("* ") for line in mail.text.split("\n\n")[1].splitlines()):
        assert line in plain.replace("&amp;", "&").replace("&#x27;", "'").replace("&#39;", "'")
    assert len(mail.html.encode()) < 60_000


def test_every_file_of_words_belongs_to_a_kind():
    files = {path.stem for path in shipped.FOLDER.glob("*/*.md")}

    assert files == {kind.name for kind in ALL}
