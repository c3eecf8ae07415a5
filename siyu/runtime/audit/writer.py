"""Writing one entry: inside the caller's transaction, so that an audited act without its entry cannot commit."""

from typing import Any

import orjson
from sqlalchemy import text

from siyu.runtime.audit.chain import GENESIS, chain_hash
from siyu.runtime.database import UnitOfWork
from siyu.runtime.viewer import Viewer

# One writer at a time keeps the ids free of gaps and the chain unbroken; held until the transaction ends.
_LOCK = 0x5359_4155


async def write_audit(
    uow: UnitOfWork,
    viewer: Viewer,
    action: str,
    *,
    on: tuple[str, object],
    reason: str | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Note that `viewer` did `action` (e.g. `customers.phone.reveal`) on an object given as (kind, id).

    `details` are ids and counts, never personal data.
    """
    await uow.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    last = (await uow.execute(text("SELECT id, hash FROM audit_entries ORDER BY id DESC LIMIT 1"))).one_or_none()
    entry = {
        "id": last.id + 1 if last else 1,
        "at": uow.now(),
        "user_id": viewer.user_id,
        "actor": viewer.name or "system",
        "action": action,
        "object_kind": on[0],
        "object_id": str(on[1]),
        "reason": reason,
        "details": details or {},
    }
    digest = chain_hash(last.hash if last else GENESIS, entry)
    await uow.execute(
        text("""
            INSERT INTO audit_entries (id, at, user_id, actor, action, object_kind, object_id, reason, details, hash)
            VALUES (:id, :at, :user_id, :actor, :action, :object_kind, :object_id, :reason,
                    cast(:details AS jsonb), :hash)
        """),
        {**entry, "details": orjson.dumps(entry["details"]).decode(), "hash": digest},
    )
