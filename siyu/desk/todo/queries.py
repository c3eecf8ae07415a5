"""Counting what waits, each within what the viewer may see."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, text

from siyu import customers
from siyu.runtime.database import UnitOfWork
from siyu.runtime.schema import metadata
from siyu.runtime.viewer import Viewer

#: A campaign whose last moment is nearer than this is about to end.
ENDING = timedelta(hours=24)
#: Imports older than this have been seen.
RECENT = timedelta(days=7)

_COUNTS = {
    "sending_stopped": text("SELECT count(*) FROM send_fences WHERE is_down"),
    "connection_red": text("""
        SELECT count(*) FROM doctor_lines
        WHERE state = 'needs_work' AND (corp_id = 0 OR corp_id IN (SELECT id FROM corps WHERE is_active))
    """),
    "callbacks_parked": text("SELECT count(*) FROM callback_inbox WHERE state = 'parked'"),
    "events_parked": text("SELECT count(*) FROM parked_events WHERE retry_at IS NULL"),
    "sends_unknown": text("SELECT count(*) FROM message_batches WHERE state = 'unknown'"),
    "codes_without_staff": text("""
        SELECT count(*) FROM live_codes
        WHERE status = 'active' AND problem = 'nobody_on_duty'
          AND (:sees_everyone OR staff_ids && cast(:staff_ids AS bigint[]))
    """),
    "codes_broken": text("""
        SELECT count(*) FROM live_codes
        WHERE (status = 'failed' OR (status IN ('active', 'creating', 'unknown') AND problem IS NOT NULL))
          AND problem IS DISTINCT FROM 'nobody_on_duty'
          AND (:sees_everyone OR staff_ids && cast(:staff_ids AS bigint[]))
    """),
    "campaigns_to_approve": text("""
        SELECT count(*) FROM campaigns
        WHERE state = 'submitted'
          AND NOT (submitter IS NOT DISTINCT FROM :me
                   AND coalesce((SELECT needs_two_people FROM send_rules WHERE id = 1), false))
    """),
    "campaigns_ending": text("""
        SELECT count(*) FROM campaigns c
        WHERE c.state = 'running' AND cast(c.spec->>'not_after' AS timestamptz) BETWEEN :now AND :soon
          AND EXISTS (SELECT 1 FROM message_batches b
                      WHERE b.origin = 'campaign' AND b.origin_id = c.id AND b.state = 'submitted'
                        AND b.confirmed_at IS NULL)
    """),
    "campaigns_to_start": text("SELECT count(*) FROM campaigns WHERE state = 'approved'"),
    "imports_with_errors": text("""
        SELECT count(*) FROM imports
        WHERE state = 'done' AND rejected_n > 0 AND ended_at >= :since
          AND (:sees_everyone OR (created_by = :user_id AND created_key IS NULL))
    """),
}  # fmt: skip


def _parameters(uow: UnitOfWork, viewer: Viewer) -> Mapping[str, Any]:
    now = uow.now()
    return {
        "now": now,
        "soon": now + ENDING,
        "since": now - RECENT,
        "me": f"user:{viewer.user_id}",
        "user_id": viewer.user_id,
        "sees_everyone": viewer.sees_everyone,
        "staff_ids": sorted(viewer.staff_ids),
    }


async def count_waiting(uow: UnitOfWork, viewer: Viewer, code: str) -> int:
    """How many things of one kind wait for this viewer."""
    if code == "identity_conflicts":
        return await _count_conflicts(uow, viewer)
    statement = _COUNTS[code]
    given = _parameters(uow, viewer)
    wanted = {name: given[name] for name in statement._bindparams}
    return int((await uow.execute(statement, wanted)).scalar_one())


async def _count_conflicts(uow: UnitOfWork, viewer: Viewer) -> int:
    """Open conflicts of which the viewer may see both people, as the list of conflicts shows them."""
    of, persons = metadata.tables["identity_conflicts"].c, metadata.tables["customers"]
    statement = select(func.count()).select_from(metadata.tables["identity_conflicts"]).where(of.state == "open")
    for side in (of.left_customer_id, of.right_customer_id):
        seen = select(1).where(persons.c.id == side, persons.c.merged_into.is_(None), customers.visible_to(viewer))
        statement = statement.where(seen.exists())
    return int((await uow.execute(statement)).scalar_one())
