"""Requests mean what they say, and a wrong method is told the right ones."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time

import httpx
import pytest
from fastapi import APIRouter
from pydantic import ValidationError
from sqlalchemy import text

from siyu.apps import plugs
from siyu.runtime.house import House
from siyu.runtime.http import DayTime, Moment, Shape, TheHouse, create_app, public


class Asked(Shape):
    """One value of each kind."""

    is_on: bool = False
    count: int = 0
    at: Moment | None = None
    noon: DayTime | None = None
    plain: datetime | None = None


@pytest.mark.parametrize(
    "wrong",
    [
        {"is_on": 0}, {"is_on": "true"}, {"count": "1"}, {"count": 1.0}, {"count": True}, {"at": 0.5}, {"at": "0.5"},
        {"at": "2026-09-01"}, {"at": "2026-09-01T10:00:00"}, {"at": "0001-01-01T00:00:00+14:00"}, {"plain": 7},
        {"noon": 0}, {"noon": "25:00"}, {"noon": "12:00:00Z"}, {"unknown": 1},
    ],
    ids=str,
)  # fmt: skip
def test_nothing_stands_for_something_else(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Asked.model_validate(wrong)


def test_what_is_written_out_is_taken() -> None:
    asked = Asked.model_validate({"is_on": True, "count": 3, "at": "2026-09-01T10:00:00+08:00", "noon": "12:30"})
    assert (asked.is_on, asked.count, asked.noon) == (True, 3, time(12, 30))
    assert asked.at == datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
    assert asked.model_dump(mode="json")["noon"] == "12:30"


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """The product, and one careless route that hands its words to the database as they come."""
    careless = APIRouter()

    @careless.post("/careless")
    async def careless_route(body: dict[str, str], house: TheHouse, _: None = public("a test")) -> None:
        async with house.unit() as uow:
            await uow.execute(text("SELECT CAST(:word AS text), CAST(:number AS bigint)"), body)

    app = create_app([*plugs.routers(), careless])
    app.state.house = house
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://siyu") as opened:
        yield opened


@pytest.mark.parametrize("body", [{"word": "a\x00b", "number": "1"}, {"word": "a", "number": str(2**63)}], ids=str)
async def test_what_cannot_be_stored_is_bad_input_not_a_crash(client: httpx.AsyncClient, body: dict[str, str]) -> None:
    answer = await client.post("/careless", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")


async def test_half_a_surrogate_pair_is_bad_input_not_a_crash(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/careless", content=b'{"word":"\\ud800","number":"1"}', headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")


async def test_a_wrong_method_is_told_every_right_one(client: httpx.AsyncClient) -> None:
    """Two routes serve this path; the answer names the methods of both."""
    answer = await client.request("DELETE", "/v1/me/second-factor")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST, PUT"
