"""Every PostgreSQL statement that is written as text is prepared on a migrated database."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from siyu.runtime.postgres import Cluster

ROOT = Path(__file__).resolve().parents[2]
_STATEMENT = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH|MERGE)\b")
_PARAMETER = re.compile(r"(?<![:\\\w]):([a-z_]\w*)")


def statements(source: str) -> Iterator[str]:
    """The whole statements of `text("…")` in a module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "text" and node.args:
            said = node.args[0]
            if isinstance(said, ast.Constant) and isinstance(said.value, str) and _STATEMENT.match(said.value):
                yield said.value.replace("\\:", ":")


def refusal(connection: psycopg.Connection, statement: str) -> str | None:
    """What PostgreSQL says against a statement.

    Parameters whose type only their value would tell are tried as NULL before the statement counts as refused.
    """
    names = list(dict.fromkeys(_PARAMETER.findall(statement)))
    numbered = _PARAMETER.sub(lambda found: f"${names.index(found[1]) + 1}", statement)
    said = None
    for attempt in (f"PREPARE tried AS {numbered}", f"EXPLAIN {_PARAMETER.sub('NULL', statement)}"):
        try:
            with connection.transaction(force_rollback=True):
                connection.execute(attempt.encode())
                connection.execute("DEALLOCATE ALL")
            return None
        except psycopg.Error as error:
            said = said or str(error).splitlines()[0]
    return said


@pytest.fixture(scope="module")
def connection(cluster: Cluster, template: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(cluster.url(template), autocommit=True) as opened:
        yield opened
    opened.close()


def test_every_text_statement_can_be_prepared(connection: psycopg.Connection) -> None:
    tried, refused = 0, {}
    for path in sorted((ROOT / "siyu").rglob("*.py")):
        for statement in statements(path.read_text()):
            tried += 1
            if said := refusal(connection, statement):
                refused[f"{path.relative_to(ROOT)}: {' '.join(statement.split())[:80]}"] = said
    assert tried > 50
    assert not refused, "\n".join(f"{where} -> {said}" for where, said in refused.items())


def test_a_typing_mistake_is_refused(connection: psycopg.Connection) -> None:
    assert refusal(connection, "SELECT id FROM customers WHERE id = :id") is None
    assert "custmers" in (refusal(connection, "SELECT id FROM custmers") or "")
    assert "idd" in (refusal(connection, "SELECT idd FROM customers WHERE id = :id") or "")
