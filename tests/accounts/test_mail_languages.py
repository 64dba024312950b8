"""The language of sign-in mails: that of the owner of the address, or that of the browser for a new address."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.urls import reverse
from django.utils.translation import override

from accounts import languages
from tests.accounts.helpers import ask, code_in, sign_in, trust_session, type_code, who
from tests.factories import make_person

pytestmark = pytest.mark.django_db
TYPE_IT = {
    "en": "Type this code on the page that you have open:",
    "fr": "Saisissez ce code sur la page que vous avez ouverte :",
    "vi": "Xin nhập mã này trên trang đang mở:",
}
FOLDER = Path(settings.BASE_DIR) / "templates"
MAILS = sorted(
    str(path.relative_to(FOLDER)).removesuffix("_message.txt")
    for path in FOLDER.rglob("email/*_message.txt")
    if not path.name.startswith("base_")
)


@pytest.mark.parametrize(
    ("said", "browser", "written"),
    [
        ("vi", "fr", "vi"),  # theirs before the browser's: it may be somebody else's
        ("", "fr-FR,fr;q=0.9", "fr"),
        ("lo", "vi", "vi"),
        ("", "th", "en"),
    ],
)
def test_code_is_in_the_language_of_the_person(client, mailoutbox, said, browser, written):
    person = make_person(language=said)

    asked = ask(client, person.email, headers={"Accept-Language": browser})
    page = client.get(asked["Location"], headers={"Accept-Language": browser})

    mail = mailoutbox[0]
    html = mail.alternatives[0].content
    assert TYPE_IT[written] in mail.body
    assert TYPE_IT[written] in html
    assert f'<html lang="{languages.django_code(written)}">' in html
    assert code_in(mail) in mail.subject
    assert '<html lang="en-gb"' in page.content.decode()  # pages stay English: none is half in another language
    type_code(client, code_in(mail))
    assert who(client) == person.pk


@pytest.mark.parametrize("browser", ["en", "fr", "vi"])
def test_code_for_a_new_address_is_in_the_language_of_the_browser(client, mailoutbox, browser):
    ask(client, "new@example.org", headers={"Accept-Language": browser})

    assert TYPE_IT[browser] in mailoutbox[0].body
    assert mailoutbox[0].message()["Auto-Submitted"] == "auto-generated"


def test_code_for_an_added_address_is_in_the_language_of_the_person(client, mailoutbox):
    person = make_person(language="vi")
    sign_in(client, mailoutbox, person.email)
    trust_session(client)

    client.post(reverse("account_email"), {"email": "second@example.org", "action_add": ""})

    assert mailoutbox[-1].to == ["second@example.org"]
    assert "Để thêm địa chỉ này vào tài khoản" in mailoutbox[-1].body


def test_mail_about_the_account_is_in_the_language_of_the_person(client, mailoutbox):
    person = make_person(email="me@example.org", language="fr")
    sign_in(client, mailoutbox, person.email)
    trust_session(client)
    client.post(reverse("account_email"), {"email": "second@example.org", "action_add": ""})
    client.post(reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[-1])})

    client.post(reverse("account_email"), {"email": "second@example.org", "action_primary": ""})

    mail = mailoutbox[-1]
    assert mail.subject == "Votre adresse principale sur Plenary a changé"
    assert re.search(r"C’était le \d+ \w+ 20\d\d à \d\d:\d\d UTC", mail.body)


@pytest.mark.parametrize("prefix", MAILS)
def test_each_sign_in_mail_exists_in_each_language(prefix, rf):
    request = rf.get("/")
    request.user = make_person()
    values = {"site_name": "Plenary", "base_url": "https://p.example", "code": "123456", "ip": "192.0.2.1"}
    values |= {"to_email": "b@example.org", "from_email": "a@example.org", "deleted_email": "c@example.org"}
    said = {}
    for language in languages.LANGUAGES:
        with override(languages.django_code(language)):
            django = engines["django"]
            said[language] = (
                django.get_template(f"{prefix}_subject.txt").render(values).strip(),
                django.get_template(f"{prefix}_message.txt").render(values, request).strip(),
            )

    assert len({subject for subject, _body in said.values()}) == 3
    bodies = [set(body.split("\n\n")) for _subject, body in said.values()]
    # No paragraph is in another language: two languages share only codes, addresses and the name of the site.
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert all(
            re.fullmatch(r"\W*123456|https?:\S+|--\nPlenary, http.*", text.strip())
            for text in bodies[one] & bodies[other]
        )
    facts = [set(re.findall(r"123456|https?://\S+|\w@example\.org", body)) for _subject, body in said.values()]
    assert facts[0] == facts[1] == facts[2]
