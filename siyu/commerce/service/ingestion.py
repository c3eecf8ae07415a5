"""Events from outside: a batch is read, judged by the catalogue and written with one statement."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import msgspec

from siyu import customers, warehouse
from siyu.commerce.contracts import Told, Verdict
from siyu.commerce.errors import BatchUnreadable
from siyu.commerce.queries.definitions import find_definitions
from siyu.customers import IdentityKind, Known
from siyu.runtime.database import UnitOfWork
from siyu.runtime.faults import fault_site
from siyu.runtime.house import House
from siyu.runtime.secrets import Vault
from siyu.runtime.spine import EventRecord, Source

MOST_EVENTS = 1_000
#: A clock that is ahead by more is not believed: the event counts from when it was received.
AHEAD = timedelta(minutes=5)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f]+$")]
Value = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]


class CustomerIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom the event is about, by an identity; somebody new is made known."""

    kind: IdentityKind
    value: Value


class EventIn(msgspec.Struct, forbid_unknown_fields=True):
    """One event from outside."""

    id: Id
    name: Annotated[str, msgspec.Meta(max_length=40)]
    occurred_at: Annotated[datetime, msgspec.Meta(tz=True)]
    customer_id: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)] | None = None
    customer: CustomerIn | None = None
    anonymous_id: Id | None = None
    properties: dict[str, Any] = {}


class _Batch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    events: Annotated[list[EventIn], msgspec.Meta(min_length=1, max_length=MOST_EVENTS)]


class _LooseBatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    events: Annotated[list[msgspec.Raw], msgspec.Meta(min_length=1, max_length=MOST_EVENTS)]


class _Named(msgspec.Struct):
    id: Any = ""


_BATCH = msgspec.json.Decoder(_Batch)
_LOOSE = msgspec.json.Decoder(_LooseBatch)
_EVENT = msgspec.json.Decoder(EventIn)
_NAMED = msgspec.json.Decoder(_Named)

_ACCEPTED = Told(Verdict.ACCEPTED)
_DUPLICATE = Told(Verdict.DUPLICATE)

# What only the product itself may say: facts about our own objects, and the trails of privacy.
_OURS = frozenset(
    item.name
    for item in warehouse.catalogue.EVENTS.values()
    if item.key is not warehouse.catalogue.Key.OUTSIDE or item.source in ("privacy", "conversations", "insights")
)
_SENSITIVE = {
    item.name: frozenset(prop.name for prop in item.properties if prop.privacy is warehouse.catalogue.Privacy.SENSITIVE)
    for item in warehouse.catalogue.EVENTS.values()
}


@dataclass(slots=True)
class Judged:
    """An event with what is decided so far: `told` once it is refused, `customer_id` once it is found."""

    id: str
    event: EventIn | None
    told: Told | None = None
    customer_id: int | None = None


def read_batch(body: bytes) -> list[Judged]:
    """The events of a body; a bad one does not spoil the others. Raises `BatchUnreadable` when it is no batch."""
    try:
        return [Judged(event.id, event) for event in _BATCH.decode(body).events]
    except (msgspec.ValidationError, UnicodeDecodeError):
        pass
    except msgspec.MsgspecError as error:
        raise BatchUnreadable(why=str(error)[:200]) from error
    try:
        return [_read_loosely(raw) for raw in _LOOSE.decode(body).events]
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BatchUnreadable(why=str(error)[:200]) from error


def _read_loosely(raw: msgspec.Raw) -> Judged:
    try:
        event = _EVENT.decode(raw)
    except msgspec.ValidationError as error:
        why = str(error)[:200]
        return Judged(
            _id_of(raw), None, _refused("unreadable", f"事件内容有误：{why}", f"the event is not valid: {why}")
        )
    return Judged(event.id, event)


def _id_of(raw: msgspec.Raw) -> str:
    try:
        return str(_NAMED.decode(raw).id)[:64]
    except msgspec.MsgspecError:
        return ""


async def take_events(house: House, body: bytes) -> list[tuple[str, Told]]:
    """Take a batch; for each event its id and what became of it, once the accepted ones are durable.

    An id that was accepted before (under the same event name) is a duplicate. Raises `BatchUnreadable`.
    """
    batch = read_batch(body)
    async with house.unit() as uow:
        await _judge(uow, batch)
        await _find_people(uow, house.vault, batch)
        await _write(uow, [item for item in batch if item.told is None])
        fault_site("commerce.before_events_commit")
    return [(item.id, item.told or _ACCEPTED) for item in batch]


