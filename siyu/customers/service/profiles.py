"""What is known of a person: profile fields, flags, and the snapshot the warehouse keeps of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from siyu.customers.contracts import CustomerFlagged, CustomerUpdated, Flag
from siyu.customers.queries import profiles as queries
from siyu.customers.queries.identities import resolve
from siyu.customers.rules.names import search_text
from siyu.customers.service.views import find_visible
from siyu.runtime.audit import write_audit
from siyu.runtime.database import UnitOfWork
from siyu.runtime.spine import Source
from siyu.runtime.viewer import Viewer
from siyu.warehouse import CustomerSnapshot

#: Fields that can be set; `attributes` is a map whose keys are added or replaced.
FIELDS = frozenset(
    {"name", "avatar_url", "gender", "birth_on", "country", "region", "city", "company", "position", "attributes"}
)
_HIDDEN = {"name_search"}
_BATCH = 5_000


async def update_profiles(
    uow: UnitOfWork, changes: Mapping[int, Mapping[str, Any]], *, source: str, kind: str | None = None
) -> int:
    """Set profile fields of many customers (id → field → value, dates as ISO text); how many changed.

    Only real changes are written and said, with the names of the fields, never their values. `kind` says what for.
    `ValueError` for a field that does not exist.
    """
    current = await resolve(uow, list(changes))
    rows = [
        {"id": current[customer_id], "set": _complete(fields)}
        for customer_id, fields in changes.items()
        if customer_id in current and fields
    ]
    changed = 0
    for start in range(0, len(rows), _BATCH):
        found = await queries.update(uow, rows[start : start + _BATCH])
        changed += len(found)
        uow.say(*(_updated(row, source, kind) for row in found))
    return changed


def _complete(fields: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - FIELDS
    if unknown:
        raise ValueError(f"no such profile field: {sorted(unknown)}")
    complete = dict(fields)
    if "name" in fields:
        complete["name_search"] = search_text(fields["name"])
    return complete


def _updated(row: RowMapping, source: str, kind: str | None) -> CustomerUpdated:
    return CustomerUpdated(
        dedup_key=f"customer:{row['id']}:rev:{row['revision']}",
        customer_id=row["id"],
        source=source,
        fields=[name for name in row["fields"] if name not in _HIDDEN],
        kind=kind,
    )


async def set_flag(uow: UnitOfWork, viewer: Viewer, customer_id: int, flag: Flag, *, is_on: bool) -> bool:
    """Mark a person as test, employee, minor or blocked, or take the mark off; whether it changed anything.

    A test person is in no figure any more, also not in those of the past.
    """
    person = await find_visible(uow, viewer, customer_id)
    revision = await queries.set_flag(uow, person, flag, is_on=is_on)
    if revision is None:
        return False
    details = {"flag": str(flag), "is_on": is_on}
    await write_audit(uow, viewer, "customers.flag", on=("customer", person), details=details)
    uow.say(
        CustomerFlagged(
            dedup_key=f"customer:{person}:flag:{flag}:{revision}",
            customer_id=person,
            staff_id=viewer.staff_id,
            source=Source.CONSOLE,
            kind=str(flag),
            is_on=is_on,
        )
    )
    return True


class CustomerSnapshots:
    """Tells the warehouse's loader what customers are like."""

    async def list_snapshots(
        self, connection: AsyncConnection, customer_ids: Sequence[int]
    ) -> Sequence[CustomerSnapshot]:
        """The snapshots of these customers as they are now; merged ones are no more."""
        return [snapshot_of(row) for row in await queries.read_snapshots(connection, customer_ids)]

    async def list_customer_ids(self, connection: AsyncConnection, after: int, limit: int) -> Sequence[int]:
        """Customer ids greater than `after`, ascending, at most `limit`."""
        return await queries.read_ids(connection, after, limit)


def snapshot_of(row: RowMapping) -> CustomerSnapshot:
    """A row as the warehouse keeps it: no name, no phone."""
    return CustomerSnapshot(
        customer_id=row["id"],
        gender=row["gender"],
        birth_month=row["birth_on"].month if row["birth_on"] else 0,
        country=row["country"],
        region=row["region"],
        city=row["city"],
        first_channel=row["first_channel"] or 0,
        last_channel=row["last_channel"] or 0,
        created_at=row["created_at"],
        is_test=row["is_test"],
        is_employee=row["is_employee"],
        is_erased=row["is_erased"],
        staff_ids=tuple(row["staff_ids"]),
        tag_ids=tuple(row["tag_ids"]),
        live_follows=row["live_follows"],
        first_follow_at=row["first_follow_at"],
        last_follow_at=row["last_follow_at"],
        attributes={} if row["is_erased"] else {name: str(value) for name, value in row["attributes"].items()},
    )
