"""What the doctor found: one line a check, with the cause and the remedy in plain words."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence in both languages."""

    zh: str
    en: str

    def say(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check. `remedy` is None when nothing needs doing."""

    check: str
    level: Level
    cause: Words
    remedy: Words | None = None

    def lines(self, language: str) -> list[str]:
        """How it is printed."""
        sign = {Level.GOOD: "✓", Level.WARNING: "!", Level.BAD: "✗"}[self.level]
        shown = [f"{sign} {self.check}: {self.cause.say(language)}"]
        if self.remedy:
            shown.append(f"    → {self.remedy.say(language)}")
        return shown


def good(check: str, zh: str, en: str) -> Finding:
    """Nothing to do."""
    return Finding(check, Level.GOOD, Words(zh, en))


def bad(check: str, cause: Words, remedy: Words) -> Finding:
    """This must be mended."""
    return Finding(check, Level.BAD, cause, remedy)


def warning(check: str, cause: Words, remedy: Words) -> Finding:
    """This should be mended soon."""
    return Finding(check, Level.WARNING, cause, remedy)
