"""The audit trail notices every kind of tampering."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from siyu.runtime.audit import verify_chain, write_audit
from siyu.runtime.database import Database
from siyu.runtime.viewer import system_viewer

TAMPERINGS = {
    "edit": "UPDATE audit_entries SET reason = 'none' WHERE id = 3",
    "delete": "DELETE FROM audit_entries WHERE id = 3",
    "reorder": "UPDATE audit_entries SET id = CASE id WHEN 3 THEN -4 ELSE -3 END WHERE id IN (3, 4);"
    "UPDATE audit_entries SET id = -id WHERE id < 0",
    "insert": "INSERT INTO audit_entries SELECT 6, at, user_id, actor, action, object_kind, object_id, reason,"
    " details, hash FROM audit_entries WHERE id = 5",
}


async def write_five(database: Database) -> None:
    for number in range(5):
        async with database.unit() as uow:
            await write_audit(uow, system_viewer(), "customers.reveal", on=("customer", number), reason="call back")


async def tamper(database: Database, statements: str) -> None:
    async with database.unit() as uow:
        await uow.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER USER"))
        for statement in statements.split(";"):
            await uow.execute(text(statement))


async def test_an_untouched_trail_holds(database: Database) -> None:
    await write_five(database)
    async with database.unit() as uow:
        assert await verify_chain(uow.connection) is None


@pytest.mark.parametrize("kind", TAMPERINGS)
async def test_tampering_is_found(database: Database, kind: str) -> None:
    await write_five(database)
    await tamper(database, TAMPERINGS[kind])
    async with database.unit() as uow:
        finding = await verify_chain(uow.connection)
    assert finding is not None
    assert finding.entry_id in {3, 6}


async def test_a_cut_tail_is_found_with_an_anchor(database: Database) -> None:
    await write_five(database)
    async with database.unit() as uow:
        head = (await uow.execute(text("SELECT id, hash FROM audit_entries ORDER BY id DESC LIMIT 1"))).one()
    await tamper(database, "DELETE FROM audit_entries WHERE id > 3")
    async with database.unit() as uow:
        assert await verify_chain(uow.connection) is None
        finding = await verify_chain(uow.connection, anchor=(head.id, head.hash))
    assert finding is not None
    assert finding.why == "cut"


async def test_the_database_refuses_to_change_an_entry(database: Database) -> None:
    await write_five(database)
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.unit() as uow:
            await uow.execute(text("DELETE FROM audit_entries"))
