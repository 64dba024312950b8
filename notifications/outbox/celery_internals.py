"""The use of internals of Celery and kombu by the outbox. pyproject.toml limits their versions for this reason.

tests/notifications/test_celery_internals.py fails if they change:

- `app.connection_for_write(transport_options=...)` passes `max_retries`, `socket_connect_timeout` and `socket_timeout`
  to the Redis transport of kombu.
- `kombu.pools.producers[connection]` is a pool of producers that is shared by equal connections. `acquire()` accepts
  `block` and `timeout`.
- `Task.apply_async(producer=..., retry=False)` publishes over that producer without retries."""

from celery import Task
from kombu.pools import producers

# A web request must not wait for the queue. The defaults of kombu are six seconds for a queue that is down, and no limit
# for a queue that does not answer. Only the code that wakes a worker uses these limits; workers have a connection of
# their own.
TIMEOUT = 0.3  # seconds
TRANSPORT_OPTIONS = {"max_retries": 0, "socket_connect_timeout": TIMEOUT, "socket_timeout": TIMEOUT}


def send_impatiently(task: Task) -> None:
    """Queue task without arguments. Raise an exception at once if the queue is not reachable."""
    connection = task.app.connection_for_write(transport_options=TRANSPORT_OPTIONS)
    with producers[connection].acquire(block=True, timeout=TIMEOUT) as producer:
        task.apply_async(producer=producer, retry=False)
