"""Customers scan codes and become friends; either side can end it."""

from dataclasses import dataclass, replace
from typing import Any

from simulator.clients.errors import CannotDo, Unknown
from simulator.clients.people import get_relation, get_staff, make_customer, tell_contact
from simulator.kernel import Kernel
from simulator.wecom.model import ContactWay, Customer, Line, Relation, Staff, WelcomeCode
from simulator.wecom.scope import serves_customers
from simulator.wecom.world import CorpWorld


@dataclass(slots=True, frozen=True)
class Scan:
    """What is scanned: a contact way (by config_id, qr_code or state) or a member's own code (userid)."""

    config_id: str = ""
    qr_code: str = ""
    state: str = ""
    userid: str = ""
    half: bool = False
    add_way: int = 1


@dataclass(slots=True, frozen=True)
class Meeting:
    """What came of a scan."""

    external_userid: str
    userid: str
    outcome: str  # added, half, waiting (for the member's consent), already
    welcome_code: str = ""
    config_id: str = ""
    state: str = ""


def scan(kernel: Kernel, world: CorpWorld, action: Scan, customer: dict[str, Any]) -> Meeting:
    """A customer (known by id or newly made) scans; raises CannotDo, Unknown."""
    way = find_way(world, action)
    person = make_customer(kernel, world, **customer)
    member = _choose_member(kernel, world, way, person, action)
    relation = world.find_relation(member.userid, person.external_userid)
    if relation is not None and relation.is_friend:
        return Meeting(person.external_userid, member.userid, "already")
    if way is not None:
        _use(kernel, world, way)
    state = str(way.body["state"]) if way else action.state
    noted = replace(action, config_id=way.config_id if way else "", state=state)
    relation = relation or _relate(kernel, world, member, person, noted)
    if way is not None and not way.body["skip_verify"] and not relation.customer_left_at:
        relation.pending = "accept"
        world.keep("relation", relation)
        return _meeting(relation, "waiting", "")
    if relation.customer_left_at:
        # Coming back is a new acquaintance: it gets a fresh welcome code.
        relation.customer_left_at, relation.chatted, relation.half_code = 0.0, False, ""
    return _befriend(kernel, world, relation, action)


def find_way(world: CorpWorld, action: Scan) -> ContactWay | None:
    """The contact way that is scanned; None when a member's own code is scanned."""
    if not (action.config_id or action.qr_code or (action.state and not action.userid)):
        return None
    if action.config_id in world.ways:
        return world.ways[action.config_id]
    for way in world.ways.values() if not action.config_id else ():
        by_qr = bool(action.qr_code) and action.qr_code == way.qr_code
        by_state = not action.qr_code and action.state == way.body["state"]
        if by_qr or by_state:
            return way
    raise Unknown("contact way", action.config_id or action.qr_code or action.state)


def accept(kernel: Kernel, world: CorpWorld, userid: str, external_userid: str) -> Meeting:
    """The member accepts a waiting customer, or a half-added one is completed."""
    relation = get_relation(world, userid, external_userid)
    if not relation.pending:
        raise CannotDo("nothing to accept")
    return _befriend(kernel, world, relation, Scan())


def delete_by_staff(kernel: Kernel, world: CorpWorld, userid: str, external_userid: str) -> None:
    """The member removes the customer: ``del_external_contact``."""
    relation = get_relation(world, userid, external_userid)
    kill_welcome(world, relation, "deleted")
    world.forget_relation(relation)
    if external_userid in world.talks:
        _say(kernel, world, relation, by="removed", text="")
    kernel.books.note(world.corp_id, "deleted_by_staff", external_userid, subject=relation.userid)
    tell_contact(kernel, world, "del_external_contact", relation)


def delete_by_customer(kernel: Kernel, world: CorpWorld, userid: str, external_userid: str) -> None:
    """The customer removes the member; the member's list still shows him: ``del_follow_user``."""
    relation = get_relation(world, userid, external_userid)
    if relation.customer_left_at:
        raise CannotDo("the customer has already left")
    kill_welcome(world, relation, "deleted")
    relation.customer_left_at = kernel.clock.now()
    world.keep("relation", relation)
    kernel.books.note(world.corp_id, "deleted_by_customer", external_userid, subject=relation.userid)
    tell_contact(kernel, world, "del_follow_user", relation)


def chat(kernel: Kernel, world: CorpWorld, pair: tuple[str, str], *, by: str, text: str = "") -> None:
    """One side of (userid, external_userid) writes: the welcome code dies, and the member becomes the last who
    was in touch. Without ``text`` nothing is to be read on the phones."""
    userid, external_userid = pair
    relation = get_relation(world, userid, external_userid)
    if not relation.is_friend:
        raise CannotDo("they are not friends")
    kill_welcome(world, relation, "chat")
    relation.chatted = True
    relation.last_talk = kernel.clock.now()
    world.keep("relation", relation)
    kernel.books.note(world.corp_id, "chat", external_userid, subject=relation.userid, by=by)
    if text:
        _say(kernel, world, relation, by=by, text=text)


