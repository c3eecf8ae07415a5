"""A campaign under kills: everybody gets it once, by the simulator's own books, and the figures add up."""

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from demo.world import ApiRefused
from tests.builders.stack import Company, running_company, wait_for
from tests.soak.conftest import Tell
from tests.soak.killer import Killer

SEED = 20261123
CREATE = "externalcontact/add_msg_template"


@dataclass(frozen=True)
class Form:
    """How big a run is. Each answer of WeCom comes `slow` seconds after it was applied: kills fall in between."""

    recipients: int
    staff: int
    kills: dict[str, int]
    slow: float
    cut: float
    workers: int
    seconds: float


SMALL = Form(2_000, 20, {"worker": 3, "web": 1, "warehouse": 1, "postgres": 1}, 1.0, 0.1, 1, 300)
LONG = Form(100_000, 400, {"worker": 16, "web": 8, "warehouse": 6, "postgres": 5}, 1.5, 0.05, 2, 2400)


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


def set_faults(company: Company, form: Form) -> None:
    """Some answers are cut after the task was made; all others come late."""
    company.simulator.add_fault("cut_after", CREATE, count=None, probability=form.cut, seed=SEED)
    company.simulator.add_fault("slow_after", CREATE, count=None, delay_s=form.slow)


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
            if killer.is_over and shown["planned"] == form.recipients and shown["waiting"] == 0:
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


def assert_whole(form: Form, found: dict[str, Any], shown: dict[str, Any]) -> None:
    parts = ("delivered", "failed", "skipped", "waiting", "unknown")
    assert shown["planned"] == form.recipients == sum(shown[part] for part in parts)
    assert found["is_exact"]
    assert (found["lost"], found["duplicate"], found["planned_twice"], found["told_wrongly"]) == (0, 0, 0, 0)
    assert found["unknown"] <= found["cut"]


def run_under_kills(form: Form, tell: Tell) -> None:
    began = time.monotonic()
    workers = {"SIYU_WORKER_PROCESSES": str(form.workers)}
    with running_company(staff=form.staff, seed=SEED, **workers) as company:
        assert company.stack.product is not None
        assert company.stack.product.process is not None
        friends = company.befriend(form.recipients)
        company.reconcile(form.recipients, seconds=form.seconds)
        ready = time.monotonic()
        set_faults(company, form)
        campaign_id = run_campaign(company)
        with Killer(company.stack.product.process.pid, form.kills, SEED) as killer:
            shown = drive(company, campaign_id, form, killer)
        done = time.monotonic()
        found = balance(company, friends, shown)
        state = wait_for_end(company, campaign_id)
    waterfall = {name: shown[name] for name in ("planned", "delivered", "failed", "skipped", "waiting", "unknown")}
    times = {"set_up_s": round(ready - began, 1), "campaign_s": round(done - ready, 1)}
    tell(seed=SEED, kills=dict(killer.done), missed=killer.missed, **waterfall, **found, **times, state=state)
    assert dict(killer.done) == form.kills
    assert_whole(form, found, shown)


def wait_for_end(company: Company, campaign_id: int) -> str:
    """The campaign notices within a minute or two that nobody waits any more."""
    path = f"/v1/campaigns/{campaign_id}"
    wait_for("the campaign's end", lambda: company.api.ask("GET", path)["state"] == "ended", 150)
    return "ended"


@pytest.mark.timeout(600)
def test_a_campaign_survives_kills(tell: Tell) -> None:
    run_under_kills(SMALL, tell)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_hundred_thousand_get_it_once_through_thirty_five_kills(tell: Tell) -> None:
    run_under_kills(LONG, tell)
