"""A campaign over the simulator while its workers are killed or put to sleep again and again.

By the simulator's books nothing is lost and nothing is sent twice.
"""

import asyncio
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from siyu import channels, staff
from siyu.channels import Message, Origin, PlanRequest, Variant
from siyu.corps import CorpSetup, save_corp
from siyu.kit.clock import SystemClock
from siyu.runtime.database import Database
from siyu.runtime.house import House
from siyu.runtime.viewer import system_viewer
from tests.builders.simulator import ROOT, CorpHandle, running_simulator
from tests.channels.sending.conftest import members
from tests.channels.sending.worker import QUICK

PEOPLE, STAFF, KILLS, SLEEPERS = 120, 4, 4, 2
LEASE_SECONDS = QUICK.lease.total_seconds()


def start_worker(house: House, folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.channels.sending.worker", house.database.url, str(folder / "worker")]
    with (folder / "worker.log").open("ab") as log:
        return subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)


async def settle_company(house: House, corp: CorpHandle, api_base: str) -> list[int]:
    """The simulator's friends as customers of ours; their ids."""
    setup = CorpSetup(
        name="示例公司",
        wecom_corp_id=corp.corp_id,
        api_base=api_base.removesuffix("/cgi-bin/"),
        agent_id=corp.agent_id,
        secret=SecretStr(corp.secret),
    )
    ours = await save_corp(house, setup)
    userids = await asyncio.to_thread(corp.add_many_staff, STAFF)
    await asyncio.to_thread(corp.befriend_many, PEOPLE, userids)
    relations = await asyncio.to_thread(corp.relations)
    async with house.unit() as uow:
        await channels.save_send_rules(uow, system_viewer(), channels.SendRules(quiet_from=None, quiet_to=None))
        numbers = {one: (await staff.ensure_member(uow, corp_id=ours.id, userid=one)).id for one in userids}
        rows = await uow.execute(
            text("""
            WITH made AS (
                INSERT INTO customers (kind, created_at, updated_at)
                SELECT 'wecom', now(), now() FROM generate_series(1, :count) RETURNING id
            ), numbered AS (SELECT id, row_number() OVER () AS place FROM made)
            INSERT INTO follows (customer_id, corp_id, staff_id, external_userid, spell, is_live, started_at, moved_at,
                                 source)
            SELECT id, :corp_id, r.staff_id, r.external_userid, 1, true, now(), now(), 'wecom_sync'
            FROM numbered JOIN unnest(cast(:staff AS bigint[]), cast(:people AS text[])) WITH ORDINALITY
                 AS r(staff_id, external_userid, place) USING (place)
            RETURNING customer_id
            """),
            {
                "count": len(relations),
                "corp_id": ours.id,
                "staff": [numbers[one["userid"]] for one in relations],
                "people": [one["external_userid"] for one in relations],
            },
        )
        return [row.customer_id for row in rows]


async def count_claims(house: House) -> int:
    async with house.unit() as uow:
        return int((await uow.execute(text("SELECT coalesce(sum(fence), 0) FROM send_queues"))).scalar_one())


async def until_it_works(house: House) -> None:
    """Wait until the worker has taken up some queues, or until there is nothing to take up."""
    before = await count_claims(house)
    for _ in range(300):
        if await count_claims(house) > before + 2 or not await waiting(house, "planned", "dispatching"):
            return
        await asyncio.sleep(0.05)


async def waiting(house: House, *states: str) -> int:
    async with house.unit() as uow:
        statement = text("SELECT count(*) FROM messages WHERE state = ANY(:states)")
        return int((await uow.execute(statement, {"states": list(states)})).scalar_one())


async def hurt_workers(house: House, folder: Path, sleepers: list[subprocess.Popen[bytes]], *, kills: bool) -> None:
    """One worker after another is killed, or made to sleep at some step and added to the sleepers."""
    dice = random.Random(3)
    for _ in range(KILLS if kills else SLEEPERS):
        worker = start_worker(house, folder)
        await until_it_works(house)
        await asyncio.sleep(dice.random() * 0.3)
        if kills:
            worker.kill()
            worker.wait()
        else:
            worker.send_signal(signal.SIGSTOP)
            sleepers.append(worker)


async def work_to_the_end(
    house: House, folder: Path, corp: CorpHandle, sleepers: list[subprocess.Popen[bytes]]
) -> None:
    """A last worker does what is left, while those who slept wake up and go on where they were."""
    worker = start_worker(house, folder)
    try:
        await asyncio.sleep(LEASE_SECONDS * 1.5 if sleepers else 0)
        for sleeper in sleepers:
            sleeper.send_signal(signal.SIGCONT)
        for _ in range(120):
            if not await waiting(house, "planned", "held", "dispatching"):
                break
            await asyncio.sleep(0.5)
        await asyncio.to_thread(corp.confirm)
        for _ in range(60):
            async with house.unit() as uow:
                await channels.refresh_results(uow, Origin.CAMPAIGN, 7)
            if not await waiting(house, "submitted"):
                break
            await asyncio.sleep(0.5)
    finally:
        for one in (worker, *sleepers):
            one.kill()
            one.wait()


@pytest.mark.timeout(200)
@pytest.mark.parametrize("kills", [True, False], ids=["killed", "asleep for longer than its lease"])
async def test_a_lost_worker_loses_and_repeats_nothing(house: House, tmp_path: Path, *, kills: bool) -> None:
    clock = SystemClock()
    house = House(house.settings, clock, Database(house.database.url, clock=clock), house.vault, house.http)
    with running_simulator(tmp_path) as sim:
        corp = await asyncio.to_thread(sim.create_corp)
        ids = await settle_company(house, corp, sim.api_base)
        variants = (Variant(name="a", message=Message(text="会员日，欢迎来店里坐坐")),)
        request = PlanRequest(origin=Origin.CAMPAIGN, origin_id=7, members=members(ids), variants=variants)
        assert (await channels.plan(house, request)).ready == PEOPLE
        sim.add_fault("cut_after", "externalcontact/add_msg_template", count=None, probability=0.3, seed=5)
        sleepers: list[subprocess.Popen[bytes]] = []
        try:
            await hurt_workers(house, tmp_path, sleepers, kills=kills)
        finally:
            await work_to_the_end(house, tmp_path, corp, sleepers)
        async with house.unit() as uow:
            found = await channels.count_outcomes(uow, Origin.CAMPAIGN, 7)
        books = await asyncio.to_thread(corp.books)
    await house.database.close()
    cut = books["effects"].get("answer_cut", 0)
    assert found.is_exact
    assert found.planned == PEOPLE
    assert found.waiting == 0
    assert found.unknown <= cut * 5
    assert books["mass"]["duplicates_by_content"] == 0
    assert books["mass"]["planned_twice"] == 0
    assert books["mass"]["deliveries"] == found.delivered == PEOPLE - found.unknown
    assert cut > 0, "the faults never struck"
