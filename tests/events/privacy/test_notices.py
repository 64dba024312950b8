"""The privacy notices: default texts, versions, where they are linked, and consents."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import IntegrityError, transaction
from django.template import engines
from django.urls import reverse
from django.utils.html import escape
from django.utils.timezone import now

from events.mails import preview
from events.mails.catalogue import MAILS, TEXTS
from events.models import Consent, ConsentText, NoticeVersion, TaskRun
from events.personal_data.retention.table import TABLE
from events.privacy.queries import current_notice, notice_for
from events.privacy.services import save_notice
from events.questions.answers import save_answers
from events.registration.notify import registration_context
from events.registration.services import register
from notifications.mail import rendering
from notifications.models import Message
from notifications.wording.defaults import MailSource, default_source
from tests.accounts.helpers import code_in, reauthenticate, sign_in
from tests.accounts.test_mail_languages import MAILS as ACCOUNT_MAILS
from tests.events.questions.helpers import ask
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db
# The mails that are not written from a text of the catalogue.
OWN_TEMPLATES = sorted(
    path.name.removesuffix(".subject.txt") for path in (settings.BASE_DIR / "templates/mail").glob("*.subject.txt")
)


def text_of(response):
    return response.content.decode()


def test_default_notice_names_the_controller_the_contact_and_the_rights(client, settings):
    settings.CONTROLLER_NAME, settings.CONTACT_EMAIL = "Ministry of Seas", "privacy@seas.example"

    page = text_of(client.get("/privacy/"))

    for words in ("Ministry of Seas", "privacy@seas.example", "/me/data/", "Your rights", "How long we keep what"):
        assert words in page


def test_page_shows_the_table_of_retention_with_the_last_run(client):
    moment = now()
    TaskRun.objects.create(
        name="retention", due_at=moment, started_at=moment, finished_at=moment, counts={"needs": 471}
    )

    page = text_of(client.get("/privacy/"))

    assert [line.key for line in TABLE if escape(str(line.data)) not in page] == []
    assert "471" in page
    assert "30 days after the event" in page


def test_versions_stay_readable_and_equal_text_makes_none(client):
    programme = make_programme(slug="seas")
    save_notice(programme, "First *text*", by=None)
    save_notice(programme, "Second text", by=None)
    save_notice(programme, "Second text\r\n", by=None)
    save_notice(None, "Of the site", by=None)

    assert "Second text" in text_of(client.get("/privacy/seas/"))
    assert "<em>text</em>" in text_of(client.get("/privacy/seas/versions/1/"))
    assert "Of the site" in text_of(client.get("/privacy/versions/1/"))
    assert client.get("/privacy/seas/versions/9/").status_code == 404
    assert NoticeVersion.objects.count() == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeVersion.objects.create(number=1, text="x")


def test_manager_writes_the_notice_and_the_legal_ground(client):
    programme = make_programme(slug="seas")
    client.force_login(make_member(programme))
    address = reverse("privacy:programme_edit", args=["seas"])

    refused = client.post(address, {"text": "Ours", "ground": "Audit rules", "years": ""})
    assert "Enter for how many years" in text_of(refused)
    client.post(address, {"text": "Ours <script>x</script>", "ground": "Audit rules", "years": "5"})

    programme.refresh_from_db()
    page = text_of(client.get("/privacy/seas/"))
    assert (programme.retention_ground, programme.retention_years) == ("Audit rules", 5)
    assert "Ours" in page
    assert "Audit rules" in page
    assert "<script>x" not in page


@pytest.mark.parametrize("is_of_programme", [False, True])
def test_administrator_with_a_second_factor_adds_a_version(client, is_of_programme):
    admin = make_person(is_staff=True, is_superuser=True, staff_since=now() - timedelta(days=90))
    Authenticator.objects.create(user=admin, type="webauthn", data={"name": "Phone"})
    programme = make_programme() if is_of_programme else None
    client.force_login(admin)
    address = reverse("admin:events_noticeversion_add")

    page = client.get(address)
    answer = client.post(address, {"programme": programme.pk if programme else "", "text": "From the admin"})

    assert page.context["adminform"].form.initial["text"] == current_notice().text or not is_of_programme
    assert (answer.status_code, answer["Location"]) == (302, reverse("admin:events_noticeversion_changelist"))
    version = current_notice(programme).version
    assert (version.text, version.by, version.number) == ("From the admin", admin, 1)
    assert client.get(reverse("admin:events_noticeversion_change", args=[version.pk])).status_code == 200


def test_administrator_without_a_second_factor_adds_no_version_after_the_grace_period(client):
    client.force_login(make_person(is_staff=True, is_superuser=True, staff_since=now() - timedelta(days=90)))

    answer = client.post(reverse("admin:events_noticeversion_add"), {"programme": "", "text": "From the admin"})

    assert answer.status_code == 403 or answer["Location"] != reverse("admin:events_noticeversion_changelist")
    assert current_notice().version is None


def test_admin_refuses_a_version_with_the_text_of_the_current_one(client):
    save_notice(None, "Ours", by=None)
    client.force_login(make_person(is_staff=True, is_superuser=True))

    answer = client.post(reverse("admin:events_noticeversion_add"), {"programme": "", "text": "Ours"})

    assert "text" in answer.context["adminform"].form.errors
    assert NoticeVersion.objects.count() == 1


def test_consent_keeps_the_version_of_the_notice_and_its_end():
    event = make_event()
    question = ask(event, "consent", consent_text="May we film you?")
    registration = register(event, make_person())
    text = ConsentText.objects.get()
    save_answers(registration, {question.pk: text.pk}, by=None)
    first = Consent.objects.get()
    assert (first.notice, first.notice_mark, first.text) == (None, notice_for(event.programme).mark, text)

    save_answers(registration, {question.pk: None}, by=None)
    version = save_notice(event.programme, "Ours", by=None)
    save_answers(registration, {question.pk: text.pk}, by=None)

    first.refresh_from_db()
    assert first.withdrawn_at
    assert Consent.objects.get(withdrawn_at=None).notice == version


@pytest.mark.parametrize("address", ["/", "/events/", "/accounts/login/", "/about/", "/contact/", "/nothing-here/"])
def test_each_page_links_to_the_notice(client, address):
    page = text_of(client.get(address))

    for link in ("/privacy/", "/about/", "/contact/"):
        assert f'href="{link}"' in page
    assert "Language: English" in page


def test_pages_that_ask_for_an_address_link_to_the_notice_before_it(client):
    event = make_event()
    link = f"/privacy/{event.programme.slug}/"
    page = text_of(client.get("/accounts/login/"))
    assert page.index("/privacy/") < page.index('name="email"')
    page = text_of(client.get(reverse("self_service:register", args=[event.slug])))
    assert page.index(link) < page.index('name="email"')
    client.force_login(make_person())
    for name in ("self_service:register", "self_service:register_others"):
        page = text_of(client.get(reverse(name, args=[event.slug])))
        assert page.index(link) < page.index('name="csrfmiddlewaretoken"', page.index("<main"))


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "What we do with your data"), ("fr", "Ce que nous faisons"), ("vi", "Chúng tôi làm gì")],
)
def test_mails_link_to_the_notice(language, words):
    event = make_event()
    register(event, make_person(language=language))

    message = Message.objects.get()

    for text in (message.text, message.html):
        assert words in text
        assert f"/privacy/{event.programme.slug}/" in text


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_each_mail_of_the_catalogue_links_to_the_notice(text):
    registration = register(make_event(), make_person())
    source = default_source(text.name, "en") if text.is_shipped else MailSource("News", "News", "Come early.")

    mail = preview.sample_content(text, registration_context(registration), source, real=True).render()

    for part in (mail.text, mail.html):
        assert f"{settings.BASE_URL}/privacy/{registration.event.programme.slug}/" in part


@pytest.mark.parametrize("name", OWN_TEMPLATES)
def test_each_mail_with_a_template_of_its_own_links_to_the_notice(name):
    context, notice = {"person": make_person()}, "/privacy/"
    if name == "team_invitation":
        context["programme"] = make_programme(slug="seas")
        notice = "/privacy/seas/"

    mail = rendering.render(name, context)

    for part in (mail.text, mail.html):
        assert settings.BASE_URL + notice in part


def test_no_mail_of_the_catalogue_is_left_out():
    """An answer of the team has a test of its own, and the test of a mail text is that text."""
    others = {mail.name for mail in MAILS if not mail.texts and not mail.is_outside}

    assert others - set(OWN_TEMPLATES) == {"answer", "test"}
    assert {text.name for mail in MAILS for text in mail.texts} == {text.name for text in TEXTS}


@pytest.mark.parametrize("prefix", ACCOUNT_MAILS)
def test_each_mail_about_an_account_links_to_the_notice(rf, prefix):
    request = rf.get("/")
    request.user = make_person()

    text = engines["django"].get_template(f"{prefix}_message.txt").render({"code": "123456"}, request)

    assert f"{settings.BASE_URL}/privacy/" in text


def test_the_mails_of_a_sign_in_and_of_a_changed_account_link_to_the_notice(client, mailoutbox):
    sign_in(client, mailoutbox, "old@example.org")
    reauthenticate(client, mailoutbox)
    client.post(reverse("account_email"), {"email": "new@example.org", "action_add": ""})
    client.post(reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[-1])})
    client.post(reverse("account_email"), {"email": "new@example.org", "action_primary": ""})

    assert [mail.to for mail in mailoutbox].count(["old@example.org"]) >= 3
    assert ["new@example.org"] in [mail.to for mail in mailoutbox]
    for mail in mailoutbox:
        for part in (mail.body, *(content for content, _kind in getattr(mail, "alternatives", ()))):
            assert f"{settings.BASE_URL}/privacy/" in part, mail.subject


def test_contact_names_the_programmes(client, settings):
    settings.CONTACT_EMAIL = "help@site.example"
    make_programme(name="Seas", contact_email="seas@example.org")

    page = text_of(client.get("/contact/"))

    assert "seas@example.org" in page
    assert "help@site.example" in page
