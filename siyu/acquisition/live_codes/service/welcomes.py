"""What a code says to whom it brought, and whose code it was."""

import logging
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from siyu import customers
from siyu.acquisition.live_codes import rules
from siyu.acquisition.live_codes.contracts import CodeSpec, MiniProgramCard, PicturePart, WelcomePart, WelcomeVariant
from siyu.acquisition.live_codes.queries import codes, pictures
from siyu.channels import (
    ImagePart,
    LinkPart,
    Message,
    MiniProgramPart,
    WelcomeAsk,
    register_welcome,
)
from siyu.runtime.database import UnitOfWork
from siyu.runtime.house import House

log = logging.getLogger(__name__)


class LiveCodeWelcomes:
    """Chooses the welcome of the code that brought somebody."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    async def choose(self, uow: UnitOfWork, ask: WelcomeAsk) -> Message | None:
        """The first welcome of the code that fits the member and the hour; None without a code or a fitting one."""
        if not ask.state:
            return None
        row = await _find_code(uow, ask.corp_id, ask.state)
        if row is None:
            return None
        spec = CodeSpec.model_validate(row.spec)
        variant = rules.choose_welcome(spec.welcomes, staff_id=ask.staff_id, at=uow.now(), zone=self._zone)
        return None if variant is None else await _message_of(uow, ask.corp_id, variant)


class LiveCodeStates:
    """Tells which code and which acquisition channel a `state` stands for."""

    async def read_state(self, uow: UnitOfWork, corp_id: int, state: str) -> customers.Attribution | None:
        """The code behind a state, also a retired one; None when it is none of ours."""
        row = await _find_code(uow, corp_id, state)
        return row and customers.Attribution(live_code=row.id, acq_channel=row.acq_channel_id)


def provide_live_codes(house: House) -> None:
    """Let the domains below ask live codes for welcomes and for the meaning of states; call at start."""
    register_welcome(LiveCodeWelcomes(house.settings.zone))
    customers.register_state_reader(LiveCodeStates())


async def _find_code(uow: UnitOfWork, corp_id: int, state: str) -> Row[Any] | None:
    # Asked twice in a newcomer's transaction: whose code it was, and what that says.
    return await uow.once(("live_code", corp_id, state), lambda: codes.find_by_state(uow.connection, corp_id, state))


async def _message_of(uow: UnitOfWork, corp_id: int, variant: WelcomeVariant) -> Message | None:
    wanted = [part.picture_id for part in variant.parts if not isinstance(part, LinkPart)]
    media = await pictures.list_media(uow.connection, corp_id, wanted, after=uow.now()) if wanted else {}
    shown = [_part_of(part, media) for part in variant.parts]
    attachments = tuple(part for part in shown if part is not None)
    if len(attachments) < len(shown):
        log.warning("a welcome goes out without %s picture(s): no fresh copy at WeCom", len(shown) - len(attachments))
    if not variant.text and not attachments:
        return None
    return Message(text=variant.text, attachments=attachments)


def _part_of(part: WelcomePart, media: Mapping[int, str]) -> ImagePart | LinkPart | MiniProgramPart | None:
    if isinstance(part, LinkPart):
        return part
    media_id = media.get(part.picture_id)
    if media_id is None:
        return None
    if isinstance(part, PicturePart):
        return ImagePart(media_id=media_id)
    assert isinstance(part, MiniProgramCard)
    return MiniProgramPart(title=part.title, appid=part.appid, page=part.page, pic_media_id=media_id)
