"""Runs jobs, schedules and lanes in one process until told to stop."""

import asyncio
import logging
from contextlib import AsyncExitStack, suppress
from datetime import timedelta

import psycopg
from procrastinate import App, PsycopgConnector, RetryStrategy

from siyu.runtime.house import House
from siyu.runtime.jobs.registry import Job, Lane, registered_jobs, registered_lanes

log = logging.getLogger(__name__)

CONCURRENCY = 8
# A job whose worker has not been heard of for this long was cut off and is given to another.
STALLED_AFTER_SECONDS = 30.0


async def run_worker(house: House, stop: asyncio.Event, *, only: frozenset[str] = frozenset()) -> None:
    """Work until `stop` is set; `only` names the lanes of a worker that does nothing else, no jobs either."""
    chosen = [lane for lane in registered_lanes().values() if not only or lane.name in only]
    async with AsyncExitStack() as stack:
        bells = {lane.name: asyncio.Event() for lane in chosen}
        helping = [asyncio.create_task(_listen(house, chosen, bells, stop))]
        if not only:
            app = build_app(house)
            await stack.enter_async_context(app.open_async())
            helping += [asyncio.create_task(_run_jobs(app)), asyncio.create_task(_rescue(house, app, stop))]
        turning = [
            asyncio.create_task(keep_turning(house, lane, bells[lane.name], stop))
            for lane in chosen
            for _ in range(lane.copies)
        ]
        await stop.wait()
        for bell in bells.values():
            bell.set()
        await _wind_down(helping, turning)


async def _wind_down(
    helping: list[asyncio.Task[None]], turning: list[asyncio.Task[None]], seconds: float = 10.0
) -> None:
    for task in helping:
        task.cancel()
    _, pending = await asyncio.wait([*helping, *turning], timeout=seconds)
    for task in pending:
        task.cancel()
    await asyncio.gather(*helping, *turning, return_exceptions=True)


def build_app(house: House) -> App:
    """A procrastinate app that knows every registered job and hands it the house."""
    app = App(connector=PsycopgConnector(conninfo=house.database.url, min_size=1, max_size=4))
    for job in registered_jobs().values():
        _add(app, house, job)
    return app


def _add(app: App, house: House, job: Job) -> None:
    async def run(timestamp: int | None = None, **arguments: object) -> None:
        await job.run(house, **arguments)

    retry = RetryStrategy(max_attempts=job.retries, exponential_wait=2)
    task = app.task(name=job.name, queue=job.queue, retry=retry)(run)
    if job.cron:
        app.periodic(cron=job.cron)(task)


async def _run_jobs(app: App) -> None:
    while True:
        try:
            await app.run_worker_async(
                concurrency=CONCURRENCY,
                install_signal_handlers=False,
                listen_notify=True,
                fetch_job_polling_interval=2.0,
                delete_jobs="successful",
            )
        except Exception:  # the database may be away for a moment
            log.exception("the job runner stopped; it starts again")
            await asyncio.sleep(1)


async def _rescue(house: House, app: App, stop: asyncio.Event) -> None:
    """Give jobs of workers that died to the living."""
    while not stop.is_set():
        try:
            for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
                await app.job_manager.retry_job(job, retry_at=house.clock.now() + timedelta(seconds=1))
        except Exception:
            log.exception("stalled jobs could not be looked up")
        await _rest(stop, 10)


async def keep_turning(house: House, lane: Lane, bell: asyncio.Event, stop: asyncio.Event) -> None:
    """Turn a lane again and again; rest only when it has nothing to do; survive every failure."""
    pause = 0.2
    while not stop.is_set():
        bell.clear()
        try:
            done = await lane.turn(house)
            pause = 0.2
        except Exception:
            log.exception("lane %s failed; it goes on in %.1f s", lane.name, pause)
            await _rest(stop, pause)
            pause = min(pause * 2, 5.0)
            continue
        if not done and not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(bell.wait(), lane.rest_seconds)


async def _rest(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


async def _listen(house: House, lanes: list[Lane], bells: dict[str, asyncio.Event], stop: asyncio.Event) -> None:
    """Wake lanes when their channel is notified; without the database the lanes still wake by their rest time."""
    by_channel: dict[str, list[asyncio.Event]] = {}
    for lane in lanes:
        if lane.channel:
            by_channel.setdefault(lane.channel, []).append(bells[lane.name])
    while by_channel and not stop.is_set():
        try:
            async with await psycopg.AsyncConnection.connect(house.database.url, autocommit=True) as connection:
                for channel in by_channel:
                    await connection.execute(f'LISTEN "{channel}"')
                async for notice in connection.notifies():
                    for bell in by_channel.get(notice.channel, []):
                        bell.set()
        except psycopg.Error:
            await _rest(stop, 1)
