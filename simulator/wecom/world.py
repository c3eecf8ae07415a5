"""All companies in memory, each change written through to the journal."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, TypeVar

from simulator.journal import Journal
from simulator.wecom import model
from simulator.wecom.errors import WeComError

T = TypeVar("T")
BASE62 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# Random byte → letter: fast enough to mint hundreds of thousands of ids in one call.
LETTERS = bytes(BASE62[number % 62] for number in range(256))

# Kind in the journal → record class; the order is the order of loading.
KINDS: dict[str, type[Any]] = {
    "credential": model.Credential,
    "department": model.Department,
    "staff": model.Staff,
    "customer": model.Customer,
    "relation": model.Relation,
    "way": model.ContactWay,
    "join_way": model.JoinWay,
    "group_welcome": model.GroupWelcome,
    "tag_group": model.TagGroup,
    "tag": model.Tag,
    "chat": model.GroupChat,
    "welcome": model.WelcomeCode,
    "message": model.MassMessage,
    "task": model.MassTask,
    "media": model.Media,
    "line": model.Line,
    "order": model.Order,
}


class CorpWorld:
    """One company's world with the look-ups the API needs. Staff keys are lower case."""

    def __init__(self, corp: model.Corp, journal: Journal) -> None:
        self.corp = corp
        self.journal = journal
        self.credentials: dict[str, model.Credential] = {}
        self.departments: dict[int, model.Department] = {}
        self.staff: dict[str, model.Staff] = {}
        self.customers: dict[str, model.Customer] = {}
        self.relations_of: dict[str, dict[str, model.Relation]] = {}
        self.relations_with: dict[str, dict[str, model.Relation]] = {}
        self.ways: dict[str, model.ContactWay] = {}
        self.join_ways: dict[str, model.JoinWay] = {}
        self.group_welcomes: dict[str, model.GroupWelcome] = {}
        self.tag_groups: dict[str, model.TagGroup] = {}
        self.tags: dict[str, model.Tag] = {}
        self.chats: dict[str, model.GroupChat] = {}
        self.welcomes: dict[str, model.WelcomeCode] = {}
        self.messages: dict[str, model.MassMessage] = {}
        self.tasks: dict[str, dict[str, model.MassTask]] = {}
        self.media: dict[str, model.Media] = {}
        self.orders: dict[str, model.Order] = {}
        # What was said, by external_userid and then userid: lines and welcomes in order of time.
        self.talks: dict[str, dict[str, list[model.Line | model.WelcomeCode]]] = {}
        # (receiver id) → times of deliveries, for the quota of mass messages.
        self.received: dict[str, list[float]] = {}
        # Only the codes that may still be killed by a chat: (userid, external_userid) → code.
        self.open_welcome: dict[tuple[str, str], str] = {}

    @property
    def corp_id(self) -> str:
        """The company's id."""
        return self.corp.corp_id

    def keep(self, kind: str, record: Any) -> None:
        """Put a new or changed record into the look-ups and mark it for the journal."""
        self.remember(kind, record)
        self.journal.put(kind, f"{self.corp_id}/{_key_of(kind, record)}", record)

    def keep_corp(self) -> None:
        """Mark the company's settings for the journal."""
        self.journal.put("corp", self.corp_id, self.corp)

    def remember(self, kind: str, record: Any) -> None:
        """Put a record into the look-ups only (used while loading)."""
        if kind in REMEMBER:
            REMEMBER[kind](self, record)
            return
        table: dict[Any, Any] = getattr(self, TABLES[kind])
        table[_key_of(kind, record)] = record

    def forget_relation(self, relation: model.Relation) -> None:
        """The member no longer knows the customer."""
        userid = relation.userid.lower()
        self.relations_of.get(userid, {}).pop(relation.external_userid, None)
        self.relations_with.get(relation.external_userid, {}).pop(userid, None)
        self.journal.drop("relation", f"{self.corp_id}/{_key_of('relation', relation)}")

    def forget(self, kind: str, record: Any) -> None:
        """A record of one of the plain tables (a live code, a template) no longer exists."""
        key = _key_of(kind, record)
        getattr(self, TABLES[kind]).pop(key, None)
        self.journal.drop(kind, f"{self.corp_id}/{key}")

    def find_staff(self, userid: str) -> model.Staff | None:
        """A member by id, whatever the case of its letters."""
        return self.staff.get(userid.lower())

    def find_relation(self, userid: str, external_userid: str) -> model.Relation | None:
        """What the member knows of the customer."""
        return self.relations_of.get(userid.lower(), {}).get(external_userid)

    def subtree(self, department_id: int) -> list[int]:
        """The department and everything below it."""
        found, front = [department_id], [department_id]
        while front:
            front = [d.department_id for d in self.departments.values() if d.parent_id in front]
            found.extend(front)
        return found


