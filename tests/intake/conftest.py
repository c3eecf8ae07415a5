"""A kind of import that needs no other domain, and a product that can be asked over HTTP."""

from collections.abc import AsyncIterator, Sequence

import httpx
import pytest
from fastapi import Request
from sqlalchemy import text

from siyu.intake import (
    Cell,
    Column,
    ImportRun,
    Made,
    Reason,
    Row,
    RowResult,
    Undone,
    kinds,
    register_import_kind,
)
from siyu.intake.routes import router
from siyu.runtime.database import UnitOfWork
from siyu.runtime.house import House
from siyu.runtime.http import SignIn, create_app
from siyu.runtime.viewer import Scope, Viewer, system_viewer


class Shells:
    """Shells on a beach: a name, a weight, when found. A second shell of the same name is known already."""

    name = "shells"
    zh = "贝壳"
    en = "shells"
    columns = (
        Column("label", "名称", "name", is_required=True, aliases=("贝壳名",)),
        Column("price_cents", "价格", "price", Cell.CENTS),
        Column("found_at", "发现时间", "found at", Cell.INSTANT),
        Column("tags", "标签", "tags", Cell.LIST),
    )

    def check(self, row: Row) -> Reason | None:
        if row.values["label"] == "fake":
            return Reason("fake", "假贝壳", "a fake shell", "label")
        return None

    async def apply(self, uow: UnitOfWork, run: ImportRun, rows: Sequence[Row]) -> list[RowResult]:
        results = []
        for row in rows:
            made = await uow.execute(
                text("INSERT INTO shells (label) VALUES (:label) ON CONFLICT DO NOTHING RETURNING id"),
                {"label": row.values["label"]},
            )
            new = made.scalar_one_or_none()
            results.append(RowResult.accepted(("shell", new)) if new else RowResult.duplicate())
        return results

    async def undo(self, uow: UnitOfWork, run: ImportRun, made: Sequence[Made]) -> list[Undone]:
        gone = await uow.execute(
            text("DELETE FROM shells WHERE id = ANY(:ids) AND NOT is_touched RETURNING id"),
            {"ids": [item.id for item in made]},
        )
        ids = set(gone.scalars())
        return [
            Undone(True) if item.id in ids else Undone(False, Reason("touched", "已被改动", "touched")) for item in made
        ]


class FakeSignIn:
    """Everyone is this viewer."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer

    async def viewer_of(self, request: Request) -> Viewer:
        return self.viewer


def person(user_id: int, *, scope: Scope = Scope.OWN, rights: frozenset[str] = frozenset({"imports.write"})) -> Viewer:
    return Viewer(user_id=user_id, staff_id=None, scope=scope, rights=rights)


@pytest.fixture
def only_shells(monkeypatch: pytest.MonkeyPatch) -> Shells:
    monkeypatch.setattr(kinds, "_KINDS", {})
    shells = Shells()
    register_import_kind(shells)
    return shells


@pytest.fixture
async def beach(house: House, only_shells: Shells) -> House:
    """A house with a table of shells; the word "boom" is refused by the database itself."""
    async with house.unit() as uow:
        await uow.execute(
            text("""
            CREATE TABLE shells (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                label text NOT NULL UNIQUE CHECK (label <> 'boom'),
                is_touched boolean NOT NULL DEFAULT false
            )
            """)
        )
    return house


@pytest.fixture
def sign_in(beach: House) -> FakeSignIn:
    signed = FakeSignIn(system_viewer())
    beach.provide(signed, as_=SignIn)
    return signed


@pytest.fixture
async def client(beach: House, sign_in: FakeSignIn) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app([router])
    app.state.house = beach
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://siyu") as opened:
        yield opened
