"""Answers, refusals and headers of the API."""

from collections.abc import AsyncIterator
from http import HTTPStatus

import httpx
import pytest
from fastapi import APIRouter, Request

from siyu.runtime.errors import SituationError
from siyu.runtime.house import House
from siyu.runtime.http import Paged, PageOut, Shape, SignIn, create_app, needs, public
from siyu.runtime.viewer import Scope, Viewer

router = APIRouter()


class TeaCold(SituationError):
    """The tea in cup {cup} went cold."""

    code = "tea.cold"
    status = HTTPStatus.CONFLICT
    zh = "第 {cup} 杯茶凉了。"


class Cup(Shape):
    """A cup."""

    size: int


@router.get("/cold")
async def cold(_: None = public("a test")) -> None:
    raise TeaCold(cup=2)


@router.get("/broken")
async def broken(_: None = public("a test")) -> None:
    raise RuntimeError("secret detail")


@router.post("/cups")
async def fill(cup: Cup, viewer: Viewer = needs("cups.fill")) -> Cup:
    return cup


@router.get("/cups")
async def list_cups(paging: Paged, _: None = public("a test")) -> PageOut[Cup]:
    return PageOut(items=[Cup(size=paging.limit)], next_cursor=None, total=1, is_total_capped=False)


class Door:
    """Lets in whoever carries the header."""

    async def viewer_of(self, request: Request) -> Viewer | None:
        right = request.headers.get("x-right")
        return Viewer(1, 1, Scope.OWN, rights=frozenset({right})) if right else None


@pytest.fixture
async def api(house: House) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app([router])
    house.provide(Door(), as_=SignIn)
    app.state.house = house
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.mark.parametrize(
    ("language", "sentence"), [("zh-CN", "第 2 杯茶凉了。"), ("en-GB", "The tea in cup 2 went cold.")]
)
async def test_a_situation_is_told_in_the_askers_language(api: httpx.AsyncClient, language: str, sentence: str) -> None:
    answer = await api.get("/cold", headers={"accept-language": language})
    assert answer.status_code == 409
    assert answer.json() == {"code": "tea.cold", "message": sentence, "details": {"cup": 2}}


async def test_an_unexpected_error_tells_nothing(api: httpx.AsyncClient) -> None:
    answer = await api.get("/broken")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 401), ({"x-right": "cups.wash"}, 403), ({"x-right": "cups.fill"}, 200), ({"x-right": "*"}, 200)],
)
async def test_a_route_asks_for_its_right(api: httpx.AsyncClient, headers: dict[str, str], status: int) -> None:
    assert (await api.post("/cups", json={"size": 3}, headers=headers)).status_code == status


async def test_unknown_fields_are_refused_with_their_place(api: httpx.AsyncClient) -> None:
    answer = await api.post("/cups", json={"size": 3, "owner": 7}, headers={"x-right": "*"})
    assert answer.status_code == 422
    assert answer.json()["details"]["problems"][0]["where"] == "body.owner"


@pytest.mark.parametrize("limit", [0, 201, "x"])
async def test_a_page_has_1_to_200_rows(api: httpx.AsyncClient, limit: object) -> None:
    assert (await api.get("/cups", params={"limit": str(limit)})).status_code == 422


async def test_a_missing_page_is_a_situation_too(api: httpx.AsyncClient) -> None:
    answer = await api.get("/nowhere", headers={"accept-language": "en"})
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


async def test_browsers_are_told_not_to_guess(api: httpx.AsyncClient) -> None:
    assert (await api.get("/cups")).headers["x-content-type-options"] == "nosniff"
