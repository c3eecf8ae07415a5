"""The hand-sized world with the right answers: written through the spine, loaded by the real loader."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from siyu import warehouse
from siyu.runtime.database import Database
from siyu.runtime.spine import EventRecord

FOLDER = Path(__file__).parent
SHANGHAI = ZoneInfo("Asia/Shanghai")
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text())
_PATHS = warehouse.catalogue.typed_paths()
_LABEL = re.compile(r"[A-Za-z]+(\d+)")
_PAIR = re.compile(r"[A-Z](\d+)-[A-Z](\d+)")


def instant(text: str) -> datetime:
    """A Shanghai time of the data as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def number(label: str) -> int:
    """`C10` → 10, `C10-S2` → 1002."""
    if pair := _PAIR.fullmatch(label):
        return int(pair[1]) * 100 + int(pair[2])
    found = _LABEL.fullmatch(label)
    assert found is not None, label
    return int(found[1])


def _value(name: str, value: Any) -> Any:
    kinds = warehouse.catalogue.Kind
    kind = _PATHS[name].kind
    if isinstance(value, str) and kind is kinds.ID:
        return number(value)
    if isinstance(value, str) and kind is kinds.INSTANT:
        return instant(value).isoformat()
    return value


def _cut(name: str) -> dict[str, Any]:
    """What the data leaves out as a matter of course: a link links."""
    return {"is_on": True} if name == "identity_linked" else {}


def records() -> list[EventRecord]:
    """Every delivery of the data, in its order; a row that names several people is one event each."""
    found = []
    for occurred, name, people, staff, key, properties, *received in json.loads((FOLDER / "events.json").read_text()):
        customers = (people or "").split() or [None]
        for customer in customers:
            is_visitor = bool(customer) and customer.startswith("anon:")
            found.append(
                EventRecord(
                    name=name,
                    dedup_key=f"{key}:{customer}" if len(customers) > 1 else key,
                    customer_id=number(customer) if customer and not is_visitor else None,
                    anonymous_id=customer if is_visitor else None,
                    staff_id=number(staff) if staff else None,
                    occurred_at=instant(occurred),
                    received_at=instant(received[0] if received else occurred),
                    source="open_api",
                    properties={item: _value(item, value) for item, value in (properties | _cut(name)).items()},
                )
            )
    return found


async def write(database: Database) -> list[bool]:
    """Write the world; for each delivery whether it was a new fact."""
    async with database.unit() as uow:
        return await uow.record(records())
