"""A mail server that records the recipient of each mail in a file before it accepts the mail.

python -m tests.drills.mail_server PORT FILE REFUSED: REFUSED (0 to 1) is the share of mails that get 451 first."""

import asyncio
import json
import random
import sys
import threading
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller


class RecordingHandler:
    def __init__(self, path: Path, refused: float) -> None:
        self.lines, self.refused = path.open("a"), refused
        self.chance = random.Random(4)  # noqa: S311 (not a secret)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.chance.random() < self.refused:
            return "451 come back later"
        headers = BytesHeaderParser().parsebytes(envelope.content)
        found = [envelope.rcpt_tos[0], headers["Message-ID"].strip(), headers["Subject"]]
        self.lines.write(json.dumps(found) + "\n")
        self.lines.flush()
        return "250 kept"


def main() -> None:
    port, path, refused = int(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
    controller = Controller(
        RecordingHandler(path, refused), hostname="127.0.0.1", port=port, loop=asyncio.new_event_loop()
    )
    controller.start()
    threading.Event().wait()


if __name__ == "__main__":
    main()
