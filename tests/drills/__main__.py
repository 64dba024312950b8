"""`make drills`: kill processes and change clocks while 2,000 messages are sent. Print a table of the results.

The exit code is 1 if a drill fails."""

import sys

from tests.drills.cluster import running_cluster
from tests.drills.scenarios import DRILLS, Result, run

HEADINGS = ("drill", "messages", "received", "lost", "duplicates", "same Message-ID", "seconds", "verdict")
FORM = "{:18}{:>9}{:>9}{:>6}{:>12}{:>17}{:>9}  {}"


def main(count: int = 2000) -> int:
    print(FORM.format(*HEADINGS), flush=True)
    results = []
    with running_cluster() as cluster:
        for name in DRILLS:
            results.append(run(cluster, name, count))
            print(row(name, results[-1]), flush=True)
    return 0 if all(result.is_good for result in results) else 1


def row(name: str, result: Result) -> str:
    duplicates = f"{result.duplicates} of {result.allowed}"
    verdict = "good" if result.is_good else "FAILED" if result.in_order else "FAILED: order"
    same = "yes" if result.same_ids else "NO"
    figures = (result.messages, result.received, result.lost, duplicates, same, f"{result.seconds:.1f}", verdict)
    return FORM.format(name, *figures)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
