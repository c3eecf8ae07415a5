"""Departments and members."""

from typing import Any

from simulator.wecom.call import CONTACTS_ONLY, DIRECTORY, Answer, Area, Call
from simulator.wecom.errors import WeComError
from simulator.wecom.model import Department, Staff
from simulator.wecom.scope import get_member, keep_visible, list_visible

area = Area()


@area.get("department/list", DIRECTORY)
def list_departments(call: Call) -> Answer:
    """The departments below ``id`` (the root by default), with names."""
    return {"department": [_show_department(d) for d in _visible_departments(call)]}


@area.get("department/simplelist", DIRECTORY)
def list_department_ids(call: Call) -> Answer:
    """The same without names; the key of the list really is ``department_id``."""
    rows = [{"id": d.department_id, "parentid": d.parent_id, "order": d.order} for d in _visible_departments(call)]
    return {"department_id": rows}


@area.get("department/get", DIRECTORY)
def get_department(call: Call) -> Answer:
    """One department."""
    call.need_text("id")
    return {"department": _show_department(_get_department(call, call.take_int("id")))}


@area.get("user/get", DIRECTORY)
def get_user(call: Call) -> Answer:
    """One member. Personal fields are there only for old apps (``private_fields``)."""
    _refuse_contacts(call)
    return _show_member(call, get_member(call, call.need_text("userid", missing=41009)))


@area.get("user/simplelist", DIRECTORY)
def list_users_simply(call: Call) -> Answer:
    """Members of one department: id, name, departments."""
    rows = [
        {"userid": m.userid, "name": m.name, "department": m.departments, "open_userid": ""} for m in _members_of(call)
    ]
    return {"userlist": rows}


@area.get("user/list", DIRECTORY)
def list_users(call: Call) -> Answer:
    """Members of one department with details."""
    _refuse_contacts(call)
    return {"userlist": [_show_member(call, member) for member in _members_of(call)]}


@area.post("user/list_id", CONTACTS_ONLY)
def list_user_ids(call: Call) -> Answer:
    """All memberships (one row per member and department), page by page."""
    rows = [(m.userid, department) for m in call.world.staff.values() for department in m.departments]
    limit = call.take_limit(default=10_000, most=10_000)
    start = call.read_cursor("members")
    page = rows[start : start + limit]
    after = start + limit if start + limit < len(rows) else 0
    return {
        "dept_user": [{"userid": userid, "department": department} for userid, department in page],
        "next_cursor": call.make_cursor("members", after),
    }


@area.post("user/getuserid", DIRECTORY)
def find_user_by_mobile(call: Call) -> Answer:
    """The member with this mobile number; 46004 if there is none."""
    mobile = call.need_text("mobile")
    for member in list_visible(call):
        if member.mobile == mobile:
            return {"userid": member.userid}
    raise WeComError(46004, "user not found")


def _refuse_contacts(call: Call) -> None:
    if call.credential.kind == "contacts" and not call.credential.private_fields:
        raise WeComError(48009)


def _get_department(call: Call, department_id: int) -> Department:
    department = call.world.departments.get(department_id)
    if department is None:
        raise WeComError(60123)
    if department not in _visible_departments(call, everything=True):
        raise WeComError(60011)
    return department


def _visible_departments(call: Call, *, everything: bool = False) -> list[Department]:
    top = 0 if everything else call.take_int("id")
    if top and top not in call.world.departments:
        raise WeComError(60123)
    wanted = set(call.world.subtree(top)) if top else set(call.world.departments)
    users, tops = call.credential.visible_users, call.credential.visible_departments
    if users is not None or tops is not None:
        wanted &= {below for each in tops or [] for below in call.world.subtree(each)}
    return [d for d in call.world.departments.values() if d.department_id in wanted]


def _members_of(call: Call) -> list[Staff]:
    call.need_text("department_id", missing=40066)
    top = call.take_int("department_id")
    if top not in call.world.departments:
        raise WeComError(60003)
    wanted = set(call.world.subtree(top)) if call.take_int("fetch_child") else {top}
    members = [m for m in call.world.staff.values() if wanted.intersection(m.departments)]
    return keep_visible(call, members)


def _show_department(department: Department) -> dict[str, Any]:
    return {
        "id": department.department_id,
        "name": department.name,
        "name_en": department.name_en,
        "department_leader": department.leaders,
        "parentid": department.parent_id,
        "order": department.order,
    }


def _show_member(call: Call, member: Staff) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "userid": member.userid,
        "name": member.name,
        "department": member.departments,
        "order": [0] * len(member.departments),
        "position": member.position,
        "alias": member.alias,
        "status": member.status,
        "is_leader_in_dept": [int(d in member.leader_in) for d in member.departments],
        "direct_leader": member.direct_leader,
        "main_department": member.departments[0] if member.departments else 1,
        "telephone": "",
        "extattr": {"attrs": []},
        "open_userid": "",
    }
    if call.credential.private_fields:
        shown |= {"mobile": member.mobile, "gender": member.gender, "email": member.email, "avatar": ""}
    return shown
