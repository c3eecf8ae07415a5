"""Departments and members as stored, and who belongs to which part of the tree."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    and_,
    any_,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.dialects.postgresql import insert as upsert

from siyu.runtime.database import UnitOfWork
from siyu.staff.contracts import Department, StaffStatus
from siyu.staff.rules.comings import MemberState
from siyu.staff.tables import department_closure, departments, staff_departments, staff_members


async def lock_directory(uow: UnitOfWork, corp_id: int) -> None:
    """One writer of a corp's directory at a time, until the transaction ends."""
    await uow.execute(text("SELECT pg_advisory_xact_lock(40, hashint8(:corp_id))"), {"corp_id": corp_id})


async def list_departments(uow: UnitOfWork, corp_id: int | None = None) -> list[Row[Any]]:
    """Departments of one corp or of all, in their order."""
    statement = select(departments).order_by(departments.c.corp_id, departments.c.sort_order, departments.c.wecom_id)
    if corp_id is not None:
        statement = statement.where(departments.c.corp_id == corp_id)
    return list((await uow.execute(statement)).all())


async def replace_departments(
    uow: UnitOfWork, corp_id: int, tree: Collection[Department], pairs: Collection[tuple[int, int]]
) -> None:
    """The corp's whole tree anew, with its (ancestor, department) pairs."""
    await uow.execute(delete(department_closure).where(department_closure.c.corp_id == corp_id))
    await uow.execute(delete(departments).where(departments.c.corp_id == corp_id))
    if not tree:
        return
    rows = [
        {
            "corp_id": corp_id,
            "wecom_id": node.id,
            "parent_id": node.parent_id,
            "name": node.name,
            "sort_order": node.sort_order,
        }
        for node in tree
    ]
    await uow.execute(insert(departments), rows)
    links = [{"corp_id": corp_id, "ancestor_id": above, "department_id": below} for above, below in sorted(pairs)]
    await uow.execute(insert(department_closure), links)


async def save_expected_member(uow: UnitOfWork, corp_id: int, userid: str) -> None:
    """A place for a member named before the directory told of them; nothing when there is one."""
    statement = upsert(staff_members).values(
        corp_id=corp_id, userid=userid, userid_key=userid.lower(), name=userid, created_at=uow.now()
    )
    await uow.execute(statement.on_conflict_do_nothing(index_elements=["corp_id", "userid_key"]))


async def find_member(uow: UnitOfWork, staff_id: int) -> Row[Any] | None:
    """One member by our id."""
    return (await uow.execute(_members().where(staff_members.c.id == staff_id))).one_or_none()


async def find_member_by_userid(uow: UnitOfWork, corp_id: int, userid: str) -> Row[Any] | None:
    """One member by WeCom's userid, in any letter case."""
    wanted = (staff_members.c.corp_id == corp_id, staff_members.c.userid_key == userid.lower())
    return (await uow.execute(_members().where(*wanted))).one_or_none()


async def list_members(
    uow: UnitOfWork,
    *,
    visible: Collection[int] | None,
    narrow: Mapping[str, Any],
    after: int,
    limit: int,
) -> tuple[list[Row[Any]], int]:
    """Members by id after `after`, and how many there are in all; `visible` None means everyone."""
    wanted = _conditions(visible, narrow)
    total = (await uow.execute(select(func.count()).select_from(staff_members).where(*wanted))).scalar_one()
    page = _members().where(*wanted, staff_members.c.id > after).order_by(staff_members.c.id).limit(limit)
    return list((await uow.execute(page)).all()), total


def _conditions(visible: Collection[int] | None, narrow: Mapping[str, Any]) -> list[Any]:
    wanted: list[Any] = [] if visible is None else [_among(staff_members.c.id, visible)]
    if narrow.get("corp_id") is not None:
        wanted.append(staff_members.c.corp_id == narrow["corp_id"])
    if narrow.get("status") is not None:
        wanted.append(staff_members.c.status == narrow["status"])
    if narrow.get("words"):
        found = func.lower(staff_members.c.name).contains(narrow["words"], autoescape=True)
        wanted.append(found | staff_members.c.userid_key.contains(narrow["words"], autoescape=True))
    if narrow.get("department_id") is not None:
        wanted.append(staff_members.c.id.in_(members_below([narrow["department_id"]])))
    return wanted


