"""Callbacks about the corp's tags."""

from siyu import customers
from siyu.channels.wecom.contracts import Received
from siyu.channels.wecom.registry import on_callback
from siyu.runtime.database import UnitOfWork


@on_callback("change_external_tag")
async def apply_tag_change(uow: UnitOfWork, received: Received) -> str:
    """Tags were made, changed, removed or sorted; names are not in the callback, so they are read from WeCom."""
    await customers.apply_tag_change(uow, received.corp_id)
    return "tag_read_ordered"
