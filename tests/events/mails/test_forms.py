"""The layout of each mail, in each language, works in all common mail programs."""

from dataclasses import replace

import pytest
from django.template import engines
from django.utils.translation import override

from accounts import languages
from events.calendars.invites import Method
from events.mails.catalogue import TEXTS
from events.mails.preview import sample_content
from events.models import Event, Registration
from events.organise.digest import KIND as DIGEST
from events.organise.work import queries as work
from events.registration import notify
from events.registration.services import register
from notifications.mail import rendering
from notifications.mail.mime import build_mime
from notifications.models import Message
from notifications.wording import defaults, markdown
from tests.factories import make_event, make_member, make_person, make_programme, make_venue
from tests.mail_forms import problems_of

pytestmark = [pytest.mark.look, pytest.mark.django_db]
SHIPPED = [text for text in TEXTS if text.is_shipped]
LANGUAGE = pytest.mark.parametrize("language", languages.LANGUAGES)


@pytest.fixture
def registration():
    programme = make_programme(contact_email="team@example.org")
    event = make_event(
        programme=programme, mode=Event.Mode.HYBRID, venue=make_venue(), online_url="https://meet.example/1"
    )
    return register(event, make_person(timezone="Asia/Tokyo"), mode=Registration.Mode.IN_PERSON)


@LANGUAGE
@pytest.mark.parametrize("kind", SHIPPED, ids=lambda kind: kind.name)
def test_each_mail_has_a_robust_layout(registration, kind, language, settings):
    settings.DEMO = True  # adds a line
    with override(languages.django_code(language)):
        context = notify.registration_context(registration)
        context = replace(context, method=Method.REQUEST, links=replace(context.links, **LINKS))
        content = sample_content(kind, context, defaults.default_source(kind.name, language), real=True)
        mail = content.render()

    # In HTML, the heading is above the greeting; a plain mail has only its subject.
    heading = markdown.fill_line(defaults.default_source(kind.name, language).heading, content.values)
    assert problems_of(mail.html, f"{heading}\n{mail.text}", languages.django_code(language)) == []
    # Both parts contain the reason of the mail and the contact.
    for text in (mail.text, mail.html.replace("&quot;", '"').replace("&#x27;", "'")):
        assert content.reason_line in text
        assert "team@example.org" in text


LINKS = {
    "nominate": "https://example.org/name",
    "nominee": "https://example.org/nominee",
    "details": "https://example.org/details",
    "declined": "https://example.org/declined",
}


@LANGUAGE
def test_the_digest_has_a_robust_layout_in_each_language(language):
    event = make_event(policy=Event.Policy.APPROVAL)
    register(event, make_person())
    person = make_member(event.programme, person=make_person(name="Minh"))
    items = work.work_list(person, event.zone)
    context = {
        "person": person,
        "groups": list(work.by_urgency(work.with_events(items))),
        "base_url": "https://example.org",
        "workspace_url": "https://example.org/organise/",
        "refuse_url": "https://example.org/refuse/1",
    }
    with override(languages.django_code(language)):
        mail = rendering.render(DIGEST, context)

    assert problems_of(mail.html, f"{mail.subject}\n{mail.text}", languages.django_code(language)) == []


@LANGUAGE
@pytest.mark.parametrize("name", ["login_code", "email_confirmation"])
def test_mails_with_codes_have_a_robust_layout_in_each_language(language, name):
    values = {"site_name": "Plenary", "base_url": "https://example.org", "code": "123456"}
    with override(languages.django_code(language)):
        html, text = (
            engines["django"].get_template(f"account/email/{name}_message.{ending}").render(values)
            for ending in ("html", "txt")
        )

    assert problems_of(html, text + "\nPlenary", languages.django_code(language)) == []


def test_building_a_mail_again_gives_the_same_mail(registration):
    message = Message.objects.get()

    first, second = (build_mime(Message.objects.get(pk=message.pk)).message() for _ in range(2))

    assert first["Message-ID"] == second["Message-ID"] == message.message_id
    assert first["Date"] == second["Date"]
    assert first["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ("<div>x</div>", "<div>"),
        ('<p style="display:flex">x</p>', "display on <p>"),
        ('<p style="color:#1f2933">x</p>', "#1f2933 on <p> does not change in dark mode"),
        ("<table><tr><td>x</td></tr></table>", "a table that a screen reader announces as data"),
        ('<a href="/me/">x</a>', "A link to '/me/' is not absolute."),
        ('<a href="https://example.org/other">x</a>', "The plain text lacks the address https://example.org/other."),
        ("<p>only here</p>", "The plain text lacks 'only here'."),
    ],
)
def test_finds_each_problem_of_a_layout(html, problem):
    assert problem in problems_of(f'<html lang="fr">{html}</html>', "x", "fr")
