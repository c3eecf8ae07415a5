"""Two records that are one person: tied by a strong key at once, else by a person's judgement; always undoable."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping

from siyu.customers.contracts import ConflictView, CustomerMerged, CustomerUnmerged, IdentityKind, Known
from siyu.customers.errors import ConflictNotFound, CustomerNotFound, MergeImpossible, MergeNotFound
from siyu.customers.queries import follows as follow_queries
from siyu.customers.queries import identities as identity_queries
from siyu.customers.queries import merges as queries
from siyu.customers.queries.visibility import list_visible
from siyu.customers.rules import identities as rules
from siyu.customers.service.cursors import read_cursor, write_cursor
from siyu.customers.service.identities import linked_event, note_phone, stored_value
from siyu.kit.paging import Page, Paging
from siyu.runtime.audit import write_audit
from siyu.runtime.database import UnitOfWork
from siyu.runtime.secrets import Vault
from siyu.runtime.spine import Source
from siyu.runtime.viewer import Viewer


async def link_identity(
    uow: UnitOfWork, customer_id: int, item: Known, *, source: str, vault: Vault | None = None
) -> int:
    """Tie an identity to a customer; the id of the person who has it afterwards.

    If another record has it, the two are merged when the key is strong (unionid, member number, verified phone) and
    nothing says that they are two people; otherwise a conflict is noted and nothing changes.
    """
    mine = (await identity_queries.resolve(uow, [customer_id])).get(customer_id)
    if mine is None:
        raise CustomerNotFound(what="customer")
    stored = stored_value(item, vault)
    if stored is None:
        return mine
    for row in await identity_queries.link(uow, [(str(item.kind), stored, mine)], source=source):
        uow.say(linked_event(row, source))
        await note_phone(uow, mine, item, stored, vault)
    owner = await identity_queries.find_owner(uow, item.kind, stored)
    if owner is None or owner == mine or item.kind is IdentityKind.ANONYMOUS:
        return mine
    return await _judge(uow, mine, owner, IdentityKind(item.kind), source)


async def _judge(uow: UnitOfWork, mine: int, owner: int, kind: IdentityKind, source: str) -> int:
    left, right = sorted((mine, owner))
    people = await identity_queries.lock_persons(uow, [left, right])
    if any(person["merged_into"] for person in people):
        # Somebody merged one of them meanwhile.
        return (await identity_queries.resolve(uow, [mine]))[mine]
    earlier = await queries.find_pair(uow, left, right)
    kept_apart = earlier is not None and earlier["state"] == "kept_apart"
    known = await _by_customer(uow, [left, right])
    if kept_apart or not rules.may_merge_by(kind) or rules.are_two_people(known[left], known[right]):
        if not kept_apart:
            await queries.add_conflict(uow, left, right, kind=kind)
        return mine
    await _merge(uow, left, right, rule=f"same_{kind}", source=source)
    return left


async def _by_customer(uow: UnitOfWork, ids: Sequence[int]) -> dict[int, dict[str, list[str]]]:
    found: dict[int, dict[str, list[str]]] = {customer_id: defaultdict(list) for customer_id in ids}
    for row in await identity_queries.list_identities(uow, ids):
        found[row["customer_id"]][row["kind"]].append(row["value"])
    return found


async def _merge(
    uow: UnitOfWork,
    survivor: int,
    loser: int,
    *,
    rule: str,
    source: str,
    by: Viewer | None = None,
) -> int:
    strength = "manual" if by else "strong"
    children = await queries.list_children(uow, loser)
    moved: dict[str, Any] = {
        "profile": await queries.read_profile(uow, survivor),
        "identities": await queries.move(uow, "identities", source=loser, target=survivor),
        "follows": await queries.move(uow, "follows", source=loser, target=survivor),
        "tags": await queries.copy_tags(uow, source=loser, target=survivor),
        "children": children,
    }
    await queries.fill_gaps(uow, source=loser, target=survivor)
    await queries.point(uow, [loser, *children], target=survivor)
    await follow_queries.mark_current(uow, [survivor])
    user_id = by.user_id if by else None
    row = {"survivor_id": survivor, "loser_id": loser, "rule": rule, "strength": strength, "merged_by": user_id}
    merge_id = await queries.add_merge(uow, row, moved)
    await queries.settle_conflicts(uow, survivor, loser, state="merged", user_id=user_id)
    uow.say(
        CustomerMerged(
            dedup_key=f"merge:{merge_id}",
            customer_id=survivor,
            staff_id=by.staff_id if by else None,
            source=source,
            loser=loser,
            rule=rule,
            strength=strength,
        )
    )
    return merge_id


async def merge_customers(uow: UnitOfWork, viewer: Viewer, survivor_id: int, loser_id: int, *, reason: str) -> int:
    """Merge two customers by a person's judgement; the id of the merge, by which it can be undone."""
    wanted = await identity_queries.resolve(uow, [survivor_id, loser_id])
    survivor, loser = wanted.get(survivor_id), wanted.get(loser_id)
    if survivor is None or loser is None or survivor == loser:
        raise MergeImpossible
    if len(await list_visible(uow, viewer, [survivor, loser])) < 2:
        raise CustomerNotFound(what="customer")
    people = await identity_queries.lock_persons(uow, sorted((survivor, loser)))
    if any(person["merged_into"] for person in people):
        raise MergeImpossible
    await write_audit(
        uow, viewer, "customers.merge", on=("customer", survivor), reason=reason, details={"loser": loser}
    )
    return await _merge(uow, survivor, loser, rule="manual", source=Source.CONSOLE, by=viewer)


