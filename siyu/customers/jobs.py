"""Jobs of customers: asking WeCom again, telling it of tags, and the second road."""

from siyu import corps
from siyu.customers.service import reconcile, refresh, tag_sync
from siyu.customers.service.profiles import CustomerSnapshots
from siyu.runtime.database import UnitOfWork
from siyu.runtime.house import House
from siyu.runtime.jobs import every, job, lane
from siyu.vendors.wecom import QuotaBlocked
from siyu.warehouse import register_snapshot_source

register_snapshot_source(CustomerSnapshots())


@job("customers.refresh_contacts")
async def refresh_contacts(house: House, *, corp_id: int, external_userids: list[str]) -> None:
    """Ask WeCom for customers and apply the answers; for whom it failed it is ordered again, each alone."""
    failed = await refresh.refresh_contacts(house, corp_id, external_userids)
    if not failed:
        return
    later = {name: error.until for name, error in failed.items() if isinstance(error, QuotaBlocked)}
    others = sorted(failed.keys() - later.keys())
    async with house.unit() as uow:
        if later:
            await uow.enqueue(refresh_contacts, at=max(later.values()), corp_id=corp_id, external_userids=sorted(later))
        if len(external_userids) > 1:
            for name in others:
                await uow.enqueue(refresh_contacts, corp_id=corp_id, external_userids=[name])
    if others and len(external_userids) == 1:
        raise failed[others[0]]


@job("customers.sync_tags")
async def sync_tags_of(house: House, *, corp_id: int) -> None:
    """Pull a corp's tags."""
    await tag_sync.sync_tags(house, corp_id)


async def apply_tag_change(uow: UnitOfWork, corp_id: int) -> None:
    """WeCom says that its tags changed: pull them all, since several changes may come at once and out of order."""
    await uow.enqueue(sync_tags_of, corp_id=corp_id)


@job("customers.reconcile_corp")
async def reconcile_corp(house: House, *, corp_id: int) -> None:
    """Begin a run over a corp, or go on with the one under way."""
    run_id = await reconcile.begin_run(house, corp_id)
    if run_id is not None:
        async with house.unit() as uow:
            await uow.enqueue(reconcile_step, run_id=run_id)


@job("customers.reconcile_step")
async def reconcile_step(house: House, *, run_id: int) -> None:
    """One member of a run; the next step is a job of its own."""
    at = None
    try:
        goes_on = await reconcile.take_step(house, run_id)
    except QuotaBlocked as blocked:
        goes_on, at = True, blocked.until
    if goes_on:
        async with house.unit() as uow:
            await uow.enqueue(reconcile_step, at=at, run_id=run_id)


@every("23 */6 * * *", name="customers.reconcile_all")
async def reconcile_all(house: House) -> None:
    """Order a run over every corp that is on."""
    async with house.unit() as uow:
        for corp in await corps.list_corps(uow):
            if corp.is_active and corp.has_secret:
                await uow.enqueue(reconcile_corp, corp_id=corp.id)


@lane("customers.push_tags", rest_seconds=5, channel="customers_push")
async def push_tags(house: House) -> int:
    """Tell WeCom of tags made here and put on customers here."""
    return await tag_sync.push_everything(house)
