"""HTTP shapes of saved views."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from siyu.desk.views.filters import Page, Wanted
from siyu.runtime.http import Shape

Name = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]+$")]
RoleName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{1,39}$")]
ColumnName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Sort = Annotated[str, Field(pattern=r"^(-?[a-z][a-z0-9_]{0,39})?$")]


class ViewIn(Shape):
    """A way to look at a list. `filters.page` says which list; `sort` is a column, with `-` in front descending."""

    name: Name
    filters: Wanted
    columns: list[ColumnName] = Field(default=[], max_length=40)
    sort: Sort = ""
    shared_role: RoleName | None = None


class ViewOut(Shape):
    """A saved view; only its owner may change it."""

    id: int
    page: Page
    name: str
    filters: Wanted
    columns: list[str]
    sort: str
    shared_role: str | None
    is_mine: bool
    changed_at: datetime
