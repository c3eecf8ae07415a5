"""Dispatch: whatever is cut or refused, nobody is lost and nobody stands in two tasks."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from siyu.channels.sending.contracts import Message, Origin, PlanRequest, Variant
from siyu.channels.sending.service import dispatching, planning, polling, rulebook
from siyu.channels.sending.service.pace import Pace
from siyu.kit.clock import ManualClock
from siyu.runtime.viewer import system_viewer
from tests.channels.sending.conftest import Company, members
from tests.channels.sending.fake_wecom import CREATE, FakeWeCom

LIST = "externalcontact/get_groupmsg_list_v2"
TASK = "externalcontact/get_groupmsg_task"


async def plan(company: Company, ids: list[int], text: str = "您好", **more: object) -> None:
    variants = (Variant(name="a", message=Message(text=text)),)
    request = PlanRequest(origin=Origin.CAMPAIGN, origin_id=7, members=members(ids), variants=variants, **more)  # type: ignore[arg-type]
    await planning.plan(company.house, request)


async def work(company: Company, clock: ManualClock, *, turns: int = 60, step: int = 30) -> None:
    """Turn the lanes while time goes on."""
    for _ in range(turns):
        done = await dispatching.dispatch_once(company.house) + await polling.poll_once(company.house)
        if not done:
            clock.advance(timedelta(seconds=step))
            if not await company.rows("SELECT 1 FROM send_queues WHERE next_at IS NOT NULL"):
                return


async def states(company: Company) -> Counter[str]:
    rows = await company.rows("SELECT state, coalesce(reason, ''), count(*) FROM messages GROUP BY 1, 2")
    return Counter({f"{row[0]}:{row[1]}".rstrip(":"): row[2] for row in rows})


async def test_each_staff_member_gets_one_task_and_results_come_back(
    company: Company, wecom: FakeWeCom, clock: ManualClock
) -> None:
    ids = await company.befriend(10, company.add_staff(2))
    await plan(company, ids)
    await work(company, clock)
    assert [len(task.people) for task in wecom.tasks] == [5, 5]
    assert await states(company) == {"submitted": 10}
    first = wecom.tasks[0].people
    wecom.confirm(**{first[0]: 2, first[1]: 3})
    clock.advance(timedelta(minutes=10))
    for _ in range(10):
        await polling.poll_once(company.house)
    assert await states(company) == {"delivered": 8, "failed:not_friend": 1, "failed:quota_reached": 1}
    for name, count in {"planned": 10, "submitted": 10, "confirmed": 10, "delivered": 8, "failed": 2}.items():
        assert await company.events(f"message_{name}") == count
    assert {row[0] for row in await company.rows("SELECT state FROM message_batches")} == {"closed"}


async def test_the_text_names_the_staff_member(company: Company, wecom: FakeWeCom, clock: ManualClock) -> None:
    ids = await company.befriend(4, company.add_staff(2))
    await plan(company, ids, "我是{{ staff.name }}")
    await work(company, clock)
    assert sorted(task.text for task in wecom.tasks) == ["我是员工1", "我是员工2"]


async def test_a_lost_answer_is_asked_about_and_adopted(company: Company, wecom: FakeWeCom, clock: ManualClock) -> None:
    ids = await company.befriend(6, company.add_staff(2))
    wecom.trouble[CREATE] = ["cut_after", "cut_after"]
    await plan(company, ids)
    await work(company, clock)
    assert wecom.calls[CREATE] == 2
    assert set(wecom.receivers().values()) == {1}
    assert await states(company) == {"submitted": 6}


async def test_a_call_that_never_arrived_is_repeated_after_two_absences(
    company: Company, wecom: FakeWeCom, clock: ManualClock
) -> None:
    ids = await company.befriend(3, company.add_staff(1))
    wecom.trouble[CREATE] = ["cut_before"]
    await plan(company, ids)
    await work(company, clock)
    assert wecom.calls[LIST] == 2
    assert wecom.receivers() == {f"wm{one}": 1 for one in ids}
    assert await states(company) == {"submitted": 3}


async def test_when_wecom_never_tells_the_people_are_unknown_and_not_sent_to_again(
    company: Company, wecom: FakeWeCom, clock: ManualClock
) -> None:
    ids = await company.befriend(3, company.add_staff(1))
    wecom.trouble[CREATE] = ["cut_after"]
    wecom.trouble[LIST] = [40058] * 1000
    await plan(company, ids)
    await work(company, clock, step=1800)
    assert await states(company) == {"unknown:no_clear_answer": 3}
    assert await company.events("message_unknown") == 3
    assert wecom.calls[CREATE] == 1


async def test_a_task_still_being_dispatched_is_asked_about_again(
    company: Company, wecom: FakeWeCom, clock: ManualClock
) -> None:
    ids = await company.befriend(3, company.add_staff(1))
    wecom.trouble[CREATE] = ["cut_after"]
    wecom.trouble[TASK] = [41063, 41063, 41063, 41063]
    await plan(company, ids)
    await work(company, clock)
    assert await states(company) == {"submitted": 3}
    assert len(wecom.tasks) == 1


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (41048, {"failed:not_friend": 3}),
        (40058, {"failed:rejected": 3}),
        (-1, {"submitted": 3}),
        (45033, {"submitted": 3}),
    ],
)
async def test_error_answers_fail_or_wait(
    company: Company, wecom: FakeWeCom, clock: ManualClock, code: int, expected: dict[str, int]
) -> None:
    ids = await company.befriend(3, company.add_staff(1))
    wecom.trouble[CREATE] = [code]
    await plan(company, ids)
    await work(company, clock)
    assert await states(company) == expected


async def test_a_wrong_set_up_fails_nobody(company: Company, wecom: FakeWeCom, clock: ManualClock) -> None:
    ids = await company.befriend(3, company.add_staff(1))
    wecom.trouble[CREATE] = [48002] * 4
    await plan(company, ids)
    await work(company, clock, turns=3)
    assert await states(company) == {"planned": 3}
    assert (await company.rows("SELECT problem FROM send_queues"))[0][0] == "48002"
    await work(company, clock)
    assert await states(company) == {"submitted": 3}


async def test_people_wecom_refuses_at_once_are_no_friends(
    company: Company, wecom: FakeWeCom, clock: ManualClock
) -> None:
    ids = await company.befriend(3, company.add_staff(1))
    wecom.strangers = {f"wm{ids[0]}"}
    await plan(company, ids)
    await work(company, clock)
    assert await states(company) == {"submitted": 2, "failed:not_friend": 1}


async def test_consent_withdrawn_after_planning_still_counts(
    company: Company, wecom: FakeWeCom, clock: ManualClock
) -> None:
    ids = await company.befriend(3, company.add_staff(1))
    await plan(company, ids)
    company.blocked = {ids[0]: "consent:withdrawn"}
    await company.run("UPDATE follows SET is_live = false WHERE customer_id = :id", id=ids[1])
    await work(company, clock)
    assert await states(company) == {"submitted": 1, "skipped:withdrawn": 1, "skipped:no_friend": 1}


async def test_nothing_is_dispatched_behind_a_fence(company: Company, wecom: FakeWeCom, clock: ManualClock) -> None:
    ids = await company.befriend(3, company.add_staff(1))
    await plan(company, ids)
    async with company.house.unit() as uow:
        await rulebook.lower_fence(uow, system_viewer(), reason="test")
    await work(company, clock, turns=5)
    assert wecom.tasks == []
    async with company.house.unit() as uow:
        await rulebook.lift_fence(uow, system_viewer(), reason="test")
    await work(company, clock)
    assert len(wecom.tasks) == 1


async def test_sends_made_after_the_backup_are_learnt_back(
    company: Company, wecom: FakeWeCom, clock: ManualClock
) -> None:
    """What a restored database has forgotten stands in WeCom's records: nobody gets it twice."""
    ids = await company.befriend(6, company.add_staff(2))
    before = clock.now()
    await plan(company, ids)
    await dispatching.dispatch_once(company.house)
    assert len(wecom.tasks) == 1
    await company.run("DELETE FROM message_batches")
    await company.run("UPDATE messages SET state = 'planned', batch_id = NULL, provider_ref = NULL")
    await company.run("UPDATE send_queues SET next_at = now() - interval '1 year', leased_until = NULL")
    async with company.house.unit() as uow:
        await rulebook.lower_fence(uow, system_viewer(), name="restore", reason="restored", sent_since=before)
        await rulebook.lift_fence(uow, system_viewer(), name="restore", reason="checked")
    await work(company, clock)
    assert set(wecom.receivers().values()) == {1}
    assert await states(company) == {"submitted": 6}