async def unmerge(uow: UnitOfWork, viewer: Viewer, merge_id: int, *, reason: str) -> int:
    """Take a merge back: identities, relations and tags return; the id of the customer who stands alone again."""
    merge = await queries.lock_merge(uow, merge_id)
    if merge is None or not await list_visible(uow, viewer, [merge["survivor_id"]]):
        raise MergeNotFound(what="merge")
    survivor, loser, moved = merge["survivor_id"], merge["loser_id"], merge["moved"]
    for table in ("identities", "follows"):
        await queries.move_back(uow, table, moved[table], target=loser)
    await queries.point(uow, [loser], target=None)
    await queries.point(uow, moved["children"], target=loser)
    await queries.drop_tags(uow, survivor, moved["tags"])
    await queries.restore_profile(uow, survivor, moved["profile"])
    await queries.mark_undone(uow, merge_id, viewer.user_id)
    left, right = sorted((survivor, loser))
    await queries.add_conflict(uow, left, right, kind="undone")
    await queries.settle_conflicts(uow, survivor, loser, state="kept_apart", user_id=viewer.user_id)
    await follow_queries.mark_current(uow, [survivor, loser])
    await write_audit(uow, viewer, "customers.unmerge", on=("customer", survivor), reason=reason,
                      details={"loser": loser, "merge": merge_id})  # fmt: skip
    uow.say(
        CustomerUnmerged(
            dedup_key=f"merge:{merge_id}:undone",
            customer_id=survivor,
            staff_id=viewer.staff_id,
            source=Source.CONSOLE,
            loser=loser,
            merge=merge_id,
        )
    )
    return int(loser)


async def list_conflicts(uow: UnitOfWork, viewer: Viewer, paging: Paging) -> Page[ConflictView]:
    """Open conflicts of which the viewer may see both people, newest first."""
    before = read_cursor(paging.cursor, 1)[0] if paging.cursor else None
    rows = await queries.list_conflicts(uow, viewer, before=before, limit=paging.limit + 1)
    shown = [ConflictView(**row) for row in rows[: paging.limit]]
    return Page(shown, write_cursor(shown[-1].id) if len(rows) > paging.limit else None)


async def list_merges(uow: UnitOfWork, viewer: Viewer, customer_id: int) -> list[RowMapping]:
    """Merges into a customer that still hold, newest first; `CustomerNotFound`."""
    person = (await identity_queries.resolve(uow, [customer_id])).get(customer_id)
    if person is None or not await list_visible(uow, viewer, [person]):
        raise CustomerNotFound(what="customer")
    return await queries.list_merges(uow, person)


async def settle_conflict(uow: UnitOfWork, viewer: Viewer, conflict_id: int, *, merges: bool, reason: str) -> None:
    """A person judges: one person (`merges`) or two, for good."""
    conflict: RowMapping | None = await queries.lock_conflict(uow, conflict_id)
    if conflict is None:
        raise ConflictNotFound(what="conflict")
    left, right = conflict["left_customer_id"], conflict["right_customer_id"]
    if len(await list_visible(uow, viewer, [left, right])) < 2:
        raise ConflictNotFound(what="conflict")
    if merges:
        await merge_customers(uow, viewer, left, right, reason=reason)
    await queries.settle_conflicts(uow, left, right, state="merged" if merges else "kept_apart", user_id=viewer.user_id)
