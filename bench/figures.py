"""What a measurement gives, and the registry of them."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its floor; `ratio` is figure ÷ floor (both in `unit`), None without a floor."""

    name: str
    value: float
    unit: str
    floor_name: str = ""
    floor_value: float | None = None

    @property
    def ratio(self) -> float | None:
        """How the figure stands to its floor."""
        return self.value / self.floor_value if self.floor_value else None

    def as_json(self) -> dict[str, Any]:
        """The form in `results/latest.json`."""
        return {**asdict(self), "ratio": self.ratio}


Measure = Callable[[], Awaitable[list[Figure]]]
MEASURES: dict[str, Measure] = {}


def measure(name: str) -> Callable[[Measure], Measure]:
    """Register a measurement under the name of its first figure."""

    def register(run: Measure) -> Measure:
        MEASURES[name] = run
        return run

    return register
