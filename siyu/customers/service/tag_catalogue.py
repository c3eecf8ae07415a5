"""The catalogue of tags: groups and tags made, renamed and deleted by hand; WeCom hears of those it shares."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import RowMapping

from siyu.customers.contracts import TagGroupView, TagView
from siyu.customers.errors import TagNameTaken, TagNotFound
from siyu.customers.queries import tags as queries
from siyu.customers.service.tags import switch
from siyu.runtime.audit import write_audit
from siyu.runtime.database import UnitOfWork
from siyu.runtime.spine import Source
from siyu.runtime.viewer import Viewer

_BATCH = 5_000


async def list_tag_groups(uow: UnitOfWork, *, counts: bool = True) -> list[TagGroupView]:
    """Every group with its tags, in the order people gave them; with `counts` how many customers have each."""
    tags: dict[int, list[RowMapping]] = defaultdict(list)
    for row in await queries.list_all_tags(uow, counts=counts):
        tags[row["group_id"]].append(row)
    return [_group(row, tags[row["id"]], counts=counts) for row in await queries.list_groups(uow)]


async def get_tag_group(uow: UnitOfWork, group_id: int) -> TagGroupView:
    """One group with its tags; `TagNotFound`."""
    found = [group for group in await list_tag_groups(uow, counts=False) if group.id == group_id]
    if not found:
        raise TagNotFound(what="tag group")
    return found[0]


async def get_tag(uow: UnitOfWork, tag_id: int) -> TagView:
    """One tag; `TagNotFound`."""
    row = await _get_tag(uow, tag_id)
    return TagView(tag_id, row["name"], row["group_id"], row["group_name"], row["wecom_id"] is not None)


def _group(row: RowMapping, tags: Sequence[RowMapping], *, counts: bool) -> TagGroupView:
    inside = tuple(
        TagView(
            id=tag["id"],
            name=tag["name"],
            group_id=row["id"],
            group_name=row["name"],
            is_mirrored=tag["is_mirrored"],
            customers=tag["many"] if counts else None,
        )
        for tag in tags
    )
    return TagGroupView(row["id"], row["name"], row["is_exclusive"], row["corp_id"], inside)


async def add_tag_group(
    uow: UnitOfWork, viewer: Viewer, name: str, tags: Sequence[str], *, is_exclusive: bool, corp_id: int | None
) -> int:
    """A new group with its tags; `TagNameTaken` when the corp has one of that name."""
    await queries.lock_catalogue(uow)
    if await queries.find_group(uow, corp_id, name):
        raise TagNameTaken(name=name)
    group_id = await queries.add_group(uow, name, corp_id=corp_id, is_exclusive=is_exclusive)
    names = list(dict.fromkeys(tags))
    await queries.add_tag_rows(uow, group_id, names, push_state=_push(corp_id))
    await queries.wake_push(uow)
    await write_audit(uow, viewer, "tags.group_added", on=("tag_group", group_id), details={"tags": len(names)})
    return group_id


async def add_tag(uow: UnitOfWork, viewer: Viewer, group_id: int, name: str) -> int:
    """A new tag in a group; `TagNameTaken` when the group has one of that name."""
    await queries.lock_catalogue(uow)
    group = await _get_group(uow, group_id)
    if await queries.find_tag_names(uow, group_id, [name]):
        raise TagNameTaken(name=name)
    made = await queries.add_tag_rows(uow, group_id, [name], push_state=_push(group["corp_id"]))
    await queries.wake_push(uow)
    await write_audit(uow, viewer, "tags.added", on=("tag", made[name]))
    return made[name]


async def change_group(
    uow: UnitOfWork, viewer: Viewer, group_id: int, *, name: str | None, is_exclusive: bool | None
) -> None:
    """Rename a group, or say whether it is exclusive (from then on; nobody loses a tag by it)."""
    await queries.lock_catalogue(uow)
    group = await _get_group(uow, group_id)
    if name is not None and name != group["name"]:
        if await queries.find_group(uow, group["corp_id"], name):
            raise TagNameTaken(name=name)
        await queries.rename(uow, "tag_groups", group_id, name, push_state=_again(group["wecom_id"]))
        await queries.wake_push(uow)
    if is_exclusive is not None:
        await queries.set_exclusive(uow, group_id, is_exclusive=is_exclusive, at=uow.now())
    await write_audit(uow, viewer, "tags.group_changed", on=("tag_group", group_id))


async def rename_tag(uow: UnitOfWork, viewer: Viewer, tag_id: int, name: str) -> None:
    """Give a tag another name; `TagNameTaken` inside its group."""
    await queries.lock_catalogue(uow)
    tag = await _get_tag(uow, tag_id)
    taken = await queries.find_tag_names(uow, tag["group_id"], [name])
    if taken.get(name, tag_id) != tag_id:
        raise TagNameTaken(name=name)
    if name != tag["name"]:
        await queries.rename(uow, "tags", tag_id, name, push_state=_again(tag["wecom_id"]))
        await queries.wake_push(uow)
        await write_audit(uow, viewer, "tags.renamed", on=("tag", tag_id))


async def delete_tag(uow: UnitOfWork, viewer: Viewer, tag_id: int) -> None:
    """A tag is no more; every customer loses it, and WeCom too."""
    await queries.lock_catalogue(uow)
    tag = await _get_tag(uow, tag_id)
    await forget_tags(uow, [tag_id], by="staff", source=Source.CONSOLE, tells_wecom=tag["wecom_id"] is not None)
    await queries.wake_push(uow)
    await write_audit(uow, viewer, "tags.deleted", on=("tag", tag_id))


async def delete_group(uow: UnitOfWork, viewer: Viewer, group_id: int) -> None:
    """A group is no more, with all its tags."""
    await queries.lock_catalogue(uow)
    group = await _get_group(uow, group_id)
    tells = group["wecom_id"] is not None
    tags = await queries.list_group_tags(uow, group_id)
    await forget_tags(uow, tags, by="staff", source=Source.CONSOLE, tells_wecom=tells)
    await queries.mark_deleted(uow, "tag_groups", [group_id], push_state="deleting" if tells else "none")
    await queries.wake_push(uow)
    await write_audit(uow, viewer, "tags.group_deleted", on=("tag_group", group_id), details={"tags": len(tags)})


async def forget_tags(uow: UnitOfWork, tag_ids: Sequence[int], *, by: str, source: str, tells_wecom: bool) -> None:
    """Take deleted tags off everybody, saying so, and off the relations as WeCom itself does."""
    if not tag_ids:
        return
    while holders := await queries.list_holders(uow, tag_ids, _BATCH):
        await switch(uow, holders, tag_ids, is_on=False, by=by, source=source, reason="deleted", pushes=False)
    await queries.drop_relation_tags(uow, tag_ids)
    await queries.mark_deleted(uow, "tags", tag_ids, push_state="deleting" if tells_wecom else "none")


async def _get_group(uow: UnitOfWork, group_id: int) -> RowMapping:
    group = await queries.find_group_by_id(uow, group_id)
    if group is None:
        raise TagNotFound(what="tag group")
    return group


async def _get_tag(uow: UnitOfWork, tag_id: int) -> RowMapping:
    found = await queries.find_tags(uow, [tag_id])
    if not found:
        raise TagNotFound(what="tag")
    return found[0]


def _push(corp_id: int | None) -> str:
    return "none" if corp_id is None else "waiting"


def _again(wecom_id: str | None) -> str | None:
    return "renaming" if wecom_id else None
