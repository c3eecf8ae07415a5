"""Who would get a send that has not begun, one by one: the same judgement as its preview, with names."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping

from siyu.channels.sending.contracts import PlanRequest, Recipient, RecipientFilter, State
from siyu.channels.sending.queries import planning
from siyu.channels.sending.queries.neighbours import seen_customers
from siyu.channels.sending.service.planning import CHUNK, prepare, sources_of
from siyu.channels.sending.service.results import place_of
from siyu.kit.paging import Page, Paging
from siyu.runtime.house import House
from siyu.runtime.viewer import Viewer


async def foresee_recipients(
    house: House, viewer: Viewer, request: PlanRequest, paging: Paging, wanted: RecipientFilter
) -> Page[Recipient]:
    """The people whom the viewer may see and where each would stand as of now, by customer id; nothing is written.

    Raises `VariantsOverfull`, and `BadInput` for a cursor that is none of ours.
    """
    parameters = await prepare(house, request)
    sources, seen, asked = sources_of(request), seen_customers(viewer), wanted.columns()
    after, found = place_of(paging), list[Recipient]()
    while len(found) <= paging.limit:
        async with house.unit() as uow:
            upto = await planning.find_chunk(uow.connection, request.members, after=after, most=CHUNK)
            if upto is None:
                break
            span = {**parameters, "after": after, "upto": upto}
            rows = await planning.judge_each(uow.connection, sources, seen, span)
        after = upto
        people = [_foreseen(row, parameters) for row in rows]
        found += [one for one in people if all(getattr(one, name) == value for name, value in asked.items())]
    shown = found[: paging.limit]
    return Page(shown, str(shown[-1].customer_id) if len(found) > paging.limit else None)


def _foreseen(row: RowMapping, parameters: Mapping[str, Any]) -> Recipient:
    state, gate, reason = State.PLANNED, None, None
    if row["stop"] is not None:
        state, (gate, reason) = State.SKIPPED, row["stop"].split(":")
    elif parameters["held_until"] is not None:
        state, gate, reason = State.HELD, "quiet", parameters["held_reason"]
    arms = parameters["variants"]
    return Recipient(
        send_id=None,
        customer_id=row["customer_id"],
        staff_id=row["staff_id"],
        state=state,
        gate=gate,
        reason=reason,
        variant=arms[row["arm"]] if row["arm"] < len(arms) else None,
        changed_at=None,
    )
