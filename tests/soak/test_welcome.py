"""Welcome codes live twenty seconds: they are used in time whatever else waits."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from demo.world import World, make_code
from siyu.runtime.secrets import Vault
from tests.builders.stack import Company, running_company, wait_for
from tests.soak.conftest import Tell

SEED = 20261124
#: Where the inbox's bodies are sealed for; a row sealed for another place could not be opened.
BODY_PLACE = "callback_inbox.body"

_PILE = """
INSERT INTO callback_inbox (corp_id, body_hash, body_sealed, lane, event, change_type, subject,
                            happened_at, received_at, due_at)
SELECT %s, 'pile-' || n, %s, 'normal', 'change_external_contact', 'edit_external_contact', 'pile:' || n, %s, %s, %s
FROM generate_series(1, %s::int) AS n
"""
_JOBS = """
INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, args, status, attempts)
SELECT 'default', 'customers.refresh_contact', 0, NULL,
       jsonb_build_object('corp_id', %s::bigint, 'external_userid', 'wmpile' || n), 'todo', 0
FROM generate_series(1, %s::int) AS n
"""


def pile_up(company: Company, callbacks: int, jobs: int) -> None:
    """Older work that waits: callbacks in the normal lane, and jobs."""
    earlier = datetime.now(UTC) - timedelta(minutes=5)
    plain = company.sender().plain(
        "change_external_contact", "edit_external_contact", earlier, UserID="amy", ExternalUserID="wmpile"
    )
    vault = Vault(company.settings.read_master_key())
    sealed = vault.seal(plain.decode(), place=BODY_PLACE)
    company.query(_PILE, company.corp_id, sealed, earlier, earlier, earlier, callbacks)
    company.query(_JOBS, company.corp_id, jobs)


def waiting(company: Company) -> int:
    """How much older work still waits."""
    callbacks = company.count("SELECT count(*) FROM callback_inbox WHERE state = 'waiting'")
    return callbacks + company.count("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")


def run_behind_a_pile(tell: Tell, *, callbacks: int, jobs: int, scans: int, per_second: float) -> None:
    with running_company(staff=5, seed=SEED) as company:
        world = World(corp_id=company.corp_id, tags={"渠道·门店": make_tag(company)})
        world.staff = dict(company.query("SELECT userid, id FROM staff_members WHERE status = 'active'"))
        code = make_code(company.api, world, name="门店海报", tag="渠道·门店")
        pile_up(company, callbacks, jobs)
        began = time.monotonic()
        company.corp.scan_many(scans, state=code["state_code"], per_second=per_second)
        wait_for("the last scan", lambda: company.corp.books()["welcome"]["issued"] >= scans, 600)
        time.sleep(21)
        found, left = company.corp.books()["welcome"], waiting(company)
        ages = sorted(effect["age_s"] for effect in company.corp.effects(kind="welcome", limit=100_000))
        took = time.monotonic() - began
    late = {"p50_s": round(ages[len(ages) // 2], 2), "p99_s": round(ages[int(len(ages) * 0.99)], 2), "max_s": ages[-1]}
    tell(seed=SEED, piled=callbacks + jobs, left=left, **found, **late, seconds=round(took, 1))
    assert left > (callbacks + jobs) * 0.5, "the pile was worked off, so nothing was shown"
    assert found["issued"] == scans
    assert len(ages) == found["used"]
    assert found["used_within_10_s"] >= scans * 0.999


def make_tag(company: Company) -> int:
    body = {"name": "渠道", "corp_id": company.corp_id, "tags": ["渠道·门店"]}
    return int(company.api.ask("POST", "/v1/tag-groups", body)["tags"][0]["id"])


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_welcomes_do_not_wait_behind_a_million_others(tell: Tell) -> None:
    run_behind_a_pile(tell, callbacks=700_000, jobs=300_000, scans=2_000, per_second=20)
