"""Other domains are entered by their front door only, and the house has no secret passages."""

import ast
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
PLUGS = {"routes", "handlers", "jobs", "tables"}  # what apps may plug in
SHARED = {"kit", "runtime", "vendors"}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "manager", "base2", "constants"}


def code_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def _trespasses(importer: list[str], imported: list[str]) -> bool:
    same_house = importer[1:2] == imported[1:2]
    if same_house or len(imported) < 3 or imported[1] in SHARED:
        return False
    return importer[1] != "apps" or not PLUGS & set(imported[2:])


def test_domains_are_entered_by_the_front_door() -> None:
    graph = grimp.build_graph("siyu", cache_dir=None)
    trespassers = sorted(
        f"{importer} -> {imported}"
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if _trespasses(importer.split("."), imported.split(".")) and not imported.startswith("siyu.warehouse.server")
    )
    assert trespassers == []


def test_the_simulator_is_a_stranger() -> None:
    for path in code_files("simulator"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not any(name.split(".")[0] == "siyu" for name in names), path


def test_the_product_never_imports_the_simulator_or_tests() -> None:
    for path in code_files("siyu"):
        for node in ast.walk(ast.parse(path.read_text())):
            module = node.module if isinstance(node, ast.ImportFrom) else None
            assert (module or "").split(".")[0] not in {"simulator", "tests"}, path


def test_no_file_has_a_drawer_name() -> None:
    names = [path for path in code_files("siyu", "simulator", "tests", "bench") if path.stem in FORBIDDEN_NAMES]
    assert names == []


@pytest.mark.parametrize(("folders", "cap"), [(("siyu", "simulator", "bench"), 400), (("tests",), 600)])
def test_no_file_is_a_giant(folders: tuple[str, ...], cap: int) -> None:
    giants = {str(path): size for path in code_files(*folders) if (size := len(path.read_text().splitlines())) > cap}
    assert giants == {}


def test_no_function_is_longer_than_fifty_lines() -> None:
    long = [
        f"{path}:{node.lineno} {node.name} {node.end_lineno - node.lineno + 1}"
        for path in code_files("siyu", "simulator", "bench")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > 50
    ]
    assert long == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(path) for path in code_files("siyu", "simulator") if not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def test_nothing_is_imported_inside_a_function() -> None:
    hidden = [
        f"{path}:{inner.lineno}"
        for path in code_files("siyu", "simulator")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or _is_type_checking(node)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def _domain_files() -> list[Path]:
    return [path for path in code_files("siyu") if path.relative_to(ROOT).parts[1] not in {"runtime", "kit", "apps"}]


def test_only_the_machine_room_commits() -> None:
    committing = [
        f"{path}:{node.lineno}"
        for path in _domain_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert committing == []


def _is_sql_call(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return False
    return node.func.id in {"select", "text", "insert", "update", "delete"} and bool(node.args)


def _may_hold_sql(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return any(part.startswith("queries") or part in {"tables.py", "sql"} for part in parts)


def test_sql_lives_in_queries() -> None:
    """PostgreSQL statements stand in `queries.py` or in a `queries` package."""
    elsewhere = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in _domain_files()
        if not _may_hold_sql(path) and "sqlalchemy" in path.read_text()
        for node in ast.walk(ast.parse(path.read_text()))
        if _is_sql_call(node)
    ]
    assert elsewhere == []


def test_http_exceptions_stay_in_the_machine_room() -> None:
    assert [str(path) for path in _domain_files() if "HTTPException" in path.read_text()] == []


def test_no_sql_is_glued_from_strings() -> None:
    """No f-string goes into `text(...)`: values are parameters, names come from code."""
    glued = [
        f"{path}:{node.lineno}"
        for path in code_files("siyu")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "text"
        and any(isinstance(argument, ast.JoinedStr) for argument in node.args)
    ]
    assert glued == []
