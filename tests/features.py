"""Prints which rows of the feature register are shown by passing tests: `make features`."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REGISTER = ROOT / "docs" / "features.md"
SHOWN = ROOT / "var" / "features-shown.json"


def read_register() -> dict[str, str]:
    """Every row's id and title, in the register's order."""
    rows = re.findall(r"^\| ([A-Z]{2}-\d{2}) \| [^|]+ \| ([^|]+) \|", REGISTER.read_text(), flags=re.MULTILINE)
    return {identity: title.strip() for identity, title in rows}


def main() -> int:
    """Run the marked tests, then print the table."""
    command = [sys.executable, "-m", "pytest", "-q", "-m", "feature", "--no-header", "-n", "2", "--dist", "loadfile"]
    failed = subprocess.run(command, cwd=ROOT, check=False).returncode
    register = read_register()
    shown = set(json.loads(SHOWN.read_text()))
    unknown = sorted(shown - set(register))
    print(f"shown {len(shown & set(register))} of {len(register)}")
    totals = Counter(identity[:2] for identity in register)
    for area, total in totals.items():
        rows = [identity for identity in register if identity.startswith(area) and identity in shown]
        print(f"  {area} {len(rows)}/{total}  {' '.join(rows)}")
    if unknown:
        print(f"marked but not in the register: {' '.join(unknown)}")
    return 1 if unknown or failed not in (0, 5) else 0


if __name__ == "__main__":
    sys.exit(main())
