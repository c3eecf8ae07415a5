"""联系我 and 加入群聊: the codes customers scan to add a member or to join a group.

Codes made by the API are invisible in WeCom's console: whoever loses a ``config_id`` loses the
code. Creates are never repeated; after ``OutcomeUnknown`` list and compare first.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from siyu.vendors.wecom.models import Answer, Checks, present, read, read_all, read_created, unix
from siyu.vendors.wecom.transport import Effect, Transport

TEXT_CHARS = 30
MEMBERS_PER_WAY = 100
GROUPS_PER_WAY = 5
ROOM_NAME_CHARS = 40
WAYS_PER_PAGE = 100


class Scene(IntEnum):
    """Where the code is shown."""

    MINI_PROGRAM = 1
    QR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactWaySpec:
    """A 联系我 to make or to change.

    One user and no party gives a single code unless ``is_shared``, anything else a multi-member
    one; a single code can never get a second member. Changing replaces the lists: always give
    the full set. ``is_exclusive``, ``scene`` and the type cannot change.
    """

    users: tuple[str, ...] = ()
    parties: tuple[int, ...] = ()
    remark: str = ""
    state: str = ""
    skip_verify: bool = True
    scene: Scene = Scene.QR
    style: int | None = None
    is_exclusive: bool = False
    is_shared: bool = False

    @property
    def type(self) -> int:
        """1 for a single member, 2 for several members or departments."""
        return 1 if len(self.users) == 1 and not self.parties and not self.is_shared else 2


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinWaySpec:
    """A 加入群聊 code to make or to change (changes replace everything)."""

    chat_ids: tuple[str, ...]
    remark: str = ""
    state: str = ""
    scene: Scene = Scene.QR
    auto_create_room: bool = True
    room_base_name: str | None = None
    room_base_id: int | None = None


class CreatedWay(Answer):
    """What a create gives back; ``qr_code`` only for scene 2 of 联系我."""

    config_id: str
    qr_code: str = ""


class ContactWay(Answer):
    """A 联系我 as WeCom holds it."""

    config_id: str
    type: int = 0
    scene: int = 0
    style: int = 0
    remark: str = ""
    skip_verify: bool = True
    state: str = ""
    qr_code: str = ""
    user: tuple[str, ...] = ()
    party: tuple[int, ...] = ()
    is_temp: bool = False


class JoinWay(Answer):
    """A 加入群聊 code as WeCom holds it."""

    config_id: str
    scene: int = 0
    remark: str = ""
    auto_create_room: int = 1
    room_base_name: str = ""
    room_base_id: int = 0
    chat_id_list: tuple[str, ...] = ()
    qr_code: str = ""
    state: str = ""


class _WayId(Answer):
    config_id: str


class ContactWays:
    """Live codes of both kinds."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def create(self, spec: ContactWaySpec) -> CreatedWay:
        """Make a code. Store the ``config_id`` at once.

        Raises:
            InvalidRequest: nobody to add, over 100 members, or a text over 30 characters.
            OutcomeUnknown: it may exist; list and compare before trying again.
        """
        path = "externalcontact/add_contact_way"
        body = {"type": spec.type, "scene": int(spec.scene), **_contact_body(path, spec)}
        if spec.is_exclusive:
            body["is_exclusive"] = True
        answer = await self._transport.post(path, body, effect=Effect.CREATE)
        return read_created(CreatedWay, answer, path=path)

    async def get(self, config_id: str) -> ContactWay:
        """One code. WeComError 41044 if it is gone."""
        path = "externalcontact/get_contact_way"
        answer = await self._transport.post(path, {"config_id": config_id})
        return read(ContactWay, answer.get("contact_way"), path=path)

    async def iterate_ids(self, *, since: datetime | None = None, until: datetime | None = None) -> AsyncIterator[str]:
        """The config ids of codes made in a span (WeCom's default: the last 90 days)."""
        path = "externalcontact/list_contact_way"
        span = present(start_time=since and unix(since), end_time=until and unix(until))
        async for page in self._transport.pages(path, {**span, "limit": WAYS_PER_PAGE}):
            for row in read_all(_WayId, page.get("contact_way"), path=path):
                yield row.config_id

    async def update(self, config_id: str, spec: ContactWaySpec) -> None:
        """Replace what may change of a code: remark, state, members, style, skip_verify."""
        path = "externalcontact/update_contact_way"
        body = {"config_id": config_id, **_contact_body(path, spec)}
        await self._transport.post(path, body, effect=Effect.REPEATABLE)

    async def delete(self, config_id: str) -> None:
        """Delete a code. WeComError 41044 if it is gone already."""
        await self._post_id("externalcontact/del_contact_way", config_id, Effect.REPEATABLE)

    async def create_join(self, spec: JoinWaySpec) -> str:
        """Make a group code and give back its config id; ``get_join`` has the picture.

        Raises:
            InvalidRequest: no group, more than five, or a text too long.
            OutcomeUnknown: it may exist.
        """
        path = "externalcontact/groupchat/add_join_way"
        answer = await self._transport.post(path, _join_body(path, spec), effect=Effect.CREATE)
        return read_created(CreatedWay, answer, path=path).config_id

    async def get_join(self, config_id: str) -> JoinWay:
        """One group code with its picture's address."""
        path = "externalcontact/groupchat/get_join_way"
        answer = await self._transport.post(path, {"config_id": config_id})
        return read(JoinWay, answer.get("join_way"), path=path)

    async def update_join(self, config_id: str, spec: JoinWaySpec) -> None:
        """Replace a group code's settings."""
        path = "externalcontact/groupchat/update_join_way"
        body = {"config_id": config_id, **_join_body(path, spec)}
        await self._transport.post(path, body, effect=Effect.REPEATABLE)

    async def delete_join(self, config_id: str) -> None:
        """Delete a group code."""
        await self._post_id("externalcontact/groupchat/del_join_way", config_id, Effect.REPEATABLE)

    async def _post_id(self, path: str, config_id: str, effect: Effect) -> None:
        await self._transport.post(path, {"config_id": config_id}, effect=effect)


def _contact_body(path: str, spec: ContactWaySpec) -> dict[str, object]:
    checks = Checks(path)
    checks.any_given(("users", "parties"), (spec.users, spec.parties))
    checks.at_most("users", spec.users, MEMBERS_PER_WAY)
    checks.at_most_chars("remark", spec.remark, TEXT_CHARS)
    checks.at_most_chars("state", spec.state, TEXT_CHARS)
    return {
        "remark": spec.remark,
        "skip_verify": spec.skip_verify,
        "state": spec.state,
        "user": list(spec.users),
        **({"party": list(spec.parties)} if spec.type == 2 else {}),
        **present(style=spec.style),
    }


def _join_body(path: str, spec: JoinWaySpec) -> dict[str, object]:
    checks = Checks(path)
    checks.given("chat_ids", spec.chat_ids)
    checks.at_most("chat_ids", spec.chat_ids, GROUPS_PER_WAY)
    checks.at_most_chars("remark", spec.remark, TEXT_CHARS)
    checks.at_most_chars("state", spec.state, TEXT_CHARS)
    checks.at_most_chars("room_base_name", spec.room_base_name, ROOM_NAME_CHARS)
    return {
        "scene": int(spec.scene),
        "chat_id_list": list(spec.chat_ids),
        "remark": spec.remark,
        "state": spec.state,
        "auto_create_room": int(spec.auto_create_room),
        **present(room_base_name=spec.room_base_name, room_base_id=spec.room_base_id),
    }
