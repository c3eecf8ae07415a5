"""A worker that only sends, to be killed: `python -m tests.channels.sending.worker DATABASE_URL DATA_DIR`."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr

from siyu.channels.sending import jobs
from siyu.channels.sending.service.pace import Pace
from siyu.corps import WeComClients
from siyu.kit.clock import SystemClock
from siyu.runtime.house import open_house
from siyu.runtime.settings import Settings
from siyu.runtime.work import run_worker

QUICK = Pace(
    lease=timedelta(seconds=2),
    ask_after=timedelta(seconds=1),
    ask_again=timedelta(seconds=0.5),
    most_people=5,
)
LANES = frozenset({jobs.dispatch.name, jobs.results.name, jobs.held.name})


async def work(url: str, data_dir: str) -> None:
    """Turn the lanes of sending until killed."""
    settings = Settings(data_dir=Path(data_dir), database_url=SecretStr(url), master_key=SecretStr("11" * 32))
    async with open_house(settings, SystemClock(), database_url=url) as house:
        house.provide(WeComClients.over(house))
        house.provide(QUICK)
        await run_worker(house, asyncio.Event(), only=LANES)


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], sys.argv[2]))
