"""The consent ledger, its present state, stops of channels."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from siyu import customers
from siyu.privacy.tables import consent_entries, consent_states, suppressions
from siyu.runtime.database import UnitOfWork
from siyu.runtime.schema import metadata
from siyu.runtime.viewer import Viewer


async def is_visible(uow: UnitOfWork, viewer: Viewer, customer_id: int) -> bool:
    """Whether the viewer may see this customer (merged records are nobody any more)."""
    people = metadata.tables["customers"]
    statement = select(people.c.id).where(
        people.c.id == customer_id, people.c.merged_into.is_(None), customers.visible_to(viewer)
    )
    return (await uow.execute(statement)).first() is not None


async def lock_consents(uow: UnitOfWork, customer_id: int) -> None:
    """One writer per customer's ledger until the transaction ends."""
    await uow.execute(text("SELECT pg_advisory_xact_lock(70, hashint8(:customer_id))"), {"customer_id": customer_id})


async def list_states(uow: UnitOfWork, customer_id: int) -> Sequence[Row[Any]]:
    """Where the ledger stands for a customer."""
    states = consent_states.c
    statement = select(consent_states).where(states.customer_id == customer_id)
    return (await uow.execute(statement.order_by(states.purpose, states.topic, states.channel))).all()


async def save_entry(uow: UnitOfWork, values: Mapping[str, Any]) -> int:
    """Add a word to the ledger."""
    return int(
        (await uow.execute(insert(consent_entries).values(**values).returning(consent_entries.c.id))).scalar_one()
    )


async def save_state(uow: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Make this the latest word on its purpose, topic and channel."""
    new = upsert(consent_states).values(**values)
    keys = ["customer_id", "purpose", "topic", "channel"]
    changed = {name: new.excluded[name] for name in values if name not in keys}
    await uow.execute(new.on_conflict_do_update(index_elements=keys, set_=changed))


async def list_entries(uow: UnitOfWork, customer_id: int, *, before: int, limit: int) -> Sequence[Row[Any]]:
    """A customer's ledger, newest first."""
    wanted = (consent_entries.c.customer_id == customer_id, consent_entries.c.id < before)
    statement = select(consent_entries).where(*wanted).order_by(consent_entries.c.id.desc()).limit(limit)
    return (await uow.execute(statement)).all()


async def list_all_entries(uow: UnitOfWork, customer_id: int) -> Sequence[Row[Any]]:
    """A customer's whole ledger, oldest first."""
    statement = select(consent_entries).where(consent_entries.c.customer_id == customer_id)
    return (await uow.execute(statement.order_by(consent_entries.c.id))).all()


async def list_suppressions(uow: UnitOfWork, customer_id: int) -> Sequence[Row[Any]]:
    """Stops on a customer's channels."""
    statement = select(suppressions).where(suppressions.c.customer_id == customer_id)
    return (await uow.execute(statement.order_by(suppressions.c.channel))).all()


async def save_suppression(uow: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Stop a channel, or change its stop."""
    new = upsert(suppressions).values(**values)
    changed = {name: new.excluded[name] for name in ("reason", "until", "created_at")}
    await uow.execute(new.on_conflict_do_update(index_elements=["customer_id", "channel"], set_=changed))


async def copy_suppressions(uow: UnitOfWork, *, loser: int, survivor: int) -> None:
    """A survivor of a merge keeps every stop of the record that went into it; for good beats until."""
    new = upsert(suppressions).from_select(
        ["customer_id", "channel", "reason", "until", "created_at"],
        select(
            text(":survivor").bindparams(survivor=survivor),
            suppressions.c.channel,
            suppressions.c.reason,
            suppressions.c.until,
            suppressions.c.created_at,
        ).where(suppressions.c.customer_id == loser),
    )
    longest = func.nullif(
        func.greatest(
            func.coalesce(suppressions.c.until, text("'infinity'::timestamptz")),
            func.coalesce(new.excluded.until, text("'infinity'::timestamptz")),
        ),
        text("'infinity'::timestamptz"),
    )
    await uow.execute(new.on_conflict_do_update(index_elements=["customer_id", "channel"], set_={"until": longest}))


async def delete_suppression(uow: UnitOfWork, customer_id: int, channel: str) -> bool:
    """Lift a stop; whether there was one."""
    wanted = (suppressions.c.customer_id == customer_id, suppressions.c.channel == channel)
    return (await uow.execute(delete(suppressions).where(*wanted))).rowcount == 1
