"""Sets a fresh product up as a person would, through its API: corp, directory, tags, live codes, shop, accounts."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from demo.processes import Stack

CORP = "wwdemo"
SHOP = "demo-mall"
STAFF = (("amy", "王敏"), ("bob", "李强"), ("cathy", "陈静"), ("david", "张伟"), ("ella", "刘洋"))
CODES = (("门店海报", "渠道·门店", "store"), ("包裹卡", "渠道·包裹卡", "parcel"), ("直播间", "渠道·直播", "live"))
ADMIN, PASSWORD = "admin", "siyu-demo-2026"
#: The ways in that the sign-in page of the demo offers: login, titles and what one does there, zh and en.
WAYS_IN = (
    ("operator", "运营", "Operator", "建活码、圈人、发群发、看数字", "Live codes, segments, campaigns, figures"),
    ("manager", "主管", "Manager", "审批群发、看团队", "Approves campaigns, looks after a team"),
    ("compliance", "合规", "Compliance", "看审计、同意与脱敏", "Audit trail, consent, masking"),
    (
        "admin",
        "管理员",
        "Administrator",
        "连接、账号、触达规则，也能看全部页面",
        "Connection, accounts, rules; sees every page",
    ),
)
PEOPLE = (("admin", "admin"), ("operator", "operator"), ("manager", "manager"), ("compliance", "compliance"))


def cards() -> str:
    """The sign-in cards as the product's setting takes them."""
    named = ("login", "title_zh", "title_en", "about_zh", "about_en")
    return json.dumps([{**dict(zip(named, way, strict=True)), "password": PASSWORD} for way in WAYS_IN])


class ApiRefused(RuntimeError):
    """The product's API answered with an error."""


class Api:
    """The product's API with a session or a key."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(
            base_url=url, timeout=60, trust_env=False, headers={"accept-language": "zh-CN", "origin": url}
        )

    def ask(self, verb: str, path: str, body: Any = None, **query: Any) -> Any:
        """One call; raises `ApiRefused` with what the product said."""
        answer = self.http.request(verb, path, json=body, params=query or None)
        if answer.is_error:
            raise ApiRefused(f"{verb} {path} → {answer.status_code}: {answer.text[:600]}")
        return answer.json() if answer.content else None

    def sign_in(self, login: str, password: str) -> None:
        """Keep the session's cookie."""
        self.ask("POST", "/v1/sign-in", {"login": login, "password": password})


@dataclass
class World:
    """What was set up, with the ids that later steps need."""

    corp_id: int = 0
    staff: dict[str, int] = field(default_factory=dict)
    tags: dict[str, int] = field(default_factory=dict)
    states: list[str] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)
    shop_id: int = 0
    shop_secret: str = ""


def wait_until(what: str, is_so: Callable[[], Any], seconds: float = 60.0) -> Any:
    """Ask again until the answer is truthy; raises TimeoutError that names what was waited for."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := is_so():
            return found
        time.sleep(0.2)
    raise TimeoutError(f"{what} did not happen within {seconds:.0f} s")


def open_accounts(stack: Stack) -> None:
    """The demo's accounts, by the command line, since nobody can sign in yet."""
    command = [sys.executable, "-m", "siyu.apps.cli", "account", *(f"{login}:{role}" for login, role in PEOPLE)]
    environment = {**stack.environment(), "SIYU_NEW_PASSWORD": PASSWORD}
    subprocess.run(command, env={**os.environ, **environment}, check=True, capture_output=True)


def found_corp(stack: Stack) -> dict[str, Any]:
    """The company at the simulator, with its staff; known already on a second start."""
    with httpx.Client(base_url=stack.simulator_url, timeout=30, trust_env=False) as control:
        known = control.get(f"/control/corps/{CORP}")
        if known.status_code == httpx.codes.OK:
            return dict(known.json())
        made = control.post("/control/corps", json={"corp_id": CORP, "name": "示例茶业有限公司"})
        made.raise_for_status()
        for userid, name in STAFF:
            body = {"userid": userid, "name": name, "quiet": True}
            control.post(f"/control/corps/{CORP}/staff", json=body).raise_for_status()
        return dict(made.json())


