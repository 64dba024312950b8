"""Several processes fetch the same replies at the same time, on PostgreSQL: each reply is stored and processed once."""

import multiprocessing

import pytest
from django.db import connection, connections

from events.calendar_replies.services import process_mail, process_waiting
from events.models import Invite, RegistrationNote
from notifications.inbox import services as inbox
from notifications.models import Delivery, InboundMail, Message
from tests.notifications.inbox.expected_outcomes import EXPECTED_OUTCOMES, mail
from tests.notifications.inbox.scene import make_invite

Kind, Reason, State = InboundMail.Kind, InboundMail.Reason, InboundMail.State
WORKERS = 5
NAMES = [
    "outlook/declined_by_desktop",
    "outlook/proposes_another_time",
    "bounces/postfix_no_such_user",
    "words/question",
]


def _read(seed: int, start: "multiprocessing.Barrier", results: "multiprocessing.Queue") -> None:
    connections.close_all()
    first = seed % len(NAMES)
    start.wait()
    try:
        for name in [*NAMES[first:], *NAMES[:first]] * 5:
            process_mail(inbox.receive(mail(name)))
            process_waiting()
        results.put("done")
    except Exception as error:  # the test reports any error
        results.put(repr(error))
    connections.close_all()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_mail_that_several_processes_fetch_is_processed_once():
    make_invite()
    context = multiprocessing.get_context("fork")
    start, results = context.Barrier(WORKERS), context.Queue()
    connection.close()

    workers = [context.Process(target=_read, args=(seed, start, results)) for seed in range(WORKERS)]
    for worker in workers:
        worker.start()
    found = [results.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join(60)

    assert found == ["done"] * WORKERS
    mails = {one.kind: one for one in InboundMail.objects.all()}
    outcomes = [EXPECTED_OUTCOMES[name] for name in NAMES]
    expected = {outcome.kind: (outcome.state, outcome.reason) for outcome in outcomes}
    if mails[Kind.COUNTER].settled_at < mails[Kind.REPLY].settled_at:  # the older answer came too late
        expected[Kind.REPLY] = (State.QUARANTINED, Reason.REPEATED)
    assert {kind: (one.state, one.reason) for kind, one in mails.items()} == expected
    assert InboundMail.objects.count() == len(NAMES)
    assert Message.objects.filter(kind="calendar_declined").count() <= 1
    assert RegistrationNote.objects.count() <= 1
    assert Delivery.objects.filter(outcome="bounced").count() == 1
    # The later of the two answers stands, whichever came first.
    assert Invite.objects.get().partstat == "TENTATIVE"