async def test_a_worker_that_was_overtaken_writes_nothing_and_takes_its_task_back(
    company: Company, wecom: FakeWeCom, clock: ManualClock
) -> None:
    ids = await company.befriend(3, company.add_staff(1))
    await plan(company, ids)
    async with company.house.unit() as uow:
        queue = await dispatching.dispatching.claim_queue(uow.connection, now=clock.now(), lease=60)
        assert queue is not None
    async with company.house.unit() as uow:
        task = await dispatching._intend(company.house, uow, queue)
    assert task is not None
    await company.run("UPDATE send_queues SET leased_until = now() - interval '1 second'")
    await dispatching._call(company.house, queue, task)
    assert wecom.tasks == []
    await work(company, clock)
    assert set(wecom.receivers().values()) == {1}
    assert not await dispatching.mark_submitted(company.house, queue, task.batch, "late", refused=[])
    assert await states(company) == {"submitted": 3}


async def test_big_queues_are_cut_into_batches(company: Company, wecom: FakeWeCom, clock: ManualClock) -> None:
    company.house.provide(Pace(most_people=4))
    ids = await company.befriend(10, company.add_staff(1))
    await plan(company, ids)
    await work(company, clock)
    assert [len(task.people) for task in wecom.tasks] == [4, 4, 2]


