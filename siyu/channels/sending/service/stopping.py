"""What a person decides about a send under way: stop it, remind the staff, judge what nobody can tell."""

from datetime import timedelta

from siyu.channels.sending.contracts import Origin, State, UnknownBatch
from siyu.channels.sending.errors import BatchNotUnknown
from siyu.channels.sending.queries import dispatching, polling, results, settling
from siyu.corps import WeComClients
from siyu.runtime.audit import write_audit
from siyu.runtime.database import UnitOfWork
from siyu.runtime.house import House
from siyu.runtime.viewer import Viewer
from siyu.vendors import wecom

#: WeCom's limit of reminders of one task.
MOST_REMINDERS = 3
_REMINDER_WINDOW = timedelta(hours=24)


async def stop_sends(uow: UnitOfWork, origin: Origin, origin_id: int, *, reason: str = "stopped") -> int:
    """Nothing more goes out: who waits is skipped, tasks nobody confirmed are cancelled at WeCom; how many waited."""
    now = uow.now()
    await polling.stop_origin(uow.connection, origin=str(origin), origin_id=origin_id, now=now)
    return await settling.stop_waiting(uow.connection, origin=str(origin), origin_id=origin_id, reason=reason, now=now)


async def remind(house: House, origin: Origin, origin_id: int) -> int:
    """Remind the staff members who have not confirmed, at most three times in 24 hours each; how many tasks.

    A reminder is noted before it is made, so that a lost answer can never make a fourth.
    """
    after = reminded = 0
    while True:
        async with house.unit() as uow:
            now = uow.now()
            batch = await polling.take_reminder(
                uow.connection,
                origin=str(origin),
                origin_id=origin_id,
                after=after,
                since=(now - _REMINDER_WINDOW).isoformat(),
                at=now.isoformat(),
                most=MOST_REMINDERS,
            )
        if batch is None:
            return reminded
        after = batch["id"]
        client = await house.get(WeComClients).of(batch["corp_id"])
        try:
            await client.mass_send.remind(batch["msgid"])
            reminded += 1
        except wecom.WeComFailure:
            continue  # noted as used; the others still deserve theirs


async def list_unknown(uow: UnitOfWork) -> list[UnknownBatch]:
    """The calls whose outcome nobody can tell, oldest first."""
    return [
        UnknownBatch(
            id=row["id"],
            origin=row["origin"],
            origin_id=row["origin_id"],
            staff_id=row["staff_id"],
            people=row["people"],
            intended_at=row["intended_at"],
            asks=row["asks"],
            reason=row["reason"],
        )
        for row in await results.list_unknown(uow.connection)
    ]


async def decide_unknown(uow: UnitOfWork, viewer: Viewer, batch_id: int, decision: str, *, reason: str) -> None:
    """A person decides about an unknown batch: `sent`, `not_sent` (its people wait for another task) or `ask_again`.

    Raises `BatchNotUnknown`. Noted in the audit trail.
    """
    rows = await results.list_unknown(uow.connection, batch_id)
    if not rows:
        raise BatchNotUnknown
    now, queue_id = uow.now(), rows[0]["queue_id"]
    after = {"sent": State.DELIVERED, "not_sent": State.PLANNED, "ask_again": State.DISPATCHING}[decision]
    await settling.move_batch(uow.connection, batch_id, after, from_states=[State.UNKNOWN], now=now)
    if decision == "ask_again":
        await results.reopen_batch(uow.connection, batch_id)
    else:
        state = "withdrawn" if decision == "not_sent" else "closed"
        await dispatching.close_intent(uow.connection, batch_id, state, reason=f"decided_{decision}", now=now)
    if decision != "sent":
        await results.wake_queue(uow.connection, queue_id, now)
    await write_audit(
        uow, viewer, "channels.unknown.decide", on=("message_batch", batch_id), reason=reason, details={"is": decision}
    )
