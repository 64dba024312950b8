"""Without Redis, people can sign in, and the limits apply within each process."""

import socket
import time

import pytest
from django.core.cache import cache, caches
from django.test import Client
from django.urls import reverse

from config.cache import RedisOrMemory
from tests.accounts.helpers import ask, sign_in, who

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_redis(settings, monkeypatch):
    monkeypatch.setattr(RedisOrMemory, "paused_until", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings.CACHES = {"default": {"BACKEND": "config.cache.RedisOrMemory", "LOCATION": f"redis://127.0.0.1:{port}/0"}}
    yield
    caches["default"].memory.clear()


@pytest.fixture
def silent_redis(settings, monkeypatch):
    """A server that accepts connections and never answers."""
    monkeypatch.setattr(RedisOrMemory, "paused_until", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        location = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        settings.CACHES = {"default": {"BACKEND": "config.cache.RedisOrMemory", "LOCATION": location}}
        yield
        caches["default"].memory.clear()


def test_sign_in_works_within_two_seconds(no_redis, client, mailoutbox):
    start = time.monotonic()
    asked = client.post(reverse("account_login"), {"email": "someone@example.org"})

    assert asked.status_code == 302
    assert time.monotonic() - start < 2
    sign_in(Client(), mailoutbox, "someone@example.org")
    assert len(mailoutbox) == 2


def test_silent_redis_delays_only_one_request(silent_redis, client, mailoutbox):
    start = time.monotonic()

    sign_in(client, mailoutbox, "someone@example.org")

    assert who(client)
    assert time.monotonic() - start < 3


def test_limits_apply_within_this_process(no_redis, mailoutbox):
    answers = [ask(Client(), "often@example.org").status_code for _ in range(6)]

    assert answers == [302] * 5 + [200]


def test_each_method_of_the_cache_works(no_redis):
    cache.set("a", 1)
    cache.set_many({"b": 2, "c": 3})

    assert cache.get("a") == 1
    assert cache.add("a", 9) is False
    assert cache.get_many(["b", "c"]) == {"b": 2, "c": 3}
    assert cache.incr("a") == 2
    assert cache.touch("a") is True
    assert cache.has_key("a") is True
    assert cache.get_or_set("d", 4) == 4
    cache.delete("a")
    cache.delete_many(["b", "c"])
    assert [cache.get(key) for key in "abc"] == [None] * 3
    cache.clear()


def test_cache_tries_redis_again_after_a_pause(no_redis, monkeypatch):
    cache.set("a", 1)
    assert RedisOrMemory.paused_until > time.monotonic()

    monkeypatch.setattr(RedisOrMemory, "paused_until", 0.0)
    cache.get("a")

    assert RedisOrMemory.paused_until > time.monotonic()
