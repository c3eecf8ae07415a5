"""Long work in one shape."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class WorkState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    UNDOING = "undoing"
    UNDONE = "undone"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One job: `id` is its kind and number, `link` its page, `result` its file. None: not known, or not possible."""

    id: str
    kind: str
    title: str
    state: WorkState
    done: int
    total: int | None
    started_at: datetime | None
    ended_at: datetime | None
    may_stop: bool = False
    may_undo: bool = False
    may_retry: bool = False
    link: str | None = None
    result: str | None = None
    result_until: datetime | None = None
    problem: str | None = None


#: A problem's words; others are shown as "it did not finish".
PROBLEMS = {
    "right_lost": ("发起人已没有所需权限，任务已停止", "who started it lost the right, so it stopped"),
    "too_long": ("行数超过表格上限，请改用 CSV", "more rows than a workbook holds; use CSV"),
    "refused": ("文件无法读取", "the file could not be read"),
    "broken": ("没有完成，可以重试", "it did not finish; try again"),
}
