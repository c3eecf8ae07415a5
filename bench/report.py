"""Writes the results: a JSON list, and the table in the README with machine and data."""

import json
import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path

from bench.figures import Figure

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "results" / "latest.json"
README = FOLDER / "README.md"
_BEGIN, _END = "<!-- results -->", "<!-- end of results -->"


def machine() -> str:
    """Cores, memory, processor and versions, in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    model = "unknown processor"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists() and (found := re.search(r"model name\s*:\s*(.+)", cpuinfo.read_text())):
        model = found[1]
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GB, Python {platform.python_version()}"


def save(figures: list[Figure]) -> None:
    """Merge the figures of this run into the last results and renew the table."""
    RESULTS.parent.mkdir(exist_ok=True)
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    fresh = {figure.name: figure.as_json() for figure in figures}
    merged = [item for item in known if item["name"] not in fresh] + list(fresh.values())
    RESULTS.write_text(json.dumps(merged, indent=1))
    table = [
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {machine()}; embedded stores, floor and figure in one run.",
        "",
        "| name | value | unit | floor | floor value | ratio |",
        "|---|---:|---|---|---:|---:|",
        *(_row(item) for item in sorted(merged, key=lambda item: str(item["name"]))),
    ]
    text = README.read_text()
    before, after = text.split(_BEGIN)[0], text.split(_END)[1]
    README.write_text("\n".join([before + _BEGIN, *table, _END]) + after)


def _row(item: dict[str, object]) -> str:
    cells = [item["name"], _number(item["value"]), item["unit"], item["floor_name"] or "–"]
    return f"| {' | '.join(str(cell) for cell in [*cells, _number(item['floor_value']), _number(item['ratio'])])} |"


def _number(value: object) -> str:
    if not isinstance(value, int | float):
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
