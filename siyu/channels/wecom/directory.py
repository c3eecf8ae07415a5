"""Callbacks about the corp itself: members and departments."""

from siyu import staff
from siyu.channels.wecom.contracts import Received
from siyu.channels.wecom.registry import on_callback
from siyu.runtime.database import UnitOfWork


@on_callback("change_contact")
async def apply_directory_change(uow: UnitOfWork, received: Received) -> str:
    """A member or department was made, changed or removed; the staff domain knows what that means."""
    change = {"ChangeType": received.event.change_type, **received.event.fields}
    is_ours = await staff.apply_directory_change(uow, received.corp_id, change, occurred_at=received.happened_at)
    return "directory_changed" if is_ours else "unused"
