"""What a browser must load before the first page can start."""

import gzip
import json
from pathlib import Path
from typing import Any

from bench.figures import Figure, measure

DIST = Path(__file__).resolve().parents[2] / "console" / "dist"
FIRST_PAGE = "src/features/overview/index.tsx"


@measure("console_main_bundle_kb")
async def main_bundle() -> list[Figure]:
    """The shell with the first page, what they import statically and their styles, after gzip, in KB of 1024 bytes."""
    manifest = json.loads((DIST / ".vite" / "manifest.json").read_text())
    files = _loaded_with("index.html", manifest) | _loaded_with(FIRST_PAGE, manifest)
    weight = sum(len(gzip.compress((DIST / name).read_bytes(), 9, mtime=0)) for name in files)
    return [Figure("console_main_bundle_kb", weight / 1024, "KB")]


def _loaded_with(entry: str, manifest: dict[str, dict[str, Any]]) -> set[str]:
    files: set[str] = set()
    seen, ahead = set(), [entry]
    while ahead:
        key = ahead.pop()
        if key in seen:
            continue
        seen.add(key)
        files |= {manifest[key]["file"], *manifest[key].get("css", ())}
        ahead += manifest[key].get("imports", ())
    return files
