"""/healthz: whether this process can do its work; for load balancers and the launcher."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 if database and queue answer, else 503 with which does not; no secrets either way."""
    found = {"database": _database(), "queue": _queue()}
    return JsonResponse(found, status=200 if set(found.values()) == {"ok"} else 503)


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
    import redis

    try:
        with redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=2, socket_connect_timeout=2) as queue:
            queue.ping()
    except redis.RedisError:
        return "unreachable"
    return "ok"
