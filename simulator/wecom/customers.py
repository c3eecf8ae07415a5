"""Customers, who follows them, and remarks."""

import hashlib
from typing import Any

from simulator.wecom.call import EXTERNAL, Answer, Area, Call
from simulator.wecom.errors import WeComError
from simulator.wecom.model import Customer, Relation, Staff
from simulator.wecom.scope import (
    get_relation,
    get_servant,
    is_visible,
    list_relations,
    list_visible,
    serves_customers,
)
from simulator.wecom.world import slice_after

area = Area()
FOLLOWERS_PAGE = 500
REMARK_FIELDS = ("remark", "description", "remark_company", "remark_mobiles", "remark_pic_mediaid")


@area.get("externalcontact/get_follow_user_list", EXTERNAL)
def list_servants(call: Call) -> Answer:
    """Members with customer contact switched on."""
    return {"follow_user": [m.userid for m in list_visible(call) if serves_customers(m)]}


@area.get("externalcontact/list", EXTERNAL)
def list_customers(call: Call) -> Answer:
    """The member's customers; none at all is error 84061, not an empty list."""
    member = get_servant(call, call.need_text("userid", missing=41009))
    known = [relation.external_userid for relation in list_relations(call, member)]
    if not known:
        raise WeComError(84061)
    return {"external_userid": known}


@area.get("externalcontact/get", EXTERNAL)
def get_customer(call: Call) -> Answer:
    """One customer and everybody who follows them."""
    external_userid = call.need_text("external_userid", missing=41035)
    customer = call.world.customers.get(external_userid)
    relations = _visible_followers(call, external_userid)
    if customer is None or not relations:
        raise WeComError(40096)
    page, after = slice_after(relations, call.read_cursor(external_userid), FOLLOWERS_PAGE, lambda r: r.seq)
    answer: Answer = {
        "external_contact": show_customer(customer),
        "follow_user": [_show_follower(call, relation) for relation in page],
    }
    if after:
        answer["next_cursor"] = call.make_cursor(external_userid, after)
    return answer


@area.post("externalcontact/batch/get_by_user", EXTERNAL)
def list_customers_of_many(call: Call) -> Answer:
    """The customers of up to 100 members, page by page. The old parameter ``userid`` works too."""
    users = call.take_texts("userid_list", most=100)
    if not users:
        users = [call.need_text("userid", missing=41009)]
    members = {m.userid.lower(): m for m in (get_servant(call, userid) for userid in users)}
    limit = call.take_limit(default=50, most=100)
    scope = ",".join(members)
    page, after = _page_relations(call, list(members.values()), call.read_cursor(scope), limit)
    return {
        "external_contact_list": [
            {
                "external_contact": show_customer(call.world.customers[relation.external_userid]),
                "follow_info": _show_follow_info(relation),
            }
            for relation in page
        ],
        "next_cursor": call.make_cursor(scope, after),
    }


@area.post("externalcontact/remark", EXTERNAL)
def write_remark(call: Call) -> Answer:
    """Change what the member notes about the customer. Fires no callback: it is an API call."""
    userid = call.need_text("userid", missing=41009)
    relation = get_relation(call, userid, call.need_text("external_userid", missing=41035))
    given = [name for name in REMARK_FIELDS if name in call.body]
    if not given:
        raise WeComError(40058, "nothing to change")
    remark, description = call.take_text("remark", chars=20), call.take_text("description", chars=150)
    company, mobiles = call.take_text("remark_company", chars=20), call.take_texts("remark_mobiles", most=20)
    if "remark" in given:
        relation.remark = remark
    if "description" in given:
        relation.description = description
    if "remark_company" in given and call.world.customers[relation.external_userid].type == 1:
        relation.remark_company = company
    if "remark_mobiles" in given:
        relation.remark_mobiles = [mobile for mobile in mobiles if mobile]
    call.world.keep("relation", relation)
    call.note("remark", relation.external_userid, subject=relation.userid, fields=given)
    return {}