async def test_a_living_worker_keeps_its_lease_however_long_the_call_takes(
    company: Company, wecom: FakeWeCom, clock: ManualClock
) -> None:
    company.house.provide(Pace(lease=timedelta(seconds=0.6)))
    await plan(company, await company.befriend(1, company.add_staff(1)))
    async with company.house.unit() as uow:
        queue = await dispatching.dispatching.claim_queue(uow.connection, now=clock.now(), lease=0.6)
    assert queue is not None
    async with dispatching.kept_lease(company.house, queue):
        for _ in range(6):
            await asyncio.sleep(0.3)
            assert await dispatching.dispatch_once(company.house) == 0
            assert await dispatching._may_still_call(company.house, queue)
    # Nobody renews any more, as after a death: another worker has it one lease later.
    await asyncio.sleep(0.7)
    assert await dispatching.dispatch_once(company.house) == 1
    assert not await dispatching._may_still_call(company.house, queue)
    assert len(wecom.tasks) == 1


async def test_a_lease_that_passed_to_another_is_not_taken_back(company: Company, clock: ManualClock) -> None:
    company.house.provide(Pace(lease=timedelta(seconds=0.3)))
    await plan(company, await company.befriend(1, company.add_staff(1)))
    async with company.house.unit() as uow:
        slept = await dispatching.dispatching.claim_queue(uow.connection, now=clock.now(), lease=-1)
    async with company.house.unit() as uow:
        awake = await dispatching.dispatching.claim_queue(uow.connection, now=clock.now(), lease=60)
    assert slept is not None
    assert awake is not None
    assert awake["fence"] == slept["fence"] + 1
    before = await company.rows("SELECT leased_until FROM send_queues")
    async with dispatching.kept_lease(company.house, slept):
        await asyncio.sleep(0.4)
        assert not await dispatching._may_still_call(company.house, slept)
        assert await dispatching._may_still_call(company.house, awake)
    assert await company.rows("SELECT leased_until FROM send_queues") == before