async def _judge(uow: UnitOfWork, batch: Sequence[Judged]) -> None:
    names = {item.event.name for item in batch if item.event is not None}
    own = {name for name in names if name.startswith(warehouse.catalogue.CUSTOM_PREFIX)}
    custom = await find_definitions(uow, own) if own else {}
    for item in batch:
        if item.event is not None:
            item.told = find_refusal(item.event, custom)


def find_refusal(event: EventIn, custom: dict[str, warehouse.catalogue.Entry]) -> Told | None:
    """Why an event is not acceptable by itself, or None."""
    if event.name in _OURS:
        return _refused(
            "internal_event", f"事件 {event.name} 只能由系统产生。", f"{event.name} is said by the product itself only."
        )
    sensitive = _SENSITIVE.get(event.name)
    if sensitive and not sensitive.isdisjoint(event.properties):
        zh, en = "敏感信息需要先取得单独同意。", "sensitive properties need a consent of their own first."
        return _refused("sensitive_property", zh, en)
    if event.occurred_at < EARLIEST:
        return _refused("too_old", "发生时间早于 2000 年。", "it happened before the year 2000.")
    if event.customer is not None and event.customer.kind is IdentityKind.ANONYMOUS:
        return _refused("visitor", "访客请使用 anonymous_id。", "a visitor is given as anonymous_id.")
    has_customer = event.customer_id is not None or event.customer is not None
    if not has_customer and event.anonymous_id is None:
        return _refused("nobody", "缺少客户或访客编号。", "neither a customer nor a visitor is given.")
    problem = warehouse.catalogue.find_problem(event.name, event.properties, has_customer=has_customer, custom=custom)
    return _refused(problem.code, problem.zh, problem.en) if problem else None


def _refused(code: str, zh: str, en: str) -> Told:
    return Told(Verdict.REJECTED, code, zh, en)


async def _find_people(uow: UnitOfWork, vault: Vault, batch: Sequence[Judged]) -> None:
    given = [item for item in batch if item.told is None and item.event and item.event.customer_id is not None]
    named = [item for item in batch if item.told is None and item.event and item.event.customer is not None]
    if given:
        await _check_ids(uow, [item for item in given if item not in named] if named else given)
    if named:
        known = [Known(item.event.customer.kind, item.event.customer.value) for item in named]  # type: ignore[union-attr]  # named above
        found = await customers.identify_many(uow, known, source=Source.OPEN_API, vault=vault)
        for item, customer_id in zip(named, found, strict=True):
            _settle(item, customer_id)


async def _check_ids(uow: UnitOfWork, items: Sequence[Judged]) -> None:
    ids = [item.event.customer_id for item in items if item.event and item.event.customer_id is not None]
    known = await customers.resolve(uow, sorted(set(ids)))
    for item, customer_id in zip(items, ids, strict=True):
        _settle(item, customer_id if customer_id in known else None)


def _settle(item: Judged, customer_id: int | None) -> None:
    item.customer_id = customer_id
    if customer_id is None:
        item.told = _refused("customer_unknown", "客户不存在或标识无效。", "the customer does not exist.")


async def _write(uow: UnitOfWork, items: Sequence[Judged]) -> None:
    if not items:
        return
    # Events of customers made a moment ago come before what they did.
    await uow.flush()
    record = _recorder(uow.now())
    is_new = await uow.record([record(item) for item in items])
    for item, was_new in zip(items, is_new, strict=True):
        item.told = _ACCEPTED if was_new else _DUPLICATE


def _recorder(now: datetime) -> Callable[[Judged], EventRecord]:
    latest = now + AHEAD

    def record(item: Judged) -> EventRecord:
        event = item.event
        assert event is not None
        is_believed = event.occurred_at <= latest
        return EventRecord(
            name=event.name,
            dedup_key=f"api:{event.id}",
            occurred_at=event.occurred_at if is_believed else now,
            occurred_basis="exact" if is_believed else "received",
            received_at=now,
            source=Source.OPEN_API,
            customer_id=item.customer_id,
            anonymous_id=event.anonymous_id,
            properties=event.properties,
        )

    return record
