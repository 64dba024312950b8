"""Django's PostgreSQL, with a check of kept connections that costs nothing. docs/decisions/0007 says why."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """Say whether the connection still stands; ask the server only where there is reason to doubt it.

        Between two requests a server has nothing to say but that it is going away."""
        if self.connection is None or self.errors_occurred or self.connection.closed or self._is_readable():
            return bool(super().is_usable())
        return True

    def _is_readable(self) -> bool:
        poll = select.poll()
        poll.register(self.connection.pgconn.socket, select.POLLIN)
        return bool(poll.poll(0))
