"""Filters as they stand in addresses."""

from typing import Annotated, Literal

from fastapi import Depends, Query

from siyu.customers.contracts import CustomerFilter, TimelineFilter
from siyu.customers.schemas import Id
from siyu.runtime.http import Moment

_Ids = Annotated[list[Id] | None, Query(max_length=100)]
_State = Literal["", "followed", "lost", "never"]
_When = Annotated[Moment | None, Query()]


class _Who:
    """Search words and relation of the customers wanted."""

    def __init__(
        self,
        text: Annotated[str, Query(max_length=100)] = "",
        state: _State = "",
        source: Annotated[str, Query(max_length=100)] = "",
        staff_ids: _Ids = None,
    ) -> None:
        self.text, self.state, self.source, self.staff_ids = text, state, source, staff_ids


def _customers(
    who: Annotated[_Who, Depends()],
    tags_any: _Ids = None,
    tags_all: _Ids = None,
    created_from: _When = None,
    created_to: _When = None,
) -> CustomerFilter:
    return CustomerFilter(
        text=who.text,
        tags_any=tuple(tags_any or ()),
        tags_all=tuple(tags_all or ()),
        staff_ids=tuple(who.staff_ids or ()),
        state=who.state,
        source=who.source,
        created_from=created_from,
        created_to=created_to,
    )


def _timeline(
    kind: Annotated[list[str] | None, Query(max_length=50)] = None,
    staff_id: Annotated[Id | None, Query()] = None,
    channel: Annotated[str, Query(max_length=50)] = "",
    since: _When = None,
    until: _When = None,
    only_acts: bool = False,
) -> TimelineFilter:
    return TimelineFilter(
        kinds=tuple(kind or ()), staff_id=staff_id, channel=channel, since=since, until=until, only_acts=only_acts
    )


CustomersWanted = Annotated[CustomerFilter, Depends(_customers)]
TimelineWanted = Annotated[TimelineFilter, Depends(_timeline)]
