"""What imports look like over HTTP."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from siyu.intake.contracts import Cell, Choice, Import, ImportKind, ImportState, Reason
from siyu.intake.service import PreviewRow
from siyu.runtime.http import Shape


class ColumnOut(Shape):
    """One thing that can be mapped."""

    key: str
    zh: str
    en: str
    cell: Cell
    is_required: bool
    max_length: int


class KindOut(Shape):
    """A kind of import."""

    name: str
    zh: str
    en: str
    columns: list[ColumnOut]

    @classmethod
    def of(cls, kind: ImportKind) -> Self:
        """The answer for a kind."""
        columns = [ColumnOut.model_validate(column) for column in kind.columns]
        return cls(name=kind.name, zh=kind.zh, en=kind.en, columns=columns)


class ReasonOut(Shape):
    """Why something was refused; `column` is the key of the column at fault."""

    code: str
    zh: str
    en: str
    column: str | None = None


class ChoiceShape(Shape):
    """Where a column comes from: the file's column of this index (from 0), or the same text for every row."""

    index: Annotated[int, Field(ge=0, le=199)] | None = None
    constant: Annotated[str, Field(min_length=1, max_length=200)] | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.index is None) == (self.constant is None):
            raise ValueError("give either index or constant")
        return self


class MappingIn(Shape):
    """Which column of the kind comes from where, by the key of the column."""

    mapping: Annotated[dict[str, ChoiceShape], Field(max_length=200)]

    def choices(self) -> dict[str, Choice]:
        """As the domain takes it."""
        return {key: Choice(choice.index, choice.constant) for key, choice in self.mapping.items()}


class ImportOut(Shape):
    """An import; when it is done, `rows_n` = `accepted_n` + `duplicate_n` + `rejected_n`."""

    id: int
    kind: str
    state: ImportState
    file_name: str
    size_bytes: int
    refusal: ReasonOut | None
    format: str | None
    encoding: str | None
    sheet: str | None
    header: list[str]
    mapping: dict[str, ChoiceShape]
    rows_n: int
    done_n: int
    accepted_n: int
    duplicate_n: int
    rejected_n: int
    undone_n: int
    kept_n: int
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, found: Import) -> Self:
        """The answer for an import."""
        return cls.model_validate(found)


class PreviewRowOut(Shape):
    """A row as it stands in the file and as it would be taken; money is in cents, times in UTC."""

    row: int
    cells: list[str]
    values: dict[str, int | datetime | date | list[str] | str]
    problem: ReasonOut | None

    @classmethod
    def of(cls, row: PreviewRow) -> Self:
        """The answer for a row."""
        problem = _reason(row.problem) if row.problem else None
        return cls(row=row.row, cells=row.cells, values=dict(row.values), problem=problem)


class PreviewOut(Shape):
    """The first rows of the file under the saved mapping."""

    rows: list[PreviewRowOut]


def _reason(reason: Reason) -> ReasonOut:
    return ReasonOut(code=reason.code, zh=reason.zh, en=reason.en, column=reason.column)