def _say(kernel: Kernel, world: CorpWorld, relation: Relation, *, by: str, text: str) -> None:
    seq, at = kernel.world.next_seq(), kernel.clock.now()
    world.keep("line", Line(seq, relation.userid, relation.external_userid, at, by, text))


def kill_welcome(world: CorpWorld, relation: Relation, why: str) -> None:
    """An unused welcome code of this relation no longer works."""
    code = world.open_welcome.pop((relation.userid.lower(), relation.external_userid), None)
    if code:
        world.welcomes[code].killed = why
        world.keep("welcome", world.welcomes[code])


def _choose_member(kernel: Kernel, world: CorpWorld, way: ContactWay | None, person: Customer, action: Scan) -> Staff:
    if way is None:
        return _check_member(world, get_staff(world, action.userid))
    candidates = [m for m in _members_of(world, way) if serves_customers(m) and not _is_full(world, m)]
    if not candidates:
        raise CannotDo("nobody of this contact way can take customers")
    if action.userid:
        wanted = [m for m in candidates if m.userid.lower() == action.userid.lower()]
        if not wanted:
            raise CannotDo(f"{action.userid} does not serve this contact way")
        return wanted[0]
    if way.body["is_exclusive"]:
        known = world.relations_with.get(person.external_userid, {})
        for member in candidates:
            if member.userid.lower() in known:
                return member
    return kernel.world.random.choice(candidates)


def _members_of(world: CorpWorld, way: ContactWay) -> list[Staff]:
    direct = {userid.lower() for userid in way.body["user"]}
    parties = {below for top in way.body["party"] for below in world.subtree(top)}
    return [m for key, m in world.staff.items() if key in direct or parties.intersection(m.departments)]


def _check_member(world: CorpWorld, member: Staff) -> Staff:
    if not serves_customers(member):
        raise CannotDo(f"{member.userid} has no customer contact")
    if _is_full(world, member):
        raise CannotDo(f"{member.userid} has as many customers as allowed")
    return member


def _is_full(world: CorpWorld, member: Staff) -> bool:
    known = world.relations_of.get(member.userid.lower(), {})
    return bool(member.customer_limit) and len(known) >= member.customer_limit


def _use(kernel: Kernel, world: CorpWorld, way: ContactWay) -> None:
    if way.body["is_temp"]:
        expired = kernel.clock.now() > way.created_at + way.body["expires_in"]
        if expired or way.used:
            raise CannotDo("the temporary code no longer works")
    way.used += 1
    world.keep("way", way)


def _relate(kernel: Kernel, world: CorpWorld, member: Staff, person: Customer, action: Scan) -> Relation:
    relation = Relation(
        userid=member.userid,
        external_userid=person.external_userid,
        createtime=kernel.clock.second(),
        seq=kernel.world.next_seq(),
        add_way=action.add_way,
        state=action.state,
        oper_userid=person.external_userid,
        config_id=action.config_id,
    )
    world.keep("relation", relation)
    return relation


def _befriend(kernel: Kernel, world: CorpWorld, relation: Relation, action: Scan) -> Meeting:
    change = "add_half_external_contact" if action.half else "add_external_contact"
    relation.pending = "half" if action.half else ""
    code = _issue_welcome(kernel, world, relation)
    world.keep("relation", relation)
    kernel.books.note(world.corp_id, change, relation.external_userid, subject=relation.userid)
    tell_contact(
        kernel,
        world,
        change,
        relation,
        State=relation.state or None,
        WelcomeCode=code or None,
    )
    return _meeting(relation, "half" if action.half else "added", code)


def _issue_welcome(kernel: Kernel, world: CorpWorld, relation: Relation) -> str:
    by_console = {userid.lower() for userid in world.corp.console_welcome}
    is_wecom_user = world.customers[relation.external_userid].type == 2
    if relation.userid.lower() in by_console or is_wecom_user or relation.chatted:
        return ""
    pair = (relation.userid.lower(), relation.external_userid)
    if _half_code_was_used(world, relation):
        return ""
    kill_welcome(world, relation, "replaced")
    code = WelcomeCode(kernel.world.mint("", 43), relation.userid, relation.external_userid, kernel.clock.now())
    world.keep("welcome", code)
    world.open_welcome[pair] = code.code
    relation.half_code = code.code if relation.pending == "half" else ""
    kernel.books.note(
        world.corp_id, "welcome_code", relation.external_userid, subject=code.code, userid=relation.userid
    )
    return code.code


def _half_code_was_used(world: CorpWorld, relation: Relation) -> bool:
    earlier = world.welcomes.get(relation.half_code)
    return earlier is not None and bool(earlier.used_at)


def _meeting(relation: Relation, outcome: str, code: str) -> Meeting:
    return Meeting(relation.external_userid, relation.userid, outcome, code, relation.config_id, relation.state)
