"""Tags on customers: set-based, by anybody with a reason, mirrored to WeCom's relations."""

from collections.abc import Iterable, Sequence

from sqlalchemy import RowMapping

from siyu.customers.contracts import TagChange
from siyu.customers.errors import TagNotFound
from siyu.customers.queries import tags as queries
from siyu.customers.queries.identities import resolve
from siyu.customers.queries.visibility import list_visible
from siyu.runtime.database import UnitOfWork
from siyu.runtime.viewer import Viewer

DEFAULT_GROUP = "自动标签"
_BATCH = 5_000


async def add_tags(
    uow: UnitOfWork,
    viewer: Viewer,
    customer_ids: Sequence[int],
    tag_ids: Sequence[int],
    *,
    by: str,
    source: str,
) -> TagChange:
    """Put every tag on every customer the viewer may see (others are passed over silently).

    `by`: rule, staff, import, callback or form. Of an exclusive group the new tag replaces the old one. Relations at
    WeCom follow by the push lane. `TagNotFound` when a tag is unknown. A hundred thousand customers take seconds.
    """
    await _check_tags(uow, tag_ids)
    siblings = await queries.list_exclusive_siblings(uow, tag_ids)
    seen = added = removed = 0
    for batch in await _in_scope(uow, viewer, customer_ids):
        seen += len(batch)
        if siblings:
            gone = await switch(uow, batch, siblings, is_on=False, by=by, source=source, user_id=viewer.user_id,
                                reason="exclusive")  # fmt: skip
            removed += len(gone)
        added += len(await switch(uow, batch, tag_ids, is_on=True, by=by, source=source, user_id=viewer.user_id))
    return TagChange(customers=seen, added=added, removed=removed)


async def remove_tags(
    uow: UnitOfWork,
    viewer: Viewer,
    customer_ids: Sequence[int],
    tag_ids: Sequence[int],
    *,
    by: str,
    source: str,
) -> TagChange:
    """Take every tag off every customer the viewer may see."""
    await _check_tags(uow, tag_ids)
    seen = removed = 0
    for batch in await _in_scope(uow, viewer, customer_ids):
        seen += len(batch)
        gone = await switch(uow, batch, tag_ids, is_on=False, by=by, source=source, user_id=viewer.user_id)
        removed += len(gone)
    return TagChange(customers=seen, removed=removed)


async def switch(  # noqa: PLR0913  # who, what, which way, and three words of why
    uow: UnitOfWork,
    customer_ids: Sequence[int],
    tag_ids: Sequence[int],
    *,
    is_on: bool,
    by: str,
    source: str,
    user_id: int | None = None,
    reason: str | None = None,
    pushes: bool = True,
) -> list[RowMapping]:
    """Change tags of customers without asking who may; the pairs that changed. `pushes`: tell WeCom too."""
    # What was said before belongs before it: a customer is created and then tagged.
    await uow.flush()
    changed = await queries.switch_tags(
        uow, customer_ids, tag_ids, is_on=is_on, origin=by, source=source, user_id=user_id, reason=reason
    )
    if pushes and changed:
        touched = sorted({row["customer_id"] for row in changed})
        await queries.order_push(uow, touched, tag_ids, is_on=is_on)
    return changed


async def ensure_tags(
    uow: UnitOfWork, names: Iterable[str], *, group: str = DEFAULT_GROUP, corp_id: int | None = None
) -> dict[str, int]:
    """Ids of tags by name, made in `group` where there are none. With a `corp_id` they are mirrored to WeCom."""
    wanted = list(dict.fromkeys(name.strip()[:30] for name in names if name.strip()))
    await queries.lock_catalogue(uow)
    found = await queries.find_group(uow, corp_id, group)
    group_id = found["id"] if found else await queries.add_group(uow, group, corp_id=corp_id, is_exclusive=False)
    known = await queries.find_tag_names(uow, group_id, wanted)
    missing = [name for name in wanted if name not in known]
    if missing:
        push_state = "none" if corp_id is None else "waiting"
        known |= await queries.add_tag_rows(uow, group_id, missing, push_state=push_state)
        if corp_id is not None:
            await queries.wake_push(uow)
    return {name: known[name] for name in wanted}


async def _check_tags(uow: UnitOfWork, tag_ids: Sequence[int]) -> None:
    if len(await queries.find_tags(uow, tag_ids)) < len(set(tag_ids)):
        raise TagNotFound(what="tag")


async def _in_scope(uow: UnitOfWork, viewer: Viewer, customer_ids: Sequence[int]) -> list[list[int]]:
    now_called = await resolve(uow, customer_ids)
    visible = await list_visible(uow, viewer, sorted(set(now_called.values())))
    return [visible[start : start + _BATCH] for start in range(0, len(visible), _BATCH)]
