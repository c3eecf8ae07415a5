"""What is said, stored once per wording."""

from collections.abc import Iterable
from datetime import datetime

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from siyu.channels.sending.contracts import Message

# A known wording is only read: a thousand newcomers greeted in the same words must not wait for each other's row.
_KEEP = text("""
WITH known AS (
    SELECT id FROM message_contents WHERE fingerprint = :fingerprint
), added AS (
    INSERT INTO message_contents (fingerprint, body, created_at)
    SELECT :fingerprint, cast(:body AS jsonb), :now WHERE NOT EXISTS (SELECT 1 FROM known)
    ON CONFLICT (fingerprint) DO UPDATE SET fingerprint = excluded.fingerprint RETURNING id
)
SELECT id FROM known UNION ALL SELECT id FROM added
""")


async def keep_content(connection: AsyncConnection, message: Message, now: datetime) -> int:
    """The id of a message's wording; the same wording has the same id."""
    body = orjson.dumps(message.model_dump(mode="json")).decode()
    values = {"fingerprint": message.fingerprint(), "body": body, "now": now}
    return int((await connection.execute(_KEEP, values)).scalar_one())


async def get_contents(connection: AsyncConnection, ids: Iterable[int]) -> dict[int, Message]:
    """The messages of these content ids."""
    statement = text("SELECT id, body FROM message_contents WHERE id = ANY(:ids)")
    rows = await connection.execute(statement, {"ids": list(ids)})
    return {row.id: Message.model_validate(row.body) for row in rows}
