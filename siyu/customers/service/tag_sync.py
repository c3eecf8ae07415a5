"""Tags on their way between us and WeCom: the catalogue both ways, and orders to mark relations."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import RowMapping

from siyu import corps, staff
from siyu.customers.queries import contacts as contact_queries
from siyu.customers.queries import tag_sync as queries
from siyu.customers.queries import tags as tag_queries
from siyu.customers.service.tag_catalogue import forget_tags
from siyu.runtime.database import UnitOfWork
from siyu.runtime.faults import fault_site
from siyu.runtime.house import House
from siyu.runtime.spine import Source
from siyu.vendors.wecom import NewTag, QuotaBlocked, TagGroup, WeComClient, WeComError, WeComFailure

log = logging.getLogger(__name__)

NO_RELATION = 84061
UNKNOWN_TAG = 40068
NAME_EXISTS = 40071
CLAIM = timedelta(seconds=60)
ORDERS_A_TURN = 200


async def sync_tags(house: House, corp_id: int) -> None:
    """Make the catalogue agree with WeCom's: new and renamed tags come, deleted ones go, ours wait for their push."""
    client = await house.get(corps.WeComClients).of(corp_id)
    await _pull(house, corp_id, client)


async def _pull(house: House, corp_id: int, client: WeComClient) -> None:
    asked_at = house.clock.now()
    groups = await client.tags.list_groups()
    async with house.unit() as uow:
        await tag_queries.lock_catalogue(uow)
        await _take_in(uow, corp_id, groups)
        shown = [tag.id for group in groups for tag in group.tag]
        gone = await queries.list_gone_tags(uow, corp_id, shown, before=asked_at)
        await forget_tags(uow, gone, by="callback", source=Source.WECOM_SYNC, tells_wecom=False)
        await queries.drop_gone_groups(uow, corp_id, [group.group_id for group in groups], before=asked_at)


async def _take_in(uow: UnitOfWork, corp_id: int, groups: Sequence[TagGroup]) -> None:
    for group in groups:
        row = {"corp_id": corp_id, "wecom_id": group.group_id, "name": group.group_name, "position": group.order}
        group_id = await queries.save_group(uow, row)
        for tag in group.tag:
            await queries.save_tag(
                uow, {"group_id": group_id, "wecom_id": tag.id, "name": tag.name, "position": tag.order}
            )


async def push_catalogue(house: House, corp_id: int) -> int:
    """Make, rename and delete at WeCom what was made, renamed and deleted here; how many calls it took.

    Before anything is made the catalogue is pulled, so that a tag whose making was answered too late is not made
    twice (names are unique at WeCom, which guards the rest).
    """
    client = await house.get(corps.WeComClients).of(corp_id)
    await _pull(house, corp_id, client)
    async with house.unit() as uow:
        waiting = await queries.list_waiting(uow, corp_id)
    made: dict[int, list[RowMapping]] = defaultdict(list)
    for row in waiting:
        if row["what"] == "waiting":
            made[row["group_id"]].append(row)
    for rows in made.values():
        await _make(house, client, corp_id, rows)
    others = [row for row in waiting if row["what"] != "waiting"]
    for row in others:
        await _tell_change(house, client, row)
    return len(made) + len(others)


async def _make(house: House, client: WeComClient, corp_id: int, rows: Sequence[RowMapping]) -> None:
    first = rows[0]
    names = [NewTag(row["name"]) for row in rows]
    try:
        if first["group_wecom_id"]:
            group = await client.tags.add(names, group_id=first["group_wecom_id"])
        else:
            group = await client.tags.add(names, group_name=first["group_name"])
    except WeComError as error:
        if error.code != NAME_EXISTS:
            raise
        await _pull(house, corp_id, client)
        return
    fault_site("customers.after_tag_made")
    async with house.unit() as uow:
        await tag_queries.lock_catalogue(uow)
        await _take_in(uow, corp_id, [group])


async def _tell_change(house: House, client: WeComClient, row: RowMapping) -> None:
    try:
        if row["what"] == "renaming":
            await client.tags.edit(row["wecom_id"], name=row["name"])
        elif row["kind"] == "tags":
            await client.tags.delete(tag_ids=[row["wecom_id"]])
        else:
            await client.tags.delete(group_ids=[row["wecom_id"]])
    except WeComError as error:
        if error.code not in (UNKNOWN_TAG, NAME_EXISTS):
            raise
    async with house.unit() as uow:
        await queries.mark_told(uow, row["kind"], row["id"], row["changed_at"])


async def push_orders(house: House) -> int:
    """Tell WeCom of a batch of tags put on and taken off relations; how many relations it was told about."""
    async with house.unit() as uow:
        orders = await contact_queries.claim_orders(uow, limit=ORDERS_A_TURN, until=uow.now() + CLAIM)
    by_relation: dict[int, list[RowMapping]] = defaultdict(list)
    for order in orders:
        by_relation[order["follow_id"]].append(order)
    blocked: set[int] = set()
    told = 0
    for rows in by_relation.values():
        corp_id = rows[0]["corp_id"]
        if corp_id in blocked:
            continue
        try:
            told += await _mark(house, rows)
        except QuotaBlocked as error:
            blocked.add(corp_id)
            await _hold(house, corp_id, error.until)
        except (WeComFailure, corps.CorpInactive, corps.CorpNotFound) as error:
            log.warning("tags of a relation could not be told to WeCom: %s", error)
            blocked.add(corp_id)
    return told


async def _mark(house: House, rows: Sequence[RowMapping]) -> int:
    first = rows[0]
    client = await house.get(corps.WeComClients).of(first["corp_id"])
    async with house.unit() as uow:
        member = await staff.find_member(uow, first["staff_id"])
    if member is None:
        return 0
    add = [row["wecom_id"] for row in rows if row["state"] == "adding"]
    remove = [row["wecom_id"] for row in rows if row["state"] == "removing"]
    try:
        await client.tags.mark(member.userid, first["external_userid"], add=add, remove=remove)
    except WeComError as error:
        if error.code == UNKNOWN_TAG:
            await sync_tags(house, first["corp_id"])
            return 0
        if error.code != NO_RELATION:
            raise
        async with house.unit() as uow:
            # The relation is no more; reconciling will find out how it ended.
            await contact_queries.drop_marks(uow, first["follow_id"], [row["tag_id"] for row in rows])
        return 1
    fault_site("customers.after_mark")
    async with house.unit() as uow:
        await contact_queries.settle_orders(uow, first["follow_id"], rows)
    return 1


async def _hold(house: House, corp_id: int, until: datetime) -> None:
    async with house.unit() as uow:
        await contact_queries.hold_orders(uow, corp_id, until=until)


async def push_everything(house: House) -> int:
    """Tell WeCom of changed catalogues and of marks on relations; how much was told (0 = nothing waits)."""
    async with house.unit() as uow:
        changed = await queries.list_corps_waiting(uow)
    told = 0
    for corp_id in changed:
        try:
            told += await push_catalogue(house, corp_id)
        except (WeComFailure, corps.CorpInactive, corps.CorpNotFound) as error:
            log.warning("the tag catalogue of corp %s could not be told to WeCom: %s", corp_id, error)
    return told + await push_orders(house)
