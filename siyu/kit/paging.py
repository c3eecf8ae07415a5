"""Pages of a list: what is asked for and what is given back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")

MAX_PAGE_SIZE = 200


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page: at most `limit` rows (1–200) after the opaque `cursor` of the page before."""

    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows of one page, the cursor of the next one (None at the end) and how many there are in all.

    A capped total says that there are more than so many, and that nobody counted how many more.
    """

    items: Sequence[T]
    next_cursor: str | None = None
    total: int | None = None
    is_total_capped: bool = False

    def map(self, change: Callable[[T], U]) -> "Page[U]":
        """The same page with every row changed."""
        return Page([change(item) for item in self.items], self.next_cursor, self.total, self.is_total_capped)
