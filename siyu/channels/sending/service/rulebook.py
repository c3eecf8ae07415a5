"""The organisation's rules of speaking, and the fences that stop everything."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import RowMapping

from siyu.channels.sending.contracts import Fence, QuotaMode, SendRules
from siyu.channels.sending.errors import SendingStopped
from siyu.channels.sending.queries import rulebook
from siyu.runtime.audit import write_audit
from siyu.runtime.database import UnitOfWork
from siyu.runtime.viewer import Viewer

KILL = "kill"
RESTORE = "restore"


async def get_send_rules(uow: UnitOfWork) -> SendRules:
    """The rules in force; the shipped ones until somebody saves others."""
    return _rules_of(await rulebook.find_rules(uow.connection))


async def get_rules_and_fence(uow: UnitOfWork) -> tuple[SendRules, str | None]:
    """The rules in force and the fence that stops everything, if one is down."""
    row, fence = await rulebook.find_rules_and_fence(uow.connection)
    return _rules_of(row), fence


def _rules_of(row: RowMapping | None) -> SendRules:
    if row is None:
        return SendRules()
    values = {name: row[name] for name in SendRules.__dataclass_fields__}
    mode, words = QuotaMode(values.pop("quota_mode")), tuple(values.pop("banned_words"))
    return SendRules(**values, quota_mode=mode, banned_words=words)


async def save_send_rules(uow: UnitOfWork, viewer: Viewer, rules: SendRules) -> None:
    """Put new rules in force for everything planned from now on; noted in the audit trail."""
    values = asdict(rules) | {"quota_mode": str(rules.quota_mode), "banned_words": list(rules.banned_words)}
    await rulebook.save_rules(uow.connection, values | {"changed_at": uow.now()})
    await write_audit(uow, viewer, "channels.rules.save", on=("send_rules", 1))


async def list_fences(uow: UnitOfWork) -> list[Fence]:
    """The fences and whether they are down."""
    rows = await rulebook.list_fences(uow.connection)
    return [Fence(row["name"], row["is_down"], row["reason"], row["changed_by"]) for row in rows]


async def lower_fence(
    uow: UnitOfWork, viewer: Viewer, *, name: str = KILL, reason: str, sent_since: datetime | None = None
) -> None:
    """Stop all sending until the fence is lifted (`kill` by hand, `restore` after a restore).

    `sent_since` is the instant of the restored backup: what was sent after it is not in our tables, so every
    queue first learns it back from WeCom's records.
    """
    await rulebook.set_fence(
        uow.connection, name, is_down=True, reason=reason, by=viewer.name or "system", now=uow.now()
    )
    if sent_since is not None:
        await rulebook.ask_before_sending(uow.connection, sent_since)
    await write_audit(uow, viewer, "channels.fence.lower", on=("send_fence", name), reason=reason)


async def lift_fence(uow: UnitOfWork, viewer: Viewer, *, name: str = KILL, reason: str) -> None:
    """Let sending go on; noted in the audit trail with who and why."""
    await rulebook.set_fence(
        uow.connection, name, is_down=False, reason=reason, by=viewer.name or "system", now=uow.now()
    )
    await write_audit(uow, viewer, "channels.fence.lift", on=("send_fence", name), reason=reason)


async def check_fences(uow: UnitOfWork) -> None:
    """Raise `SendingStopped` while any fence is down."""
    name = await rulebook.find_fence_down(uow.connection)
    if name is not None:
        raise SendingStopped(fence=name)
