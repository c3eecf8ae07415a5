"""The rows of an export, page by page, as the one who ordered it may see them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from siyu import channels, commerce, customers, intake, staff
from siyu.channels import Origin
from siyu.commerce import OrderFilter, OrderState
from siyu.customers import CustomerFilter
from siyu.desk.work.rules import money
from siyu.kit.paging import Paging
from siyu.runtime.database import UnitOfWork
from siyu.runtime.house import House
from siyu.runtime.viewer import Viewer

PAGE = 200

Rows = list[list[str]]
#: One page: its rows and the cursor of the next, or None at the end.
Reader = Callable[[House, UnitOfWork, Viewer, Mapping[str, Any], str | None], Awaitable[tuple[Rows, str | None]]]


def _moment(value: datetime | None, zone: ZoneInfo) -> str:
    return value.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") if value else ""


def _when(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


async def _customers(
    house: House, uow: UnitOfWork, viewer: Viewer, wanted: Mapping[str, Any], cursor: str | None
) -> tuple[Rows, str | None]:
    want = CustomerFilter(
        text=wanted["text"],
        tags_any=tuple(wanted["tags_any"]),
        tags_all=tuple(wanted["tags_all"]),
        staff_ids=tuple(wanted["staff_ids"]),
        state=wanted["state"],
        source=wanted["source"],
        created_from=_when(wanted["created_from"]),
        created_to=_when(wanted["created_to"]),
    )
    page = await customers.list_customers(uow, viewer, want, Paging(PAGE, cursor), vault=house.vault)
    names = await staff.list_names(uow, {member for card in page.items for member in card.staff_ids})
    zone = house.settings.zone
    rows = [
        [
            str(card.id), card.name, card.phone_masked or "", card.state,
            "、".join(names.get(member, "") for member in card.staff_ids), "、".join(tag.name for tag in card.tags),
            card.first_source or "", _moment(card.last_follow_at, zone), _moment(card.created_at, zone),
        ]
        for card in page.items
    ]  # fmt: skip
    return rows, page.next_cursor


async def _orders(
    house: House, uow: UnitOfWork, viewer: Viewer, wanted: Mapping[str, Any], cursor: str | None
) -> tuple[Rows, str | None]:
    want = OrderFilter(
        wanted["customer_id"],
        wanted["shop_id"],
        OrderState(wanted["state"]) if wanted["state"] else None,
        wanted["number"],
        _when(wanted["since"]),
        _when(wanted["until"]),
    )
    page = await commerce.list_orders(uow, viewer, want, Paging(PAGE, cursor))
    zone = house.settings.zone
    rows = [
        [
            one.number, one.shop_key, str(one.customer_id), str(one.state), one.currency, money(one.total_cents),
            money(one.paid_cents), money(one.refunded_cents), _moment(one.placed_at, zone), _moment(one.paid_at, zone),
            one.customer_name or "", one.staff_name or one.staff_userid or "", one.store or "",
        ]
        for one in page.items
    ]  # fmt: skip
    return rows, page.next_cursor


async def _recipients(
    house: House, uow: UnitOfWork, viewer: Viewer, wanted: Mapping[str, Any], cursor: str | None
) -> tuple[Rows, str | None]:
    states = (channels.State(wanted["state"]),) if wanted["state"] else ()
    page = await channels.list_recipients(
        uow, viewer, Origin.CAMPAIGN, wanted["campaign_id"], Paging(PAGE, cursor), want=channels.RecipientFilter(states)
    )
    zone = house.settings.zone
    rows = [
        [
            str(one.customer_id), str(one.staff_id or ""), str(one.state),
            channels.sentence_for(one.state, one.reason)[viewer.language == "en"], one.variant or "",
            _moment(one.changed_at, zone),
        ]
        for one in page.items
    ]  # fmt: skip
    return rows, page.next_cursor


async def _import_rows(
    house: House, uow: UnitOfWork, viewer: Viewer, wanted: Mapping[str, Any], cursor: str | None
) -> tuple[Rows, str | None]:
    found = await intake.list_rejected(uow, viewer, wanted["import_id"], after=int(cursor or 0), limit=PAGE)
    rows = [
        [str(one.row), one.reason.en if viewer.language == "en" else one.reason.zh, " | ".join(one.cells)]
        for one in found
    ]
    return rows, str(found[-1].row) if len(found) == PAGE else None


async def _audit(
    house: House, uow: UnitOfWork, viewer: Viewer, wanted: Mapping[str, Any], cursor: str | None
) -> tuple[Rows, str | None]:
    names = ("user_id", "action", "object_kind", "object_id")
    narrow = staff.TrailFilter(
        since=_when(wanted["since"]), until=_when(wanted["until"]), **{name: wanted[name] for name in names}
    )
    page = await staff.list_entries(uow, narrow, Paging(PAGE, cursor))
    zone = house.settings.zone
    rows = [
        [
            str(one.id), _moment(one.at, zone), one.actor, one.action, one.object_kind, one.object_id,
            one.reason or "",
        ]
        for one in page.items
    ]  # fmt: skip
    return rows, page.next_cursor


READERS: Mapping[str, Reader] = {
    "customers": _customers,
    "orders": _orders,
    "campaign_recipients": _recipients,
    "import_rows": _import_rows,
    "audit": _audit,
}


async def count_rows(house: House, uow: UnitOfWork, viewer: Viewer, kind: str, wanted: Mapping[str, Any]) -> int | None:
    """How many rows there will be, where that is known beforehand."""
    if kind != "customers":
        return None
    text: Sequence[str] = [name for name in ("text", "source", "state") if wanted[name]]
    lists = [name for name in ("tags_any", "tags_all", "staff_ids") if wanted[name]]
    if text or lists or wanted["created_from"] or wanted["created_to"]:
        return None
    return await customers.CustomersInScope().count(uow, viewer)
