"""One `change_contact` callback: a member or a department was created, changed or deleted."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from siyu.runtime.database import UnitOfWork
from siyu.runtime.spine import Source
from siyu.staff.contracts import Department, MemberFacts, StaffStatus
from siyu.staff.queries import directory as queries
from siyu.staff.service.directory import save_tree, take_facts

_STATUS = {"1": StaffStatus.ACTIVE, "2": StaffStatus.DISABLED, "4": StaffStatus.NOT_JOINED, "5": StaffStatus.LEFT}


async def apply_directory_change(
    uow: UnitOfWork, corp_id: int, change: Mapping[str, object], *, occurred_at: datetime | None = None
) -> bool:
    """Apply a `change_contact` callback; `change` holds its fields as WeCom names them, `ChangeType` among them.

    Answers whether the change type is one of ours (create/update/delete of user or party); others are left alone.
    A change older than what is known is ignored. Values may be text or lists of text.
    """
    kind = _text(change, "ChangeType") or ""
    at = min(occurred_at or uow.now(), uow.now())
    if kind in {"create_user", "update_user", "delete_user"}:
        facts = _member_facts(change, is_deleted=kind == "delete_user", is_new=kind == "create_user")
        if facts is None:
            return False
        await queries.lock_directory(uow, corp_id)
        await take_facts(uow, corp_id, [facts], at=at, source=Source.WECOM_CALLBACK)
        return True
    if kind in {"create_party", "update_party", "delete_party"}:
        await queries.lock_directory(uow, corp_id)
        return await _change_department(uow, corp_id, change, is_deleted=kind == "delete_party")
    return False


def _member_facts(change: Mapping[str, object], *, is_deleted: bool, is_new: bool) -> MemberFacts | None:
    userid = _text(change, "UserID")
    if userid is None:
        return None
    if is_deleted:
        return MemberFacts(userid=userid, status=StaffStatus.LEFT)
    departments = _numbers(change, "Department")
    main = _numbers(change, "MainDepartment")
    status = _STATUS.get(_text(change, "Status") or "")
    return MemberFacts(
        userid=userid,
        new_userid=_text(change, "NewUserID"),
        name=_text(change, "Name"),
        position=_text(change, "Position"),
        departments=departments,
        main_department=main[0] if main else None,
        leads=_leads(change, departments),
        status=status or (StaffStatus.ACTIVE if is_new else None),
    )


def _leads(change: Mapping[str, object], departments: tuple[int, ...] | None) -> frozenset[int] | None:
    marks = _items(change, "IsLeaderInDept")
    if departments is None or not marks:
        return None
    return frozenset(department for department, mark in zip(departments, marks, strict=False) if mark == "1")


async def _change_department(uow: UnitOfWork, corp_id: int, change: Mapping[str, object], *, is_deleted: bool) -> bool:
    number = _numbers(change, "Id")
    if not number:
        return False
    rows = await queries.list_departments(uow, corp_id)
    tree = {row.wecom_id: Department(row.wecom_id, row.parent_id, row.name, row.sort_order) for row in rows}
    if is_deleted:
        tree.pop(number[0], None)
    else:
        tree[number[0]] = _merged(tree.get(number[0], Department(number[0], None, "")), change)
    await save_tree(uow, corp_id, tree.values())
    return True


def _merged(before: Department, change: Mapping[str, object]) -> Department:
    parent = _numbers(change, "ParentId")
    order = _numbers(change, "Order")
    return replace(
        before,
        name=_text(change, "Name") or before.name,
        parent_id=parent[0] if parent else before.parent_id,
        sort_order=order[0] if order else before.sort_order,
    )


def _text(change: Mapping[str, object], name: str) -> str | None:
    value = change.get(name)
    return value.strip() or None if isinstance(value, str) else None


def _items(change: Mapping[str, object], name: str) -> list[str]:
    value = change.get(name)
    if isinstance(value, Mapping):
        value = value.get("Item")
    parts = value.split(",") if isinstance(value, str) else value
    return [part.strip() for part in parts if isinstance(part, str)] if isinstance(parts, list | tuple) else []


def _numbers(change: Mapping[str, object], name: str) -> tuple[int, ...] | None:
    """Numbers of a field; None when it is absent or holds anything else."""
    parts = _items(change, name)
    if not parts or not all(part.isascii() and part.isdigit() and len(part) < 16 for part in parts):
        return None
    return tuple(int(part) for part in parts)
