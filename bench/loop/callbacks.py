"""Encrypted callbacks over HTTP, answered only when durable: how many a second, and how late the last of a hundred."""

import random
from datetime import UTC, datetime

from pydantic import SecretStr
from sqlalchemy import text

from bench.figures import Figure, measure
from bench.servers import running_web
from bench.stores import fresh_house, fresh_settings
from bench.wire import Answers, post_bytes, send_all
from siyu import corps
from siyu.runtime.house import House
from tests.builders.callbacks import CallbackSender

PACE, SECONDS, REPEATED = 1000, 60, 0.2
FLOOD = 20_000


@measure("loop_callback_durable_per_s")
async def measure_callbacks() -> list[Figure]:
    """A flood first (throughput), then a minute at 1,000 a second with a fifth repeated, everything shuffled."""
    sender = CallbackSender()
    with fresh_settings() as settings:
        async with fresh_house(settings) as house:
            path = await _corp_path(house, sender)
            with running_web(settings) as port:
                flood = await send_all(port, _requests(sender, path, "flood", FLOOD, 0), connections=64)
                paced_requests = _requests(sender, path, "paced", int(PACE * SECONDS * (1 - REPEATED)), REPEATED)
                paced = await send_all(port, paced_requests, connections=64, per_second=PACE)
            await _check(house, flood, paced)
    return [
        Figure("loop_callback_durable_per_s", len(flood.seconds) / flood.took, "callbacks/s"),
        Figure("loop_callback_p99_ms_at_1000_per_s", paced.percentile(0.99) * 1000, "ms"),
        Figure("loop_callback_max_ms_at_1000_per_s", max(paced.seconds) * 1000, "ms"),
    ]


async def _corp_path(house: House, sender: CallbackSender) -> str:
    setup = corps.CorpSetup(
        name="bench",
        wecom_corp_id=sender.corp,
        api_base="http://127.0.0.1:9",
        secret=SecretStr("secret"),
        callback_token=SecretStr(sender.token),
        callback_key=SecretStr(sender.aes_key),
    )
    return (await corps.save_corp(house, setup)).callback_path


def _requests(sender: CallbackSender, path: str, prefix: str, distinct: int, repeated: float) -> list[bytes]:
    """Sealed deliveries of distinct facts, some of them twice, in no order."""
    now = datetime.now(UTC)
    plains = [sender.added(now, customer=f"wm{prefix}{number}") for number in range(distinct)]
    chance = random.Random(7)
    plains += chance.choices(plains, k=int(distinct * repeated / (1 - repeated)))
    chance.shuffle(plains)
    deliveries = sender.seal_many(plains, now)
    return [post_bytes(path + delivery.target, delivery.body) for delivery in deliveries]


async def _check(house: House, *runs: Answers) -> None:
    """Everything was answered 200, and every distinct fact lies in the inbox exactly once."""
    for run in runs:
        assert set(run.statuses) == {200}, run.statuses
    async with house.unit() as uow:
        stored = (await uow.execute(text("SELECT count(*) FROM callback_inbox"))).scalar_one()
    distinct = FLOOD + int(PACE * SECONDS * (1 - REPEATED))
    assert stored == distinct, f"{stored} stored of {distinct}"
