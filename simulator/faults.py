"""Faults on demand: which call goes wrong, how, how often."""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from itertools import count
from random import Random
from typing import Any

from simulator.journal import Journal
from simulator.wecom.world import World

# Refused without applying anything, with this error code.
REFUSALS = {"busy": -1, "rate_limited": 45009, "concurrency": 45033}
KINDS = (
    *REFUSALS,
    "errcode",  # any other error code, given as ``code``
    "token_expired",  # the token dies before its time: 42001
    "slow",  # wait ``delay_s``, then work as usual
    "slow_after",  # apply, wait ``delay_s``, then answer
    "reset_before",  # the connection breaks before anything is applied
    "cut_after",  # the effect is applied, then the connection breaks
    "html_502",  # a proxy's error page, nothing applied
    "html_502_after",  # the effect is applied, then a proxy's error page
    "garbage",  # HTTP 200 with something that is not JSON, nothing applied
)


@dataclass(slots=True)
class Fault:
    """One rule. ``path`` may hold ``*``; ``count`` is how many times it still strikes (None = always)."""

    fault_id: str
    kind: str
    path: str = "*"
    corp_id: str = ""
    count: int | None = 1
    probability: float = 1.0
    seed: int = 1
    delay_s: float = 0.0
    code: int = -1
    skip: int = 0
    hits: int = 0
    applied: int = 0
    seen: int = field(default=0)


class Faults:
    """The rules in force, in the order in which they were made; the first that strikes wins."""

    def __init__(self, journal: Journal, world: World) -> None:
        self._journal = journal
        self._world = world
        self.rules = {key: Fault(**body) for key, body in journal.load("fault")}
        self._chance = {key: Random(f"{rule.seed}/{rule.seen}") for key, rule in self.rules.items()}
        self._number = count(len(self.rules) + 1)

    def add(self, kind: str, **settings: Any) -> Fault:
        """Put a rule in force."""
        fault = Fault(fault_id=f"f{next(self._number)}-{self._world.next_seq()}", kind=kind, **settings)
        self.rules[fault.fault_id] = fault
        self._chance[fault.fault_id] = Random(f"{fault.seed}/0")
        self.keep(fault)
        return fault

    def keep(self, fault: Fault) -> None:
        """Mark a changed rule for the journal."""
        self._journal.put("fault", fault.fault_id, fault)

    def remove(self, fault_id: str | None = None) -> int:
        """Take one rule or (None) all rules out of force; returns how many."""
        gone = [key for key in self.rules if fault_id in (None, key)]
        for key in gone:
            del self.rules[key]
            self._journal.drop("fault", key)
        return len(gone)

    def pick(self, corp_id: str, path: str) -> Fault | None:
        """The rule that strikes this call, already counted; usually None."""
        for fault in self.rules.values():
            if fault.corp_id in ("", corp_id) and fnmatchcase(path, fault.path) and self._strikes(fault):
                fault.hits += 1
                return fault
        return None

    def _strikes(self, fault: Fault) -> bool:
        if fault.count == 0:
            return False
        fault.seen += 1
        self.keep(fault)
        if fault.seen <= fault.skip:
            return False
        if fault.probability < 1 and self._chance[fault.fault_id].random() >= fault.probability:
            return False
        if fault.count is not None:
            fault.count -= 1
        return True
