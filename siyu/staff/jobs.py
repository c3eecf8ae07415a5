"""Jobs of staff: keeping the directory true, forgetting what is over."""

from datetime import timedelta

from siyu.corps import CorpInactive, list_corps
from siyu.runtime.house import House
from siyu.runtime.jobs import every, job
from siyu.staff.queries import accounts as queries
from siyu.staff.service import sync

KEEP_ENDED_SESSIONS = timedelta(days=30)
KEEP_TRIES = timedelta(days=2)


@job("staff.sync_directory")
async def sync_directory(house: House, *, corp_id: int) -> None:
    """Pull one corp's directory."""
    try:
        await sync.sync_directory(house, corp_id)
    except CorpInactive:
        return


@every("17 * * * *", name="staff.sync_directories")
async def sync_directories(house: House) -> None:
    """Order a pull of every corp's directory: the second road beside callbacks."""
    async with house.unit() as uow:
        for corp in await list_corps(uow):
            if corp.is_active and corp.has_secret:
                await uow.enqueue(sync_directory, corp_id=corp.id)


@every("*/5 * * * *", name="staff.meet_expected")
async def meet_expected(house: House) -> None:
    """Ask for the members whom only callbacks have named."""
    await sync.meet_expected(house)


@every("29 3 * * *", name="staff.forget_ended")
async def forget_ended(house: House) -> None:
    """Forget old sessions and counted tries."""
    async with house.unit() as uow:
        await queries.delete_dead_sessions(uow, before=uow.now() - KEEP_ENDED_SESSIONS)
        await queries.delete_tries(uow, before=uow.now() - KEEP_TRIES)
