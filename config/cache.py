"""The cache: Redis, or the memory of this process while Redis is not reachable. See docs/decisions/0006."""

import logging
import time
from collections.abc import Callable
from typing import Any, ClassVar

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)
TIMEOUT = 0.5  # seconds that a request waits for Redis
PAUSE = 10  # seconds until the next attempt after a failure


def _or_memory(name: str) -> Callable[..., Any]:
    def method(self: "RedisOrMemory", *args: Any, **kwargs: Any) -> Any:
        from redis.exceptions import RedisError  # noqa: PLC0415 (slow to import; the settings load this module)

        if time.monotonic() >= RedisOrMemory.paused_until:
            try:
                return getattr(RedisCache, name)(self, *args, **kwargs)
            except RedisError as error:
                RedisOrMemory.paused_until = time.monotonic() + PAUSE
                logger.warning("Redis is not reachable; this process uses its own memory as cache: %s", error)
        return getattr(self.memory, name)(*args, **kwargs)

    method.__name__ = name
    return method


class RedisOrMemory(RedisCache):
    paused_until: ClassVar[float] = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        timeouts = {"socket_connect_timeout": TIMEOUT, "socket_timeout": TIMEOUT}
        super().__init__(server, params | {"OPTIONS": timeouts | params.get("OPTIONS", {})})
        self.memory = LocMemCache("redis-or-memory", params)

    add = _or_memory("add")
    get = _or_memory("get")
    set = _or_memory("set")
    touch = _or_memory("touch")
    delete = _or_memory("delete")
    get_many = _or_memory("get_many")
    has_key = _or_memory("has_key")
    incr = _or_memory("incr")
    set_many = _or_memory("set_many")
    delete_many = _or_memory("delete_many")
    clear = _or_memory("clear")
