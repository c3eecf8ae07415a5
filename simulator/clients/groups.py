"""Customer groups: made, joined, left, renamed and dissolved in the client."""

from typing import Any

from simulator.clients.errors import CannotDo, Unknown
from simulator.clients.people import get_chat, get_customer, get_staff, tell
from simulator.kernel import Kernel
from simulator.wecom.model import GroupChat, JoinWay
from simulator.wecom.world import CorpWorld

# join_scene of groupchat/get → JoinScene of the callback.
CALLBACK_SCENE = {1: 0, 2: 0, 3: 3}


def create_group(kernel: Kernel, world: CorpWorld, *, owner: str, name: str, members: list[str]) -> GroupChat:
    """A member founds a group; ``members`` are staff or customers."""
    founder = get_staff(world, owner)
    chat = GroupChat(
        chat_id=kernel.world.mint("wr", 32),
        name=name,
        owner=founder.userid,
        create_time=kernel.clock.second(),
        seq=kernel.world.next_seq(),
    )
    for person in dict.fromkeys([founder.userid, *members]):
        _seat(kernel, world, chat, person, scene=1, invitor=founder.userid, state="")
    chat.version = _new_version(kernel)
    world.keep("chat", chat)
    tell(kernel, world, "change_external_chat", ChangeType="create", ChatId=chat.chat_id)
    return chat


def join_group(
    kernel: Kernel, world: CorpWorld, chat_id: str, people: list[str], *, scene: int = 3, state: str = ""
) -> GroupChat:
    """People (customers or staff) join by invitation (1), link (2) or QR (3)."""
    chat = get_chat(world, chat_id)
    fresh = [person for person in dict.fromkeys(people) if person not in chat.members]
    if not fresh:
        raise CannotDo("all of them are in the group already")
    if len(chat.members) + len(fresh) > world.corp.group_size:
        raise CannotDo("the group is full")
    for person in fresh:
        _seat(kernel, world, chat, person, scene=scene, invitor=chat.owner if scene < 3 else "", state=state)
    _tell_members(kernel, world, chat, "add_member", fresh, JoinScene=CALLBACK_SCENE[scene])
    return chat


def scan_join_way(kernel: Kernel, world: CorpWorld, config_id: str, person: str) -> GroupChat:
    """A person scans a 加入群聊 code: the first group with room, else a new one if the code may grow."""
    way = world.join_ways.get(config_id)
    if way is None:
        raise Unknown("join way", config_id)
    known = [world.chats[chat_id] for chat_id in way.body["chat_id_list"]]
    living = [chat for chat in known if not chat.dismissed]
    if not living:
        raise CannotDo("all groups of the code are dissolved")
    inside = [chat for chat in living if person in chat.members]
    if inside:
        return inside[0]
    room = [chat for chat in living if len(chat.members) < world.corp.group_size]
    chat = room[0] if room else _grow(kernel, world, way, living[-1])
    return join_group(kernel, world, chat.chat_id, [person], scene=3, state=way.body["state"])


def _grow(kernel: Kernel, world: CorpWorld, way: JoinWay, last: GroupChat) -> GroupChat:
    if not way.body["auto_create_room"]:
        raise CannotDo("all groups of the code are full")
    name = f"{way.body['room_base_name']}{way.body['room_base_id'] + way.grown}"
    chat = create_group(kernel, world, owner=last.owner, name=name, members=[])
    way.grown += 1
    way.body["chat_id_list"] = [*way.body["chat_id_list"], chat.chat_id]
    world.keep("join_way", way)
    return chat


def leave_group(kernel: Kernel, world: CorpWorld, chat_id: str, people: list[str], *, removed: bool) -> GroupChat:
    """People leave, or are removed by the owner."""
    chat = get_chat(world, chat_id)
    gone = [person for person in dict.fromkeys(people) if person in chat.members]
    if not gone:
        raise CannotDo("none of them is in the group")
    for person in gone:
        del chat.members[person]
    _tell_members(kernel, world, chat, "del_member", gone, QuitScene=int(removed))
    return chat


def change_group(kernel: Kernel, world: CorpWorld, chat_id: str, changes: dict[str, str]) -> GroupChat:
    """Rename, write a notice or hand over: one event for each change."""
    chat = get_chat(world, chat_id)
    for field, value in changes.items():
        if field == "owner":
            value = get_staff(world, value).userid
        setattr(chat, field, value)
        tell(
            kernel,
            world,
            "change_external_chat",
            ChangeType="update",
            ChatId=chat.chat_id,
            UpdateDetail=f"change_{field}",
        )
    world.keep("chat", chat)
    return chat


def dismiss_group(kernel: Kernel, world: CorpWorld, chat_id: str) -> None:
    """The owner dissolves the group."""
    chat = get_chat(world, chat_id)
    chat.dismissed = True
    world.keep("chat", chat)
    tell(kernel, world, "change_external_chat", ChangeType="dismiss", ChatId=chat.chat_id)


def _seat(kernel: Kernel, world: CorpWorld, chat: GroupChat, person: str, **how: Any) -> None:
    member = world.find_staff(person)
    userid = member.userid if member else get_customer(world, person).external_userid
    row: dict[str, Any] = {
        "userid": userid,
        "type": 1 if member else 2,
        "join_time": kernel.clock.second(),
        "join_scene": how["scene"],
        "group_nickname": "",
    }
    if how["invitor"]:
        row["invitor"] = {"userid": how["invitor"]}
    if how["state"]:
        row["state"] = how["state"]
    chat.members[userid] = row


def _new_version(kernel: Kernel) -> str:
    return f"{kernel.world.random.getrandbits(128):032x}"


def _tell_members(
    kernel: Kernel, world: CorpWorld, chat: GroupChat, detail: str, people: list[str], **scene: int
) -> None:
    before, chat.version = chat.version, _new_version(kernel)
    world.keep("chat", chat)
    listed: Any = people if world.corp.member_list_format == "items" else ",".join(people)
    tell(
        kernel,
        world,
        "change_external_chat",
        ChangeType="update",
        ChatId=chat.chat_id,
        UpdateDetail=detail,
        **scene,
        MemChangeCnt=len(people),
        MemChangeList=listed,
        LastMemVer=before,
        CurMemVer=chat.version,
    )
