"""The ratchet: what is tolerated is counted in `debts.txt`; a count may fall, never rise."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEBTS = Path(__file__).with_name("debts.txt")
LINES, LENGTH = 300, 40


def count(source: str) -> dict[str, int]:
    """The debts of one file by their names."""
    functions = (
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return {
        f"files over {LINES} lines": int(len(source.splitlines()) > LINES),
        f"functions over {LENGTH} lines": sum((node.end_lineno or 0) - node.lineno + 1 > LENGTH for node in functions),
        "type: ignore": len(re.findall(r"#\s*type:\s*ignore", source)),
        "noqa": len(re.findall(r"#\s*noqa", source)),
    }


def _sources() -> Iterator[str]:
    for folder in ("siyu", "simulator"):
        yield from (path.read_text() for path in (ROOT / folder).rglob("*.py"))


def _owed() -> dict[str, int]:
    owed = dict.fromkeys(count(""), 0)
    for source in _sources():
        owed = {name: owed[name] + more for name, more in count(source).items()}
    return owed


def compare(owed: dict[str, int], allowed: dict[str, int]) -> list[str]:
    """What rose, and what fell without being written down."""
    assert owed.keys() == allowed.keys()
    return [f"{name}: {allowed[name]} written, {owed[name]} found" for name in owed if owed[name] != allowed[name]]


def test_debts_only_fall() -> None:
    """Where a count fell, write the smaller number into the file; where it rose, pay it back."""
    lines = [line.rpartition(" = ") for line in DEBTS.read_text().splitlines() if line and not line.startswith("#")]
    assert compare(_owed(), {name: int(number) for name, _, number in lines}) == []


def test_the_count_sees_each_debt() -> None:
    long = "def f() -> None:\n" + "    g()\n" * LENGTH
    sample = long + "a = 1  # " + "type: ignore\nb = 2  # " + "noqa\n" + "\n" * LINES
    assert list(count(sample).values()) == [1, 1, 1, 1]
    assert list(count("a = 1\n").values()) == [0, 0, 0, 0]
    assert compare({"noqa": 2}, {"noqa": 1}) == ["noqa: 1 written, 2 found"]
