"""The PostgreSQL backend of Django with a faster check of persistent connections. See docs/decisions/0007."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """Return whether the connection is usable. Query the server only if there is a reason to doubt it.

        Between two requests, a server sends data only when it closes the connection."""
        if self.connection is None or self.errors_occurred or self.connection.closed or self._is_readable():
            return bool(super().is_usable())
        return True

    def _is_readable(self) -> bool:
        poll = select.poll()
        poll.register(self.connection.pgconn.socket, select.POLLIN)
        return bool(poll.poll(0))
