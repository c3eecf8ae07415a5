"""Callbacks under kills and under load: what was answered with 200 is applied, once."""

import asyncio
import random
import time
from datetime import UTC, datetime
from urllib.parse import urlsplit

from bench.wire import post_bytes, send_all
from tests.builders.stack import Company, wait_for
from tests.soak.conftest import Tell
from tests.soak.killer import Killer
from tests.soak.persistence import Posted, post_until_taken

REPEATED = 0.2


def requests_about(company: Company, friends: list[str], seed: int) -> list[bytes]:
    """Sealed deliveries that say who was added by whom; a fifth of them are repeats, and nothing is in order."""
    sender, now = company.sender(), datetime.now(UTC)
    staff = company.userids
    # Old friends were given to the members in turn; the callback must tell the same, since WeCom is asked afterwards.
    plains = [sender.added(now, customer=one, userid=staff[number % len(staff)]) for number, one in enumerate(friends)]
    chance = random.Random(seed)
    plains += chance.choices(plains, k=int(len(friends) * REPEATED / (1 - REPEATED)))
    chance.shuffle(plains)
    path = urlsplit(company.callback_url).path
    return [post_bytes(path + one.target, one.body) for one in sender.seal_many(plains, now)]


def port_of(company: Company) -> int:
    return int(urlsplit(company.callback_url).port or 0)


def wait_until_applied(company: Company, seconds: float) -> None:
    waiting = "SELECT count(*) = 0 FROM callback_inbox WHERE state = 'waiting'"
    wait_for("an empty inbox", lambda: company.query(waiting)[0][0], seconds)


def balance(company: Company, friends: list[str]) -> dict[str, int]:
    """How many callbacks were lost or applied twice, by the product's own tables."""
    wanted = [(company.corp_id, friends)]
    known = company.count(
        "SELECT count(DISTINCT external_userid) FROM follows WHERE corp_id = %s AND external_userid = ANY(%s)",
        *wanted[0],
    )
    relations = company.count("SELECT count(*) FROM follows WHERE external_userid = ANY(%s)", friends)
    started = company.count("SELECT count(*) FROM events WHERE name = 'follow_started'")
    return {
        "stored": company.count("SELECT count(*) FROM callback_inbox"),
        "parked": company.count("SELECT count(*) FROM callback_inbox WHERE state = 'parked'"),
        "lost": len(friends) - known,
        "twice": (relations - known) + abs(started - known),
        "later_spells": company.count("SELECT count(*) FROM follows WHERE spell > 1"),
        "customers": company.count("SELECT count(*) FROM customers"),
    }


def assert_exact(found: dict[str, int], count: int) -> None:
    exact = {"stored": count, "parked": 0, "lost": 0, "twice": 0, "later_spells": 0, "customers": count}
    assert found == exact


def post_under_kills(company: Company, friends: list[str], wanted: dict[str, int], seed: int) -> tuple[Posted, Killer]:
    """Post until every callback is taken and every kill is done."""
    assert company.stack.product is not None
    assert company.stack.product.process is not None
    requests = requests_about(company, friends, seed)
    killer = Killer(company.stack.product.process.pid, wanted, seed)
    parts = 1 + sum(wanted.values())
    with killer:
        # In portions, so that every kill meets callbacks under way and not an idle server.
        posted = Posted()
        for number in range(parts):
            part = requests[number::parts]
            one = asyncio.run(post_until_taken(port_of(company), part, connections=16, patience=300))
            posted.accepted += one.accepted
            posted.failed_tries += one.failed_tries
            posted.seconds += one.seconds
            wait_for("the next kill", lambda done=number: killer.is_over or killer.done.total() > done, 200, 0.05)
    return posted, killer


def survive_kills(company: Company, friends: list[str], wanted: dict[str, int], *, seed: int, tell: Tell) -> None:
    """Tell of the friends by callbacks while parts die; afterwards each is known exactly once."""
    began = time.monotonic()
    posted, killer = post_under_kills(company, friends, wanted, seed)
    wait_until_applied(company, 900)
    found = balance(company, friends)
    died = {"kills": dict(killer.done), "missed": killer.missed}
    tries = {"posted": posted.accepted, "failed_tries": posted.failed_tries}
    tell(run="callbacks", seed=seed, **died, **tries, **found, seconds=round(time.monotonic() - began, 1))
    assert dict(killer.done) == wanted
    assert_exact(found, len(friends))


def keep_pace(company: Company, friends: list[str], *, per_second: int, seed: int, tell: Tell) -> None:
    """Post at a steady pace without any fault; everything is answered in WeCom's time."""
    requests = requests_about(company, friends, seed)
    answers = asyncio.run(send_all(port_of(company), requests, connections=64, per_second=per_second))
    p50, p99, longest = (round(one * 1000, 1) for one in (*map(answers.percentile, (0.5, 0.99)), max(answers.seconds)))
    times = {"p50_ms": p50, "p99_ms": p99, "max_ms": longest}
    posted = {"posted": len(answers.seconds), "statuses": answers.statuses, "seconds": round(answers.took, 1)}
    tell(run="pace", seed=seed, **posted, **times)
    assert set(answers.statuses) == {200}
    wait_until_applied(company, 1800)
    found = balance(company, friends)
    tell(run="pace applied", seed=seed, **found)
    assert_exact(found, len(friends))
    assert p99 < 300
    assert longest < 5000
