"""`POST /v1/events` in batches of 500 over HTTP, de-duplicated and durable, beside COPY of the same rows."""

import io
import time
from datetime import UTC, datetime

import orjson
import psycopg

from bench.figures import Figure, measure
from bench.loop.population import settle_people
from bench.servers import running_web
from bench.stores import fresh_house, fresh_settings
from bench.wire import post_bytes, send_all
from siyu import staff
from siyu.runtime.house import House
from siyu.runtime.settings import Settings
from siyu.runtime.viewer import system_viewer

BATCH, BATCHES, PROCESSES = 500, 400, 2
_COPY = "COPY events (id, name, customer_id, occurred_at, received_at, source, dedup_key, properties) FROM STDIN"


@measure("loop_events_api_per_s")
async def measure_events() -> list[Figure]:
    """Two hundred thousand page views; a tenth are repeats of events that were sent before."""
    with fresh_settings() as settings:
        async with fresh_house(settings) as house:
            async with house.unit() as uow:
                await settle_people(uow, people=50_000, staff=5)
            key = await _key(house)
            requests = [_request(key, number) for number in range(BATCHES)]
            with running_web(settings, PROCESSES) as port:
                await send_all(port, [_request(key, -1)], connections=1)
                answers = await send_all(port, requests, connections=8)
            assert set(answers.statuses) == {200}, answers.statuses
            floor = _copy(settings)
    sent = BATCHES * BATCH
    return [Figure("loop_events_api_per_s", sent / answers.took, "events/s", "PostgreSQL COPY", sent / floor)]


async def _key(house: House) -> str:
    async with house.unit() as uow:
        user = await staff.create_user(uow, "meter", "measure-the-house-2026", ["admin"])
        wanted = staff.NewKey(name="bench", rights=("events.write",), user_id=user.id)
        _, secret = await staff.create_key(uow, system_viewer(), wanted)
    return secret.get_secret_value()


def _event(number: int) -> dict[str, object]:
    return {
        "id": f"e{number}",
        "name": "page_viewed",
        "occurred_at": datetime.now(UTC).isoformat(),
        "customer_id": number % 50_000 + 1,
        "properties": {"page": f"p{number % 300}", "referrer_kind": "search", "is_bot": False},
    }


def _request(key: str, batch: int) -> bytes:
    first = batch * BATCH
    numbers = [first + place if place % 10 else max(first - BATCH + place, -1) for place in range(BATCH)]
    body = orjson.dumps({"events": [_event(number) for number in numbers]})
    return post_bytes("/v1/events", body, ["content-type: application/json", f"authorization: Bearer {key}"])


def _copy(settings: Settings) -> float:
    assert settings.database_url is not None
    now = datetime.now(UTC).isoformat()
    lines = io.StringIO()
    for number in range(BATCHES * BATCH):
        properties = '{"page": "p1", "referrer_kind": "search", "is_bot": false}'
        lines.write(
            f"{10**9 + number}\tpage_viewed\t{number % 50_000 + 1}\t{now}\t{now}\topen_api\tc{number}\t{properties}\n"
        )
    began = time.perf_counter()
    with psycopg.connect(settings.database_url.get_secret_value()) as connection, connection.cursor() as cursor:
        with cursor.copy(_COPY) as copy:
            copy.write(lines.getvalue())
        connection.commit()
    return time.perf_counter() - began
