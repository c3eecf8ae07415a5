"""A campaign under kills: everybody gets it once, by the simulator's own books, and the figures add up."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import psycopg

from demo.world import ApiRefused
from tests.builders.stack import Company, wait_for
from tests.soak.conftest import Tell
from tests.soak.killer import Killer

CREATE = "externalcontact/add_msg_template"
PARTS = ("delivered", "failed", "skipped", "waiting", "unknown")


@dataclass(frozen=True)
class Form:
    """How big a run is. Each answer of WeCom comes `slow` seconds after it was applied: kills fall in between."""

    staff: int
    kills: dict[str, int]
    slow: float
    cut: float
    seconds: float


def run_campaign(company: Company) -> int:
    """A campaign to everybody, approved and started; its id."""
    ids = [row[0] for row in company.query("SELECT id FROM customers WHERE merged_into IS NULL ORDER BY id")]
    spec = {
        "name": "九月上新",
        "whom": {"customer_ids": ids},
        "variants": [{"name": "a", "message": {"text": "新茶到店，欢迎来尝"}}],
    }
    campaign_id = int(company.api.ask("POST", "/v1/campaigns", spec)["id"])
    for step in ("submit", "approve", "start"):
        company.api.ask("POST", f"/v1/campaigns/{campaign_id}/{step}")
    return campaign_id


def set_faults(company: Company, form: Form, seed: int) -> None:
    """Some answers are cut after the task was made; all others come late."""
    company.simulator.add_fault("cut_after", CREATE, count=None, probability=form.cut, seed=seed)
    company.simulator.add_fault("slow_after", CREATE, count=None, delay_s=form.slow)


def watch(company: Company) -> Callable[[str], bool]:
    """A worker is killed while WeCom's answer to a new task is under way; other parts at any moment."""

    def is_at_work(part: str) -> bool:
        if part != "worker":
            return True
        with suppress(psycopg.Error):
            open_calls = "SELECT count(*) FROM message_batches WHERE state = 'intended' AND intended_at > now() - %s"
            return company.count(open_calls, timedelta(seconds=2)) > 0
        return False

    return is_at_work


def drive(company: Company, campaign_id: int, form: Form, killer: Killer) -> dict[str, Any]:
    """Members confirm bit by bit while parts die; the figures when nobody waits any more."""
    path, deadline = f"/v1/campaigns/{campaign_id}", time.monotonic() + form.seconds
    shown: dict[str, Any] = {}
    while time.monotonic() < deadline:
        company.corp.confirm(most=max(form.staff // 20, 1)) if not killer.is_over else company.corp.confirm()
        if killer.is_over:
            company.simulator.clear_faults()
        with suppress(httpx.TransportError, ApiRefused):
            company.api.ask("POST", f"{path}/refresh")
            shown = company.api.ask("GET", f"{path}/results")
            if killer.is_over and shown["waiting"] == 0:
                return shown
        time.sleep(1)
    raise TimeoutError(f"the campaign did not come to its end: {shown}")


def delivered_by_books(company: Company) -> list[str]:
    """Whom the simulator delivered to, once per delivery."""
    found: list[str] = []
    after = 0
    while page := company.corp.effects(kind="delivery", after=after, limit=50_000):
        found += [effect["key"] for effect in page]
        after = page[-1]["seq"]
    return found


def balance(company: Company, friends: list[str], shown: dict[str, Any]) -> dict[str, Any]:
    """Lost, duplicate and unknown by the simulator's books; and whether the product's figures say the same."""
    reached = delivered_by_books(company)
    books = company.corp.books()
    told = {row[0] for row in company.query("SELECT external_userid FROM messages WHERE state = 'delivered'")}
    cut = [one for one in company.corp.effects(kind="answer_cut", limit=100_000) if one["subject"] == "cut_after"]
    return {
        "lost": len(set(friends) - set(reached)),
        "duplicate": len(reached) - len(set(reached)),
        "planned_twice": books["mass"]["planned_twice"],
        "unknown": shown["unknown"],
        "cut": len(cut),
        "tasks": books["effects"]["mass_task"],
        "told_wrongly": len(told ^ set(reached)),
        "is_exact": shown["is_exact"],
    }


def assert_whole(recipients: int, found: dict[str, Any], shown: dict[str, Any]) -> None:
    assert shown["planned"] == recipients == sum(shown[part] for part in PARTS)
    assert found["is_exact"]
    assert (found["lost"], found["duplicate"], found["planned_twice"], found["told_wrongly"]) == (0, 0, 0, 0)
    assert found["unknown"] <= found["cut"]


def survive_kills(company: Company, friends: list[str], form: Form, *, seed: int, tell: Tell) -> None:
    """Send to all friends while parts die; afterwards each got it once, and the product says so."""
    assert company.stack.product is not None
    assert company.stack.product.process is not None
    began = time.monotonic()
    company.reconcile(len(friends), seconds=form.seconds)
    ready = time.monotonic()
    set_faults(company, form, seed)
    campaign_id = run_campaign(company)
    with Killer(company.stack.product.process.pid, form.kills, seed, is_ripe=watch(company)) as killer:
        shown = drive(company, campaign_id, form, killer)
    done = time.monotonic()
    found = balance(company, friends, shown)
    waterfall = {part: shown[part] for part in ("planned", *PARTS)}
    died = {"kills": dict(killer.done), "ripe": killer.ripe, "missed": killer.missed}
    times = {"reconcile_s": round(ready - began, 1), "campaign_s": round(done - ready, 1)}
    tell(run="campaign", seed=seed, **died, **(waterfall | found), **times)
    # `done` counts only processes that lived before and were seen dead afterwards.
    assert dict(killer.done) == form.kills
    assert killer.missed == 0
    assert_whole(len(friends), found, shown)
    wait_for_end(company, campaign_id)


def wait_for_end(company: Company, campaign_id: int) -> None:
    """The campaign notices within a minute or two that nobody waits any more."""
    path = f"/v1/campaigns/{campaign_id}"
    wait_for("the campaign's end", lambda: company.api.ask("GET", path)["state"] == "ended", 150)
