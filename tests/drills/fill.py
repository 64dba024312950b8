"""Writes messages into the outbox as the product does; told on standard input what, a line of JSON each.

{"drill": name, "people": how many, "subjects": what each gets in this order, "kick": whether a worker is woken,
"hours_late": since when it has been due}"""

import json
import sys
from datetime import timedelta


def main() -> None:
    import django

    django.setup()
    from django.db import connection, transaction
    from django.utils.timezone import now

    from notifications.outbox import services as outbox

    print("ready", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        for number, subject in enumerate(asked["subjects"]):
            drafts = (
                outbox.Draft(
                    dedupe_key=f"{asked['drill']}:{number}:{person}",
                    kind="drill",
                    topic=asked["drill"],
                    subject=subject,
                    text="A mail of the drills.\n",
                    due_at=now() - timedelta(hours=asked["hours_late"]),
                    to_email=f"{asked['drill']}.{person}@example.org",
                )
                for person in range(asked["first"], asked["first"] + asked["people"])
            )
            with transaction.atomic():
                outbox.queue(*drafts)
                if not asked["kick"]:  # as if the queue had lost it
                    connection.run_on_commit.clear()
        connection.close()
        print("done", flush=True)


if __name__ == "__main__":
    main()
