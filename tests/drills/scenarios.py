"""The scenarios of the drills: a failure while many messages are sent, and its result."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from tests.drills.cluster import Cluster


@dataclass(frozen=True)
class Result:
    drill: str
    messages: int
    received: int  # without duplicates
    duplicates: int
    allowed: int  # the number of workers that were killed or disconnected while they sent a message
    same_ids: bool  # whether all mails have the Message-IDs of their rows, including duplicates
    in_order: bool
    seconds: float

    @property
    def lost(self) -> int:
        return self.messages - self.received

    @property
    def is_good(self) -> bool:
        return not self.lost and self.duplicates <= self.allowed and self.same_ids and self.in_order


def judge(cluster: Cluster, drill: str, *, allowed: int, begin: float) -> Result:
    """Compare the mails of the mail server with the rows of the outbox."""
    time.sleep(0.3)  # a duplicate may arrive last
    with cluster.connect() as line:
        rows = line.execute("SELECT message_id, to_email, subject FROM notifications_message WHERE topic = %s", [drill])
        ids = {(email, subject): message_id for message_id, email, subject in rows}
    arrived = cluster.arrived(drill)
    times = Counter((email, subject) for email, _, subject in arrived)
    last: dict[str, str] = {}
    in_order = True
    for email, _, subject in arrived:
        in_order &= last.get(email, "") <= subject
        last[email] = subject
    return Result(
        drill=drill,
        messages=len(ids),
        received=len(times),
        duplicates=len(arrived) - len(times),
        allowed=allowed,
        same_ids=all(ids.get((email, subject)) == message_id for email, message_id, subject in arrived),
        in_order=in_order,
        seconds=time.perf_counter() - begin,
    )


def worker_killed(cluster: Cluster, drill: str, count: int) -> int:
    cluster.queue(drill, count)
    cluster.wait_for_mails(drill, count // 3)
    killed_at = cluster.kill("worker")
    cluster.let_lease_end(killed_at)
    cluster.start_worker()
    return 1


def beat_killed(cluster: Cluster, drill: str, count: int) -> int:
    """Only the beat starts the workers, as if the queue had lost all calls."""
    cluster.queue(drill, count // 2, wake=False)
    cluster.wait_for_mails(drill, count // 6)
    cluster.kill("beat")
    cluster.queue(drill, count - count // 2, first=count // 2, wake=False)
    cluster.start_beat()
    return 0


def queue_killed(cluster: Cluster, drill: str, count: int) -> int:
    """Half of the messages are queued without a queue server. Its content is lost, because it stores nothing on disk."""
    cluster.queue(drill, count // 2)
    cluster.wait_for_mails(drill, count // 6)
    cluster.kill("queue")
    cluster.queue(drill, count - count // 2, first=count // 2)
    cluster.start_queue()
    return 0


def postgres_killed(cluster: Cluster, drill: str, count: int) -> int:
    cluster.queue(drill, count)
    cluster.wait_for_mails(drill, count // 3)
    killed_at = cluster.kill("postgres")
    cluster.start_postgres()
    cluster.let_lease_end(killed_at)
    return 1  # the mail that was accepted when the database was not reachable any more


def two_beats(cluster: Cluster, drill: str, count: int) -> int:
    cluster.start_beat("beat2")
    cluster.start_worker("worker2")
    for part in range(4):  # so that several runs of the beats find new messages
        cluster.queue(drill, count // 4, first=part * (count // 4), wake=False)
        cluster.wait_for_mails(drill, (count // 4) * part + count // 8)
    cluster.wait_until_sent(drill)
    cluster.kill("beat2")
    cluster.kill("worker2")
    return 0


def clock_back(cluster: Cluster, drill: str, count: int) -> int:
    """The clocks of a worker and a beat go back by an hour. A worker with a correct clock must not take its messages."""
    cluster.kill("worker")
    cluster.kill("beat")
    cluster.start_with_movable_clock("worker")
    cluster.start_with_movable_clock("beat")
    cluster.queue(drill, count // 2, wake=False, hours_late=2)
    cluster.wait_for_mails(drill, count // 6)
    for name in ("worker", "beat"):
        os.kill(cluster.children[name].pid, signal.SIGWINCH)
    cluster.start_worker("worker2")
    cluster.queue(drill, count - count // 2, first=count // 2, wake=False, hours_late=2)
    cluster.wait_until_sent(drill)
    for name in ("worker", "beat", "worker2"):
        cluster.kill(name)
    return 0


def order(cluster: Cluster, drill: str, count: int) -> int:
    """Four workers send three messages in order to each person. The mail server refuses one mail in seven at first."""
    cluster.kill("mail server")
    cluster.start_mail_server(refused=0.15)
    for number in (2, 3, 4):
        cluster.start_worker(f"worker{number}")
    cluster.queue(drill, count // 10, subjects=("1 REQUEST", "2 REQUEST", "3 CANCEL"))
    return 0


DRILLS: dict[str, Callable[[Cluster, str, int], int]] = {
    "worker killed": worker_killed,
    "beat killed": beat_killed,
    "queue killed": queue_killed,
    "PostgreSQL killed": postgres_killed,
    "two beats": two_beats,
    "clock back": clock_back,
    "order": order,
}


def run(cluster: Cluster, name: str, count: int) -> Result:
    """Run the scenario while count messages are sent, repair the failure, and wait until all messages are sent."""
    begin, drill = time.perf_counter(), name.replace(" ", "-").lower()
    if "worker" not in cluster.children:
        cluster.start_worker()
        cluster.start_beat()
    try:
        allowed = DRILLS[name](cluster, drill, count)
        cluster.wait_until_sent(drill)
    except TimeoutError:
        allowed = 0
    return judge(cluster, drill, allowed=allowed, begin=begin)
