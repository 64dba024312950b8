"""Queue messages in the outbox as the product does. Standard input has one JSON object per line:

{"drill": name, "people": number, "subjects": the subjects of the messages to each person, in order, "wake": whether to
wake a worker, "hours_late": the hours since they were due}"""

import json
import sys
from datetime import timedelta


def main() -> None:
    import django  # noqa: PLC0415 (after Django is set up)

    django.setup()
    from django.db import connection, transaction  # noqa: PLC0415 (after Django is set up)
    from django.utils.timezone import now  # noqa: PLC0415 (after Django is set up)

    from notifications.outbox import services as outbox  # noqa: PLC0415 (after Django is set up)

    print("ready", flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        for number, subject in enumerate(request["subjects"]):
            drafts = (
                outbox.Draft(
                    dedupe_key=f"{request['drill']}:{number}:{person}",
                    kind="drill",
                    topic=request["drill"],
                    subject=subject,
                    text="A mail of the drills.\n",
                    due_at=now() - timedelta(hours=request["hours_late"]),
                    to_email=f"{request['drill']}.{person}@example.org",
                )
                for person in range(request["first"], request["first"] + request["people"])
            )
            with transaction.atomic():
                outbox.queue(*drafts)
                if not request["wake"]:  # as if the queue had lost the call
                    connection.run_on_commit.clear()
        connection.close()
        print("done", flush=True)


if __name__ == "__main__":
    main()
