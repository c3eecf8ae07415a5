"""A person is the customer on the left phone and the staff member on the right one."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import DESK, PHONE, Desk
from tests.builders.simulator import CorpHandle, SimulatorClient
from tests.simulator.conftest import Api
from tests.simulator.test_phones import PNG, taking_events

HOSTILE = "<img src=x onerror=alert(1)>"


def add_code(api: Api, **more: Any) -> str:
    body = {"type": 2, "scene": 2, "user": ["amy"], "remark": "门店海报", "state": "poster", **more}
    return str(api.post("externalcontact/add_contact_way", **body)["config_id"])


def open_phones(desk: Desk, sim: SimulatorClient, corp: CorpHandle, **query: str) -> Page:
    size = PHONE if query.pop("narrow", "") else DESK
    asked = "&".join(f"{key}={value}" for key, value in {"corp": corp.corp_id, **query}.items())
    return desk.open(f"{sim.url}/phones?{asked}", size=size)


def befriended(desk: Desk, sim: SimulatorClient, corp: CorpHandle) -> tuple[Page, str]:
    met = corp.scan(userid="amy", customer={"name": "林晚"})
    page = open_phones(desk, sim, corp, customer=met.external_userid, staff="amy")
    return page, met.external_userid


def write(page: Page, side: str, text: str) -> None:
    page.locator(f"#{side} textarea").fill(text)
    page.locator(f"#{side} textarea").press("Enter")


def test_scanning_accepting_and_talking_both_ways(desk: Desk, sim: SimulatorClient, corp: CorpHandle, api: Api) -> None:
    add_code(api, skip_verify=False)
    page = open_phones(desk, sim, corp)
    page.locator("[data-who=customer]").click()
    page.locator("input[name=name]").fill("林晚")
    page.get_by_text("成为这位客户").click()
    page.locator("#codes .code", has_text="门店海报").click()
    page.get_by_role("button", name="添加为联系人").click()
    expect(page.locator("#customer .chat")).to_contain_text("等待对方通过")
    page.locator("#staff .request button").click()
    page.locator("#customer .chat").click()
    write(page, "customer", "你好，新茶到了吗？")
    expect(page.locator("#staff .bubble")).to_have_text("你好，新茶到了吗？")
    write(page, "staff", "周五就到。")
    expect(page.locator("#customer .line:not(.mine) .bubble")).to_have_text("周五就到。")


def test_the_address_of_a_codes_picture_opens_the_phones_and_scans_it(
    desk: Desk, sim: SimulatorClient, corp: CorpHandle, api: Api
) -> None:
    add_code(api)
    [code] = corp.ask("GET", "/codes")
    page = desk.open(f"{sim.url}/phones?scan={code['qr_code']}")
    page.get_by_role("button", name="添加为联系人").click()
    expect(page.locator("#staff .system")).to_contain_text("添加了你")
    assert "scan=" not in page.url
    assert corp.ask("GET", "/codes")[0]["used"] == 1


def test_a_code_is_pasted_into_the_scanner(desk: Desk, sim: SimulatorClient, corp: CorpHandle, api: Api) -> None:
    config_id = add_code(api)
    page = open_phones(desk, sim, corp)
    page.locator("#customer [data-tab=scan]").click()
    page.locator("input[name=code]").fill("there is no such code")
    page.locator("input[name=code]").press("Enter")
    expect(page.locator("#customer .notice")).to_have_text("没有找到这个活码")
    page.locator("input[name=code]").fill(f"{sim.url}/qr/{config_id}.png")
    page.locator("input[name=code]").press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("门店海报")


def test_a_welcome_is_seen_with_picture_link_and_mini_program(
    desk: Desk, sim: SimulatorClient, corp: CorpHandle, api: Api
) -> None:
    met = corp.scan(config_id=add_code(api))
    page = open_phones(desk, sim, corp, customer=met.external_userid, staff="amy")
    page.locator("#customer .chat").click()
    media = api.upload(PNG)["media_id"]
    mini = {"title": "示例茶铺", "appid": "wx1", "page": "/index", "pic_media_id": media}
    api.post(
        "externalcontact/send_welcome_msg",
        welcome_code=met.welcome_code,
        text={"content": "欢迎来到茶业"},
        attachments=[
            {"msgtype": "image", "image": {"pic_url": "https://pictures.example.com/a.png"}},
            {"msgtype": "link", "link": {"title": "尝鲜装", "url": "https://shop.example.com/a"}},
            {"msgtype": "miniprogram", "miniprogram": mini},
        ],
    )
    for kind, text in (
        ("text", "欢迎来到茶业"),
        ("image", "图片无法显示"),
        ("link", "尝鲜装"),
        ("miniprogram", "示例茶铺"),
    ):
        expect(page.locator(f"#customer [data-kind={kind}]")).to_contain_text(text)
    page.locator("#customer .card.mini").click()
    page.get_by_role("button", name="去商店逛逛").click()
    expect(page.locator("#customer .good")).to_have_count(11)


def test_a_mass_send_is_confirmed_and_another_ignored(
    desk: Desk, sim: SimulatorClient, corp: CorpHandle, api: Api
) -> None:
    page, who = befriended(desk, sim, corp)
    page.locator("#customer .chat").click()
    page.locator("#staff [data-tab=tasks]").click()
    for text in ("周五上新", "周六上新"):
        message = {"chat_type": "single", "external_userid": [who], "sender": "amy", "text": {"content": text}}
        assert api.post("externalcontact/add_msg_template", **message)["errcode"] == 0
    task = page.locator("#staff .task", has_text="周五上新")
    expect(task.locator(".receivers")).to_contain_text("林晚")
    task.get_by_role("button", name="发送", exact=True).click()
    expect(page.locator("#customer .bubble")).to_have_text(["周五上新"])
    page.locator("#staff .task", has_text="周六上新").get_by_role("button", name="忽略").click()
    expect(page.locator("#staff .body")).to_contain_text("没有待发送的任务")
    assert corp.confirm()["sent"] == 0


def test_an_order_is_placed_in_the_shop(desk: Desk, sim: SimulatorClient, corp: CorpHandle) -> None:
    page, who = befriended(desk, sim, corp)
    with taking_events() as (url, told):
        corp.ask("PUT", "/shop", {"url": url, "secret": "secret"})
        page.locator("#customer [data-tab=shop]").click()
        page.locator("[data-good=pot-zisha]").click()
        page.get_by_role("button", name="更多").click()
        page.get_by_role("button", name="立即购买").click()
        expect(page.locator("#customer .order")).to_contain_text("¥1198")
    assert [event["type"] for event in told] == ["product.viewed", "order.placed", "order.paid"]
    assert told[0]["buyer"]["id"] == who


def test_the_profile_shows_tags_live_and_keeps_a_remark(desk: Desk, sim: SimulatorClient, corp: CorpHandle) -> None:
    page, who = befriended(desk, sim, corp)
    page.locator("#staff .chat").click()
    page.get_by_role("button", name="资料").click()
    tags = corp.add_tags("渠道", ["门店"])
    corp.edit_customer("amy", who, add_tags=[tags["门店"]])
    expect(page.locator("#staff .facts .tag")).to_have_text("门店")
    page.locator("input[name=remark]").fill("林姐")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#staff .profile-head")).to_contain_text("林姐")
    assert corp.customer(who)["relations"][0]["remark"] == "林姐"


@pytest.mark.parametrize(("side", "ends"), [("customer", "del_follow_user"), ("staff", "del_external_contact")])
def test_either_side_ends_the_friendship(
    desk: Desk, sim: SimulatorClient, corp: CorpHandle, side: str, ends: str
) -> None:
    page, who = befriended(desk, sim, corp)
    page.locator("#customer .chat").click()
    write(page, "customer", "在吗")
    page.locator("#staff .chat").click()
    if side == "customer":
        page.locator("#customer").get_by_role("button", name="更多").click()
        page.get_by_role("button", name="删除好友").click()
        expect(page.locator("#customer .body")).to_contain_text("还没有联系人")
        expect(page.locator("#staff .body")).to_contain_text("客户已删除你")
    else:
        page.get_by_role("button", name="资料").click()
        page.locator("#staff .danger").click()
        page.locator("#staff [role=dialog] .danger").click()
        expect(page.locator("#customer .body")).to_contain_text("你还不是对方的好友")
        write(page, "customer", "还在吗")
        expect(page.locator("#customer .notice")).to_contain_text("消息没有送达")
    kinds = {"del_follow_user": "deleted_by_customer", "del_external_contact": "deleted_by_staff"}
    assert len(corp.effects(kind=kinds[ends], key=who)) == 1


def test_hostile_names_and_messages_stay_words(desk: Desk, sim: SimulatorClient, corp: CorpHandle, api: Api) -> None:
    add_code(api, remark="<b onclick=alert(1)>")
    met = corp.scan(userid="amy", customer={"name": HOSTILE, "avatar": "javascript:alert(1)"})
    corp.ask(
        "POST", "/chat", {"userid": "amy", "external_userid": met.external_userid, "by": "customer", "text": HOSTILE}
    )
    page = open_phones(desk, sim, corp, customer=met.external_userid, staff="amy")
    page.locator("#customer .chat").click()
    page.locator("#staff .chat").click()
    expect(page.locator("#staff .bubble")).to_have_text(HOSTILE)
    expect(page.locator("#staff h1")).to_have_text(HOSTILE)
    expect(page.locator("#codes .code")).to_contain_text("<b onclick=alert(1)>")


def test_everything_is_said_in_english_too(desk: Desk, sim: SimulatorClient, corp: CorpHandle) -> None:
    page = open_phones(desk, sim, corp)
    expect(page.locator("#customer .body")).to_contain_text("还没有联系人")
    page.get_by_role("button", name="English").click()
    for selector in ("#bar .brand", "#codes h2", "#customer .body", "#customer .tabs", "#staff .body", "#staff .tabs"):
        assert page.locator(selector).inner_text().isascii(), selector
    assert page.locator("html").get_attribute("lang") == "en"
    page.reload()
    expect(page.locator("#customer .body")).to_contain_text("Nobody here yet")


def test_on_a_narrow_screen_one_phone_is_shown_at_a_time(desk: Desk, sim: SimulatorClient, corp: CorpHandle) -> None:
    corp.scan(userid="amy")
    sim.ask("POST", "/town/pulse", {"corp_id": corp.corp_id, "days": 30, "speed": 600, "at": 10 * 86_400})
    page = open_phones(desk, sim, corp, staff="amy", lang="en", narrow="yes")
    expect(page.locator("#clock")).to_have_text("Day 11 00:00")
    expect(page.locator("#customer .tabs")).to_be_in_viewport(ratio=1)
    expect(page.locator("#staff .phone")).to_be_hidden()
    page.locator("[data-side=staff]").click()
    expect(page.locator("#staff .tabs")).to_be_in_viewport(ratio=1)
    expect(page.locator("#customer .phone")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


def test_the_towns_clock_is_shown_and_its_pace_chosen(desk: Desk, sim: SimulatorClient, corp: CorpHandle) -> None:
    pulse = {"corp_id": corp.corp_id, "days": 30, "speed": 600}
    sim.ask("POST", "/town/pulse", {**pulse, "at": 0})
    sim.ask("POST", "/town/pulse", {**pulse, "at": 86_400 + 9.5 * 3600})
    page = open_phones(desk, sim, corp)
    expect(page.locator("#clock")).to_have_text("第 2 天 09:30")
    page.get_by_role("button", name="1,000×").click()
    expect(page.get_by_role("button", name="1,000×")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="让小镇停下").click()
    expect(page.get_by_role("button", name="让小镇继续")).to_be_visible()
    shown = sim.ask("GET", "/town")
    assert (shown["speed"], shown["paused"]) == (1000, True)
