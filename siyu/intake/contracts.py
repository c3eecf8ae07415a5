"""The words of an import: columns, kinds, rows and what became of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from siyu.runtime.database import UnitOfWork


class Cell(StrEnum):
    """How the text of a cell is understood."""

    TEXT = "text"
    CENTS = "cents"
    COUNT = "count"
    INSTANT = "instant"
    DATE = "date"
    PHONE = "phone"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Column:
    """One thing a kind of import understands; `aliases` are other titles people give it."""

    key: str
    zh: str
    en: str
    cell: Cell = Cell.TEXT
    is_required: bool = False
    aliases: tuple[str, ...] = ()
    max_length: int = 200


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row was not taken, in two languages; `column` is the key of the column at fault, if one is."""

    code: str
    zh: str
    en: str
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One understood row: its number in the file as a person counts (the title row is 1) and typed values by column.

    Values: TEXT, PHONE → str; CENTS, COUNT → int; INSTANT → aware UTC datetime; DATE → date; LIST → list[str].
    Columns that are not mapped or empty are absent. `day_only` names INSTANT columns that held a date without a time.
    """

    number: int
    values: Mapping[str, Any]
    day_only: frozenset[str] = frozenset()


class Outcome(StrEnum):
    """What became of a row."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row; `made` is the (kind, id) of the object it created, if it created one."""

    outcome: Outcome
    reason: Reason | None = None
    made: tuple[str, int] | None = None

    @classmethod
    def accepted(cls, made: tuple[str, int] | None = None) -> "RowResult":
        """The row was taken."""
        return cls(Outcome.ACCEPTED, made=made)

    @classmethod
    def duplicate(cls) -> "RowResult":
        """The row says what is known already."""
        return cls(Outcome.DUPLICATE)

    @classmethod
    def rejected(cls, reason: Reason) -> "RowResult":
        """The row cannot be taken."""
        return cls(Outcome.REJECTED, reason)


@dataclass(frozen=True, slots=True)
class ImportRun:
    """The import that a batch of rows belongs to."""

    id: int
    kind: str
    created_by: int | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """An object that a row of an import created."""

    row: int
    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class Undone:
    """Whether an object was taken back; if not, why it was kept."""

    is_undone: bool
    reason: Reason | None = None


class ImportKind(Protocol):
    """What a higher domain registers so that files of its objects can be imported.

    `check` looks at one row alone (no database). `apply` writes a batch inside the given unit of work and answers
    for each row in order; it may raise only when nothing of the batch can be written. `undo` takes back what the
    import made, unless somebody touched it since, and answers for each object in order.
    """

    @property
    def name(self) -> str:
        """A stable word for the API, e.g. `orders`."""
        ...

    @property
    def zh(self) -> str:
        """The Chinese title."""
        ...

    @property
    def en(self) -> str:
        """The English title."""
        ...

    @property
    def columns(self) -> Sequence[Column]:
        """What can be mapped."""
        ...

    def check(self, row: Row) -> Reason | None:
        """What is wrong with the values taken together, or None."""
        ...

    async def apply(self, uow: UnitOfWork, run: ImportRun, rows: Sequence[Row]) -> list[RowResult]:
        """Write a batch; one result per row, in order."""
        ...

    async def undo(self, uow: UnitOfWork, run: ImportRun, made: Sequence[Made]) -> list[Undone]:
        """Take objects back; one answer per object, in order."""
        ...


class ImportState(StrEnum):
    """Where an import stands."""

    READING = "reading"
    REFUSED = "refused"
    READY = "ready"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Choice:
    """Where a column's value comes from: the file's column of this index (from 0), or the same text for every row."""

    index: int | None = None
    constant: str | None = None


Mapped = Mapping[str, Choice]


@dataclass(frozen=True, slots=True)
class Import:
    """An import as its owner sees it. `rows_n` = `accepted_n` + `duplicate_n` + `rejected_n` once it is done."""

    id: int
    kind: str
    state: ImportState
    file_name: str
    size_bytes: int
    created_at: datetime
    refusal: Reason | None = None
    format: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    header: Sequence[str] = ()
    mapping: Mapped = field(default_factory=dict)
    rows_n: int = 0
    done_n: int = 0
    accepted_n: int = 0
    duplicate_n: int = 0
    rejected_n: int = 0
    undone_n: int = 0
    kept_n: int = 0
    started_at: datetime | None = None
    ended_at: datetime | None = None
