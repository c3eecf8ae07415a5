"""What an examination of one line says, and who can examine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from siyu.runtime.house import House


@dataclass(frozen=True, slots=True)
class Copyable:
    """A value to copy into WeCom's admin console, with what it is."""

    zh: str
    en: str
    value: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one line stands. Without a remedy it passes. `raw` is the other side's answer, without secrets."""

    cause_zh: str
    cause_en: str
    remedy_zh: str | None = None
    remedy_en: str | None = None
    copies: tuple[Copyable, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        return self.remedy_zh is None


class Examiner(Protocol):
    """Examines one line; given by the application, which knows how to ask the outside."""

    async def examine(self, house: House, line: str, corp_id: int) -> Verdict:
        """How the line stands now."""
        ...
