"""Welcomes: the first message to a new customer, and the templates members choose for groups."""

from pydantic import Field

from siyu.vendors.wecom.attachments import MessageContent, content_body, flat_body
from siyu.vendors.wecom.models import Answer, Checks, read, read_created
from siyu.vendors.wecom.transport import Call, Effect, Transport

WELCOME_BYTES = 4000
TEMPLATE_BYTES = 3000
PATIENCE_SECONDS = 4.0  # a welcome code lives 20 seconds: an answer that takes longer is lost


class GroupTemplate(Answer):
    """A group welcome template, in WeCom's words: ``text`` and at most one attachment."""

    text: dict[str, object] = Field(default_factory=dict)
    image: dict[str, object] | None = None
    link: dict[str, object] | None = None
    miniprogram: dict[str, object] | None = None
    file: dict[str, object] | None = None
    video: dict[str, object] | None = None


class _TemplateId(Answer):
    template_id: str


class Welcome:
    """Welcome messages."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def send(self, welcome_code: str, content: MessageContent) -> None:
        """Greet a new customer. The code is good for one message within 20 seconds.

        Repeating is safe, since the code is used up by the first success; so after a lost
        answer 41050 or 41051 most likely mean that our own message went out.

        Raises:
            InvalidRequest: no code, nothing to say, over 4,000 bytes, or over 9 attachments.
            WeComError: 41050 too late or used, 41051 chat begun or welcomed already, 41096
                another app is sending right now (may be tried again).
        """
        path = "externalcontact/send_welcome_msg"
        Checks(path).given("welcome_code", welcome_code)
        body = {"welcome_code": welcome_code, **content_body(path, content, most_text_bytes=WELCOME_BYTES)}
        call = Call(path=path, body=body, effect=Effect.REPEATABLE, timeout_seconds=PATIENCE_SECONDS)
        await self._transport.call(call)

    async def add_group_template(self, content: MessageContent, *, notify: bool = True) -> str:
        """Make a group welcome template (at most 100 per corp, 41055) and give back its id.

        The text may hold ``%NICKNAME%``; at most one attachment.
        """
        path = "externalcontact/group_welcome_template/add"
        body = {**flat_body(path, content, most_text_bytes=TEMPLATE_BYTES), "notify": int(notify)}
        answer = await self._transport.post(path, body, effect=Effect.CREATE)
        return read_created(_TemplateId, answer, path=path).template_id

    async def edit_group_template(self, template_id: str, content: MessageContent) -> None:
        """Replace a template of our own (41058 for others)."""
        path = "externalcontact/group_welcome_template/edit"
        body = {"template_id": template_id, **flat_body(path, content, most_text_bytes=TEMPLATE_BYTES)}
        await self._transport.post(path, body, effect=Effect.REPEATABLE)

    async def get_group_template(self, template_id: str) -> GroupTemplate:
        """One template."""
        path = "externalcontact/group_welcome_template/get"
        return read(GroupTemplate, await self._transport.post(path, {"template_id": template_id}), path=path)

    async def delete_group_template(self, template_id: str) -> None:
        """Delete a template."""
        path = "externalcontact/group_welcome_template/del"
        await self._transport.post(path, {"template_id": template_id}, effect=Effect.REPEATABLE)
