"""The environment variables, read by a separate process as in production."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.look
OWN_KEY = "of-our-own-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDE"
SAY = "import django; django.setup(); from django.conf import settings; "


def start(say="", **environment):
    """Start Django with only this environment, and return the finished process."""
    kept = {name: os.environ[name] for name in ("PATH", "PLENARY_VAR")}
    command = [sys.executable, "-c", SAY + say]
    environment = kept | {"DJANGO_SETTINGS_MODULE": "config.settings"} | environment
    return subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60, check=False
    )


def test_list_can_have_spaces():
    done = start(
        "print(settings.ALLOWED_HOSTS, settings.CSRF_TRUSTED_ORIGINS)",
        PLENARY_DEMO="1",
        ALLOWED_HOSTS="a.example, b.example ,",
        CSRF_TRUSTED_ORIGINS="https://a.example, https://b.example",
    )

    assert done.stdout == "['a.example', 'b.example'] ['https://a.example', 'https://b.example']\n", done.stderr


@pytest.mark.parametrize("empty", ["", " "])
def test_empty_boolean_counts_as_missing(empty):
    done = start(
        "print(settings.MAILERS['default']['OPTIONS']['use_tls'], settings.DEBUG)",
        PLENARY_DEMO="1",
        SMTP_TLS=empty,
        DEBUG=empty,
    )

    assert done.stdout == "False False\n", done.stderr


def test_invalid_boolean_is_refused():
    assert start(PLENARY_DEMO="maybe").returncode != 0


@pytest.mark.parametrize("key", ["", settings.DEMO_SECRET_KEY])
def test_production_refuses_a_public_key(key):
    done = start(SECRET_KEY=key, PLENARY_DEMO="0", DEBUG="")

    assert done.returncode != 0
    assert done.stderr.splitlines()[-1].startswith("django.core.exceptions.ImproperlyConfigured: Set SECRET_KEY to a")


@pytest.mark.parametrize("why", [{"PLENARY_DEMO": "1"}, {"DEBUG": "1"}])
def test_demonstration_accepts_the_public_key(why):
    assert start(SECRET_KEY=settings.DEMO_SECRET_KEY, **why).returncode == 0


def test_production_starts_with_its_own_key():
    assert start(SECRET_KEY=OWN_KEY).returncode == 0


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("x", "50 characters or more: it has only 1"),
        ("kq3vx8tz5m1n0c7b2d4f6g9hjlpwrsyaQZXCVBNMKJHGFDSPO", "it has only 49"),
        ("x" * 50, "it repeats itself"),
        ("0123456789" * 5, "it repeats itself"),
        ("abcdefghijklmnopqrstuvwxyz" * 2, "it repeats itself"),
        ("abababaabbabaababbabababababaabbabababbababaababbababa", "it repeats itself"),
    ],
)
def test_production_refuses_a_weak_key(key, reason):
    done = start(SECRET_KEY=key)

    assert done.returncode != 0
    last = done.stderr.splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured: Set SECRET_KEY to a random text")
    assert reason in last
    assert key not in last.partition("Set SECRET_KEY")[2] or key == "x"


def test_older_keys_are_read_and_may_be_short():
    done = start("print(settings.SECRET_KEY_FALLBACKS)", SECRET_KEY=OWN_KEY, SECRET_KEY_FALLBACKS="old, older")

    assert done.stdout == "['old', 'older']\n", done.stderr


def test_older_key_is_not_the_public_one():
    done = start(SECRET_KEY=OWN_KEY, SECRET_KEY_FALLBACKS=settings.DEMO_SECRET_KEY)

    assert "the key of the demonstration is public" in done.stderr


def test_what_an_older_key_has_signed_or_encrypted_stays_readable():
    make = (
        "from django.core import signing; from accounts import encryption;"
        "print(signing.dumps([1], salt='a')); print(encryption.encrypt({'a': 1}))"
    )
    signed, sealed = start(make, SECRET_KEY=OWN_KEY).stdout.split()
    read = (
        "from django.core import signing; from accounts import encryption;"
        f"print(signing.loads({signed!r}, salt='a'), encryption.decrypt({sealed!r}))"
    )

    assert start(read, SECRET_KEY=OWN_KEY[::-1], SECRET_KEY_FALLBACKS=OWN_KEY).stdout == "[1] {'a': 1}\n"
    assert "BadSignature" in start(read, SECRET_KEY=OWN_KEY[::-1]).stderr


@pytest.mark.parametrize("name", ["google", "microsoft"])
def test_provider_is_enabled_by_its_variables(name):
    keys = {f"{name.upper()}_CLIENT_ID": "an-id", f"{name.upper()}_CLIENT_SECRET": "a-secret"}
    say = "print(settings.SOCIALACCOUNT_PROVIDERS)"

    assert start(say, PLENARY_DEMO="1").stdout == "{}\n"
    with_keys = start(say, PLENARY_DEMO="1", **keys)
    assert with_keys.stdout.startswith(f"{{'{name}': {{'APPS': [{{'client_id': 'an-id', 'secret': 'a-secret'}}]")


def test_number_of_proxies_is_read():
    done = start("print(settings.ALLAUTH_TRUSTED_PROXY_COUNT)", PLENARY_DEMO="1", ALLAUTH_TRUSTED_PROXY_COUNT="2")

    assert done.stdout == "2\n", done.stderr


@pytest.mark.parametrize("secret", ["", "0123456789abcdef", "name:short", "name:0123456789 abcdef"])
def test_inbound_provider_requires_a_strong_secret(secret):
    done = start("print('never')", PLENARY_DEMO="1", INBOUND_PROVIDER="postmark", INBOUND_SECRET=secret)

    assert done.returncode == 1
    assert "Set INBOUND_SECRET to name:password" in done.stderr


OIDC = {"OIDC_SERVER_URL": "https://login.example.org/realm/", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"}


def test_openid_connect_is_enabled_by_its_variables():
    say = "print(settings.SOCIALACCOUNT_PROVIDERS['openid_connect']['APPS'], settings.SECURE_CSP['form-action'][-1])"

    done = start(say, SECRET_KEY=OWN_KEY, OIDC_NAME="Ministry", **OIDC)

    assert "'name': 'Ministry', 'client_id': 'a', 'secret': 'b'" in done.stdout, done.stderr
    assert "{'server_url': 'https://login.example.org/realm'}" in done.stdout
    assert done.stdout.endswith(" https://login.example.org\n")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"OIDC_CLIENT_ID": ""}, "Set OIDC_SERVER_URL, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET together."),
        ({"OIDC_SERVER_URL": "http://login.example.org"}, "begins with https://"),
        ({"MICROSOFT_VERIFIED_DOMAINS": "example.org"}, "Set MICROSOFT_TENANT"),
        ({"MICROSOFT_VERIFIED_DOMAINS": "example.org", "MICROSOFT_TENANT": "common"}, "Set MICROSOFT_TENANT"),
    ],
)
def test_incomplete_services_are_refused(changes, reason):
    assert reason in start(SECRET_KEY=OWN_KEY, **OIDC | changes).stderr
