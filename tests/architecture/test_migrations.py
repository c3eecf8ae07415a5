"""Migrations do not stop a running house: they wait briefly for locks and build indexes beside the traffic."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "migrations" / "postgres"
_CREATES_TABLE = re.compile(r'CREATE TABLE (?:IF NOT EXISTS )?"?(\w+)', re.IGNORECASE)
_CREATES_INDEX = re.compile(
    r'CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)(?:IF NOT EXISTS )?"?\w+"? ON (?:ONLY )?"?(\w+)', re.IGNORECASE
)


def _first_words(call: ast.Call) -> list[str]:
    return [item.value for item in call.args if isinstance(item, ast.Constant) and isinstance(item.value, str)]


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name:
            yield node


def _is_concurrent(call: ast.Call) -> bool:
    return any(word.arg == "postgresql_concurrently" for word in call.keywords)


def blocking_indexes(source: str) -> list[str]:
    """Tables of before this migration on which it builds an index while their writers wait."""
    tree = ast.parse(source)
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    texts = [" ".join(text.split()) for text in texts]
    new = {_first_words(call)[0] for call in _calls(tree, "create_table")}
    new |= {name for text in texts for name in _CREATES_TABLE.findall(text)}
    asked = [_first_words(call)[1] for call in _calls(tree, "create_index") if not _is_concurrent(call)]
    asked += [name for text in texts for name in _CREATES_INDEX.findall(text)]
    return [name for name in asked if name not in new]


def test_indexes_on_standing_tables_are_built_concurrently() -> None:
    blocking = {path.name: found for path in FOLDER.rglob("*.py") if (found := blocking_indexes(path.read_text()))}
    assert blocking == {}


def test_migrations_wait_briefly_for_locks() -> None:
    said = (FOLDER / "env.py").read_text()
    assert re.search(r"SET lock_timeout = '\d+m?s'", said)
    assert said.index("lock_timeout") < said.index("context.run_migrations()")


def test_the_check_sees_a_blocking_index() -> None:
    assert blocking_indexes('op.create_index("ix_a", "orders", ["a"])') == ["orders"]
    assert blocking_indexes('op.execute("CREATE UNIQUE INDEX ix_a ON orders (a)")') == ["orders"]
    assert blocking_indexes('op.execute("CREATE INDEX CONCURRENTLY ix_a ON orders (a)")') == []
    assert blocking_indexes('op.create_index("ix_a", "orders", ["a"], postgresql_concurrently=True)') == []
    assert blocking_indexes('op.create_table("orders")\nop.create_index("ix_a", "orders", ["a"])') == []
