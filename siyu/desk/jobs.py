"""What the desk does by itself: telling people."""

from siyu.desk.doctor import service as doctor
from siyu.desk.notices import queries as notices
from siyu.desk.work.jobs import run_export
from siyu.desk.work.service import exporting
from siyu.runtime.house import House
from siyu.runtime.jobs import every, lane


@lane("desk.notices", rest_seconds=5.0)
async def turn_notices(house: House) -> int:
    """Tell people what became of their imports and campaigns."""
    async with house.unit() as uow:
        await notices.notice_others_work(uow)
    return 0


@every("50 19 * * *", name="desk.forget")
async def forget_old(house: House) -> None:
    """Forget old notices and the files of old exports."""
    async with house.unit() as uow:
        await notices.forget_old(uow)
    while await exporting.forget_files(house):
        pass


@every("10 20 * * *", name="desk.examine")
async def examine(house: House) -> None:
    """The nightly self-test of every corp's connection."""
    await doctor.check_all(house)


__all__ = ["examine", "forget_old", "run_export", "turn_notices"]
