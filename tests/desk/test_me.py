"""Who am I, how do I like my console, and what may anybody know."""

import httpx
import pytest
from fastapi import FastAPI

from siyu.corps import Corp
from siyu.runtime.house import House
from siyu.runtime.settings import DemoCard
from tests.customers.people import befriend
from tests.desk.conftest import SignedIn, a_member


async def test_a_stranger_learns_the_organisation_and_no_way_in(stranger: httpx.AsyncClient) -> None:
    told = (await stranger.get("/v1/meta")).json()
    assert told["organisation"] == "示例商贸"
    assert (told["is_demo"], told["demo_cards"], told["phones_url"]) == (False, [], None)
    assert told["languages"] == ["zh", "en"]
    assert told["picture_hosts"] == []
    assert told["password"] == {"shortest": 10, "longest": 128}


async def test_a_demo_shows_its_cards_and_its_phones(house: House, app: FastAPI, stranger: httpx.AsyncClient) -> None:
    card = DemoCard(login="operator", password="open sesame now", title_zh="运营", title_en="Operator")
    changed = {"demo": True, "demo_cards": (card,), "phones_url": "http://127.0.0.1:9/phones"}
    app.state.house.settings = house.settings.model_copy(update=changed)
    told = (await stranger.get("/v1/meta")).json()
    assert [one["login"] for one in told["demo_cards"]] == ["operator"]
    assert told["phones_url"] == "http://127.0.0.1:9/phones"


async def test_pages_learn_whose_pictures_they_may_show(
    house: House, app: FastAPI, stranger: httpx.AsyncClient
) -> None:
    app.state.house.settings = house.settings.model_copy(update={"picture_hosts": ("wx.qlogo.cn", "*.qpic.cn")})
    assert (await stranger.get("/v1/meta")).json()["picture_hosts"] == ["wx.qlogo.cn", "*.qpic.cn"]


async def test_cards_without_a_demo_are_not_shown(house: House, app: FastAPI, stranger: httpx.AsyncClient) -> None:
    card = DemoCard(login="operator", password="open sesame now", title_zh="运营", title_en="Operator")
    app.state.house.settings = house.settings.model_copy(update={"demo_cards": (card,), "phones_url": "http://x"})
    told = (await stranger.get("/v1/meta")).json()
    assert (told["demo_cards"], told["phones_url"]) == ([], None)


@pytest.mark.parametrize(
    ("role", "landing", "title"),
    [
        ("operator", "/overview", "运营"),
        ("manager", "/overview?view=team", "主管"),
        ("sales", "/customers", "导购"),
        ("compliance", "/audit", "合规"),
        ("admin", "/settings/doctor", "系统管理员"),
    ],
)
async def test_each_role_lands_on_its_own_page(signed_in: SignedIn, role: str, landing: str, title: str) -> None:
    me = (await (await signed_in("somebody", role)).get("/v1/me")).json()
    assert me["landing"] == landing
    assert [one["title_zh"] for one in me["role_titles"]] == [title]


async def test_a_guide_is_told_how_many_customers_are_theirs(house: House, corp: Corp, signed_in: SignedIn) -> None:
    amy, bob = await a_member(house, corp, "amy"), await a_member(house, corp, "bob")
    for external, member in (("wm-one", amy), ("wm-two", amy), ("wm-three", bob)):
        await befriend(house.database, external, member)
    guide = (await (await signed_in("amy", "sales", staff_id=amy)).get("/v1/me")).json()
    everyone = (await (await signed_in("op", "operator")).get("/v1/me")).json()
    assert (guide["customers_n"], guide["scope_zh"], guide["scope_en"]) == (2, "我的", "Mine")
    assert (everyone["customers_n"], everyone["scope_zh"]) == (3, "全部")


async def test_preferences_are_kept_and_the_language_is_the_accounts(signed_in: SignedIn) -> None:
    client = await signed_in("op", "operator")
    assert (await client.get("/v1/me/preferences")).json()["theme"] == "system"
    wanted = {"language": "en", "theme": "dark", "density": "compact", "has_single_keys": False, "cards": ["funnel"]}
    assert (await client.put("/v1/me/preferences", json=wanted)).json() == wanted
    assert (await client.get("/v1/me/preferences")).json() == wanted
    assert (await client.get("/v1/me")).json()["language"] == "en"


async def test_preferences_take_nothing_they_do_not_know(signed_in: SignedIn) -> None:
    client = await signed_in("op", "operator")
    for odd in ({"colour": "red"}, {"theme": "neon"}, {"cards": ["<script>"]}, {"has_single_keys": 1}):
        assert (await client.put("/v1/me/preferences", json=odd)).status_code == 422
