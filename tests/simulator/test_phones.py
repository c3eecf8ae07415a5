"""What people see and do on their phones, through the control API."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import httpx
import pytest

from simulator.shop.sender import sign
from simulator.town.acts import Hands
from simulator.town.pace import TownClock
from tests.builders.simulator import ControlRefused, CorpHandle, Meeting, SimulatorClient, running_simulator
from tests.simulator.conftest import Api

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def add_code(api: Api, **more: Any) -> str:
    body = {"type": 2, "scene": 2, "user": ["amy"], "state": "poster", "remark": "门店海报", **more}
    return str(api.post("externalcontact/add_contact_way", **body)["config_id"])


def customer_phone(corp: CorpHandle, met: Meeting) -> Any:
    return corp.ask("GET", f"/phones/customer/{met.external_userid}", None, talking_to=met.userid)


def staff_phone(corp: CorpHandle, met: Meeting) -> Any:
    return corp.ask("GET", f"/phones/staff/{met.userid}", None, talking_to=met.external_userid)


def greet(api: Api, met: Meeting, text: str, attachments: list[dict[str, Any]]) -> None:
    answer = api.post(
        "externalcontact/send_welcome_msg",
        welcome_code=met.welcome_code,
        text={"content": text},
        attachments=attachments,
    )
    assert answer["errcode"] == 0


def say(corp: CorpHandle, met: Meeting, by: str, text: str) -> None:
    body = {"userid": met.userid, "external_userid": met.external_userid, "by": by, "text": text}
    corp.ask("POST", "/chat", body)


def test_codes_are_listed_and_found_by_id_state_and_picture(sim: SimulatorClient, corp: CorpHandle, api: Api) -> None:
    state = f"s-{corp.corp_id[:12]}"
    config_id = add_code(api, state=state)
    [code] = corp.ask("GET", "/codes")
    assert (code["name"], code["state"], code["config_id"]) == ("门店海报", state, config_id)
    for text in (config_id, state, code["qr_code"]):
        assert sim.ask("GET", "/codes/find", None, code=text) == code
    with pytest.raises(ControlRefused, match="unknown contact way"):
        sim.ask("GET", "/codes/find", None, code="nothing")


def test_the_picture_of_a_code_is_a_png_and_the_page_carries_a_policy(
    sim: SimulatorClient, corp: CorpHandle, api: Api
) -> None:
    add_code(api)
    [code] = corp.ask("GET", "/codes")
    picture = httpx.get(code["qr_code"], trust_env=False)
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    page = httpx.get(f"{sim.url}/phones", trust_env=False)
    assert "script-src 'self'" in page.headers["content-security-policy"]
    for outside in ("../page.py", "%2e%2e/page.py", "js", "phones.html"):
        assert httpx.get(f"{sim.url}/phones/{outside}", trust_env=False).status_code == 404


def test_a_welcome_arrives_with_all_its_parts_in_order(corp: CorpHandle, api: Api) -> None:
    met = corp.scan(config_id=add_code(api))
    media = api.upload(PNG)["media_id"]
    link = {"title": "尝鲜装", "url": "https://shop.example.com/a"}
    mini = {"title": "茶铺", "appid": "wx1", "page": "/index", "pic_media_id": media}
    greet(
        api,
        met,
        "欢迎",
        [
            {"msgtype": "image", "image": {"media_id": media}},
            {"msgtype": "link", "link": link},
            {"msgtype": "miniprogram", "miniprogram": mini},
        ],
    )
    said = customer_phone(corp, met)["messages"]
    assert [one["kind"] for one in said] == ["met", "text", "image", "link", "miniprogram"]
    assert {one["via"] for one in said[1:]} == {"welcome"}
    assert staff_phone(corp, met)["messages"] == said
    picture = httpx.get(f"{corp.control.url}/control/corps/{corp.corp_id}/media/{media}", trust_env=False)
    assert (picture.headers["content-type"], picture.content) == ("image/png", PNG)


def test_what_both_sides_write_is_kept_over_a_restart(tmp_path: Path) -> None:
    with running_simulator(tmp_path) as sim:
        corp = sim.create_corp()
        corp.add_staff("amy")
        met = corp.scan(userid="amy")
        say(corp, met, "customer", "在吗")
        say(corp, met, "staff", "您好 <script>")
        before = customer_phone(corp, met)
        assert [one["text"] for one in before["messages"][1:]] == ["在吗", "您好 <script>"]
    with running_simulator(tmp_path) as sim:
        assert customer_phone(sim.corp(corp.corp_id), met) == before


def test_a_code_that_needs_consent_waits_on_the_staff_phone(corp: CorpHandle, api: Api) -> None:
    met = corp.scan(config_id=add_code(api, skip_verify=False))
    assert customer_phone(corp, met)["conversations"][0]["state"] == "waiting"
    assert staff_phone(corp, met)["conversations"][0]["state"] == "waiting"
    corp.accept(met.userid, met.external_userid)
    assert customer_phone(corp, met)["conversations"][0]["state"] == "friend"


def test_whoever_is_removed_still_sees_the_talk_but_cannot_write(corp: CorpHandle) -> None:
    met, other = corp.scan(userid="amy"), corp.scan(userid="amy")
    for one in (met, other):
        say(corp, one, "customer", "在吗")
    corp.delete("amy", met.external_userid, by="staff")
    shown = customer_phone(corp, met)
    assert shown["conversations"][0]["state"] == "removed"
    assert [one["kind"] for one in shown["messages"]] == ["text", "removed"]
    with pytest.raises(ControlRefused):
        say(corp, met, "customer", "还在吗")
    corp.delete("amy", other.external_userid, by="customer")
    assert customer_phone(corp, other)["conversations"] == []
    assert [row["state"] for row in staff_phone(corp, other)["conversations"]] == ["left"]


def test_a_mass_send_is_shown_confirmed_and_seen(corp: CorpHandle, api: Api) -> None:
    met = corp.scan(userid="amy", customer={"name": "林晚"})
    message = {"chat_type": "single", "external_userid": [met.external_userid], "text": {"content": "上新"}}
    msgid = api.post("externalcontact/add_msg_template", **message)["msgid"]
    [task] = staff_phone(corp, met)["tasks"]
    assert (task["msgid"], task["total"], task["receivers"][0]["name"]) == (msgid, 1, "林晚")
    assert task["parts"] == [{"kind": "text", "text": "上新"}]
    assert corp.confirm(msgid=msgid, userid="amy")["sent"] == 1
    assert staff_phone(corp, met)["tasks"] == []
    assert customer_phone(corp, met)["messages"][-1] | {"id": "", "at": 0} == {
        "id": "",
        "at": 0,
        "by": "staff",
        "via": "mass",
        "kind": "text",
        "text": "上新",
    }


def test_an_ignored_task_is_gone_and_nobody_confirms_it(corp: CorpHandle, api: Api) -> None:
    met = corp.scan(userid="amy")
    message = {"chat_type": "single", "external_userid": [met.external_userid], "text": {"content": "上新"}}
    msgid = api.post("externalcontact/add_msg_template", **message)["msgid"]
    corp.ask("POST", "/ignore", {"msgid": msgid, "userid": "amy"})
    assert staff_phone(corp, met)["tasks"] == []
    assert corp.confirm()["sent"] == 0
    tasks = api.post("externalcontact/get_groupmsg_task", msgid=msgid)["task_list"]
    assert tasks == [{"userid": "amy", "status": 0}]


def test_remark_and_tags_stand_in_the_profile(corp: CorpHandle) -> None:
    met = corp.scan(userid="amy")
    tags = corp.add_tags("渠道", ["门店"])
    corp.edit_customer("amy", met.external_userid, remark="林姐", add_tags=[tags["门店"]])
    profile = staff_phone(corp, met)["profile"]
    assert (profile["remark"], profile["tags"]) == ("林姐", [{"name": "门店", "group": "渠道"}])


class _Taker(BaseHTTPRequestHandler):
    told: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        signed = self.headers["x-siyu-signature"] == sign("secret", int(self.headers["x-siyu-timestamp"]), body)
        events = json.loads(body)["events"]
        self.told.extend(events if signed else [])
        answer = json.dumps({"results": [{"outcome": "accepted"} for _ in events]}).encode()
        self.send_response(200 if signed else 401)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def taking_events() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    taker = type("Taker", (_Taker,), {"told": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), taker)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/shop", taker.told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_looking_and_buying_in_the_shop_is_told_signed(corp: CorpHandle) -> None:
    who = corp.add_customer(name="林晚", unionid="o-lin")
    with pytest.raises(ControlRefused, match="not connected"):
        corp.ask("POST", "/shop/orders", {"external_userid": who, "good": "pot-zisha"})
    with taking_events() as (url, told):
        corp.ask("PUT", "/shop", {"url": url, "secret": "secret"})
        corp.ask("POST", "/shop/visits", {"external_userid": who, "good": "pot-zisha"})
        order = corp.ask("POST", "/shop/orders", {"external_userid": who, "good": "pot-zisha", "qty": 2})
    assert [event["type"] for event in told] == ["product.viewed", "order.placed", "order.paid"]
    assert told[2]["buyer"] == {"id": who, "unionid": "o-lin"}
    assert told[2]["order"]["paid_cents"] == order["cents"] == 119800
    assert [one["order_id"] for one in corp.ask("GET", "/shop", None, external_userid=who)["orders"]] == [
        order["order_id"]
    ]


def test_an_order_that_the_receiver_refuses_is_no_order(corp: CorpHandle) -> None:
    who = corp.add_customer()
    with taking_events() as (url, told):
        corp.ask("PUT", "/shop", {"url": url, "secret": "wrong"})
        with pytest.raises(ControlRefused, match="401"):
            corp.ask("POST", "/shop/orders", {"external_userid": who, "good": "pot-zisha"})
    assert told == []
    assert corp.ask("GET", "/shop", None, external_userid=who)["orders"] == []


def test_the_town_learns_its_pace_and_says_how_far_it_is(sim: SimulatorClient, corp: CorpHandle) -> None:
    async def ask(at: float, speed: float) -> float:
        async with httpx.AsyncClient(trust_env=False) as http:
            return await Hands(sim.url, corp.corp_id, http, None).ask_pace(at, 30, speed)

    assert asyncio.run(ask(0, 600)) == 600
    assert sim.ask("POST", "/town", {"speed": 1000})["living"]
    assert asyncio.run(ask(7200, 600)) == 1000
    sim.ask("POST", "/town", {"paused": True})
    assert asyncio.run(ask(7300, 600)) == 0
    shown = sim.ask("GET", "/town")
    assert (shown["at"], shown["days"], shown["speed"], shown["paused"]) == (7300, 30, 1000, True)


def test_the_towns_clock_goes_on_from_where_it_is_at_another_speed() -> None:
    clock = TownClock(10_000)
    clock.change(0)
    stood = clock.now()
    assert clock.now() == stood
    assert clock.real_seconds_until(stood + 5, 0.5) == 0.5
    clock.change(1)
    assert stood <= clock.now() < stood + 1
    assert clock.real_seconds_until(stood + 100, 0.5) == 0.5
    assert clock.real_seconds_until(stood - 100, 0.5) == 0.0
