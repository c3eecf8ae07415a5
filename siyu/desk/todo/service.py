"""What must I do, and what is wrong."""

from dataclasses import dataclass

from siyu.desk.todo import queries
from siyu.desk.todo.rules import WAITING, Kind, Severity
from siyu.runtime.database import UnitOfWork
from siyu.runtime.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Todo:
    """So many things of one kind, in words, with the page that lists exactly these."""

    code: str
    kind: Kind
    severity: Severity
    count: int
    zh: str
    en: str
    link: str


async def list_todos(uow: UnitOfWork, viewer: Viewer) -> list[Todo]:
    """What waits for the viewer now, the worst first; kinds of which nothing waits are left out."""
    found = []
    for kind in WAITING:
        if not viewer.may(kind.right):
            continue
        count = await queries.count_waiting(uow, viewer, kind.code)
        if count:
            zh, en = kind.sentences(count)
            found.append(Todo(kind.code, kind.kind, kind.severity, count, zh, en, kind.link))
    return found
