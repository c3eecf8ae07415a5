"""Welcome codes live twenty seconds: they are used in time whatever else waits."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from demo.world import World, make_code
from siyu.runtime.secrets import Vault
from tests.builders.stack import Company, wait_for
from tests.soak.conftest import Tell

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
SELECT 'default', 'customers.refresh_contacts', 0, NULL,
       jsonb_build_object('corp_id', %s::bigint, 'external_userids', jsonb_build_array('wmpile' || n)), 'todo', 0
FROM generate_series(1, %s::int) AS n
"""


@dataclass(frozen=True)
class Pile:
    """Older work that waits: callbacks in the normal lane, and jobs."""

    callbacks: int
    jobs: int

    @property
    def size(self) -> int:
        """How much it is."""
        return self.callbacks + self.jobs


def pile_up(company: Company, pile: Pile) -> None:
    """Put the pile in front of the workers."""
    earlier = datetime.now(UTC) - timedelta(minutes=5)
    plain = company.sender().plain(
        "change_external_contact", "edit_external_contact", earlier, UserID="amy", ExternalUserID="wmpile"
    )
    vault = Vault(company.settings.read_master_key())
    sealed = vault.seal(plain.decode(), place=BODY_PLACE)
    company.query(_PILE, company.corp_id, sealed, earlier, earlier, earlier, pile.callbacks)
    company.query(_JOBS, company.corp_id, pile.jobs)


def waiting(company: Company) -> int:
    """How much older work still waits."""
    callbacks = company.count("SELECT count(*) FROM callback_inbox WHERE state = 'waiting'")
    return callbacks + company.count("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")


def greet_behind(company: Company, pile: Pile, *, scans: int, per_second: float, seed: int, tell: Tell) -> None:
    """Let newcomers scan while a pile waits; nearly all of them are greeted within ten seconds."""
    world = World(corp_id=company.corp_id, tags={"渠道·门店": make_tag(company)})
    world.staff = dict(company.query("SELECT userid, id FROM staff_members WHERE status = 'active'"))
    code = make_code(company.api, world, name="门店海报", tag="渠道·门店")
    pile_up(company, pile)
    began = time.monotonic()
    company.corp.scan_many(scans, state=code["state_code"], per_second=per_second)
    wait_for("the last scan", lambda: company.corp.books()["welcome"]["issued"] >= scans, 600)
    time.sleep(21)
    found, left = company.corp.books()["welcome"], waiting(company)
    ages = sorted(effect["age_s"] for effect in company.corp.effects(kind="welcome", limit=100_000))
    took = time.monotonic() - began
    late = {"p50_s": round(ages[len(ages) // 2], 2), "p99_s": round(ages[int(len(ages) * 0.99)], 2), "max_s": ages[-1]}
    tell(run="welcome", seed=seed, piled=pile.size, left=left, **found, **late, seconds=round(took, 1))
    assert left > pile.size * 0.5, "the pile was worked off, so nothing was shown"
    assert found["issued"] == scans
    assert len(ages) == found["used"]
    assert found["used_within_10_s"] >= scans * 0.999


def make_tag(company: Company) -> int:
    body = {"name": "渠道", "corp_id": company.corp_id, "tags": ["渠道·门店"]}
    return int(company.api.ask("POST", "/v1/tag-groups", body)["tags"][0]["id"])
