"""What live codes do when something happened: tag who came, count what became of them, replace who left."""

from siyu import channels, customers, staff
from siyu.acquisition.live_codes.contracts import CodeSpec
from siyu.acquisition.live_codes.queries import adds
from siyu.acquisition.live_codes.queries.codes import find_code
from siyu.acquisition.live_codes.service.publishing import order_publishing
from siyu.runtime.database import UnitOfWork
from siyu.runtime.spine import Source, on
from siyu.runtime.viewer import system_viewer

_VIEWER = system_viewer("live code")


@on(customers.FollowStarted)
async def take_in(event: customers.FollowStarted, uow: UnitOfWork) -> None:
    """Somebody came through a code: they get its tags and are counted for it."""
    if event.live_code is None or event.customer_id is None or event.staff_id is None:
        return
    row = await find_code(uow.connection, event.live_code)
    if row is None:
        return
    is_first = event.spell == 1 and not await adds.has_adds(uow.connection, event.customer_id)
    await adds.add_add(
        uow.connection,
        {
            "code_id": row.id,
            "customer_id": event.customer_id,
            "staff_id": event.staff_id,
            "spell": event.spell,
            "is_first": is_first,
            "started_at": event.occurred_at,
        },
    )
    tag_ids = CodeSpec.model_validate(row.spec).tag_ids
    if tag_ids:
        await customers.add_tags(uow, _VIEWER, [event.customer_id], list(tag_ids), by="rule", source=Source.WORKER)


@on(customers.FollowEnded)
async def note_end(event: customers.FollowEnded, uow: UnitOfWork) -> None:
    """A relation is over; the code that began it counts the loss."""
    if event.customer_id is None or event.staff_id is None or event.occurred_at is None:
        return
    await adds.end_add(
        uow.connection,
        customer_id=event.customer_id,
        staff_id=event.staff_id,
        spell=event.spell,
        at=event.occurred_at,
        by=event.by,
    )


@on(customers.CustomerMerged)
async def follow_merge(event: customers.CustomerMerged, uow: UnitOfWork) -> None:
    """Two records were one person: what codes brought is the survivor's."""
    if event.customer_id is not None:
        await adds.move_adds(uow.connection, loser=event.loser, survivor=event.customer_id)


Ending = channels.MessageDelivered | channels.MessageFailed | channels.MessageUnknown | channels.MessageSkipped


async def _note_welcome(event: Ending, state: str, uow: UnitOfWork) -> None:
    if event.origin == "welcome" and event.customer_id is not None and event.staff_id is not None:
        await adds.note_welcome(uow.connection, customer_id=event.customer_id, staff_id=event.staff_id, state=state)


@on(channels.MessageDelivered)
async def note_delivered(event: channels.MessageDelivered, uow: UnitOfWork) -> None:
    """A welcome arrived."""
    await _note_welcome(event, "delivered", uow)


@on(channels.MessageFailed)
async def note_failed(event: channels.MessageFailed, uow: UnitOfWork) -> None:
    """A welcome did not arrive."""
    await _note_welcome(event, "failed", uow)


@on(channels.MessageUnknown)
async def note_unknown(event: channels.MessageUnknown, uow: UnitOfWork) -> None:
    """Nobody can tell whether a welcome arrived."""
    await _note_welcome(event, "unknown", uow)


@on(channels.MessageSkipped)
async def note_skipped(event: channels.MessageSkipped, uow: UnitOfWork) -> None:
    """A gate stopped a welcome."""
    await _note_welcome(event, "skipped", uow)


@on(staff.StaffLeft)
async def replace_leaver(event: staff.StaffLeft, uow: UnitOfWork) -> None:
    """A member left: their codes go on with the others."""
    if event.staff_id is not None:
        await order_publishing(uow, event.staff_id)


@on(staff.StaffMoved)
async def look_again(event: staff.StaffMoved, uow: UnitOfWork) -> None:
    """A member joined or was suspended: whether they can answer has changed."""
    if event.staff_id is not None:
        await order_publishing(uow, event.staff_id)