def _remember_relation(world: CorpWorld, relation: model.Relation) -> None:
    userid, external_userid = relation.userid.lower(), relation.external_userid
    world.relations_of.setdefault(userid, {})[external_userid] = relation
    world.relations_with.setdefault(external_userid, {})[userid] = relation


def _remember_line(world: CorpWorld, said: model.Line | model.WelcomeCode) -> None:
    talk = world.talks.setdefault(said.external_userid, {}).setdefault(said.userid.lower(), [])
    if said not in talk[-1:]:
        talk.append(said)


def _remember_welcome(world: CorpWorld, code: model.WelcomeCode) -> None:
    world.welcomes[code.code] = code
    if code.used_at:
        _remember_line(world, code)
    elif not code.killed:
        world.open_welcome[code.userid.lower(), code.external_userid] = code.code


def _remember_task(world: CorpWorld, task: model.MassTask) -> None:
    world.tasks.setdefault(task.msgid, {})[task.userid.lower()] = task


def _recall_deliveries(world: CorpWorld) -> None:
    # The quota of mass messages counts what earlier runs of the simulator delivered, too.
    for tasks in world.tasks.values():
        for task in tasks.values():
            for receiver, result in zip(task.receivers, task.results, strict=True):
                if result == 1:
                    world.received.setdefault(receiver, []).append(task.sent_at)


REMEMBER: dict[str, Callable[[CorpWorld, Any], None]] = {
    "relation": _remember_relation,
    "welcome": _remember_welcome,
    "task": _remember_task,
    "line": _remember_line,
}
TABLES = {
    "credential": "credentials",
    "department": "departments",
    "staff": "staff",
    "customer": "customers",
    "way": "ways",
    "join_way": "join_ways",
    "group_welcome": "group_welcomes",
    "tag_group": "tag_groups",
    "tag": "tags",
    "chat": "chats",
    "message": "messages",
    "media": "media",
    "order": "orders",
}
KEYS: dict[str, Callable[[Any], Any]] = {
    "credential": lambda r: r.key,
    "department": lambda r: r.department_id,
    "staff": lambda r: r.userid.lower(),
    "customer": lambda r: r.external_userid,
    "relation": lambda r: f"{r.userid.lower()}/{r.external_userid}",
    "way": lambda r: r.config_id,
    "join_way": lambda r: r.config_id,
    "group_welcome": lambda r: r.template_id,
    "tag_group": lambda r: r.group_id,
    "tag": lambda r: r.tag_id,
    "chat": lambda r: r.chat_id,
    "welcome": lambda r: r.code,
    "message": lambda r: r.msgid,
    "task": lambda r: f"{r.msgid}/{r.userid.lower()}",
    "media": lambda r: r.media_id,
    "line": lambda r: r.seq,
    "order": lambda r: r.order_id,
}


def _key_of(kind: str, record: Any) -> Any:
    return KEYS[kind](record)


class World:
    """All companies, the counter that orders records, and the source of ids and chance."""

    def __init__(self, journal: Journal, seed: int) -> None:
        self.journal = journal
        self.corps: dict[str, CorpWorld] = {}
        self.seq = 0
        self._load()
        # A restarted world must not mint ids that it already gave out.
        self.random = Random(f"{seed}/{self.seq}")

    def _load(self) -> None:
        for key, body in self.journal.load("corp"):
            self.corps[key] = CorpWorld(model.Corp(**body), self.journal)
        for kind, cls in KINDS.items():
            records = [(key.split("/", 1)[0], cls(**body)) for key, body in self.journal.load(kind)]
            records.sort(key=lambda pair: getattr(pair[1], "seq", 0))
            for corp_id, record in records:
                self.corps[corp_id].remember(kind, record)
        for world in self.corps.values():
            _recall_deliveries(world)
        self.seq = max((body for _, body in self.journal.load("counter")), default=0)

    def next_seq(self) -> int:
        """The next number in order of creation."""
        self.seq += 1
        self.journal.put("counter", "seq", self.seq)
        return self.seq

    def mint(self, prefix: str, length: int = 32) -> str:
        """A new opaque id of the given length, reproducible by seed."""
        self.next_seq()
        return prefix + self.random.randbytes(length - len(prefix)).translate(LETTERS).decode()

    def add_corp(self, corp: model.Corp) -> CorpWorld:
        """Found a company."""
        world = CorpWorld(corp, self.journal)
        self.corps[corp.corp_id] = world
        world.keep_corp()
        return world

    def get_corp(self, corp_id: str) -> CorpWorld:
        """The company's world; raises WeComError 40013."""
        if corp_id not in self.corps:
            raise WeComError(40013)
        return self.corps[corp_id]


def slice_after(items: Sequence[T], after: int, limit: int, seq: Callable[[T], int]) -> tuple[list[T], int]:
    """The next ``limit`` items with a sequence above ``after``, and the cursor position (0 = the end)."""
    start = bisect_right(items, after, key=seq)
    found = list(items[start : start + limit])
    more = start + limit < len(items)
    return found, seq(found[-1]) if more and found else 0