def connect_corp(stack: Stack, api: Api, founded: dict[str, Any]) -> int:
    """Enter the corp in the product and its callback address at the simulator; gives the corp's id."""
    body = {
        "name": founded["name"],
        "wecom_corp_id": CORP,
        "api_base": stack.simulator_url,
        "agent_id": founded["agent_id"],
        "secret": founded["secret"],
        "callback_token": founded["callback_token"],
        "callback_key": founded["callback_aes_key"],
    }
    corp = api.ask("PUT", "/v1/corps", body)
    with httpx.Client(base_url=stack.simulator_url, timeout=30, trust_env=False) as control:
        saved = control.post(f"/control/corps/{CORP}/receiver", json={"url": corp["callback_url"]}).json()
        if not saved["saved"]:
            raise ApiRefused(f"the callback address was not accepted: {saved}")
    return int(corp["id"])


def learn_staff(api: Api, corp_id: int) -> dict[str, int]:
    """Pull the directory and wait until everybody is known."""
    api.ask("POST", "/v1/staff/sync", {"corp_id": corp_id})

    def known() -> dict[str, int]:
        rows = api.ask("GET", "/v1/staff", limit=200)["items"]
        found = {row["userid"]: row["id"] for row in rows if row["is_contact_enabled"]}
        return found if len(found) >= len(STAFF) else {}

    return dict(wait_until("the directory's sync", known))


def make_tags(api: Api, corp_id: int) -> dict[str, int]:
    """A tag group for channels, one tag a code, mirrored to WeCom."""
    body = {"name": "渠道", "corp_id": corp_id, "tags": [tag for _, tag, _ in CODES]}
    group = api.ask("POST", "/v1/tag-groups", body)
    return {tag["name"]: int(tag["id"]) for tag in group["tags"]}


def make_code(api: Api, world: World, *, name: str, tag: str) -> dict[str, Any]:
    """One live code of all staff with a welcome that says names; waits until it is active at WeCom."""
    spec = {
        "name": name,
        "staff_ids": list(world.staff.values()),
        "tag_ids": [world.tags[tag]],
        "remark": name,
        "welcomes": [
            {
                "text": "您好 {{ customer.name }}，我是{{ staff.name }}。欢迎来到示例茶业，回复「茶单」看本周上新。",
                "parts": [{"kind": "link", "title": "新人尝鲜装", "url": "https://shop.example.com/sample-set"}],
            }
        ],
    }
    code = api.ask("POST", "/v1/live-codes", {"corp_id": world.corp_id, "spec": spec})

    def active() -> Any:
        found = api.ask("GET", f"/v1/live-codes/{code['id']}")
        return found if found["status"] == "active" else None

    return dict(wait_until(f"the live code {name}", active))


def set_up(stack: Stack, api: Api) -> World:
    """Everything a demo or a story needs; what an earlier start has made is used again."""
    world = World()
    world.corp_id = connect_corp(stack, api, found_corp(stack))
    world.staff = learn_staff(api, world.corp_id)
    codes = {code["spec"]["name"]: code for code in api.ask("GET", "/v1/live-codes", limit=200)["items"]}
    if not codes:
        world.tags = make_tags(api, world.corp_id)
    for name, tag, _ in CODES:
        code = codes.get(name) or make_code(api, world, name=name, tag=tag)
        world.codes[name] = code["id"]
        world.states.append(code["state_code"])
    world.shop_id, world.shop_secret = open_shop(api)
    return world


def open_phone_shop(stack: Stack, url: str, secret: str) -> None:
    """What a person orders on the phones' page is told to the product, like the town's orders."""
    with httpx.Client(base_url=stack.simulator_url, timeout=30, trust_env=False) as control:
        control.put(f"/control/corps/{CORP}/shop", json={"url": url, "secret": secret}).raise_for_status()


def open_shop(api: Api) -> tuple[int, str]:
    """The shop's id and a secret for its signatures (a new one when the shop is known already)."""
    for shop in api.ask("GET", "/v1/shops")["items"]:
        if shop["key"] == SHOP:
            return int(shop["id"]), str(api.ask("POST", f"/v1/shops/{shop['id']}/secret")["secret"])
    body = {"key": SHOP, "name": "示例小程序商城", "sales_channel": "mini_program"}
    made = api.ask("POST", "/v1/shops", body)
    return int(made["id"]), str(made["secret"])
