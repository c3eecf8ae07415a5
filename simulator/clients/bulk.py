"""The same things a thousand times over, in one call; other requests are served in between."""

import asyncio
import time
from typing import Any

from simulator.clients.contact import Meeting, Scan, scan
from simulator.clients.errors import Unknown
from simulator.clients.people import get_staff, make_customer
from simulator.kernel import Kernel
from simulator.wecom.model import Relation
from simulator.wecom.world import CorpWorld

CHUNK = 50
PAUSE = 0.01


async def scan_many(
    kernel: Kernel, world: CorpWorld, action: Scan, *, count: int, per_second: float, with_unionid: bool
) -> list[Meeting]:
    """``count`` new customers scan one code, ``per_second`` of them each real second (0 = at once)."""
    made: list[Meeting] = []
    started = time.monotonic()
    while len(made) < count:
        due = int((time.monotonic() - started) * per_second) + 1 if per_second else count
        for _ in range(min(due, count, len(made) + CHUNK) - len(made)):
            made.append(scan(kernel, world, action, {"with_unionid": with_unionid}))
        kernel.journal.commit()
        await asyncio.sleep(PAUSE if len(made) >= due else 0)
    return made


async def befriend_many(
    kernel: Kernel,
    world: CorpWorld,
    userids: list[str],
    *,
    count: int,
    **shared: Any,
) -> list[str]:
    """``count`` new customers become old friends of the members in turn; returns external_userids.

    ``shared``: state or states and ages_s (in turn), tags (of every relation), with_unionid (of every customer).
    """
    tags, with_unionid = shared.get("tags") or [], shared.get("with_unionid", True)
    states = shared.get("states") or [shared.get("state", "")]
    ages = [int(age) for age in shared.get("ages_s") or [0]]
    members = [get_staff(world, userid).userid for userid in userids]
    for key in tags:
        if key not in world.tags:
            raise Unknown("tag", key)
    now = kernel.clock.second()
    made: list[str] = []
    for number in range(count):
        person = make_customer(kernel, world, with_unionid=with_unionid)
        relation = Relation(
            userid=members[number % len(members)],
            external_userid=person.external_userid,
            createtime=now - ages[number % len(ages)],
            seq=kernel.world.next_seq(),
            state=states[number % len(states)],
            oper_userid=person.external_userid,
            tags=list(tags),
        )
        world.keep("relation", relation)
        made.append(person.external_userid)
        if number % CHUNK == 0:
            await asyncio.sleep(0)
    return made
