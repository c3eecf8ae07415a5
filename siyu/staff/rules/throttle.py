"""How long one has to wait between wrong guesses: not at all at first, then twice as long each time. Pure."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

_MOST_DOUBLINGS = 30


@dataclass(frozen=True, slots=True)
class Tries:
    """What is remembered of an account or a source."""

    failures: int = 0
    last_at: datetime | None = None
    blocked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Patience:
    """How many failures are free, the first wait, the longest, and after what quiet time all is forgotten."""

    free: int
    first: timedelta
    most: timedelta
    forget_after: timedelta


ACCOUNT = Patience(5, timedelta(seconds=2), timedelta(minutes=15), timedelta(days=1))
#: Many people may sit behind one address, so a source is given more room.
SOURCE = Patience(50, timedelta(seconds=2), timedelta(minutes=15), timedelta(days=1))


def seconds_left(tries: Tries, now: datetime) -> int:
    """Whole seconds until the next try is looked at; 0 when it may come now."""
    if tries.blocked_until is None or tries.blocked_until <= now:
        return 0
    return -((now - tries.blocked_until) // timedelta(seconds=1))


def wait_after(failures: int, patience: Patience) -> timedelta:
    """The wait that follows the given number of failures in a row."""
    beyond = failures - patience.free
    if beyond < 0:
        return timedelta()
    doublings: int = 2 ** min(beyond, _MOST_DOUBLINGS)
    return min(patience.most, patience.first * doublings)


def count_try(tries: Tries, now: datetime, patience: Patience) -> Tries:
    """The state with one more try counted as failed; success takes it back afterwards.

    Counting before looking keeps a burst of parallel guesses from slipping through together.
    """
    is_old = tries.last_at is not None and now - tries.last_at >= patience.forget_after
    failures = 1 if is_old else tries.failures + 1
    wait = wait_after(failures, patience)
    return Tries(failures, now, now + wait if wait else None)


def take_back(tries: Tries) -> Tries:
    """The state after the try that was counted last turned out right."""
    return Tries(max(0, tries.failures - 1), tries.last_at, None)


def source_of(host: str | None) -> str:
    """What counts as one source: an IPv4 address, or the /64 network of an IPv6 one."""
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
