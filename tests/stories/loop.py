"""The whole loop once, headless, on a fresh stack and through real doors only: `make story`.

A customer scans a code → is greeted, tagged, known → buys → is in a segment → gets a permitted message that a staff
member confirms → buys again → is seen in the numbers. The counts come from the simulator's own books, the product's API
and its warehouse; one line of JSON is printed.
"""

import asyncio
import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from demo.processes import Stack
from demo.world import PASSWORD, Api, World, open_accounts, set_up, wait_until
from simulator.shop import GOODS, ShopSender
from tests.builders.simulator import CorpHandle, SimulatorClient

PEOPLE = 40
SPAN_SECONDS = 120.0


class Loop:
    """One run: the doors, and what each step counted."""

    def __init__(self, stack: Stack, people: int) -> None:
        self.people = people
        self.counts: dict[str, Any] = {"story": "loop"}
        self.product = stack.product_url
        self.admin, self.operator = Api(self.product), Api(self.product)
        self.admin.sign_in("admin", PASSWORD)
        self.operator.sign_in("operator", PASSWORD)
        self.world: World = set_up(stack, self.admin)
        self.corp: CorpHandle = SimulatorClient(stack.simulator_url).corp("wwdemo")

    def close(self) -> None:
        """Hang up."""
        self.admin.http.close()
        self.operator.http.close()
        self.corp.control.close()

    # ---- arriving ---------------------------------------------------------------------------

    def scan(self) -> None:
        """People scan the printed codes; each is greeted and tagged."""
        for number in range(self.people):
            known = {
                "external_userid": f"wmstory{number:04d}",
                "unionid": f"ostory{number:04d}",
                "name": f"客户{number}",
            }
            self.corp.scan(state=self.world.states[number % len(self.world.states)], customer=known)
        self.counts["scanned"] = self.corp.books()["effects"]["add_external_contact"]

    def greeted(self) -> None:
        """Every code that was issued was used within its twenty seconds."""
        books = wait_until("everybody's welcome", lambda: self._books_with("welcome", self.people), SPAN_SECONDS)
        self.counts["welcomed"] = books["welcome"]["used"]

    def tagged(self) -> None:
        """Every relation bears the tag of its code, at WeCom too."""
        books = wait_until("everybody's tag", lambda: self._books_with("tag_added", self.people), SPAN_SECONDS)
        self.counts["tagged"] = books["effects"]["tag_added"]

    def _books_with(self, kind: str, least: int) -> dict[str, Any] | None:
        books: dict[str, Any] = self.corp.books()
        return books if books["effects"].get(kind, 0) >= least else None

    # ---- buying -----------------------------------------------------------------------------

    def buy(self, buyers: list[int], visit: int) -> None:
        """These people order and pay in the shop, which tells us with its signature."""
        asyncio.run(self._buy(buyers, visit))

    async def _buy(self, buyers: list[int], visit: int) -> None:
        url = f"{self.product}/connectors/shop/demo-mall"
        async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
            shop = ShopSender(url, self.world.shop_secret, http)
            await shop.send([event for number in buyers for event in _order(number, visit)])
            assert not shop.rejected, shop.rejected[:3]

    # ---- choosing and speaking ----------------------------------------------------------------

    def segment(self) -> int:
        """Buyers of the last month who came by the first code."""
        rule = {
            "type": "all",
            "of": [
                {"type": "tags", "op": "any", "tags": list(self.world.tags.values())},
                {"type": "event", "event": "order_paid", "op": "at_least", "values": [1], "window": {"last_days": 30}},
            ],
        }
        made = self.operator.ask("POST", "/v1/segments", {"name": "一个月内购买", "rule": rule})
        buyers = self.people // 2

        def counted() -> Any:
            found = self.operator.ask("POST", "/v1/segments/estimate", {"rule": rule})
            return found if found["count"] >= buyers else None

        self.counts["in_segment"] = wait_until("the segment's buyers", counted, SPAN_SECONDS)["count"]
        return int(made["id"])

    def speak(self, segment_id: int) -> int:
        """A campaign to the segment: previewed, approved by another person, started."""
        self._open_hours()
        text = "老朋友专享：本周五到店或小程序下单，第二件半价。"
        spec = {
            "name": "老客回购",
            "whom": {"segment_id": segment_id},
            "variants": [{"name": "a", "message": {"text": text}}],
        }
        campaign = self.operator.ask("POST", "/v1/campaigns", spec)
        path = f"/v1/campaigns/{campaign['id']}"
        preview = self.operator.ask("POST", f"{path}/preview")
        assert preview["considered"] == preview["ready"] + preview["held"] + preview["skipped"], preview
        self.operator.ask("POST", f"{path}/submit")
        self.admin.ask("POST", f"{path}/approve")
        self.operator.ask("POST", f"{path}/start")
        expected = self.counts["in_segment"]

        def submitted() -> Any:
            results = self.operator.ask("GET", f"{path}/results")
            return results if results["submitted"] >= expected else None

        self.counts["submitted"] = wait_until("the tasks at WeCom", submitted, SPAN_SECONDS)["submitted"]
        return int(campaign["id"])

    def _open_hours(self) -> None:
        rules = self.admin.ask("GET", "/v1/sending/rules")
        self.admin.ask("PUT", "/v1/sending/rules", {**rules, "quiet_from": None, "quiet_to": None})

    def confirm(self, campaign_id: int) -> None:
        """The staff confirm in their own clients; the results come back."""
        self.counts["confirmed"] = self.corp.confirm()["sent"]
        path = f"/v1/campaigns/{campaign_id}"
        expected = self.counts["confirmed"]

        def delivered() -> Any:
            self.operator.ask("POST", f"{path}/refresh")
            results = self.operator.ask("GET", f"{path}/results")
            return results if results["delivered"] >= expected else None

        results = wait_until("the results", delivered, SPAN_SECONDS)
        assert results["is_exact"], results
        self.counts["delivered"] = results["delivered"]
        self.counts["lost"] = self.counts["in_segment"] - results["delivered"] - results["skipped"] - results["failed"]

    # ---- the numbers ------------------------------------------------------------------------

    def seen(self, orders: int) -> None:
        """The second orders are in the warehouse, by the segments' own question."""
        rule = {"type": "event", "event": "order_paid", "op": "at_least", "values": [2], "window": {"last_days": 30}}

        def counted() -> Any:
            found = self.operator.ask("POST", "/v1/segments/estimate", {"rule": rule})
            return found if found["count"] >= orders else None

        self.counts["ordered"] = orders
        self.counts["seen_in_warehouse"] = wait_until("the second orders", counted, SPAN_SECONDS)["count"]
        self.counts["duplicates"] = len(self.corp.duplicates("delivery")) + len(
            self.corp.duplicates("welcome", "subject")
        )


