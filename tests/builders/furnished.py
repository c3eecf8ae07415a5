"""A running company in which every page of the console has something to show, all made through real doors.

with running_company(staff=5) as company:
    rooms = furnish(company)
    rooms.segment_id
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from simulator.shop import ShopSender
from tests.builders.stack import Company, wait_for

PEOPLE = ("林晓雨", "周大山", "吴清风", "郑小满")
TAGS = ("爱喝茶", "爱咖啡")
GOOD = "明前龙井"
SHEET = "姓名,手机号\n苏小满,13912345678\n何川,不是手机号\n"
#: Every name, text and reason that is put in: what a page may show in Chinese to somebody who reads English.
WORDS = {
    "code": "门店海报",
    "remark": "海报来的",
    "welcome": "您好，欢迎来到示例茶业。",
    "segment": "爱喝茶的人",
    "draft": "九月上新草稿",
    "waiting": "等待批准的群发",
    "running": "老朋友专享",
    "text": "本周五到店，第二件半价。",
    "shop": "示例小程序商城",
    "view": "我的常用",
    "group": "口味",
    "channel": "线下门店",
    "role": "门店助理",
    "key": "收银系统",
    "file": "老客户.csv",
    "nickname": "常客小林",
    "objection": "客户来电要求",
}


@dataclass
class Rooms:
    """The ids of what was made."""

    customer_id: int = 0
    buyer_id: int = 0
    code_id: int = 0
    segment_id: int = 0
    draft_id: int = 0
    waiting_id: int = 0
    running_id: int = 0
    import_id: int = 0
    tag_ids: list[int] = field(default_factory=list)

    def of(self, path: str) -> str:
        """The address of a page of `console/src/app/pages.tsx`; raises KeyError for one nobody furnished."""
        if ":id" not in path:
            return path
        campaign = self.draft_id if path.endswith("/edit") else self.running_id
        ids = {
            "customers": self.customer_id,
            "segments": self.segment_id,
            "live-codes": self.code_id,
            "campaigns": campaign,
            "imports": self.import_id,
        }
        return path.replace(":id", str(ids[path.split("/")[1]]))


def furnish(company: Company) -> Rooms:
    """Customers, tags, a live code, a segment, three campaigns, orders, an import and what an account may keep."""
    rooms = Rooms()
    _tags_and_code(company, rooms)
    _people(company, rooms)
    _orders(company, rooms)
    _import(company, rooms)
    _campaigns(company, rooms)
    _settings(company)
    return rooms


def _tags_and_code(company: Company, rooms: Rooms) -> None:
    ask = company.api.ask
    group = ask("POST", "/v1/tag-groups", {"name": WORDS["group"], "tags": list(TAGS)})
    rooms.tag_ids = [int(tag["id"]) for tag in group["tags"]]
    channel = ask("POST", "/v1/acquisition-channels", {"name": WORDS["channel"]})
    staff = [row["id"] for row in ask("GET", "/v1/staff", limit=200)["items"] if row["is_contact_enabled"]]
    spec = {
        "name": WORDS["code"],
        "staff_ids": staff,
        "tag_ids": rooms.tag_ids[:1],
        "remark": WORDS["remark"],
        "acq_channel_id": channel["id"],
        "welcomes": [{"text": WORDS["welcome"]}],
    }
    rooms.code_id = int(ask("POST", "/v1/live-codes", {"corp_id": company.corp_id, "spec": spec})["id"])


def _people(company: Company, rooms: Rooms) -> None:
    ask, path = company.api.ask, f"/v1/live-codes/{rooms.code_id}"
    wait_for("the live code", lambda: ask("GET", path)["status"] == "active", 60, 0.2)
    state = ask("GET", path)["state_code"]
    met = [
        company.corp.scan(state=state, customer={"name": name, "unionid": f"ofurnished{number}"})
        for number, name in enumerate(PEOPLE)
    ]
    company.corp.edit_customer(met[0].userid, met[0].external_userid, remark=WORDS["nickname"])
    company.corp.ask(
        "POST", "/chat", {"userid": met[0].userid, "external_userid": met[0].external_userid, "text": WORDS["text"]}
    )
    company.corp.delete(met[3].userid, met[3].external_userid, by="customer")

    def known() -> dict[str, int]:
        """Everybody by name, once all names have come from WeCom; the one with a remark may go by that."""
        found = {row["name"]: int(row["id"]) for row in ask("GET", "/v1/customers")["items"]}
        return found if len(found.keys() & {*PEOPLE, WORDS["nickname"]}) == len(PEOPLE) else {}

    found = wait_for("the people and their names", known, 60, 0.2)
    rooms.customer_id = next(found[name] for name in (PEOPLE[0], WORDS["nickname"]) if name in found)
    rooms.buyer_id = found[PEOPLE[1]]
    withdrawn = {"purpose": "marketing", "is_granted": False, "basis": "staff", "channel": "wecom"}
    ask("POST", f"/v1/customers/{found[PEOPLE[2]]}/consents", withdrawn)
    ask("POST", f"/v1/customers/{rooms.customer_id}/suppressions", {"reason": WORDS["objection"], "channel": "sms"})


def _orders(company: Company, rooms: Rooms) -> None:
    shop = company.api.ask(
        "POST", "/v1/shops", {"key": "tea-mall", "name": WORDS["shop"], "sales_channel": "mini_program"}
    )
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    events: list[dict[str, Any]] = []
    for number in (0, 1):
        of = {"occurred_at": now, "buyer": {"id": f"b-{number}", "unionid": f"ofurnished{number}"}}
        order = {"id": f"S{number:04d}", "items": [{"product": "P-1", "name": GOOD, "qty": 1, "cents": 9900}]}
        placed = {"id": f"{number}-placed", "type": "order.placed", "order": {**order, "total_cents": 9900}}
        paid = {"id": f"{number}-paid", "type": "order.paid", "order": {**order, "paid_cents": 9900}}
        events += [{**of, **placed}, {**of, **paid}]
    url = f"{company.stack.product_url}/connectors/shop/tea-mall"
    with ThreadPoolExecutor(1) as beside:  # where a browser is steered, an event loop runs in this thread already
        beside.submit(lambda: asyncio.run(_send(url, str(shop["secret"]), events))).result()
    wait_for("the orders", lambda: company.api.ask("GET", "/v1/orders")["total"] == 2, 60, 0.2)


async def _send(url: str, secret: str, events: list[dict[str, Any]]) -> None:
    async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
        shop = ShopSender(url, secret, http)
        await shop.send(events)
        assert not shop.rejected, shop.rejected


def upload(company: Company, sheet: str, name: str, *, starts: bool) -> int:
    """An import of customers, read and, if wanted, done; its id."""
    sent = company.api.http.post(
        "/v1/imports",
        params={"kind": "customers", "file_name": name},
        content=sheet.encode(),
        headers={"content-type": "application/octet-stream"},
    )
    assert sent.is_success, sent.text
    path = f"/v1/imports/{sent.json()['id']}"
    wait_for("the file to be read", lambda: company.api.ask("GET", path)["state"] == "ready", 60, 0.2)
    if starts:
        company.api.ask("POST", f"{path}/start")
        wait_for("the import", lambda: company.api.ask("GET", path)["state"] == "done", 60, 0.2)
    return int(sent.json()["id"])


def _import(company: Company, rooms: Rooms) -> None:
    rooms.import_id = upload(company, SHEET, WORDS["file"], starts=True)


def _campaigns(company: Company, rooms: Rooms) -> None:
    ask = company.api.ask
    rule = {"type": "all", "of": [{"type": "tags", "op": "any", "tags": rooms.tag_ids[:1]}]}
    rooms.segment_id = int(ask("POST", "/v1/segments", {"name": WORDS["segment"], "rule": rule})["id"])
    made: dict[str, int] = {}
    for key in ("draft", "waiting", "running"):
        spec = {
            "name": WORDS[key],
            "whom": {"segment_id": rooms.segment_id},
            "variants": [{"name": "a", "message": {"text": f"{WORDS['text']}{key}"}}],
        }
        made[key] = int(ask("POST", "/v1/campaigns", spec)["id"])
        ask("POST", f"/v1/campaigns/{made[key]}/preview")
    ask("POST", f"/v1/campaigns/{made['waiting']}/submit")
    running = f"/v1/campaigns/{made['running']}"
    for step in ("submit", "approve", "start"):
        ask("POST", f"{running}/{step}")
    wait_for("the tasks at WeCom", lambda: ask("GET", f"{running}/results")["submitted"] > 0, 60, 0.2)
    rooms.draft_id, rooms.waiting_id, rooms.running_id = made["draft"], made["waiting"], made["running"]


def _settings(company: Company) -> None:
    ask = company.api.ask
    ask("POST", "/v1/views", {"name": WORDS["view"], "filters": {"page": "customers", "state": "followed"}})
    role = {"title_zh": WORDS["role"], "title_en": "Shop helper", "rights": ["customers.read"], "scope": "own"}
    ask("PUT", "/v1/roles/helper", role)
    ask("POST", "/v1/api-keys", {"name": WORDS["key"], "rights": ["events.write"]})
