"""The same things a thousand times over, in one call."""

from dataclasses import replace
from typing import Any

from simulator.clients.contact import Meeting, Scan, scan
from simulator.clients.errors import Unknown
from simulator.clients.people import get_staff, make_customer
from simulator.kernel import Kernel
from simulator.wecom.model import Relation
from simulator.wecom.world import CorpWorld


def scan_many(
    kernel: Kernel, world: CorpWorld, action: Scan, *, count: int, per_second: float, with_unionid: bool
) -> list[Meeting]:
    """``count`` new customers scan one code. The callbacks leave at ``per_second`` (0 = all at once)."""
    made: list[Meeting] = []
    for number in range(count):
        later = replace(action, after_s=number / per_second if per_second else 0.0)
        made.append(scan(kernel, world, later, {"with_unionid": with_unionid}))
    return made


def befriend_many(
    kernel: Kernel,
    world: CorpWorld,
    userids: list[str],
    *,
    count: int,
    **shared: Any,
) -> list[str]:
    """``count`` new customers become old friends of the members in turn; returns external_userids.

    ``shared``: state, tags (of every relation) and with_unionid (of every customer).
    """
    tags, with_unionid = shared.get("tags") or [], shared.get("with_unionid", True)
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
            createtime=now,
            seq=kernel.world.next_seq(),
            state=shared.get("state", ""),
            oper_userid=person.external_userid,
            tags=list(tags),
        )
        world.keep("relation", relation)
        made.append(person.external_userid)
    return made