def _order(number: int, visit: int) -> list[dict[str, Any]]:
    good = GOODS[(number + visit) % len(GOODS)]
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    buyer = {"id": f"b-{number}", "unionid": f"ostory{number:04d}"}
    items = [{"product": good.id, "name": good.name, "qty": 1, "cents": good.price_cents}]
    order = {"id": f"S{number:04d}-{visit}", "items": items}
    placed = {"id": f"{number}-{visit}-placed", "type": "order.placed", "occurred_at": now, "buyer": buyer}
    paid = {"id": f"{number}-{visit}-paid", "type": "order.paid", "occurred_at": now, "buyer": buyer}
    return [
        {**placed, "order": {**order, "total_cents": good.price_cents}},
        {**paid, "order": {**order, "paid_cents": good.price_cents}},
    ]


def run(stack: Stack, people: int = PEOPLE) -> dict[str, Any]:
    """The story on a running stack; gives its counts."""
    open_accounts(stack)
    loop = Loop(stack, people)
    try:
        _tell(loop, people)
    finally:
        loop.close()
    return loop.counts


def _tell(loop: Loop, people: int) -> None:
    loop.scan()
    loop.greeted()
    loop.tagged()
    loop.buy(list(range(people // 2)), visit=1)
    campaign_id = loop.speak(loop.segment())
    loop.confirm(campaign_id)
    again = list(range(people // 4))
    loop.buy(again, visit=2)
    loop.seen(len(again))


def is_whole(counts: dict[str, Any], people: int = PEOPLE) -> bool:
    """Whether nothing was lost or doubled on the way."""
    half, quarter = people // 2, people // 4
    return (
        counts["scanned"] == counts["welcomed"] == counts["tagged"] == people
        and counts["in_segment"] == counts["submitted"] == counts["confirmed"] == counts["delivered"] == half
        and counts["ordered"] == counts["seen_in_warehouse"] == quarter
        and counts["lost"] == counts["duplicates"] == 0
    )


def main() -> int:
    """Run on a fresh stack in a temporary folder; 0 when the story is whole."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="siyu-story-") as folder:
        Path(folder).chmod(0o755)
        stack = Stack(Path(folder) / "stack")
        try:
            stack.start(lambda line: print(line, file=sys.stderr))
            counts = run(stack)
        finally:
            stack.stop()
    print(f"took {time.monotonic() - began:.0f} s", file=sys.stderr)
    print(json.dumps(counts))
    return 0 if is_whole(counts) else 1


if __name__ == "__main__":
    sys.exit(main())
