"""Whether the product lives and is ready for work; asked by supervisors and load balancers."""

from fastapi import APIRouter, Response
from sqlalchemy import text

from siyu.runtime.errors import SituationError
from siyu.runtime.http import Shape, TheHouse, public
from siyu.warehouse import Warehouse

router = APIRouter(tags=["health"])


class HealthOut(Shape):
    """The state of each part: `ok`, or the code of what is wrong."""

    database: str
    warehouse: str
    warehouse_age_seconds: float | None


@router.get("/health", summary="Is the product alive, and how fresh is the warehouse?")
async def read_health(
    house: TheHouse, response: Response, _: None = public("load balancers ask without a key")
) -> HealthOut:
    """200 while the database answers (the warehouse may lag or rebuild); 503 otherwise."""
    database, warehouse, age = "ok", "ok", None
    try:
        async with house.unit() as uow:
            await uow.execute(text("SELECT 1"))
    except SituationError as error:
        database, response.status_code = error.code, 503
    try:
        stamp = await house.get(Warehouse).freshness()
        warehouse, age = str(stamp.state), stamp.age_seconds(house.clock.now())
    except SituationError as error:
        warehouse = error.code
    return HealthOut(database=database, warehouse=warehouse, warehouse_age_seconds=age)