def _members() -> Select[Any]:
    """Members with their departments, the main one first."""
    department = staff_departments.c.department_id
    is_other = department != func.coalesce(staff_members.c.main_department_id, 0)
    belongs = (
        select(func.array_agg(aggregate_order_by(department, is_other, department)))
        .where(staff_departments.c.staff_id == staff_members.c.id)
        .correlate(staff_members)
        .scalar_subquery()
    )
    return select(staff_members, belongs.label("department_ids"))


def _among(column: ColumnElement[int], ids: Iterable[int]) -> ColumnElement[bool]:
    """Membership in a list that travels as one array, however long it is."""
    return column == any_(literal(list(ids), ARRAY(BigInteger)))


def members_below(roots: Iterable[int], corp_id: int | None = None) -> Select[Any]:
    """Ids of the members in these departments and everything beneath them."""
    below = department_closure.c
    statement = select(staff_departments.c.staff_id).join(
        department_closure,
        (below.corp_id == staff_departments.c.corp_id) & (below.department_id == staff_departments.c.department_id),
    )
    statement = statement.where(_among(below.ancestor_id, roots))
    return statement if corp_id is None else statement.where(below.corp_id == corp_id)


async def list_team(uow: UnitOfWork, corp_id: int, roots: Iterable[int]) -> set[int]:
    """Ids of a team's members; as one array, since a team may be the whole corp and this is asked at each request."""
    team = members_below(roots, corp_id).distinct().subquery()
    found = (await uow.execute(select(func.array_agg(team.c.staff_id)))).scalar_one()
    return set(found or ())


async def list_memberships(uow: UnitOfWork, staff_id: int) -> Sequence[Row[Any]]:
    """The departments of one member with `is_leader`."""
    statement = select(staff_departments.c.department_id, staff_departments.c.is_leader)
    return (await uow.execute(statement.where(staff_departments.c.staff_id == staff_id))).all()


async def find_main_department(uow: UnitOfWork, staff_id: int) -> str | None:
    """The name of a member's main department."""
    same = (
        departments.c.corp_id == staff_members.c.corp_id,
        departments.c.wecom_id == staff_members.c.main_department_id,
    )
    statement = select(departments.c.name).select_from(staff_members).join(departments, and_(*same))
    name: str | None = (await uow.execute(statement.where(staff_members.c.id == staff_id))).scalar_one_or_none()
    return name


async def list_ids_by_userid(uow: UnitOfWork, userids: Collection[str]) -> list[Row[Any]]:
    """Ids of members by lower-case userid, over all corps."""
    wanted = staff_members.c.userid_key.in_({userid.lower() for userid in userids})
    return list(await uow.execute(select(staff_members.c.userid_key, staff_members.c.id).where(wanted)))


async def list_names(uow: UnitOfWork, staff_ids: Collection[int] | None = None) -> dict[int, str]:
    """Names of members by id, of all of them when `staff_ids` is None."""
    statement = select(staff_members.c.id, staff_members.c.name)
    if staff_ids is not None:
        statement = statement.where(staff_members.c.id == any_(cast(sorted(staff_ids), ARRAY(BigInteger))))
    return {row.id: row.name for row in await uow.execute(statement)}


async def load_states(uow: UnitOfWork, corp_id: int, userids: Collection[str] | None = None) -> dict[str, MemberState]:
    """The stored states of a corp's members by lower-case userid; of all of them when `userids` is None."""
    statement = text("""
        SELECT m.*, coalesce(array_agg(d.department_id ORDER BY d.department_id <> coalesce(m.main_department_id, 0),
                                       d.department_id) FILTER (WHERE d.department_id IS NOT NULL), '{}') AS belongs,
               coalesce(array_agg(d.department_id) FILTER (WHERE d.is_leader), '{}') AS leads
        FROM staff_members m LEFT JOIN staff_departments d ON d.staff_id = m.id
        WHERE m.corp_id = :corp_id AND (cast(:userids AS text[]) IS NULL OR m.userid_key = ANY(:userids))
        GROUP BY m.id
    """)
    keys = None if userids is None else [userid.lower() for userid in userids]
    rows = await uow.execute(statement, {"corp_id": corp_id, "userids": keys})
    return {row.userid_key: _state_of(row) for row in rows}


