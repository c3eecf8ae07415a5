"""客户群: groups that members of the corp own and customers are in."""

from collections.abc import AsyncIterator, Sequence

from siyu.vendors.wecom.models import Answer, UnixTime, batches, read, read_all
from siyu.vendors.wecom.transport import Transport

OWNERS_PER_CALL = 100
GROUPS_PER_PAGE = 1000


class GroupRef(Answer):
    """A group in a listing; ``status`` 0 normal, 1 owner left, 2 inheriting, 3 inherited."""

    chat_id: str
    status: int = 0


class Invitor(Answer):
    """Who brought somebody in."""

    userid: str = ""


class GroupMember(Answer):
    """Somebody in a group; ``type`` 1 member of the corp, 2 external."""

    userid: str
    type: int = 0
    unionid: str = ""
    join_time: UnixTime = None
    join_scene: int = 0
    invitor: Invitor | None = None
    group_nickname: str = ""
    name: str = ""
    state: str = ""


class GroupAdmin(Answer):
    """An administrator of a group."""

    userid: str


class GroupChat(Answer):
    """A group with its people. ``member_version`` changes with every join and leave."""

    chat_id: str
    name: str = ""
    owner: str = ""
    create_time: UnixTime = None
    notice: str = ""
    member_list: tuple[GroupMember, ...] = ()
    admin_list: tuple[GroupAdmin, ...] = ()
    member_version: str = ""


class Groups:
    """Customer groups within the visible scope."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def iterate(self, *, owners: Sequence[str] = (), status: int = 0) -> AsyncIterator[GroupRef]:
        """All groups, or those of the given owners (asked 100 at a time).

        Raises:
            WeComError: 81017 without owners in a corp with over 1,000 visible members.
        """
        for some in batches(owners, OWNERS_PER_CALL) if owners else [()]:
            async for group in self._iterate_of(some, status):
                yield group

    async def _iterate_of(self, owners: Sequence[str], status: int) -> AsyncIterator[GroupRef]:
        path = "externalcontact/groupchat/list"
        body: dict[str, object] = {"limit": GROUPS_PER_PAGE, "status_filter": status}
        if owners:
            body["owner_filter"] = {"userid_list": list(owners)}
        async for page in self._transport.pages(path, body):
            for group in read_all(GroupRef, page.get("group_chat_list"), path=path):
                yield group

    async def get(self, chat_id: str, *, with_names: bool = True) -> GroupChat:
        """One group. Right after an event the answer may lag. WeComError 90501 or 40050 if unknown."""
        path = "externalcontact/groupchat/get"
        answer = await self._transport.post(path, {"chat_id": chat_id, "need_name": int(with_names)})
        return read(GroupChat, answer.get("group_chat"), path=path)

    async def find_chat_id(self, opengid: str) -> str:
        """The group behind a mini program's opengid. WeComError 90511 or 90501 if there is none."""
        path = "externalcontact/opengid_to_chatid"
        return read(GroupRef, await self._transport.post(path, {"opengid": opengid}), path=path).chat_id
