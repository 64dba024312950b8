"""The environment variables, read by a separate process as in production."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

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
    assert start(SECRET_KEY="of-our-own-0123456789-abcdefghijklmnopqrstuvwxyz").returncode == 0


@pytest.mark.parametrize("name", ["google", "microsoft"])
def test_provider_is_enabled_by_its_variables(name):
    keys = {f"{name.upper()}_CLIENT_ID": "an-id", f"{name.upper()}_CLIENT_SECRET": "a-secret"}
    say = "print(settings.SOCIALACCOUNT_PROVIDERS)"

    assert start(say, PLENARY_DEMO="1").stdout == "{}\n"
    with_keys = start(say, PLENARY_DEMO="1", **keys)
    assert with_keys.stdout == f"{{'{name}': {{'APPS': [{{'client_id': 'an-id', 'secret': 'a-secret'}}]}}}}\n"


def test_number_of_proxies_is_read():
    done = start("print(settings.ALLAUTH_TRUSTED_PROXY_COUNT)", PLENARY_DEMO="1", ALLAUTH_TRUSTED_PROXY_COUNT="2")

    assert done.stdout == "2\n", done.stderr


@pytest.mark.parametrize("secret", ["", "0123456789abcdef", "name:short", "name:0123456789 abcdef"])
def test_inbound_provider_requires_a_strong_secret(secret):
    done = start("print('never')", PLENARY_DEMO="1", INBOUND_PROVIDER="postmark", INBOUND_SECRET=secret)

    assert done.returncode == 1
    assert "Set INBOUND_SECRET to name:password" in done.stderr
