"""The grammar of answers: tolerant models, and the checks made before a request leaves."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from siyu.vendors.wecom.errors import InvalidRequest, OutcomeUnknown, Unanswered

T = TypeVar("T")
BATCH = 100
LATEST_UNIX = 32_503_680_000  # the year 3000


class Answer(BaseModel):
    """Part of an answer. What is missing or null takes its default; what is unknown is kept."""

    model_config = ConfigDict(extra="allow", frozen=True, coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _null_means_missing(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if value is not None}

    @property
    def unknown(self) -> Mapping[str, object]:
        """Fields WeCom sent that this model does not name."""
        return self.model_extra or {}


def _from_unix(value: object) -> object:
    """Unix seconds, as a number or as text; 0 and nonsense mean "not known"."""
    try:
        seconds = int(str(value))
    except ValueError:
        return None
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < LATEST_UNIX else None


UnixTime = Annotated[datetime | None, BeforeValidator(_from_unix)]
A = TypeVar("A", bound=Answer)


def read(kind: type[A], answer: object, *, path: str) -> A:
    """An answer as a model.

    Raises:
        Unanswered: it does not fit even tolerantly. The text names fields, never their values.
    """
    try:
        return kind.model_validate(answer)
    except ValidationError as error:
        fields = sorted({".".join(map(str, one["loc"])) for one in error.errors(include_input=False)})
        raise Unanswered(path, f"unexpected shape at {', '.join(fields[:5])}") from None


def read_created(kind: type[A], answer: object, *, path: str) -> A:
    """The answer of a create that WeCom accepted.

    Raises:
        OutcomeUnknown: it cannot be read: something was made, but we do not know what.
    """
    try:
        return read(kind, answer, path=path)
    except Unanswered as unreadable:
        raise OutcomeUnknown(path, unreadable.reason) from None


def read_all(kind: type[A], rows: object, *, path: str) -> tuple[A, ...]:
    """A list of models; a missing list is an empty one."""
    return tuple(read(kind, row, path=path) for row in (rows if isinstance(rows, list) else []))


def texts(rows: object) -> tuple[str, ...]:
    """A list of ids as texts; a missing list is an empty one."""
    return tuple(str(row) for row in rows) if isinstance(rows, list) else ()


def unix(moment: datetime) -> int:
    """Whole Unix seconds of an aware time."""
    return int(moment.timestamp())


def present(**fields: object) -> dict[str, object]:
    """The fields that were given, without the None ones."""
    return {name: value for name, value in fields.items() if value is not None}


def batches(rows: Sequence[T], size: int = BATCH) -> Iterator[Sequence[T]]:
    """``rows`` in pieces of at most ``size``."""
    return (rows[start : start + size] for start in range(0, len(rows), size))


class Checks:
    """Limits of one API, checked before sending; a broken one raises ``InvalidRequest``."""

    def __init__(self, path: str) -> None:
        self._path = path

    def at_most_bytes(self, field: str, text: str | None, most: int) -> None:
        """Limits that WeCom counts in bytes of UTF-8."""
        size = len((text or "").encode("utf-8", "ignore"))
        if size > most:
            self.refuse(field, f"has {size} bytes, at most {most} are allowed")

    def at_most_chars(self, field: str, text: str | None, most: int) -> None:
        """Limits that WeCom counts in characters."""
        size = len(text or "")
        if size > most:
            self.refuse(field, f"has {size} characters, at most {most} are allowed")

    def at_most(self, field: str, rows: Sequence[object], most: int) -> None:
        """Limits of the length of a list."""
        if len(rows) > most:
            self.refuse(field, f"has {len(rows)} items, at most {most} are allowed")

    def given(self, field: str, value: object) -> None:
        """Something that must not be empty."""
        if value is None or value == "" or (isinstance(value, Sequence) and not value):
            self.refuse(field, "must not be empty")

    def any_given(self, fields: Iterable[str], values: Iterable[object]) -> None:
        """At least one of several."""
        if not any(value is not None and value != "" and value != () for value in values):
            self.refuse(" or ".join(fields), "must be given")

    def refuse(self, field: str, problem: str) -> None:
        """Say what is wrong."""
        raise InvalidRequest(self._path, field=field, problem=problem)
