"""A question on customer data says who asks: it takes a `Viewer`, or its reason for not doing so is on the list."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXEMPT = Path(__file__).with_name("unscoped_questions.txt")
#: Tables that hold what is known of a customer.
TABLES = (
    "customers",
    "identities",
    "follows",
    "customer_tags",
    "customer_fields",
    "orders",
    "refunds",
    "messages",
    "consents",
    "events",
    "live_code_adds",
    "audience_members",
    "customer_notes",
)
_READS = re.compile(rf"\b(?:FROM|JOIN)\s+(?:{'|'.join(TABLES)})\b", re.IGNORECASE)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _reach(name: str, named: dict[str, ast.stmt], seen: set[str]) -> Iterator[ast.AST]:
    """The nodes of a definition and of everything of its module that it leans on."""
    if name in seen or name not in named:
        return
    seen.add(name)
    for node in ast.walk(named[name]):
        yield node
        if isinstance(node, ast.Name):
            yield from _reach(node.id, named, seen)


def _definitions(tree: ast.Module) -> dict[str, ast.stmt]:
    named: dict[str, ast.stmt] = {}
    for statement in tree.body:
        if isinstance(statement, Function):
            named[statement.name] = statement
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            named[statement.targets[0].id] = statement
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            named[statement.target.id] = statement
    return named


def _reads_customers(nodes: list[ast.AST]) -> bool:
    texts = (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    if any(_READS.search(text) for text in texts):
        return True
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return any(_called(node) == "select" for node in nodes) and bool(names & set(TABLES))


def _takes_viewer(function: Function) -> bool:
    """A viewer, or the condition `seen` that was made from one."""
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return any(item.arg == "seen" or "Viewer" in ast.unparse(item.annotation or item) for item in arguments)


def unscoped(source: str) -> list[str]:
    """The public functions of a module that read customer data for nobody in particular."""
    named = _definitions(ast.parse(source))
    return [
        name
        for name, statement in named.items()
        if isinstance(statement, Function)
        and not name.startswith("_")
        and not _takes_viewer(statement)
        and _reads_customers(list(_reach(name, named, set())))
    ]


def _questions() -> Iterator[str]:
    for path in sorted((ROOT / "siyu").rglob("*.py")):
        place = path.relative_to(ROOT / "siyu")
        if place.parts[0] == "runtime" or not any(part.startswith("queries") for part in place.parts):
            continue
        for name in unscoped(path.read_text()):
            yield f"{place.with_suffix('').as_posix()}:{name}"


def _reasons() -> dict[str, str]:
    lines = [line for line in EXEMPT.read_text().splitlines() if line and not line.startswith("#")]
    return {name.strip(): reason.strip() for name, _, reason in (line.partition(" | ") for line in lines)}


def test_every_question_on_customers_takes_a_viewer_or_has_a_reason() -> None:
    assert sorted(set(_questions()) - set(_reasons())) == []


def test_no_reason_outlives_its_function() -> None:
    assert sorted(set(_reasons()) - set(_questions())) == []


def test_every_reason_is_a_sentence() -> None:
    assert [name for name, reason in _reasons().items() if len(reason.split()) < 4] == []


def test_the_check_sees_a_select_and_a_text_without_viewer() -> None:
    sample = """
_NAMES = text("SELECT name FROM customers WHERE id = :id")
async def by_text(connection): return await connection.execute(_NAMES)
async def by_table(connection): return await connection.execute(select(follows.c.id))
async def through(connection): return await _inner(connection)
async def _inner(connection): return await connection.execute(text("SELECT 1 FROM a JOIN orders o ON true"))
async def scoped(connection, viewer: Viewer): return await connection.execute(_NAMES)
async def writes(connection): return await connection.execute(insert(follows))
async def elsewhere(connection): return await connection.execute(text("SELECT 1 FROM staff"))
"""
    assert unscoped(sample) == ["by_text", "by_table", "through"]
