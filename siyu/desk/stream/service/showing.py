"""What one viewer is shown of events: those of their scope, with names as their rights allow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from siyu import customers, staff, warehouse
from siyu.desk.stream import queries
from siyu.desk.stream.rules import SHOWN, right_for
from siyu.kit.masking import mask_name
from siyu.runtime.database import UnitOfWork
from siyu.runtime.spine import EventRecord, Mark
from siyu.runtime.viewer import Viewer

_LATEST = 300
_MOST_READ = 3_000
_END = Mark(2**62, 2**62)


@dataclass(frozen=True, slots=True)
class Happening:
    """One event as somebody sees it; `customer_id` is missing where the viewer may not open the customer."""

    mark: Mark
    name: str
    zh: str
    en: str
    occurred_at: datetime
    customer_id: int | None
    customer_name: str | None
    staff_id: int | None
    staff_name: str | None


async def show(uow: UnitOfWork, viewer: Viewer, records: Sequence[EventRecord]) -> list[Happening]:
    """Those of the events that the viewer may see, in the order given."""
    ids = {record.customer_id for record in records if record.customer_id is not None}
    now_called = await customers.resolve(uow, sorted(ids)) if ids else {}
    people = await queries.list_seen(uow, viewer, set(now_called.values())) if now_called else {}
    members = {record.staff_id for record in records if record.staff_id is not None}
    names = await staff.list_names(uow, members) if members else {}
    found = []
    for record in records:
        person = people.get(now_called.get(record.customer_id or 0, 0))
        if person is None and not _may_see_without_customer(viewer, record):
            continue
        entry = warehouse.catalogue.EVENTS[record.name]
        may_open = viewer.may("customers.read")
        found.append(
            Happening(
                mark=record.mark,
                name=record.name,
                zh=entry.zh,
                en=entry.en,
                occurred_at=record.occurred_at,
                customer_id=person["id"] if person and may_open else None,
                customer_name=_name(person["name"], is_open=may_open) if person else None,
                staff_id=record.staff_id,
                staff_name=names.get(record.staff_id or 0),
            )
        )
    return found


def _name(name: str, *, is_open: bool) -> str | None:
    return name if is_open else mask_name(name)


def _may_see_without_customer(viewer: Viewer, record: EventRecord) -> bool:
    """Events of no customer: a colleague's within the scope, the house's for who sees everyone."""
    if record.customer_id is not None or not viewer.may(right_for(record.name)):
        return False
    return viewer.sees_everyone or (record.staff_id is not None and record.staff_id in viewer.staff_ids)


async def list_recent(uow: UnitOfWork, viewer: Viewer, *, limit: int) -> list[Happening]:
    """The newest happenings of the viewer's scope, newest first; looks back at most 3,000 events."""
    found: list[Happening] = []
    before, read = _END, 0
    while len(found) < limit and read < _MOST_READ:
        records = await queries.list_latest(uow, before, SHOWN, limit=_LATEST)
        found += await show(uow, viewer, records)
        read += len(records)
        if len(records) < _LATEST:
            break
        before = records[-1].mark
    return found[:limit]
