"""Writing down who fits: audiences."""

from collections.abc import Mapping
from typing import Any

from siyu.runtime.database import UnitOfWork
from siyu.runtime.house import House
from siyu.runtime.spine import current_mark
from siyu.runtime.viewer import Viewer, system_viewer
from siyu.segments.contracts import Audience, AudienceFrozen
from siyu.segments.errors import AudienceNotFound
from siyu.segments.queries import audiences
from siyu.segments.rules import tree
from siyu.segments.service.asking import list_members
from siyu.segments.service.stored import as_json, get_segment
from siyu.warehouse import Warehouse


async def wait_until_seen(house: House, *, timeout: float = 5) -> None:
    """Wait until everything that happened before now can be asked for; raises `WarehouseBehind`.

    Call it outside a transaction: events cannot pass one that is still open.
    """
    async with house.unit() as uow:
        mark = await current_mark(uow.connection)
    await house.get(Warehouse).wait_for(mark, timeout=timeout)


async def freeze_audience(
    house: House, uow: UnitOfWork, whom: int | tree.Node | Mapping[str, Any], *, viewer: Viewer | None = None
) -> Audience:
    """Write down everybody who fits a stored segment (its id) or a rule, within the viewer's sight.

    Without a viewer the product itself asks and sees everybody. Raises `SegmentNotFound`, `BadRule` and the
    warehouse's situations; all is written in the caller's transaction.
    """
    asker = viewer or system_viewer()
    segment_id, revision, rule = None, 0, whom
    if isinstance(whom, int):
        stored = await get_segment(uow, whom)
        segment_id, revision, rule = stored.id, stored.revision, stored.rule
    assert not isinstance(rule, int)
    chunks, stamp = await list_members(house, asker, rule)
    audience_id = await audiences.add_audience(
        uow,
        segment_id=segment_id,
        revision=revision,
        rule=as_json(rule),
        as_of=stamp.newest_received_at,
        by=asker.user_id,
    )
    members = 0
    for chunk in chunks:
        members += await audiences.add_members(uow, asker, audience_id, chunk)
    await audiences.note_size(uow, audience_id, members)
    uow.say(
        AudienceFrozen(
            dedup_key=f"audience:{audience_id}:frozen",
            staff_id=asker.staff_id,
            segment=segment_id or 0,
            revision=revision,
            audience=audience_id,
            audience_n=members,
        )
    )
    return Audience(audience_id, revision, members, segment_id, stamp.newest_received_at)


async def get_audience(uow: UnitOfWork, audience_id: int) -> Audience:
    """A frozen audience; raises `AudienceNotFound`."""
    row = await audiences.find_audience(uow, audience_id)
    if row is None:
        raise AudienceNotFound
    return Audience(row["id"], row["revision"], row["members_n"], row["segment_id"], row["as_of"])
