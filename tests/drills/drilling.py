"""What goes wrong in the middle of many messages, part by part, and what became of them."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from tests.drills.place import Place


@dataclass(frozen=True)
class Result:
    drill: str
    messages: int
    received: int  # different ones
    duplicates: int
    allowed: int  # as many duplicates as workers were killed or cut off while they sent
    same_ids: bool  # each mail has the Message-ID of its row, also where it came twice
    in_order: bool
    seconds: float

    @property
    def lost(self) -> int:
        return self.messages - self.received

    @property
    def is_good(self) -> bool:
        return not self.lost and self.duplicates <= self.allowed and self.same_ids and self.in_order


def judge(place: Place, drill: str, *, allowed: int, begin: float) -> Result:
    """Compare what the mail server got with the rows."""
    time.sleep(0.3)  # what comes twice may come last
    with place.connect() as line:
        rows = line.execute("SELECT message_id, to_email, subject FROM notifications_message WHERE topic = %s", [drill])
        ids = {(email, subject): message_id for message_id, email, subject in rows}
    arrived = place.arrived(drill)
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


def worker_killed(place: Place, drill: str, count: int) -> int:
    place.queue(drill, count)
    place.wait_for_mails(drill, count // 3)
    killed_at = place.kill("worker")
    place.let_lease_end(killed_at)
    place.start_worker()
    return 1


def beat_killed(place: Place, drill: str, count: int) -> int:
    """Only the beat tells the workers of these, as if the queue had lost each call."""
    place.queue(drill, count // 2, kick=False)
    place.wait_for_mails(drill, count // 6)
    place.kill("beat")
    place.queue(drill, count - count // 2, first=count // 2, kick=False)
    place.start_beat()
    return 0


def queue_killed(place: Place, drill: str, count: int) -> int:
    """Half is written while there is no queue; what stood in it is gone, since it keeps nothing on disk."""
    place.queue(drill, count // 2)
    place.wait_for_mails(drill, count // 6)
    place.kill("queue")
    place.queue(drill, count - count // 2, first=count // 2)
    place.start_queue()
    return 0


def postgres_killed(place: Place, drill: str, count: int) -> int:
    place.queue(drill, count)
    place.wait_for_mails(drill, count // 3)
    killed_at = place.kill("postgres")
    place.start_postgres()
    place.let_lease_end(killed_at)
    return 1  # the mail that was accepted when nobody could write it down any more


def two_beats(place: Place, drill: str, count: int) -> int:
    place.start_beat("beat2")
    place.start_worker("worker2")
    for part in range(4):  # so that there is something new at several ticks
        place.queue(drill, count // 4, first=part * (count // 4), kick=False)
        place.wait_for_mails(drill, (count // 4) * part + count // 8)
    place.wait_until_sent(drill)
    place.kill("beat2")
    place.kill("worker2")
    return 0


def clock_back(place: Place, drill: str, count: int) -> int:
    """A worker's and a beat's clock go back by an hour; another worker's is right, and takes nothing from that one."""
    place.kill("worker")
    place.kill("beat")
    place.start_clocked("worker")
    place.start_clocked("beat")
    place.queue(drill, count // 2, kick=False, hours_late=2)
    place.wait_for_mails(drill, count // 6)
    for name in ("worker", "beat"):
        os.kill(place.children[name].pid, signal.SIGWINCH)
    place.start_worker("worker2")
    place.queue(drill, count - count // 2, first=count // 2, kick=False, hours_late=2)
    place.wait_until_sent(drill)
    for name in ("worker", "beat", "worker2"):
        place.kill(name)
    return 0


def order(place: Place, drill: str, count: int) -> int:
    """Four workers, three mails each that follow each other, and a mail server that turns away one in seven at first."""
    place.kill("sink")
    place.start_sink(refused=0.15)
    for number in (2, 3, 4):
        place.start_worker(f"worker{number}")
    place.queue(drill, count // 10, subjects=("1 REQUEST", "2 REQUEST", "3 CANCEL"))
    return 0


DRILLS: dict[str, Callable[[Place, str, int], int]] = {
    "worker killed": worker_killed,
    "beat killed": beat_killed,
    "queue killed": queue_killed,
    "PostgreSQL killed": postgres_killed,
    "two beats": two_beats,
    "clock back": clock_back,
    "order": order,
}


def run(place: Place, name: str, count: int) -> Result:
    """Let what name says go wrong in the middle of count messages, mend it, and wait for the end."""
    begin, drill = time.perf_counter(), name.replace(" ", "-").lower()
    if "worker" not in place.children:
        place.start_worker()
        place.start_beat()
    try:
        allowed = DRILLS[name](place, drill, count)
        place.wait_until_sent(drill)
    except TimeoutError:
        allowed = 0
    return judge(place, drill, allowed=allowed, begin=begin)
