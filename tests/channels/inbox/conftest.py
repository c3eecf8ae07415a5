"""A callback door over the real application, with the keys of one company."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from pydantic import SecretStr

from siyu import corps
from siyu.channels.inbox.routes import router
from siyu.channels.inbox.shortcut import install_shortcut
from siyu.kit.clock import ManualClock
from siyu.runtime.house import House
from siyu.runtime.http import SignIn, create_app
from siyu.runtime.viewer import Viewer, system_viewer
from tests.builders.callbacks import CallbackSender, Delivery

PATH_SECRET = "path-secret-of-the-test-corp"
CORP_ID = 7


@dataclass
class SignedIn:
    viewer: Viewer | None

    async def viewer_of(self, request: object) -> Viewer | None:
        return self.viewer


@dataclass
class Door:
    """Posts callbacks to the product as WeCom would."""

    http: httpx.AsyncClient
    sender: CallbackSender
    clock: ManualClock
    sign_in: SignedIn

    async def post(self, delivery: Delivery, *, path_secret: str = PATH_SECRET) -> httpx.Response:
        return await self.http.post(f"/callbacks/wecom/{path_secret}{delivery.target}", content=delivery.body)

    async def deliver(self, plain: bytes) -> httpx.Response:
        return await self.post(self.sender.seal(plain, self.clock.now()))


@pytest.fixture
def sender() -> CallbackSender:
    return CallbackSender()


@pytest.fixture
async def door(house: House, sender: CallbackSender, clock: ManualClock, monkeypatch) -> AsyncIterator[Door]:
    async def find_callback_keys(uow, vault, path_secret):
        if path_secret != PATH_SECRET:
            return None
        return corps.CallbackKeys(
            corp_id=CORP_ID, token=SecretStr(sender.token), aes_key=SecretStr(sender.aes_key), receive_id=sender.corp
        )

    monkeypatch.setattr(corps, "find_callback_keys", find_callback_keys)
    app = install_shortcut(create_app([router]))
    app.state.house = house
    sign_in = SignedIn(system_viewer())
    house.provide(sign_in, as_=SignIn)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://door") as http:
        yield Door(http, sender, clock, sign_in)
