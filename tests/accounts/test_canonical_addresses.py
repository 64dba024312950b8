"""The spellings of an address that mean one mailbox, and the addresses that are refused with a sentence."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts import addresses, services
from accounts.models import User
from tests.accounts.helpers import ask, sign_in, trust_session, who
from tests.factories import make_person

SPELLINGS = [
    ("anna@bücher.example", "anna@xn--bcher-kva.example"),
    ("anna@BÜCHER.example", "anna@xn--bcher-kva.example"),
    ("anna@XN--BCHER-KVA.example", "anna@xn--bcher-kva.example"),
    ("Anna@Example.ORG", "anna@example.org"),
    ("anna＠example.org", "anna@example.org"),
    ("ａｎｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ", "anna@example.org"),
    ("\u00a0anna@example.org\u3000", "anna@example.org"),
    ("\u200banna@\u2060exa\u00admple.org\ufeff", "anna@example.org"),
    ("anna@例え。テスト", "anna@xn--r8jz45g.xn--zckzah"),
    ("anna@faß.example", "anna@xn--fa-hia.example"),
    ("o'brien+events@example.org", "o'brien+events@example.org"),
    ("Anna Lee <anna@example.org>", "anna@example.org"),
    ('"Lee, Anna" <anna@example.org>;', "anna@example.org"),
    ("<anna@example.org>,", "anna@example.org"),
    ("mailto:Anna@example.org", "anna@example.org"),
    ("MAILTO:anna@example.org?subject=Seminar", "anna@example.org"),
    ("<mailto:anna@bücher.example>", "anna@xn--bcher-kva.example"),
    ("“anna@example.org”", "anna@example.org"),
    ("'anna@example.org'", "anna@example.org"),
    ("anna@example.org;", "anna@example.org"),
    ("anna@example.org.", "anna@example.org"),
    ("anna@bücher.example。", "anna@xn--bcher-kva.example"),
]
REFUSED = [
    ("vıctim@example.org", "“ı”"),
    ("İvictim@example.org", "“İ”"),
    ("ſara@example.org", "“ſ”"),
    ("\u212ahin@example.org", "before the @"),  # the Kelvin sign looks like K
    ("андрей@example.org", "“а”"),
    ("山田@example.org", "“山”"),
    ("a..b@example.org", "two dots"),
    (".a@example.org", "dot"),
    ("a.@example.org", "dot"),
    ('"a b"@example.org', "spaces"),
    ('"ab"@example.org', "quotation marks"),
    ("a b@example.org", "spaces"),
    ("a@b@example.org", "valid email address"),
    ("a\0@example.org", "valid email address"),
    ("a\r\nBcc: b@example.org", "valid email address"),
    ("a\x1b@example.org", "valid email address"),
    ("a" * 65 + "@example.org", "too long"),
    ("a@" + "b" * 60 + ("." + "c" * 60) * 4 + ".org", "too long"),
    ("a" * 100_000, "valid email address"),
    ("a@" + "ü" * 70 + ".example", "domain"),
    ("a@xn--.example", "domain"),
    ("a@xn--a.example", "domain"),
    ("a@exa_mple.org", "domain"),
    ("a@-example.org", "domain"),
    ("a@😀.example", "domain"),
    ("a@example", "domain"),
    ("@example.org", "valid email address"),
    ("anna@", "valid email address"),
    ("a@example.org; b@example.org", "spaces"),
    ("a@example.org,b@example.org", "valid email address"),
    ("A <a@example.org>, B <b@example.org>", "spaces"),
    ("<>", "valid email address"),
    ("mailto:", "valid email address"),
    ("a@example.org..", "domain"),
    ("a@.", "domain"),
    ("anna", "valid email address"),
]


@pytest.mark.parametrize(("typed", "canonical"), SPELLINGS)
def test_spellings_have_one_canonical_form(typed, canonical):
    assert addresses.parse(typed).canonical == canonical
    assert addresses.canonical(addresses.parse(typed).written) == canonical
    assert canonical.isascii()


def test_written_form_has_the_letters_of_the_domain():
    assert addresses.written("Anna＠XN--BCHER-KVA.example") == "anna@bücher.example"


@pytest.mark.parametrize(("typed", "words"), REFUSED)
def test_impossible_address_is_refused_with_the_reason(typed, words):
    with pytest.raises(ValidationError) as error:
        addresses.parse(typed)

    assert words in " ".join(error.value.messages)


@pytest.mark.django_db
@pytest.mark.parametrize("typed", [typed for typed, _words in REFUSED])
def test_sign_in_shows_a_message_for_an_impossible_address(client, mailoutbox, typed):
    make_person(email="victim@example.org")

    response = ask(client, typed)

    assert response.status_code == 200
    assert response.context["form"].errors["email"]
    assert mailoutbox == []


@pytest.mark.django_db
def test_look_alike_address_finds_nobody():
    make_person(email="victim@example.org")

    assert services.find_by_address("vıctim@example.org") is None
    assert services.find_by_address("VICTİM@example.org") is None
    assert services.find_by_address("victim＠EXAMPLE.org").email == "victim@example.org"


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["anna@xn--bcher-kva.example", "ANNA@Bücher.example", " anna＠bücher.example\u00a0"])
def test_two_spellings_sign_in_to_one_account(client, mailoutbox, typed):
    sign_in(Client(), mailoutbox, "anna@bücher.example")

    sign_in(client, mailoutbox, typed)

    person = User.objects.get()
    assert who(client) == person.pk
    assert (person.email, person.canonical_email) == ("anna@bücher.example", "anna@xn--bcher-kva.example")
    assert mailoutbox[-1].to == ["anna@xn--bcher-kva.example"]
    assert person.emailaddress_set.get().email == "anna@xn--bcher-kva.example"


@pytest.mark.django_db
def test_another_spelling_of_a_taken_address_cannot_be_added(client, mailoutbox):
    make_person(email="anna@bücher.example")
    sign_in(client, mailoutbox, "mine@example.org")
    trust_session(client)

    response = client.post(reverse("account_email"), {"email": "anna@bücher.example", "action_add": ""})

    assert "belongs to another account" in response.content.decode()


@pytest.mark.django_db
def test_update_of_a_query_keeps_the_canonical_form():
    person = make_person()

    User.objects.filter(pk=person.pk).update(email="anna@bücher.example", name="Minh Nguyễn")

    person.refresh_from_db()
    assert (person.canonical_email, person.name_key) == ("anna@xn--bcher-kva.example", "minh nguyen")
