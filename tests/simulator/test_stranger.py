"""The simulator is a stranger to the product."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def imported_packages(file: Path) -> set[str]:
    """Top-level names that a module imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_no_module_of_the_simulator_knows_the_product() -> None:
    files = list((ROOT / "simulator").rglob("*.py"))
    assert len(files) > 30
    assert [file for file in files if "siyu" in imported_packages(file)] == []


def test_the_product_does_not_know_the_simulator() -> None:
    files = list((ROOT / "siyu").rglob("*.py"))
    assert [file for file in files if "simulator" in imported_packages(file)] == []
