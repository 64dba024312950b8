"""The page on which people turn off optional mails, signed in or with the link in a mail."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts import languages
from events.mails.catalogue import TEXTS
from events.mails.preview import sample_content
from events.models import Contributor, Session, TeamMember
from events.organise import digest
from events.registration import notify
from events.registration.services import register
from notifications.models import Refusal
from notifications.preferences import links
from notifications.wording.defaults import MailSource
from tests.events.announcements.scene import announced, make_announcement, send
from tests.factories import make_delegation, make_event, make_member, make_person, make_programme

pytestmark = [pytest.mark.look, pytest.mark.django_db]
MINE = "preferences:mine"


@pytest.fixture
def person(client):
    new_person = make_person()
    client.force_login(new_person)
    return new_person


@pytest.fixture
def event(person):
    new_event = make_event(programme=make_programme(name="Programme A"))
    register(new_event, person)
    return new_event


def news(event):
    return f"news:programme:{event.programme_id}"


def offered(response):
    return {option.optional: is_wanted for option, is_wanted in response.context["options"]}


def token(person, optional):
    return links.make_link(person, person.email, optional).rsplit("/", 2)[1]


def test_lists_only_the_programmes_of_the_person(client, person, event):
    contributing, naming, other = (make_event(programme=make_programme()) for _number in range(3))
    session = Session.objects.create(event=contributing, title="Opening")
    Contributor.objects.create(session=session, name="Me", person=person)
    make_delegation(naming, constituency="workers", focal_point=person)
    register(other, make_person())

    response = client.get(reverse(MINE))

    assert offered(response) == dict.fromkeys(map(news, [event, contributing, naming]), True)
    assert "News of Programme A" in response.content.decode()


@pytest.mark.parametrize(("role", "has_it"), [("coordinator", True), ("viewer", False)])
def test_offers_the_digest_to_people_who_decide(client, person, event, role, has_it):
    make_member(event.programme, TeamMember.Role(role), person)

    assert ("digest:" in offered(client.get(reverse(MINE)))) is has_it


def test_turns_news_off_and_on_again(client, person, event):
    other = make_event(programme=make_programme())
    register(other, person)

    client.post(reverse(MINE), {"wanted": news(other)})
    assert offered(client.get(reverse(MINE))) == {news(event): False, news(other): True}
    assert list(Refusal.objects.values_list("person", "what", "scope")) == [
        (person.pk, "news", f"programme:{event.programme_id}")
    ]
    client.post(reverse(MINE), {"wanted": [news(event), news(other)]})

    assert not Refusal.objects.exists()


def test_drops_queued_news_that_are_turned_off(client, person, event):
    send(make_announcement(event, is_optional=True))

    client.post(reverse(MINE))

    assert announced().get().status == "dropped"


def test_keeps_a_general_refusal_until_one_programme_is_turned_on(client, person, event):
    other = make_event(programme=make_programme())
    register(other, person)
    Refusal.objects.create(person=person, what="news")

    client.post(reverse(MINE))
    assert Refusal.objects.filter(scope="").exists()
    client.post(reverse(MINE), {"wanted": news(other)})

    assert offered(client.get(reverse(MINE))) == {news(event): False, news(other): True}


def test_turns_on_news_that_were_refused_by_address(client, person, event):
    Refusal.objects.create(email=person.email.lower(), what="news", scope=f"programme:{event.programme_id}")
    assert offered(client.get(reverse(MINE))) == {news(event): False}

    client.post(reverse(MINE), {"wanted": news(event)})

    assert not Refusal.objects.exists()


def test_ignores_choices_that_were_not_offered(client, person, event):
    other = make_event(programme=make_programme())
    Refusal.objects.create(person=person, what="news", scope=f"programme:{other.programme_id}")

    client.post(reverse(MINE), {"wanted": [news(event), news(other), "secrets:", ""]})

    assert Refusal.objects.get().scope == f"programme:{other.programme_id}"


def test_the_link_in_a_mail_opens_all_choices_without_signing_in(person, event):
    stranger = Client()
    page = reverse("preferences:optional", args=[token(person, news(event))])

    assert offered(stranger.get(page)) == {news(event): True}
    stranger.post(page, {"action": "choose"})

    assert offered(stranger.get(page)) == {news(event): False}
    assert Refusal.objects.get().person == person


def test_the_link_for_an_address_without_account_opens_one_choice(client):
    page = links.make_link(None, "somebody@example.org", "news:programme:1").partition("/mails/")[2]

    response = client.get(f"/mails/{page}")
    client.post(f"/mails/{page}", {"action": "choose", "wanted": "digest:"})

    assert response.context["options"] == []
    assert Refusal.objects.get().email == "somebody@example.org"


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_needs_a_fixed_number_of_queries(client, person, count, django_assert_num_queries):
    for _number in range(count):
        register(make_event(programme=make_programme()), person)

    with django_assert_num_queries(7):  # session, person; refusals, programmes, can decide; team membership
        client.get(reverse(MINE))


def test_lists_the_mails_that_cannot_be_turned_off(client, person):
    html = client.get(reverse(MINE)).content.decode()

    assert "There are none. You only receive emails about your registrations" in html
    assert "Codes to sign in" in html


ESSENTIAL = {"en": "cannot be turned off", "fr": "ne peut pas être désactivé", "vi": "không thể tắt"}
OPTIONAL = {"en": "This email is optional", "fr": "Ce message est facultatif", "vi": "Thư này không bắt buộc"}


@pytest.mark.parametrize("language", languages.LANGUAGES)
@pytest.mark.parametrize("kind", TEXTS, ids=lambda kind: kind.name)
def test_each_mail_gives_its_reason_and_cannot_be_turned_off(event, kind, language):
    with override(languages.django_code(language)):
        context = notify.registration_context(event.registrations.get()).with_placeholder_links()
        content = sample_content(kind, context, MailSource("Subject", "Heading", "Text"), real=True)
        mail = content.render()

    why, choice = content.reason_line, content.choice_line
    assert ESSENTIAL[language] in choice
    assert event.title in why
    for line in (why, choice, reverse(MINE)):
        assert line in mail.text
        assert line in mail.html.replace("&amp;", "&")


@pytest.mark.parametrize("language", languages.LANGUAGES)
def test_optional_mails_say_so_in_each_language(event, language):
    person = make_person(language=language)
    register(event, person)

    send(make_announcement(event, is_optional=True, texts={language: MailSource("News", "News", "Text")}))

    mail = announced().get(recipient=person)
    for text in (mail.text, mail.html):
        assert OPTIONAL[language] in text
        assert links.link_of_message(mail) in text
        assert ESSENTIAL[language] not in text


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "This email is optional: you can turn it off."),
        ("fr", "Ce courriel est facultatif"),
        ("vi", "Thư này không bắt buộc"),
    ],
)
def test_the_digest_lists_tasks_and_is_optional_in_each_language(event, language, expected):
    event.policy = "approval"
    event.save()
    register(event, make_person())
    person = make_member(event.programme, TeamMember.Role.COORDINATOR, make_person(language=language))

    draft = digest._draft("key", person, date(2027, 3, 1))

    assert expected in draft.text
    assert ("registration awaiting decision" in draft.text) is (language == "en")
