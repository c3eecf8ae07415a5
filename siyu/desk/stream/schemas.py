"""The shape of one happening."""

from datetime import datetime

from siyu.desk.stream.rules import write_place
from siyu.desk.stream.service.showing import Happening
from siyu.runtime.http import Shape


class HappeningOut(Shape):
    """One event in words; `place` orders them and is sent back as `Last-Event-ID`."""

    place: str
    name: str
    zh: str
    en: str
    occurred_at: datetime
    customer_id: int | None
    customer_name: str | None
    staff_id: int | None
    staff_name: str | None

    @classmethod
    def of(cls, one: Happening) -> "HappeningOut":
        """The answer for a happening."""
        values = {name: getattr(one, name) for name in Happening.__slots__ if name != "mark"}
        return cls(place=write_place(one.mark), **values)
