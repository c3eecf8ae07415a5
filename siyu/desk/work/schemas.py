"""HTTP shapes of long work and exports."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from siyu.desk.views.filters import AuditWanted, CustomersWanted, Id, OrdersWanted
from siyu.desk.work.contracts import PROBLEMS, Work, WorkState
from siyu.runtime.http import Shape


class RecipientsWanted(Shape):
    """The people of a campaign."""

    page: Literal["campaign_recipients"] = "campaign_recipients"
    campaign_id: Id
    state: (
        Literal["planned", "held", "dispatching", "submitted", "delivered", "failed", "unknown", "skipped"] | None
    ) = None


class ImportRowsWanted(Shape):
    """The rows of an import that were not taken."""

    page: Literal["import_rows"] = "import_rows"
    import_id: Id


class ExportIn(Shape):
    """Which list, under which filters, in which format."""

    filters: Annotated[
        CustomersWanted | OrdersWanted | RecipientsWanted | ImportRowsWanted | AuditWanted, Field(discriminator="page")
    ]
    format: Literal["csv", "xlsx"] = "csv"


class WorkOut(Shape):
    """One job. `rate` is per second since it began; `result` is the address of its file."""

    id: str
    kind: Literal["import", "export", "campaign", "sync"]
    title: str
    state: WorkState
    done: int
    total: int | None
    rate: float | None
    started_at: datetime | None
    ended_at: datetime | None
    may_stop: bool
    may_undo: bool
    may_retry: bool
    link: str | None
    result: str | None
    result_until: datetime | None
    problem_zh: str | None
    problem_en: str | None

    @classmethod
    def of(cls, one: Work, now: datetime) -> "WorkOut":
        """The answer for a job at an instant."""
        names = [name for name in cls.model_fields if name in Work.__slots__]
        seconds = ((one.ended_at or now) - one.started_at).total_seconds() if one.started_at else 0.0
        zh, en = PROBLEMS.get(one.problem, PROBLEMS["broken"]) if one.problem else (None, None)
        return cls(
            rate=round(one.done / seconds, 1) if seconds > 0 and one.done else None,
            problem_zh=zh,
            problem_en=en,
            **{name: getattr(one, name) for name in names},
        )
