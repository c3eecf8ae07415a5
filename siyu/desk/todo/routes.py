"""`/v1/overview/todo`: what must I do today."""

from fastapi import APIRouter

from siyu import staff
from siyu.desk.todo.rules import Kind, Severity
from siyu.desk.todo.service import list_todos
from siyu.runtime.http import Shape, TheHouse, needs
from siyu.runtime.viewer import Viewer

router = APIRouter(prefix="/v1/overview/todo", tags=["desk"])


class TodoOut(Shape):
    """So many things of one kind; `link` is the console's page that lists exactly these."""

    code: str
    kind: Kind
    severity: Severity
    count: int
    zh: str
    en: str
    link: str


class TodosOut(Shape):
    """`todo` waits for the asker's decision, `wrong` does not work as it should."""

    todo: list[TodoOut]
    wrong: list[TodoOut]


@router.get("", summary="What must I do, and what is wrong")
async def todos(house: TheHouse, viewer: Viewer = needs(staff.OWN_ACCOUNT)) -> TodosOut:
    """Only what the asker may act upon or see; empty lists mean that all is done."""
    async with house.unit() as uow:
        found = await list_todos(uow, viewer)
    shown = [TodoOut.model_validate(one) for one in found]
    return TodosOut(
        todo=[one for one in shown if one.kind is Kind.DO], wrong=[one for one in shown if one.kind is Kind.WRONG]
    )
