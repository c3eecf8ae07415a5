"""Named points at which tests make the process fail; off unless `SIYU_FAULTS` is set.

`SIYU_FAULTS="send.after_intent:3:exit,loader.after_insert:1:raise"` fails the third time the first point is
passed and the first time the second is: `exit` ends the process as `kill -9` would, `raise` throws, `hang` stops.
"""

import os
import time
from collections import Counter

_EXIT_LIKE_KILL = 137
_passed: Counter[str] = Counter()


class InjectedFault(RuntimeError):
    """A fault that a test asked for."""


def _plan() -> dict[tuple[str, int], str]:
    entries = (entry.split(":") for entry in os.environ.get("SIYU_FAULTS", "").split(",") if entry)
    return {(site, int(number)): action for site, number, action in entries}


_PLAN = _plan()


def fault_site(name: str) -> None:
    """Mark a point where work may be cut; does nothing in production."""
    if not _PLAN:
        return
    _passed[name] += 1
    action = _PLAN.get((name, _passed[name]))
    if action == "exit":
        os._exit(_EXIT_LIKE_KILL)
    if action == "raise":
        raise InjectedFault(name)
    if action == "hang":
        time.sleep(3600)