@area.post("externalcontact/contact_list", EXTERNAL)
def list_served(call: Call) -> Answer:
    """Everybody whom visible members serve, one row for each follower."""
    relations = [r for member in list_visible(call) for r in list_relations(call, member)]
    relations.sort(key=lambda relation: relation.seq)
    limit = call.take_limit(default=1000, most=1000)
    page, after = slice_after(relations, call.read_cursor("served"), limit, lambda r: r.seq)
    rows = [
        {
            "is_customer": True,
            "name": call.world.customers[relation.external_userid].name,
            "tmp_openid": f"tmp{relation.external_userid}",
            "external_userid": relation.external_userid,
            "follow_userid": relation.userid,
            "add_time": relation.createtime,
        }
        for relation in page
    ]
    return {"info_list": rows, "next_cursor": call.make_cursor("served", after)}


@area.post("externalcontact/unionid_to_external_userid", EXTERNAL)
def find_customer_by_unionid(call: Call) -> Answer:
    """The old way to ask: 84061 for somebody who is no customer."""
    found = _find_by_unionid(call)
    if found is None:
        raise WeComError(84061)
    return {"external_userid": found}


@area.post("idconvert/unionid_to_external_userid", EXTERNAL)
def match_unionid(call: Call) -> Answer:
    """The new way: somebody who is no customer yet gets a pending id, the same each time."""
    call.need_text("openid")
    found = _find_by_unionid(call)
    if found is None:
        mark = hashlib.sha256(f"{call.world.corp_id}/{call.body['unionid']}".encode()).hexdigest()
        return {"external_userid": "", "pending_id": f"p{mark[:31]}"}
    return {"external_userid": found}


def _find_by_unionid(call: Call) -> str | None:
    unionid = call.need_text("unionid")
    for customer in call.world.customers.values():
        if customer.unionid == unionid and _visible_followers(call, customer.external_userid):
            return customer.external_userid
    return None


def show_customer(customer: Customer) -> dict[str, Any]:
    """The ``external_contact`` object."""
    shown: dict[str, Any] = {
        "external_userid": customer.external_userid,
        "name": customer.name,
        "avatar": customer.avatar,
        "type": customer.type,
        "gender": customer.gender,
    }
    if customer.type == 1 and customer.unionid:
        shown["unionid"] = customer.unionid
    if customer.type == 2:
        shown |= {"position": "", "corp_name": customer.corp_name, "corp_full_name": customer.corp_name}
    return shown


def _visible_followers(call: Call, external_userid: str) -> list[Relation]:
    known = call.world.relations_with.get(external_userid, {})
    found = [
        relation
        for userid, relation in known.items()
        if relation.pending != "accept" and _is_shown(call, call.world.staff[userid])
    ]
    return sorted(found, key=lambda relation: relation.seq)


def _is_shown(call: Call, member: Staff) -> bool:
    return serves_customers(member) and is_visible(call, member)


def _page_relations(call: Call, members: list[Staff], start: int, limit: int) -> tuple[list[Relation], int]:
    # A cursor is "member number × 2^40 + sequence of the last relation": stable while customers come and go.
    number, after = start >> 40, start & ((1 << 40) - 1)
    page: list[Relation] = []
    while number < len(members):
        known = list_relations(call, members[number])
        found, more = slice_after(known, after, limit - len(page), lambda r: r.seq)
        page.extend(found)
        if more:
            return page, (number << 40) + more
        number, after = number + 1, 0
        if len(page) == limit and number < len(members):
            return page, number << 40
    return page, 0


def _show_relation(relation: Relation) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "userid": relation.userid,
        "remark": relation.remark,
        "description": relation.description,
        "createtime": relation.createtime,
        "remark_corp_name": relation.remark_company,
        "remark_mobiles": relation.remark_mobiles,
        "oper_userid": relation.oper_userid,
        "add_way": relation.add_way,
    }
    if relation.state:
        shown["state"] = relation.state
    return shown


def _show_follow_info(relation: Relation) -> dict[str, Any]:
    return {**_show_relation(relation), "tag_id": relation.tags}


def _show_follower(call: Call, relation: Relation) -> dict[str, Any]:
    tags: list[dict[str, Any]] = []
    for tag_id in relation.tags:
        tag = call.world.tags[tag_id]
        group = call.world.tag_groups[tag.group_id]
        tags.append({"group_name": group.name, "tag_name": tag.name, "tag_id": tag_id, "type": 1})
    tags.extend({"group_name": "", "tag_name": name, "type": 2} for name in relation.personal_tags)
    return {**_show_relation(relation), "tags": tags}