def _state_of(row: Row[Any]) -> MemberState:
    return MemberState(
        userid=row.userid,
        name=row.name,
        position=row.position,
        departments=tuple(row.belongs),
        main_department=row.main_department_id,
        leads=frozenset(row.leads),
        status=StaffStatus(row.status),
        is_contact_enabled=row.is_contact_enabled,
        spell=row.spell,
        moves=row.moves,
        changed_at=row.changed_at,
        id=row.id,
    )


async def save_states(uow: UnitOfWork, corp_id: int, states: Collection[MemberState]) -> dict[str, int]:
    """Write members and their departments; answers the ids by lower-case userid."""
    known = [state for state in states if state.id is not None]
    if known:
        statement = text("""
            UPDATE staff_members SET userid = :userid, userid_key = :userid_key, name = :name, position = :position,
                main_department_id = :main_department_id, status = :status, is_contact_enabled = :is_contact_enabled,
                spell = :spell, moves = :moves, changed_at = :changed_at
            WHERE id = :id
        """)
        await uow.execute(statement, [_row(state) for state in known])
    ids = {state.userid.lower(): state.id for state in known if state.id is not None}
    ids |= await _save_new(uow, corp_id, [state for state in states if state.id is None], uow.now())
    await _save_departments(uow, corp_id, {ids[state.userid.lower()]: state for state in states})
    return ids


def _row(state: MemberState) -> dict[str, Any]:
    return {
        "id": state.id,
        "userid": state.userid,
        "userid_key": state.userid.lower(),
        "name": state.name or state.userid,
        "position": state.position,
        "main_department_id": state.main_department,
        "status": state.status.value,
        "is_contact_enabled": state.is_contact_enabled,
        "spell": state.spell,
        "moves": state.moves,
        "changed_at": state.changed_at,
    }


async def _save_new(uow: UnitOfWork, corp_id: int, states: Collection[MemberState], now: datetime) -> dict[str, int]:
    if not states:
        return {}
    rows = [{**_row(state), "corp_id": corp_id, "created_at": now} for state in states]
    for row in rows:
        del row["id"]
    new = upsert(staff_members)
    # Somebody may have made a place for them since the states were read.
    changed = {name: new.excluded[name] for name in rows[0] if name not in {"corp_id", "userid_key", "created_at"}}
    statement = new.on_conflict_do_update(index_elements=["corp_id", "userid_key"], set_=changed)
    saved = await uow.execute(statement.returning(staff_members.c.userid_key, staff_members.c.id), rows)
    return {row.userid_key: row.id for row in saved}


async def _save_departments(uow: UnitOfWork, corp_id: int, states: Mapping[int, MemberState]) -> None:
    if not states:
        return
    await uow.execute(delete(staff_departments).where(_among(staff_departments.c.staff_id, states)))
    rows = [
        {"staff_id": staff_id, "department_id": one, "corp_id": corp_id, "is_leader": one in state.leads}
        for staff_id, state in states.items()
        for one in state.departments
    ]
    if rows:
        await uow.execute(insert(staff_departments), rows)


async def list_expected(uow: UnitOfWork, at_most: int) -> list[Row[Any]]:
    """Members named by callbacks whom the directory has not told of yet: (corp_id, userid)."""
    statement = select(staff_members.c.corp_id, staff_members.c.userid)
    statement = statement.where(staff_members.c.status == StaffStatus.EXPECTED.value)
    return list((await uow.execute(statement.order_by(staff_members.c.id).limit(at_most))).all())
