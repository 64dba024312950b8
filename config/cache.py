"""The cache: Redis, and while that is away the memory of this process. docs/decisions/0006 says why."""

import logging
import time
from collections.abc import Callable
from typing import Any, ClassVar

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)
SECONDS = 0.5  # that a request waits for Redis, once
PAUSE = 10  # seconds before it is asked again


def _or_memory(name: str) -> Callable[..., Any]:
    def method(self: "RedisOrMemory", *args: Any, **kwargs: Any) -> Any:
        from redis.exceptions import RedisError

        if time.monotonic() >= RedisOrMemory.away_until:
            try:
                return getattr(RedisCache, name)(self, *args, **kwargs)
            except RedisError as error:
                RedisOrMemory.away_until = time.monotonic() + PAUSE
                logger.warning("The cache does not answer; this process counts by itself for now: %s", error)
        return getattr(self.memory, name)(*args, **kwargs)

    method.__name__ = name
    return method


class RedisOrMemory(RedisCache):
    away_until: ClassVar[float] = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        patience = {"socket_connect_timeout": SECONDS, "socket_timeout": SECONDS}
        super().__init__(server, params | {"OPTIONS": patience | params.get("OPTIONS", {})})
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
