"""Work on live codes that the clock orders."""

from siyu import corps
from siyu.acquisition.live_codes import rules
from siyu.acquisition.live_codes.contracts import CodeSpec
from siyu.acquisition.live_codes.queries.codes import list_live
from siyu.acquisition.live_codes.service.media import renew_pictures
from siyu.acquisition.live_codes.service.publishing import list_due, publish_code
from siyu.runtime.house import House
from siyu.runtime.jobs import every


@every("* * * * *", name="live_codes.tend")
async def tend_codes(house: House) -> None:
    """Shifts change and unfinished creations go on: whatever needs work at WeCom is published."""
    for code_id in await list_due(house):
        await publish_code.run(house, code_id=code_id)


@every("11 * * * *", name="live_codes.renew_pictures")
async def renew_all_pictures(house: House) -> None:
    """WeCom forgets pictures after three days; they are uploaded again a day ahead."""
    async with house.unit() as uow:
        rows = await list_live(uow.connection)
    wanted: dict[int, dict[int, None]] = {}
    for row in rows:
        for picture_id in rules.pictures_of(CodeSpec.model_validate(row.spec)):
            wanted.setdefault(row.corp_id, {})[picture_id] = None
    for corp_id, picture_ids in wanted.items():
        try:
            client = await house.get(corps.WeComClients).of(corp_id)
        except (corps.CorpInactive, corps.CorpNotFound):
            continue
        await renew_pictures(house, client, corp_id, list(picture_ids))
