"""A company with something behind every number: scans, a leaver, orders, campaigns in every state, a bad import."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from demo.world import open_phone_shop, open_shop
from tests.builders.simulator import Meeting
from tests.builders.stack import Company, wait_for

NAMES = ("林晓雨", "周大山", "吴清风", "沈南星", "何小满", "许白露")
SHEET = "姓名,手机号\n苏河,不是手机号\n何川,13900002222\n"


@dataclass
class Town:
    """What was made, by our ids."""

    company: Company
    tag: str = "爱喝茶"
    tag_id: int = 0
    code: dict[str, Any] = field(default_factory=dict)
    met: list[Meeting] = field(default_factory=list)
    segment: str = "爱喝茶的人"
    campaigns: dict[str, int] = field(default_factory=dict)

    def customer_id(self, name: str) -> int:
        """Our id of a customer."""
        wanted = {"text": name, "state": "", "source": "", "tags_any": [], "tags_all": [], "staff_ids": []}
        return int(self.company.api.ask("POST", "/v1/customers/search", wanted)["items"][0]["id"])


def build_town(company: Company) -> Town:
    """All of it, waiting until the warehouse knows."""
    town = Town(company)
    _open_doors(town)
    _people_come(town)
    _speak(town)
    _import_badly(company)
    wait_for(
        "the figures",
        lambda: _figure(company, "customers_new") == len(NAMES) and _figure(company, "net_sales") == 3,
        180,
    )
    return town


def _open_doors(town: Town) -> None:
    company, api = town.company, town.company.api
    _, secret = open_shop(api)
    open_phone_shop(company.stack, f"{company.stack.product_url}/connectors/shop/demo-mall", secret)
    body = {"name": "口味", "corp_id": company.corp_id, "tags": [town.tag]}
    town.tag_id = api.ask("POST", "/v1/tag-groups", body)["tags"][0]["id"]
    staff = [row["id"] for row in api.ask("GET", "/v1/staff", limit=200)["items"] if row["is_contact_enabled"]]
    spec = {
        "name": "门店台卡",
        "staff_ids": staff[:2],
        "tag_ids": [town.tag_id],
        "welcomes": [{"text": "您好 {{ customer.name }}"}],
    }
    code = api.ask("POST", "/v1/live-codes", {"corp_id": company.corp_id, "spec": spec})
    path = f"/v1/live-codes/{code['id']}"
    wait_for("the code", lambda: api.ask("GET", path)["status"] == "active", 60)
    town.code = api.ask("GET", path)


def _people_come(town: Town) -> None:
    company = town.company
    state = town.code["state_code"]
    town.met = [company.corp.scan(state=state, customer={"name": name}) for name in NAMES]
    wait_for("everybody's welcome", lambda: company.corp.books()["welcome"]["used"] == len(NAMES), 120)
    for met in town.met[:3]:
        company.corp.chat(met.userid, met.external_userid)
        company.corp.ask("POST", "/shop/orders", {"external_userid": met.external_userid, "good": "tea-green"})
    gone = town.met[-1]
    company.corp.delete(gone.userid, gone.external_userid, "customer")
    wait_for("the leaver", lambda: company.count("SELECT count(*) FROM follows WHERE NOT is_live") == 1, 60)


def _speak(town: Town) -> None:
    api = town.company.api
    rule = {"type": "tags", "op": "any", "tags": [town.tag_id]}
    count = len(NAMES)
    estimate = {"rule": rule}
    wait_for("tags", lambda: api.ask("POST", "/v1/segments/estimate", estimate)["count"] == count, 120)
    segment = api.ask("POST", "/v1/segments", {"name": town.segment, "rule": rule})
    for state, steps in {"submitted": 1, "approved": 2, "running": 3}.items():
        variants = [{"name": "a", "message": {"text": f"新茶到店 {state}"}}]
        spec = {"name": f"新茶 {state}", "whom": {"segment_id": segment["id"]}, "variants": variants}
        made = api.ask("POST", "/v1/campaigns", spec)
        town.campaigns[state] = int(made["id"])
        for step in ("submit", "approve", "start")[:steps]:
            api.ask("POST", f"/v1/campaigns/{made['id']}/{step}")
    _deliver_some(town)


def _deliver_some(town: Town) -> None:
    """One member confirms, the other does not."""
    company, path = town.company, f"/v1/campaigns/{town.campaigns['running']}"
    wait_for("tasks", lambda: company.api.ask("GET", f"{path}/results")["submitted"] == len(NAMES) - 1, 120)
    company.corp.confirm(userid=town.met[0].userid)
    company.api.ask("POST", f"{path}/refresh")
    wait_for("a delivery", lambda: company.api.ask("GET", f"{path}/results")["delivered"] > 0, 120)


def _import_badly(company: Company) -> None:
    query = {"kind": "customers", "file_name": "a.csv"}
    headers = {"content-type": "application/octet-stream"}
    sent = company.api.http.post("/v1/imports", params=query, content=SHEET.encode(), headers=headers)
    assert sent.is_success, sent.text
    path = f"/v1/imports/{sent.json()['id']}"
    wait_for("the file to be read", lambda: company.api.ask("GET", path)["state"] == "ready", 60)
    company.api.ask("POST", f"{path}/start")
    wait_for("the import", lambda: company.api.ask("GET", path)["state"] == "done", 60)


def _figure(company: Company, metric: str) -> int:
    today = datetime.now(UTC).date()
    period = {"a": str(today - timedelta(days=6)), "z": str(today + timedelta(days=2))}
    return int(company.api.ask("GET", f"/v1/metrics/{metric}", **period)["k"])
