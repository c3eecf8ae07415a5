"""Corps over HTTP: who may, what is answered, and what never is."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from siyu.corps import Corp
from siyu.corps.routes import router
from siyu.runtime.house import House
from siyu.runtime.http import SignIn, create_app
from siyu.runtime.viewer import Scope, Viewer
from tests.builders.simulator import running_simulator

Caller = Callable[..., httpx.AsyncClient]


class FakeSignIn:
    def __init__(self, *rights: str) -> None:
        self.viewer = Viewer(user_id=1, staff_id=None, scope=Scope.ALL, rights=frozenset(rights), name="admin")

    async def viewer_of(self, request: object) -> Viewer:
        return self.viewer


@pytest.fixture
async def http(house: House, corp: Corp) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app([router])
    app.state.house = house
    house.provide(FakeSignIn("settings.read", "staff.read", "corps.write"), as_=SignIn)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


BODY = {
    "name": "第二家",
    "wecom_corp_id": "wwsecond",
    "api_base": "https://qyapi.weixin.qq.com/cgi-bin",
    "secret": "s3cret-value",
    "callback_token": "tokenvalue",
    "callback_key": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
}


async def test_a_corp_is_entered_and_its_callback_url_told_but_no_secret(http: httpx.AsyncClient) -> None:
    entered = await http.put("/v1/corps", json=BODY)
    listed = await http.get("/v1/corps")

    assert entered.status_code == 200
    assert entered.json()["callback_url"].startswith("http://127.0.0.1:8600/callbacks/wecom/")
    assert [corp["wecom_corp_id"] for corp in listed.json()] == ["wwdemo", "wwsecond"]
    for answer in (entered, listed):
        assert "s3cret-value" not in answer.text
        assert "sealed" not in answer.text
    assert "/callbacks/wecom/" not in listed.text


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/v1/corps", None),
        ("PUT", "/v1/corps", BODY),
        ("GET", "/v1/corps/1", None),
        ("PATCH", "/v1/corps/1", {"is_active": False}),
        ("POST", "/v1/corps/1/check", None),
    ],
)
async def test_without_the_right_nothing_goes(
    http: httpx.AsyncClient, house: House, method: str, path: str, body: dict | None
) -> None:
    house.provide(FakeSignIn("customers.read", "staff.write"), as_=SignIn)

    assert (await http.request(method, path, json=body)).status_code == 403


async def test_an_invalid_set_up_says_what_is_wrong(http: httpx.AsyncClient) -> None:
    refused = await http.put("/v1/corps", json={**BODY, "api_base": "http://qyapi.weixin.qq.com"})

    assert refused.status_code == 422
    assert refused.json()["code"] == "corps.setup_refused"
    assert "https" in refused.json()["message"]


async def test_a_corp_is_switched_off_and_its_check_then_refused(http: httpx.AsyncClient, corp: Corp) -> None:
    switched = await http.patch(f"/v1/corps/{corp.id}", json={"is_active": False})
    checked = await http.post(f"/v1/corps/{corp.id}/check")

    assert switched.json()["is_active"] is False
    assert (checked.status_code, checked.json()["code"]) == (409, "corps.inactive")


async def test_an_unreachable_wecom_is_said_to_be_so(http: httpx.AsyncClient, corp: Corp) -> None:
    checked = await http.post(f"/v1/corps/{corp.id}/check")

    assert checked.json()["is_accepted"] is False
    assert checked.json()["code"] is None


async def test_the_check_tells_a_right_secret_from_a_wrong_one(http: httpx.AsyncClient, tmp_path) -> None:
    with running_simulator(tmp_path) as simulator:
        outside = simulator.create_corp()
        body = {**BODY, "wecom_corp_id": outside.corp_id, "api_base": simulator.url}

        corp_id = (await http.put("/v1/corps", json={**body, "secret": outside.secret})).json()["id"]
        right = await http.post(f"/v1/corps/{corp_id}/check")
        await http.put("/v1/corps", json={**body, "secret": "wrong"})
        wrong = await http.post(f"/v1/corps/{corp_id}/check")

    assert right.json()["is_accepted"] is True
    assert (wrong.json()["is_accepted"], wrong.json()["code"]) == (False, 40001)
    assert wrong.json()["meaning_zh"]
