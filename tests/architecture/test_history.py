"""The log can be read: `area: what it does`, short, and a body that says why."""

import re
import subprocess
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAST = 400
#: Messages written before this moment (UTC) are older than the rule.
RULE_SINCE = "2026-11-27T05:30:00+00:00"
_SUBJECT = re.compile(r"[a-z][a-z0-9 ,/-]*: \S.*[^.]")


def faults(message: str) -> list[str]:
    """What is wrong with a commit message."""
    subject, _, body = message.strip().partition("\n")
    said = {
        "form": not _SUBJECT.fullmatch(subject),
        "length": len(subject) > 72,
        "no body": not re.sub(r"^[A-Z][A-Za-z-]+: .*$", "", body, flags=re.MULTILINE).strip(),
    }
    return [name for name, is_wrong in said.items() if is_wrong]


def _messages() -> list[str]:
    """The newest messages; none where the sources came without their history."""
    if not (ROOT / ".git").exists():
        return []
    asked = ["git", "-C", str(ROOT), "log", "--no-merges", f"-{LAST}", "--format=%aI%n%B%x00"]
    told = subprocess.run(asked, capture_output=True, text=True, check=True)
    dated = [entry.strip().partition("\n") for entry in told.stdout.split("\0") if entry.strip()]
    since = datetime.fromisoformat(RULE_SINCE)
    return [message for written, _, message in dated if datetime.fromisoformat(written) >= since]


def test_commit_messages_say_what_and_why() -> None:
    wrong = {message.strip().splitlines()[0]: said for message in _messages() if (said := faults(message))}
    assert not wrong, wrong


def test_the_check_sees_each_fault() -> None:
    assert faults("sending: one look less\n\nThe queue was read twice.") == []
    assert faults("Fixed things\n\nBecause.") == ["form"]
    assert faults("sending: one look less.\n\nBecause.") == ["form"]
    assert faults("sending: " + "x" * 64 + "\n\nBecause.") == ["length"]
    assert faults("sending: one look less") == ["no body"]
    assert faults("sending: one look less\n\nSigned-off-by: someone") == ["no body"]
