"""What the pages say, read from their own pairs of words, so that a story can be played in either language."""

import json
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONSOLE = ROOT / "console" / "src"
PHONES = ROOT / "simulator" / "phones" / "pages" / "js" / "words.js"
_PAIR = re.compile(r'^\s*(\w+): (\["(?:[^"\\]|\\.)*"(?:, "(?:[^"\\]|\\.)*"){1,2}\]),$', re.MULTILINE)


@cache
def _pairs(path: Path) -> dict[str, list[str]]:
    return {key: json.loads(pair) for key, pair in _PAIR.findall(path.read_text(encoding="utf-8"))}


def _filled(words: str, values: dict[str, object]) -> str:
    return re.sub(r"\{\{?(\w+)\}\}?", lambda place: str(values[place[1]]), words)


def said(folder: str, key: str, language: str, **values: object) -> str:
    """The words of a console folder (`app`, `ui` or a feature's name); `count` chooses the English plural."""
    home = CONSOLE / folder if folder in ("app", "ui") else CONSOLE / "features" / folder
    pair = _pairs(home / "words.ts")[key]
    at = 0 if language == "zh" else (1 if len(pair) == 2 or values.get("count") == 1 else 2)
    return _filled(pair[at], values)


def said_on_phones(key: str, language: str, **values: object) -> str:
    """The words of the simulator's page of two phones."""
    return _filled(_pairs(PHONES)[key][0 if language == "zh" else 1], values)
