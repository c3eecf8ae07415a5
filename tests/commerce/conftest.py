"""A product with commerce and intake that can be asked over HTTP, and a shop that signs what it says."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import orjson
import pytest
from fastapi import Request
from sqlalchemy import text

from siyu import commerce, intake
from siyu.commerce import handlers
from siyu.commerce.routes import router as commerce_router
from siyu.intake import kinds
from siyu.intake.routes import router as intake_router
from siyu.kit.clock import ManualClock
from siyu.runtime.house import House
from siyu.runtime.http import SignIn, create_app
from siyu.runtime.viewer import Viewer, system_viewer

assert handlers  # the domain's reactions are registered by importing them


class FakeSignIn:
    """Everyone is this viewer."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer

    async def viewer_of(self, request: Request) -> Viewer:
        return self.viewer


@pytest.fixture
def sign_in(house: House, monkeypatch: pytest.MonkeyPatch) -> FakeSignIn:
    monkeypatch.setattr(kinds, "_KINDS", {})
    intake.register_import_kind(commerce.OrdersKind(house.vault))
    signed = FakeSignIn(system_viewer())
    house.provide(signed, as_=SignIn)
    return signed


@pytest.fixture
async def client(house: House, sign_in: FakeSignIn) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app([commerce_router, intake_router])
    app.state.house = house
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://siyu") as opened:
        yield opened


@dataclass
class SigningShop:
    """The shop's side of the webhook."""

    client: httpx.AsyncClient
    clock: ManualClock
    key: str
    secret: str

    async def say(self, *events: dict[str, Any], shift_seconds: int = 0) -> httpx.Response:
        body = orjson.dumps({"events": events})
        timestamp = int(self.clock.now().timestamp()) + shift_seconds
        return await self.post(body, timestamp, commerce.sign(self.secret, timestamp, body))

    async def post(self, body: bytes, timestamp: object, signature: str) -> httpx.Response:
        headers = {"x-siyu-timestamp": str(timestamp), "x-siyu-signature": signature}
        return await self.client.post(f"/connectors/shop/{self.key}", content=body, headers=headers)

    async def outcomes(self, *events: dict[str, Any]) -> list[str]:
        """What became of each event; the code in place of `rejected`."""
        answer = await self.say(*events)
        assert answer.status_code == 200, answer.text
        results = answer.json()["results"]
        assert [result["id"] for result in results] == [event["id"] for event in events]
        return [result["reason"]["code"] if result["reason"] else result["outcome"] for result in results]


@pytest.fixture
async def shop(client: httpx.AsyncClient, clock: ManualClock) -> SigningShop:
    answer = await client.post(
        "/v1/shops", json={"key": "demo-mall", "name": "示例商城", "sales_channel": "mini_program"}
    )
    assert answer.status_code == 201, answer.text
    return SigningShop(client, clock, "demo-mall", answer.json()["secret"])


async def events_of(house: House, *names: str) -> list[Any]:
    """Stored events of these names, in order of writing."""
    async with house.unit() as uow:
        rows = await uow.execute(
            text("SELECT * FROM events WHERE name = ANY(:names) ORDER BY id"), {"names": list(names)}
        )
        return list(rows)
