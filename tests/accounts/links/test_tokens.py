"""Tokens of links: what makes them work, and what ends them."""

import ast
import secrets
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core import signing
from django.utils.timezone import now

from accounts.links.purposes import LinkPurpose, declare, never
from accounts.links.services import end_links
from accounts.links.tokens import SALT, LinkState, make_token, read_any_token, read_token
from accounts.models import User
from tests.factories import make_person

pytestmark = pytest.mark.django_db

MAKERS = (
    "core import signing",
    "core.signing",
    "salted_hmac",
    "import hmac",
    "= secrets.token_urlsafe",
    "return secrets.token_urlsafe",
)

# The names of what nobody may guess.
SECRETS = {"token", "fingerprint", "key", "secret", "link_key", "signature", "digest"}


def purpose_of_person(name, **fields):
    return LinkPurpose[User](
        **{
            "name": name,
            "values": lambda person: (person.pk,),
            "find": lambda pk: User.objects.filter(pk=pk).first(),
            "person": lambda person: person,
            "expiry": never,
        }
        | fields
    )


ENDLESS, HOURLY = purpose_of_person("test-endless"), purpose_of_person("test-hourly", expiry=timedelta(hours=1))


def state(purpose, token):
    return read_token(purpose, token).state


def test_a_token_works_for_its_purpose_and_subject_only():
    person, other = make_person(), make_person()
    token = make_token(ENDLESS, person)

    assert read_token(ENDLESS, token).subject == person
    assert make_token(ENDLESS, person) == token
    assert make_token(ENDLESS, other) != token
    assert state(HOURLY, token) is LinkState.UNKNOWN


@pytest.mark.parametrize("bad", ["", "x", "a:b", ":", "\0", "é" * 2000, "a" * 5000, "W10:x"])
def test_a_text_that_is_no_token_is_unknown(bad):
    assert state(ENDLESS, bad) is LinkState.UNKNOWN
    assert read_any_token(bad) is None


@pytest.mark.parametrize("parts", [None, 1, [], ["test-endless"], {"a": 1}, ["other", "x", 0, 1]])
def test_a_signed_text_that_is_no_token_is_unknown(parts):
    assert state(ENDLESS, signing.Signer(salt=SALT).sign_object(parts)) is LinkState.UNKNOWN


def test_a_token_with_a_changed_letter_is_unknown():
    token = make_token(ENDLESS, make_person())

    changed = [
        token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :] for place in range(len(token))
    ]

    # The last letter of the signature has bits without a meaning: the text is compared, so that they count, too.
    assert {state(ENDLESS, other) for other in changed} == {LinkState.UNKNOWN}


def test_a_new_key_of_the_person_ends_their_tokens_and_no_others():
    person, other = make_person(), make_person()
    token, of_other = make_token(ENDLESS, person), make_token(ENDLESS, other)

    end_links(person)

    assert state(ENDLESS, token) is LinkState.ENDED
    assert state(ENDLESS, of_other) is LinkState.WORKS
    assert state(ENDLESS, make_token(ENDLESS, person)) is LinkState.WORKS


def test_a_purpose_can_be_independent_of_the_key():
    purpose, person = purpose_of_person("test-kept", ends_with_person=False), make_person()
    token = make_token(purpose, person)

    end_links(person)

    assert state(purpose, token) is LinkState.WORKS


def test_a_token_with_a_lifetime_expires():
    token = make_token(HOURLY, make_person())

    with time_machine.travel(now() + timedelta(minutes=59)):
        assert state(HOURLY, token) is LinkState.WORKS
    with time_machine.travel(now() + timedelta(minutes=61)):
        assert state(HOURLY, token) is LinkState.EXPIRED


def test_a_token_can_outlive_the_expiry_of_its_subject():
    past = purpose_of_person("test-past", expiry=lambda person: now() - timedelta(days=1))
    person = make_person()

    assert state(past, make_token(past, person)) is LinkState.EXPIRED
    assert state(past, make_token(past, person, until=now() + timedelta(days=1))) is LinkState.WORKS


def test_the_links_of_a_closed_account_end():
    person = make_person()
    token = make_token(ENDLESS, person)
    User.objects.update(is_active=False)

    assert state(ENDLESS, token) is LinkState.ENDED
    assert not read_token(ENDLESS, token).can_be_renewed


def test_a_token_of_a_deleted_subject_is_unknown():
    person = make_person()
    token = make_token(ENDLESS, person)
    person.delete()

    assert state(ENDLESS, token) is LinkState.UNKNOWN


def test_tokens_survive_a_new_secret_key(settings):
    person = make_person()
    token = make_token(ENDLESS, person)

    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-key" * 5

    assert state(ENDLESS, token) is LinkState.WORKS


def test_a_name_is_declared_once():
    with pytest.raises(ValueError, match="registration"):
        declare(purpose_of_person("registration"))


def test_no_other_module_signs():
    """Links have one module: everything that is signed is made and read there."""
    found = [
        str(path.relative_to(settings.BASE_DIR))
        for app in ("accounts", "config", "events", "notifications")
        for path in Path(settings.BASE_DIR, app).rglob("*.py")
        if any(
            word in path.read_text() for word in ("core import signing", "core.signing", "salted_hmac", "import hmac")
        )
    ]

    assert found == ["accounts/links/tokens.py"]


@pytest.fixture
def compared(monkeypatch):
    """Return the pairs of values that are compared in constant time, as they are compared."""
    pairs, compare = [], secrets.compare_digest

    def spy(one, other):
        pairs.append((one, other))
        return compare(one, other)

    monkeypatch.setattr(secrets, "compare_digest", spy)
    return pairs


def test_signatures_and_keys_are_compared_in_constant_time(compared):
    person = make_person()
    token = make_token(ENDLESS, person)
    signature = token.rpartition(":")[2].encode()
    key = fingerprint_of(token)
    compared.clear()

    assert state(ENDLESS, token) is LinkState.WORKS
    assert [one for one, _other in compared] == [signature, key]
    assert all(one == other for one, other in compared)

    compared.clear()
    assert state(ENDLESS, token[:-1] + ("A" if token[-1] != "A" else "B")) is LinkState.UNKNOWN
    assert [one == other for one, other in compared] == [False]

    end_links(person)
    compared.clear()
    assert state(ENDLESS, token) is LinkState.ENDED
    assert [(one, one == other) for one, other in compared] == [(signature, True), (key, False)]


def fingerprint_of(token):
    """Return the digest of the keys of the person and of the subject that a token contains."""
    return signing.Signer(salt=SALT).unsign_object(token)[1].encode()


def test_no_code_of_links_compares_tokens_or_keys_in_another_way():
    """A comparison with == or != takes less time for a wrong beginning, which helps to guess."""
    found = []
    for file in Path(settings.BASE_DIR, "accounts/links").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Compare) and any(isinstance(operator, ast.Eq | ast.NotEq) for operator in node.ops):
                found += [
                    f"{file.name}:{node.lineno}"
                    for part in ast.walk(node)
                    if (getattr(part, "id", "") or getattr(part, "attr", "")) in SECRETS
                ]

    assert found == []
