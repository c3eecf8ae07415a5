"""Shapes that every answer and request share."""

from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema

from siyu.kit.paging import MAX_PAGE_SIZE, Page, Paging
from siyu.runtime.http.strictness import strictly

T = TypeVar("T")


class Shape(BaseModel):
    """Base of request and response bodies: unknown fields are refused, values cannot be changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return strictly(handler(source))


class PageOut(Shape, Generic[T]):
    """One page of a list; ask again with `cursor=next_cursor` until it is null.

    There are `total` rows in all; with `is_total_capped` there are more than that.
    """

    items: list[T]
    next_cursor: str | None
    total: int | None
    is_total_capped: bool

    @classmethod
    def of(cls, page: Page[T]) -> "PageOut[T]":
        """The answer for a page."""
        items = list(page.items)
        return cls(items=items, next_cursor=page.next_cursor, total=page.total, is_total_capped=page.is_total_capped)


async def _paging(
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE_SIZE)] = 50,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Paging:
    return Paging(limit=limit, cursor=cursor)


Paged = Annotated[Paging, Depends(_paging)]
