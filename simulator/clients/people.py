"""Look-ups and small steps that all actions share."""

from typing import Any

from simulator.clients.errors import Unknown
from simulator.kernel import Kernel
from simulator.wecom.model import Customer, GroupChat, Relation, Staff
from simulator.wecom.world import CorpWorld

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
GIVEN = "伟芳娜敏静磊强洋艳勇军杰涛明超霞平刚桂英华玉兰萍红建辉宁欣雨晨浩然子涵梓萱"


def get_world(kernel: Kernel, corp_id: str) -> CorpWorld:
    """The company's world; raises Unknown."""
    if corp_id not in kernel.world.corps:
        raise Unknown("corp", corp_id)
    return kernel.world.corps[corp_id]


def get_staff(world: CorpWorld, userid: str) -> Staff:
    """A member; raises Unknown."""
    member = world.find_staff(userid)
    if member is None:
        raise Unknown("staff", userid)
    return member


def get_customer(world: CorpWorld, external_userid: str) -> Customer:
    """A customer; raises Unknown."""
    if external_userid not in world.customers:
        raise Unknown("customer", external_userid)
    return world.customers[external_userid]


def get_relation(world: CorpWorld, userid: str, external_userid: str) -> Relation:
    """What the member knows of the customer; raises Unknown."""
    relation = world.find_relation(userid, external_userid)
    if relation is None:
        raise Unknown("relation", f"{userid} – {external_userid}")
    return relation


def get_chat(world: CorpWorld, chat_id: str) -> GroupChat:
    """A group that still exists; raises Unknown."""
    chat = world.chats.get(chat_id)
    if chat is None or chat.dismissed:
        raise Unknown("group", chat_id)
    return chat


def invent_name(kernel: Kernel) -> str:
    """A common Chinese name, by seed."""
    chance = kernel.world.random
    return chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.randint(1, 2)))


def make_customer(kernel: Kernel, world: CorpWorld, **known: Any) -> Customer:
    """A new person outside the company; what is not given is invented."""
    external_userid = known.pop("external_userid", "") or kernel.world.mint("wm", 32)
    if external_userid in world.customers:
        return world.customers[external_userid]
    has_unionid = known.pop("with_unionid", True)
    unionid = known.pop("unionid", "") or (kernel.world.mint("o", 28) if has_unionid else "")
    known.setdefault("gender", kernel.world.random.randint(0, 2))
    name = known.pop("name", "") or invent_name(kernel)
    customer = Customer(external_userid, name, seq=kernel.world.next_seq(), unionid=unionid, **known)
    world.keep("customer", customer)
    return customer


def tell(kernel: Kernel, world: CorpWorld, event: str, **fields: Any) -> None:
    """Fire one callback; fields that are None are left out."""
    given = {name: value for name, value in fields.items() if value is not None}
    kernel.sender.emit(world, event, given)


def tell_contact(kernel: Kernel, world: CorpWorld, change: str, relation: Relation, **fields: Any) -> None:
    """Fire a ``change_external_contact`` callback about one relation."""
    names = {"ChangeType": change, "UserID": relation.userid, "ExternalUserID": relation.external_userid}
    tell(kernel, world, "change_external_contact", **names, **fields)
