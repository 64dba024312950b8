"""/healthz: the health of this process, for load balancers and the launcher."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Return the states of the database and the queue, with status 200 if both are reachable, else 503.

    The response contains no secrets."""
    states = {"database": _database(), "queue": _queue()}
    return JsonResponse(states, status=200 if set(states.values()) == {"ok"} else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _queue() -> str:
    if not settings.CELERY_BROKER_URL.startswith("redis"):
        return "ok"
    import redis  # noqa: PLC0415 (slow to import, and not needed with another broker)

    try:
        with redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=2, socket_connect_timeout=2) as queue:
            queue.ping()
    except redis.RedisError:
        return "unreachable"
    return "ok"
