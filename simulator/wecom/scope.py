"""Who is visible to a credential, and the checks every endpoint shares."""

from collections.abc import Iterable

from simulator.wecom.call import Call
from simulator.wecom.errors import WeComError
from simulator.wecom.model import ACTIVE, Relation, Staff


def is_visible(call: Call, member: Staff) -> bool:
    """Is the member inside the app's visible scope (可见范围)?"""
    return keep_visible(call, [member]) == [member]


def list_visible(call: Call) -> list[Staff]:
    """All visible members in order of creation; hidden ones vanish."""
    return keep_visible(call, call.world.staff.values())


def keep_visible(call: Call, members: Iterable[Staff]) -> list[Staff]:
    """Those of the members who are inside the app's visible scope."""
    users, departments = call.credential.visible_users, call.credential.visible_departments
    if users is None and departments is None:
        return list(members)
    named = {user.lower() for user in users or []}
    inside = {below for top in departments or [] for below in call.world.subtree(top)}
    return [m for m in members if m.userid.lower() in named or inside.intersection(m.departments)]


def serves_customers(member: Staff) -> bool:
    """The member is active and has customer contact switched on."""
    return member.external and member.status == ACTIVE


def get_member(call: Call, userid: str) -> Staff:
    """A visible member; raises WeComError 60111 (unknown) or 60011 (hidden)."""
    member = call.world.find_staff(userid)
    if member is None:
        raise WeComError(60111)
    if not is_visible(call, member):
        raise WeComError(60011)
    return member


def get_servant(call: Call, userid: str) -> Staff:
    """A visible member with customer contact; also raises 84083."""
    member = get_member(call, userid)
    if not serves_customers(member):
        raise WeComError(84083)
    return member


def get_relation(call: Call, userid: str, external_userid: str) -> Relation:
    """What the member knows of the customer; raises 40096 (unknown customer) or 84061 (no relation)."""
    member = get_servant(call, userid)
    if external_userid not in call.world.customers:
        raise WeComError(40096)
    relation = call.world.find_relation(member.userid, external_userid)
    if relation is None or relation.pending == "accept":
        raise WeComError(84061)
    return relation


def list_relations(call: Call, member: Staff) -> list[Relation]:
    """The member's customers in the order in which they came; requests not accepted yet are left out."""
    known = call.world.relations_of.get(member.userid.lower(), {})
    return [relation for relation in known.values() if relation.pending != "accept"]
