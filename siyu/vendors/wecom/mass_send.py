"""Mass sending: a task that each member must confirm, and what became of it.

Creating sends nothing. WeCom has no idempotency key: after ``OutcomeUnknown`` look into
``iterate_messages`` before creating again.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from pydantic import Field

from siyu.vendors.wecom.attachments import MessageContent, content_body
from siyu.vendors.wecom.models import Answer, Checks, UnixTime, read_all, read_created, texts, unix
from siyu.vendors.wecom.transport import Effect, Transport

TEXT_BYTES = 4000
CUSTOMERS_PER_TASK = 10_000
GROUPS_PER_TASK = 2000
TAGS_PER_GROUP = 100
MESSAGES_PER_PAGE = 100
ROWS_PER_PAGE = 1000


class ChatType(StrEnum):
    """To whom: single customers or customer groups."""

    SINGLE = "single"
    GROUP = "group"


class CreatedBy(IntEnum):
    """Which messages a listing shows."""

    CORP = 0
    PERSON = 1
    ANYONE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class MassSendSpec:
    """A task to create.

    Single: recipients, or a sender alone (all their customers), or both; ``tag_filter`` is OR
    inside each inner group and AND between them. Group: a sender, perhaps with chat ids.
    """

    content: MessageContent
    chat_type: ChatType = ChatType.SINGLE
    external_userids: Sequence[str] = ()
    sender: str | None = None
    chat_ids: Sequence[str] = ()
    tag_filter: Sequence[Sequence[str]] = ()
    allow_select: bool = False


class CreatedMassSend(Answer):
    """The new task; ``fail_list`` are the customers it cannot reach."""

    msgid: str
    fail_list: tuple[str, ...] = ()


class MassMessage(Answer):
    """A mass message in a listing. ``creator`` is missing for messages made by the API."""

    msgid: str
    creator: str = ""
    create_time: UnixTime = None
    create_type: int = 0
    text: dict[str, object] = Field(default_factory=dict)
    attachments: tuple[dict[str, object], ...] = ()

    @property
    def content(self) -> str:
        """The text, "" if there is none."""
        return str(self.text.get("content") or "")


class MemberTask(Answer):
    """A member's part of a task; ``status`` 0 not confirmed, 2 (sometimes 1) sent."""

    userid: str
    status: int = 0
    send_time: UnixTime = None

    @property
    def is_sent(self) -> bool:
        return self.status in (1, 2)


class SendStatus(IntEnum):
    """What became of a message to one customer or group."""

    WAITING = 0
    SENT = 1
    NOT_A_FRIEND = 2
    OVER_LIMIT = 3


class SendResult(Answer):
    """One recipient: ``external_userid`` or ``chat_id``; ``status`` as ``SendStatus``."""

    external_userid: str = ""
    chat_id: str = ""
    userid: str = ""
    status: int = 0
    send_time: UnixTime = None


class MassSend:
    """Mass-send tasks."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def create(self, spec: MassSendSpec) -> CreatedMassSend:
        """Make a task. Never repeated by this client.

        Raises:
            InvalidRequest: nobody to send to, nothing to say, or over one of WeCom's limits.
            WeComError: 41048 if nobody can be reached.
            NotSent: certainly not made; may be tried again.
            OutcomeUnknown: it may exist; look before creating again.
        """
        path = "externalcontact/add_msg_template"
        _check_recipients(path, spec)
        body: dict[str, object] = {"chat_type": spec.chat_type.value, **_recipients(spec)}
        body |= content_body(path, spec.content, most_text_bytes=TEXT_BYTES)
        answer = await self._transport.post(path, body, effect=Effect.CREATE)
        lists = {"msgid": answer.get("msgid"), "fail_list": texts(answer.get("fail_list"))}
        return read_created(CreatedMassSend, {**answer, **lists}, path=path)

    async def iterate_messages(
        self,
        chat_type: ChatType,
        *,
        since: datetime,
        until: datetime,
        created_by: CreatedBy = CreatedBy.ANYONE,
        creator: str | None = None,
    ) -> AsyncIterator[MassMessage]:
        """Messages made in a span of at most a month, as WeCom lists them."""
        path = "externalcontact/get_groupmsg_list_v2"
        body: dict[str, object] = {
            "chat_type": chat_type.value,
            "start_time": unix(since),
            "end_time": unix(until),
            "filter_type": int(created_by),
            "limit": MESSAGES_PER_PAGE,
        }
        if creator:
            body["creator"] = creator
        async for page in self._transport.pages(path, body):
            for row in read_all(MassMessage, page.get("group_msg_list"), path=path):
                yield row

    async def iterate_tasks(self, msgid: str) -> AsyncIterator[MemberTask]:
        """Who has to confirm, and who has. WeComError 41063 while it is being dispatched."""
        path = "externalcontact/get_groupmsg_task"
        async for page in self._transport.pages(path, {"msgid": msgid, "limit": ROWS_PER_PAGE}):
            for row in read_all(MemberTask, page.get("task_list"), path=path):
                yield row

    async def iterate_results(self, msgid: str, userid: str) -> AsyncIterator[SendResult]:
        """What became of each recipient of one member. WeComError 41063 while being dispatched."""
        path = "externalcontact/get_groupmsg_send_result"
        body = {"msgid": msgid, "userid": userid, "limit": ROWS_PER_PAGE}
        async for page in self._transport.pages(path, body):
            for row in read_all(SendResult, page.get("send_list"), path=path):
                yield row

    async def remind(self, msgid: str) -> None:
        """Remind the members who have not confirmed (three times a day, 41094). Never repeated."""
        path = "externalcontact/remind_groupmsg_send"
        await self._transport.post(path, {"msgid": msgid}, effect=Effect.CREATE)

    async def cancel(self, msgid: str) -> None:
        """Stop what is not sent yet. Afterwards WeCom answers 41093."""
        path = "externalcontact/cancel_groupmsg_send"
        await self._transport.post(path, {"msgid": msgid}, effect=Effect.REPEATABLE)


def _check_recipients(path: str, spec: MassSendSpec) -> None:
    checks = Checks(path)
    if spec.chat_type is ChatType.GROUP:
        checks.given("sender", spec.sender)
        checks.at_most("chat_ids", spec.chat_ids, GROUPS_PER_TASK)
        return
    checks.any_given(("external_userids", "sender"), (tuple(spec.external_userids), spec.sender))
    checks.at_most("external_userids", spec.external_userids, CUSTOMERS_PER_TASK)
    for group in spec.tag_filter:
        checks.at_most("tag_filter", group, TAGS_PER_GROUP)


def _recipients(spec: MassSendSpec) -> dict[str, object]:
    body: dict[str, object] = {}
    if spec.sender:
        body["sender"] = spec.sender
    if spec.chat_type is ChatType.GROUP:
        return body | ({"chat_id_list": list(spec.chat_ids)} if spec.chat_ids else {})
    if spec.external_userids:
        body["external_userid"] = list(spec.external_userids)
    if spec.tag_filter:
        body["tag_filter"] = {"group_list": [{"tag_list": list(group)} for group in spec.tag_filter]}
    if spec.allow_select:
        body["allow_select"] = True
    return body
