"""Finding a person by what they are known by, and making one who is not known yet."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping

from siyu.customers.contracts import CustomerCreated, IdentityKind, IdentityLinked, Known
from siyu.customers.errors import BadPhone
from siyu.customers.queries import identities as queries
from siyu.customers.rules import identities as rules
from siyu.kit.masking import mask_phone
from siyu.runtime.database import UnitOfWork
from siyu.runtime.secrets import Vault
from siyu.runtime.spine import Source

PHONE_MARK = "customers.phone_mark"
PHONE_PLACE = "customers.phone"
_BATCH = 10_000

Key = tuple[str, str]


def phone_mark(vault: Vault, phone: str) -> str | None:
    """The keyed hash by which a phone number is found; None when it is no phone number."""
    tidy = rules.tidy_phone(phone)
    return vault.fingerprint(tidy, place=PHONE_MARK) if tidy else None


async def identify(
    uow: UnitOfWork,
    *,
    kind: IdentityKind,
    value: str,
    source: str,
    create: bool = True,
    vault: Vault | None = None,
) -> int | None:
    """The customer behind an identity; a new one if nobody has it and `create`, else None.

    A phone number needs the `vault`, since only its keyed hash is stored; `BadPhone` when it is none.
    An empty value is nobody.
    """
    if not create:
        stored = stored_value(Known(kind, value), vault)
        return await queries.find_owner(uow, kind, stored) if stored else None
    [found] = await identify_many(uow, [Known(kind, value)], source=source, vault=vault)
    return found


async def identify_many(
    uow: UnitOfWork, items: Sequence[Known], *, source: str, vault: Vault | None = None
) -> list[int | None]:
    """For each identity its customer, made if need be; a value that is none (empty, no phone) gives None.

    Set-based: a hundred thousand take seconds. The same identity twice is one customer.
    """
    stored = [stored_value(item, vault, is_strict=False) for item in items]
    keys = [(str(item.kind), value) if value else None for item, value in zip(items, stored, strict=True)]
    wanted = list(dict.fromkeys(key for key in keys if key))
    owners: dict[Key, int] = {}
    for start in range(0, len(wanted), _BATCH):
        owners |= await _identify_batch(uow, wanted[start : start + _BATCH], source)
    await _note_phones(uow, zip(items, keys, strict=True), owners, vault)
    return [owners[key] if key else None for key in keys]


async def _identify_batch(uow: UnitOfWork, keys: Sequence[Key], source: str) -> dict[Key, int]:
    owners = await queries.find_owners(uow, keys)
    missing = [key for key in keys if key not in owners]
    for identity_kind in sorted({kind for kind, _ in missing}):
        theirs = [key for key in missing if key[0] == identity_kind]
        owners |= await _make(uow, theirs, _created_kind(identity_kind, source), source)
    return owners


async def _make(uow: UnitOfWork, keys: Sequence[Key], kind: str, source: str) -> dict[Key, int]:
    ids = await queries.add_customers(uow, kind, len(keys))
    rows = [(*key, customer_id) for key, customer_id in zip(keys, ids, strict=True)]
    linked = await _link_new(uow, rows, kind, source)
    made = {row["customer_id"] for row in linked}
    owners = {(row["kind"], row["value"]): row["customer_id"] for row in linked}
    taken = [key for key in keys if key not in owners]
    if taken:
        # Somebody tied the key between our look and our writing; theirs stands.
        await queries.drop_customers(uow, [i for i in ids if i not in made])
        owners |= await queries.find_owners(uow, taken)
    return owners


async def _link_new(uow: UnitOfWork, rows: Sequence[tuple[str, str, int]], kind: str, source: str) -> list[RowMapping]:
    identity_kind = IdentityKind(rows[0][0])
    if identity_kind is not IdentityKind.ANONYMOUS:
        words = {
            "created_kind": kind,
            "event_kind": rules.event_kind(identity_kind),
            "is_hashed": identity_kind is not IdentityKind.PHONE,
        }
        return await queries.link_new(uow, rows, source=source, words=words)
    # A visitor's event names the visitor in its envelope, which the set-based way cannot.
    linked = await queries.link(uow, rows, source=source)
    for row in linked:
        person = row["customer_id"]
        key = f"customer:{person}:created"
        uow.say(CustomerCreated(dedup_key=key, customer_id=person, source=source, kind=kind), linked_event(row, source))
    return linked


def linked_event(row: RowMapping, source: str, *, occurred_at: datetime | None = None) -> IdentityLinked:
    """The event of a new identity row."""
    kind = IdentityKind(row["kind"])
    return IdentityLinked(
        dedup_key=f"identity:{row['id']}:linked",
        customer_id=row["customer_id"],
        anonymous_id=row["value"] if kind is IdentityKind.ANONYMOUS else None,
        occurred_at=occurred_at,
        source=source,
        kind=rules.event_kind(kind),
        value=rules.event_value(kind, row["value"]),
    )


async def _note_phones(
    uow: UnitOfWork, pairs: "zip[tuple[Known, Key | None]]", owners: dict[Key, int], vault: Vault | None
) -> None:
    phones = {}
    for item, key in pairs:
        if key and item.kind is IdentityKind.PHONE and vault is not None:
            phones[owners[key]] = sealed_phone(vault, item.value, key[1])
    if phones:
        rows = [(customer_id, *phone) for customer_id, phone in sorted(phones.items())]
        await queries.set_phones(uow, rows, is_verified=True)


async def note_phone(uow: UnitOfWork, customer_id: int, item: Known, mark: str, vault: Vault | None) -> None:
    """Keep a verified phone on the customer's profile; other kinds of identities leave no trace there."""
    if item.kind == IdentityKind.PHONE and vault is not None:
        await queries.set_phones(uow, [(customer_id, *sealed_phone(vault, item.value, mark))], is_verified=True)


