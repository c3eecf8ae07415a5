"""Pulling every customer of a corp: ordered over HTTP, done by the worker, seen in counts."""

from datetime import timedelta

from siyu.customers.jobs import reconcile_corp, reconcile_step
from tests.doors.conftest import Firm


async def work_off(firm: Firm) -> int:
    """What the worker would do with the jobs of a pull; how many there were."""
    done = 0
    while True:
        rows = await firm.company.rows(
            "DELETE FROM procrastinate_jobs WHERE task_name LIKE 'customers.reconcile%' AND status = 'todo' "
            "RETURNING task_name, args"
        )
        if not rows:
            return done
        for name, arguments in rows:
            job = {job.name: job for job in (reconcile_corp, reconcile_step)}[str(name)]
            await job.run(firm.company.house, **arguments)  # type: ignore[arg-type]  # JSON of the database
            done += 1


async def test_a_pull_of_all_customers_is_ordered_and_told_in_counts(firm: Firm) -> None:
    corp_id = firm.company.corp_id
    assert await firm.boss.ask("GET", "/v1/customers/sync", corp_id=corp_id) is None
    day = timedelta(days=1).total_seconds()
    firm.company.corp.befriend_many(12, ["amy", "bob"], states=["s1", "s2"], ages_s=[0, 3 * day, 9 * day])
    assert await firm.boss.ask("POST", "/v1/customers/sync", {"corp_id": corp_id}, status=202) is None
    assert await work_off(firm) >= 3
    run = await firm.boss.ask("GET", "/v1/customers/sync", corp_id=corp_id)
    assert (run["state"], run["members_done"], run["relations_seen"], run["started"]) == (
        "done",
        run["members_total"],
        12,
        12,
    )
    ages = await firm.company.rows("SELECT DISTINCT (max(started_at) OVER () - started_at) FROM follows ORDER BY 1")
    assert [round(age.total_seconds() / day) for (age,) in ages] == [0, 3, 9]  # type: ignore[attr-defined]
    states = await firm.company.rows("SELECT DISTINCT state FROM follows ORDER BY 1")
    assert [state for (state,) in states] == ["s1", "s2"]

    assert await firm.boss.ask("POST", "/v1/customers/sync", {"corp_id": corp_id}, status=202) is not None
    await work_off(firm)
    again = await firm.boss.ask("GET", "/v1/customers/sync", corp_id=corp_id)
    assert (again["started"], again["ended"]) == (0, 0)
    await firm.boss.ask("POST", "/v1/customers/sync", {"corp_id": 99}, status=404)
