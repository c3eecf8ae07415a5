"""Showing a masked field to one person: right, reason, budget, audit and event, all or nothing."""

from sqlalchemy.exc import DBAPIError

from siyu import customers
from siyu.kit.zones import local_day
from siyu.privacy.contracts import ContactRevealed, RevealReason
from siyu.privacy.errors import AuditUnavailable, PhoneUnknown, RevealBudgetSpent, RevealNeedsPerson
from siyu.privacy.queries import budgets
from siyu.privacy.service.consents import check_visible
from siyu.runtime.audit import write_audit
from siyu.runtime.database import UnitOfWork
from siyu.runtime.house import House
from siyu.runtime.spine import Source
from siyu.runtime.viewer import Viewer

RIGHT = "customers.reveal"
DAILY_REVEALS = 50


async def reveal_phone(
    house: House,
    viewer: Viewer,
    customer_id: int,
    *,
    reason: RevealReason,
    note: str = "",
    most_a_day: int = DAILY_REVEALS,
) -> str:
    """The clear phone number of a customer, given out only after the audit entry is committed.

    Raises `Forbidden`, `RevealNeedsPerson`, `CustomerNotFound` (also when out of sight), `PhoneUnknown`,
    `RevealBudgetSpent`, `AuditUnavailable`.
    """
    viewer.must(RIGHT)
    user_id = viewer.user_id
    if user_id is None or viewer.api_key_id is not None:
        raise RevealNeedsPerson
    async with house.unit() as uow:
        await check_visible(uow, viewer, customer_id)
        phone = await customers.read_phone(uow, house.vault, customer_id)
        if phone is None:
            raise PhoneUnknown(what="phone number")
        on_day = local_day(uow.now(), house.settings.zone)
        number = await budgets.use_one(uow, user_id=user_id, on_day=on_day, most=most_a_day)
        if number is None:
            raise RevealBudgetSpent(most=most_a_day)
        await _write_down(uow, viewer, customer_id, reason=reason, note=note)
        uow.say(
            ContactRevealed(
                dedup_key=f"reveal:{user_id}:{on_day}:{number}",
                customer_id=customer_id,
                staff_id=viewer.staff_id,
                source=Source.CONSOLE,
                field="phone",
                reason=reason.value,
            )
        )
    return phone


async def _write_down(uow: UnitOfWork, viewer: Viewer, customer_id: int, *, reason: RevealReason, note: str) -> None:
    why = f"{reason.value}: {note}" if note else reason.value
    try:
        await write_audit(uow, viewer, RIGHT, on=("customer", customer_id), reason=why, details={"field": "phone"})
    except DBAPIError as error:
        raise AuditUnavailable from error
