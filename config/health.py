"""/healthz: the health of this process, for load balancers and the launcher."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.daily_tasks.queries import find_problems


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Return the states of the database and the queue, with status 200 if both are reachable, else 503.

    The state of the daily tasks does not change the status: this process can answer all the same. The response contains
    no secrets."""
    states = {"database": _database(), "queue": _queue()}
    is_healthy = set(states.values()) == {"ok"}
    if states["database"] == "ok":
        states["daily_tasks"] = _daily_tasks()
    return JsonResponse(states, status=200 if is_healthy else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _daily_tasks() -> str:
    problems = find_problems()
    return "late" if problems.late else "failed" if problems.failed else "ok"


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
