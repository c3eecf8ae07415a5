"""Where jobs lie until a worker takes them: procrastinate's tables, written on our own connection."""

from datetime import datetime
from typing import Any

from procrastinate import App, PsycopgConnector
from sqlalchemy.ext.asyncio import AsyncConnection

from siyu.runtime.jobs.registry import Job

# Never opened: a job is always written on the connection of the unit of work, so that it commits with the data.
_WRITER = App(connector=PsycopgConnector())


async def defer(connection: AsyncConnection, job: Job, *, at: datetime | None, arguments: dict[str, Any]) -> None:
    """Write a job row inside the caller's transaction; `arguments` are plain JSON values."""
    raw = (await connection.get_raw_connection()).driver_connection
    task = _WRITER.configure_task(job.name, queue=job.queue, schedule_at=at, connection=raw, allow_unknown=True)
    await task.defer_async(**arguments)
