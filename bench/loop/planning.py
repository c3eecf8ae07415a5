"""A campaign planned through all gates, a message row and an event per customer, beside one bare INSERT … SELECT."""

import time

from sqlalchemy import BigInteger, column, select, table, text

from bench.figures import Figure, measure
from bench.loop.population import settle_people
from bench.stores import fresh_house, fresh_settings
from siyu.channels import Message
from siyu.channels.sending import Origin, PlanRequest, Variant, plan
from siyu.runtime.house import House

PEOPLE, STAFF = 200_000, 50

_FLOOR = text("""
INSERT INTO bare_messages (customer_id, staff_id, state, planned_at)
SELECT f.customer_id, f.staff_id, 'planned', now() FROM follows AS f WHERE f.is_live
""")
_FLOOR_TABLE = text("""
CREATE TABLE bare_messages (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint NOT NULL,
                            staff_id bigint NOT NULL, state text NOT NULL, planned_at timestamptz NOT NULL)
""")


@measure("loop_plan_customers_per_s")
async def measure_planning() -> list[Figure]:
    """Everybody passes every gate, so everybody costs a row and an event."""
    with fresh_settings() as settings:
        async with fresh_house(settings) as house:
            async with house.unit() as uow:
                await settle_people(uow, people=PEOPLE, staff=STAFF)
            customers = table("customers", column("id", BigInteger))
            request = PlanRequest(
                origin=Origin.CAMPAIGN,
                origin_id=1,
                members=select(customers.c.id),
                variants=(Variant(name="a", message=Message(text="周五会员日，店内满减，欢迎来坐坐。")),),
            )
            began = time.perf_counter()
            summary = await plan(house, request)
            planning = time.perf_counter() - began
            assert summary.considered == PEOPLE, summary
            floor = await _bare_insert(house)
    return [
        Figure("loop_plan_customers_per_s", PEOPLE / planning, "customers/s", "bare INSERT … SELECT", PEOPLE / floor)
    ]


async def _bare_insert(house: House) -> float:
    async with house.unit() as uow:
        await uow.execute(_FLOOR_TABLE)
    began = time.perf_counter()
    async with house.unit() as uow:
        await uow.execute(_FLOOR)
    return time.perf_counter() - began
