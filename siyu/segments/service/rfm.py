"""RFM: every buyer's scores on one day, as cells and person by person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from siyu.runtime.house import House
from siyu.runtime.viewer import Viewer
from siyu.segments.contracts import RfmCell
from siyu.segments.rules.check import check_model
from siyu.segments.rules.compile import question, write
from siyu.segments.rules.plan import RFM_PARTS, Moment, rfm_source
from siyu.segments.rules.tree import RfmModel
from siyu.segments.service.asking import moment_of, sight_of
from siyu.warehouse import Fragment, Freshness, Warehouse


@dataclass(frozen=True, slots=True)
class RfmPerson:
    """One buyer: days since the last occasion, occasions, net cents, three scores and the name of the class."""

    customer_id: int
    recency_days: int
    frequency: int
    monetary_cents: int
    r: int
    f: int
    m: int
    label: str


async def rfm_cells(
    house: House, viewer: Viewer, model: RfmModel, *, on: date | None = None
) -> tuple[list[RfmCell], Freshness]:
    """How many buyers have which scores at the end of day `on` (today when not given); scores are of all buyers."""
    scores, parameters = _scores(house, model, on)
    asked = question("rfm_cells", {"scores": scores})
    return await house.get(Warehouse).ask_with_stamp(asked, {**parameters, **sight_of(viewer)}, into=RfmCell)


async def list_rfm_people(
    house: House, viewer: Viewer, model: RfmModel, *, on: date | None = None, after: int = 0, limit: int = 1000
) -> list[RfmPerson]:
    """Buyers with their scores, by customer id from `after` on."""
    scores, parameters = _scores(house, model, on)
    asked = question("rfm_people", {"scores": scores})
    given = {**parameters, **sight_of(viewer), "after": after, "page_size": limit}
    return await house.get(Warehouse).ask(asked, given, into=RfmPerson)


def _scores(house: House, model: RfmModel, on: date | None) -> tuple[Fragment, Mapping[str, Any]]:
    check_model(model, "$.model")
    now = moment_of(house)
    source, parameters = rfm_source(model, Moment(on or now.today, now.zone))
    return Fragment(write(source, RFM_PARTS, {})), parameters
