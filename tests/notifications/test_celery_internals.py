"""Tests of the internals of Celery and kombu that the outbox uses to wake a worker."""

import inspect

from celery import Celery, Task
from kombu import Connection, Producer
from kombu.pools import producers
from kombu.resource import Resource
from kombu.transport.redis import Channel

from notifications.outbox.celery_internals import TIMEOUT, TRANSPORT_OPTIONS


def test_connection_passes_the_options_to_the_redis_transport():
    app = Celery("options", broker="redis://127.0.0.1:1/0", set_as_current=False)

    connection = app.connection_for_write(transport_options=TRANSPORT_OPTIONS)

    assert connection.transport_options.items() >= TRANSPORT_OPTIONS.items()
    assert {"socket_connect_timeout", "socket_timeout"} <= set(Channel.from_transport_options)
    assert "max_retries" in inspect.getsource(Connection)


def test_pool_of_producers_accepts_a_limit_of_time():
    connection = Connection("memory://")

    with producers[connection].acquire(block=True, timeout=TIMEOUT) as producer:
        assert isinstance(producer, Producer)
    assert list(inspect.signature(Resource.acquire).parameters) == ["self", "block", "timeout"]


def test_tasks_accept_a_producer_and_no_retry():
    parameters = inspect.signature(Task.apply_async).parameters

    assert "producer" in parameters
    assert "retry" in inspect.signature(Producer.publish).parameters