def sealed_phone(vault: Vault, phone: str, mark: str | None = None) -> tuple[str, str, str, str]:
    """A phone number as it is stored: sealed, mark, masked, tail. Raises `BadPhone`."""
    tidy = rules.tidy_phone(phone)
    if tidy is None:
        raise BadPhone
    digits = rules.national_digits(tidy)
    found = mark or vault.fingerprint(tidy, place=PHONE_MARK)
    return vault.seal(tidy, place=PHONE_PLACE), found, mask_phone(digits) or "", digits[-4:]


async def read_phone(uow: UnitOfWork, vault: Vault, customer_id: int) -> str | None:
    """The clear phone number (E.164) of a customer; only for those who have checked the right and wrote the audit."""
    person = await queries.find_person(uow, customer_id)
    sealed = person["phone_sealed"] if person else None
    return vault.open(sealed, place=PHONE_PLACE) if sealed else None


async def resolve(uow: UnitOfWork, ids: Sequence[int]) -> dict[int, int]:
    """Each id → the person it stands for after all merges; unknown ids are absent."""
    return await queries.resolve(uow, ids)


async def note_source(
    uow: UnitOfWork, customer_id: int, touch: str, *, channel: int | None = None, at: datetime | None = None
) -> None:
    """A touch from a source such as `live_code:12`. The first one stays for ever; an import never moves the last."""
    row = (customer_id, touch, channel, at or uow.now())
    await queries.note_sources(uow, [row], moves_last=not touch.startswith("import"))


def stored_value(item: Known, vault: Vault | None, *, is_strict: bool = True) -> str | None:
    """A value as the identity table holds it: tidy, a phone as its keyed hash; None when it is none."""
    tidy = rules.tidy(IdentityKind(item.kind), item.value)
    if item.kind != IdentityKind.PHONE:
        return tidy
    if vault is None:
        raise ValueError("a phone number is found by its keyed hash: the vault is needed")
    if tidy is None and is_strict:
        raise BadPhone
    return vault.fingerprint(tidy, place=PHONE_MARK) if tidy else None


def _created_kind(identity_kind: str, source: str) -> str:
    if source == Source.IMPORT:
        return "import"
    by_identity = {IdentityKind.EXTERNAL: "wecom", IdentityKind.UNIONID: "wecom", IdentityKind.SHOP_BUYER: "shop"}
    found = by_identity.get(IdentityKind(identity_kind))
    if found:
        return found
    return "form" if source == Source.H5 else "api"
