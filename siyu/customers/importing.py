"""Files of customers: one row is one person, found by any identity in it, made when nobody has one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from siyu.customers.contracts import CustomerFlagged, Flag, IdentityKind, IdentityLinked, Known
from siyu.customers.queries import imports as queries
from siyu.customers.queries.identities import find_owners, lock_persons, note_sources
from siyu.customers.queries.tags import list_tags_of
from siyu.customers.rules import identities as rules
from siyu.customers.service.identities import identify_many, stored_value
from siyu.customers.service.merges import link_identity
from siyu.customers.service.profiles import update_profiles
from siyu.customers.service.tags import add_tags, ensure_tags, switch
from siyu.intake import Cell, Column, ImportRun, Made, Reason, Row, RowResult, Undone
from siyu.kit.text import normalise
from siyu.runtime.database import UnitOfWork
from siyu.runtime.secrets import Vault
from siyu.runtime.spine import Source
from siyu.runtime.viewer import system_viewer

_GENDERS = {"男": "male", "male": "male", "m": "male", "先生": "male",
            "女": "female", "female": "female", "f": "female", "女士": "female"}  # fmt: skip
_PLAIN = ("name", "region", "city", "company", "position")
_TAG_LENGTH, _MOST_TAGS = 30, 20
TAG_GROUP = "导入标签"

# The strongest first: it names the person when the others disagree.
IDENTITIES = {
    "unionid": IdentityKind.UNIONID,
    "phone": IdentityKind.PHONE,
    "member_no": IdentityKind.MEMBER_NO,
    "external_userid": IdentityKind.EXTERNAL,
}

COLUMNS = (
    Column("name", "姓名", "name", max_length=100, aliases=("客户姓名", "昵称", "客户名称", "名字")),
    Column("phone", "手机号", "phone", Cell.PHONE, aliases=("手机", "手机号码", "电话", "联系电话", "mobile")),
    Column("member_no", "会员号", "member number", max_length=100, aliases=("会员编号", "会员卡号", "卡号")),
    Column("unionid", "unionid", "union id", max_length=100),
    Column("external_userid", "外部联系人编号", "external user id", max_length=100),
    Column("gender", "性别", "gender", max_length=10),
    Column("birth_on", "生日", "birthday", Cell.DATE, aliases=("出生日期", "birthdate")),
    Column("region", "省份", "province", max_length=50, aliases=("省", "region")),
    Column("city", "城市", "city", max_length=50, aliases=("市",)),
    Column("company", "公司", "company", max_length=100, aliases=("企业", "单位")),
    Column("position", "职位", "position", max_length=100, aliases=("职务",)),
    Column("tags", "标签", "tags", Cell.LIST, max_length=700, aliases=("客户标签",)),
)  # fmt: skip

_NOBODY = Reason(
    "no_identity",
    "至少需要手机号、会员号、unionid 或外部联系人编号之一。",
    "One of phone, member number, union id or external user id is needed.",
)
_GENDER = Reason("gender", "性别只能填男或女。", "The gender is male or female.", "gender")
_TAGS = Reason(
    "tags",
    f"最多 {_MOST_TAGS} 个标签，每个不超过 {_TAG_LENGTH} 个字。",
    f"At most {_MOST_TAGS} tags of at most {_TAG_LENGTH} characters.",
    "tags",
)
_TOUCHED = Reason("touched", "导入之后客户有新变化，已保留。", "The customer changed after the import.")


@dataclass(slots=True)
class _Person:
    """What is known of a person before and while a batch is applied."""

    profile: dict[str, Any] = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class CustomersKind:
    """The import kind `customers`; phones are kept under keys, so it needs the vault."""

    vault: Vault
    name: str = "customers"
    zh: str = "客户"
    en: str = "customers"
    columns: Sequence[Column] = COLUMNS

    def check(self, row: Row) -> Reason | None:
        """What the values of a row must have together."""
        values = row.values
        if not any(key in values for key in IDENTITIES):
            return _NOBODY
        if "gender" in values and normalise(values["gender"]) not in _GENDERS:
            return _GENDER
        tags = values.get("tags", [])
        return _TAGS if len(tags) > _MOST_TAGS or any(len(tag) > _TAG_LENGTH for tag in tags) else None

    async def apply(self, uow: UnitOfWork, run: ImportRun, rows: Sequence[Row]) -> list[RowResult]:
        """Find or make the persons, then set what the rows say of them."""
        people, made = await self._people(uow, rows)
        ids = sorted(set(people))
        known = await _known(uow, ids)
        changes: dict[int, dict[str, Any]] = defaultdict(dict)
        tags: dict[int, set[str]] = defaultdict(set)
        results = []
        for row, person in zip(rows, people, strict=True):
            is_changed = _note(known[person], row, changes[person], tags[person])
            new = made.pop(row.number, None)
            if new is not None:
                results.append(RowResult.accepted(("customer", new)))
            else:
                results.append(RowResult.accepted() if is_changed else RowResult.duplicate())
        await update_profiles(uow, changes, source=Source.IMPORT, kind="import")
        await _tag(uow, tags)
        touch = f"import:{run.id}"
        await note_sources(uow, [(person, touch, None, uow.now()) for person in ids], moves_last=False)
        return results

    async def _people(self, uow: UnitOfWork, rows: Sequence[Row]) -> tuple[list[int], dict[int, int]]:
        """The person of each row, and by row number those who had to be made."""
        identities = [_identities(row) for row in rows]
        keys = [[self._key(known) for known in mine] for mine in identities]
        before = await find_owners(uow, sorted({key for mine in keys for key in mine}))
        leading = [next((place for place, key in enumerate(mine) if key in before), 0) for mine in keys]
        first = [mine[place] for mine, place in zip(identities, leading, strict=True)]
        found = await identify_many(uow, first, source=Source.IMPORT, vault=self.vault)
        people: list[int] = []
        made: dict[int, int] = {}
        for row, mine, place, person in zip(rows, identities, leading, found, strict=True):
            assert person is not None  # every row was checked to have an identity
            key = self._key(mine[place])
            if key not in before:
                made[row.number] = person
                before[key] = person
            people.append(await self._tie(uow, person, mine, before))
        return people, made

    async def _tie(
        self, uow: UnitOfWork, person: int, mine: Sequence[Known], owners: dict[tuple[str, str], int]
    ) -> int:
        for known in mine:
            key = self._key(known)
            if owners.get(key) != person:
                person = await link_identity(uow, person, known, source=Source.IMPORT, vault=self.vault)
                owners[key] = person
        return person

    def _key(self, known: Known) -> tuple[str, str]:
        return str(known.kind), stored_value(known, self.vault) or ""

    async def undo(self, uow: UnitOfWork, run: ImportRun, made: Sequence[Made]) -> list[Undone]:
        """Empty and hide the persons whom nobody touched; their identities are free for the next import."""
        gone = await queries.lock_untouched(uow, [item.id for item in made])
        if gone:
            await _take_back(uow, gone)
        taken = set(gone)
        return [Undone(True) if item.id in taken else Undone(False, _TOUCHED) for item in made]


def _identities(row: Row) -> list[Known]:
    return [Known(kind, row.values[key]) for key, kind in IDENTITIES.items() if key in row.values]


async def _known(uow: UnitOfWork, ids: Sequence[int]) -> dict[int, _Person]:
    known = {row["id"]: _Person(profile=dict(row)) for row in await lock_persons(uow, ids)}
    for row in await list_tags_of(uow, ids):
        known[row["customer_id"]].tags.add(row["name"])
    return known


def _note(person: _Person, row: Row, changes: dict[str, Any], tags: set[str]) -> bool:
    """Collect what a row changes of a person; whether that is anything."""
    wanted = _profile(row.values)
    new = {name: value for name, value in wanted.items() if person.profile.get(name) != value}
    fresh = set(row.values.get("tags", ())) - person.tags
    person.profile.update(new)
    person.tags |= fresh
    changes.update({name: value.isoformat() if name == "birth_on" else value for name, value in new.items()})
    tags |= fresh
    return bool(new or fresh)


def _profile(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: values[name] for name in (*_PLAIN, "birth_on") if name in values}
    if "gender" in values:
        found["gender"] = _GENDERS[normalise(values["gender"])]
    return found


async def _tag(uow: UnitOfWork, tags: Mapping[int, set[str]]) -> None:
    groups: dict[frozenset[str], list[int]] = defaultdict(list)
    for person, names in tags.items():
        if names:
            groups[frozenset(names)].append(person)
    if not groups:
        return
    ids = await ensure_tags(uow, sorted(set().union(*groups)), group=TAG_GROUP)
    for chosen_names, people in groups.items():
        chosen = sorted(ids[name] for name in chosen_names)
        await add_tags(uow, system_viewer("import"), people, chosen, by="import", source=Source.IMPORT)


async def _take_back(uow: UnitOfWork, ids: Sequence[int]) -> None:
    worn = sorted({row["id"] for row in await list_tags_of(uow, ids)})
    if worn:
        await switch(uow, ids, worn, is_on=False, by="import", source=Source.IMPORT, reason="undo", pushes=False)
    for row in await queries.untie(uow, ids):
        kind = IdentityKind(row["kind"])
        uow.say(
            IdentityLinked(
                dedup_key=f"identity:{row['id']}:unlinked",
                customer_id=row["customer_id"],
                source=Source.IMPORT,
                kind=rules.event_kind(kind),
                value=rules.event_value(kind, row["value"]),
                is_on=False,
            )
        )
    for row in await queries.blank(uow, ids):
        uow.say(
            CustomerFlagged(
                dedup_key=f"customer:{row['id']}:flag:test:{row['revision']}",
                customer_id=row["id"],
                source=Source.IMPORT,
                kind=str(Flag.TEST),
                is_on=True,
            )
        )
