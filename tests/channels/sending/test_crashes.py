"""Cut at every step: the 1st, 2nd, 3rd … passing of each fault point fails until the work passes untouched."""

from collections import Counter
from datetime import timedelta

import pytest

from siyu.channels.sending.contracts import Message, Origin, PlanRequest, Variant
from siyu.channels.sending.service import dispatching, planning, polling
from siyu.channels.sending.service.pace import Pace
from siyu.kit.clock import ManualClock
from siyu.runtime import faults
from tests.channels.sending.conftest import Company, members
from tests.channels.sending.fake_wecom import CREATE, FakeWeCom

SITES = [
    "send.plan_chunk",
    "send.after_claim",
    "send.before_intent",
    "send.after_intent",
    "send.after_http",
    "send.before_mark",
    "send.after_mark",
    "send.after_asking",
    "send.after_poll",
]


def request(ids: list[int]) -> PlanRequest:
    variants = (Variant(name="a", message=Message(text="您好")),)
    return PlanRequest(origin=Origin.CAMPAIGN, origin_id=7, members=members(ids), variants=variants)


async def run_to_the_end(company: Company, wecom: FakeWeCom, clock: ManualClock, ids: list[int]) -> int:
    """Work as workers do that are started again after each crash; how many crashes there were."""
    crashes = 0
    for _ in range(80):
        try:
            if not await company.rows("SELECT 1 FROM send_plans WHERE is_finished"):
                await planning.plan(company.house, request(ids))
            done = await dispatching.dispatch_once(company.house) + await polling.poll_once(company.house)
        except faults.InjectedFault:
            crashes += 1
            await company.run("UPDATE send_queues SET leased_until = now() - interval '1 second'")
            continue
        if not done:
            wecom.confirm()
            clock.advance(timedelta(seconds=90))
        if not await company.rows(
            "SELECT 1 FROM messages WHERE state IN ('planned', 'held', 'dispatching', 'submitted')"
        ):
            break
    return crashes


@pytest.mark.parametrize("site", SITES)
async def test_a_crash_at_any_step_loses_and_repeats_nothing(
    company: Company, wecom: FakeWeCom, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, site: str
) -> None:
    monkeypatch.setattr(planning, "CHUNK", 4)
    company.house.provide(Pace(most_people=3))
    wecom.trouble[CREATE] = ["cut_after", "cut_before"]
    ids = await company.befriend(8, company.add_staff(2))
    number = 0
    while True:
        number += 1
        await company.run("TRUNCATE messages, message_batches, send_queues, send_plans, events, event_keys")
        wecom.tasks.clear()
        wecom.trouble[CREATE] = ["cut_after", "cut_before"]
        monkeypatch.setattr(faults, "_PLAN", {(site, number): "raise"})
        monkeypatch.setattr(faults, "_passed", Counter())
        crashes = await run_to_the_end(company, wecom, clock, ids)
        assert wecom.receivers() == {f"wm{one}": 1 for one in ids}
        assert await company.rows("SELECT state, count(*) FROM messages GROUP BY 1") == [("delivered", 8)]
        for name in ("planned", "submitted", "confirmed", "delivered"):
            assert await company.events(f"message_{name}") == 8
        if not crashes:
            assert number > 1
            return
