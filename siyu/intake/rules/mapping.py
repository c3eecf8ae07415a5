"""Which column of the file is which column of the kind."""

import hashlib
import re
from collections.abc import Sequence

from siyu.intake.contracts import Choice, Column, Mapped
from siyu.intake.errors import MappingIncomplete, MappingInvalid
from siyu.kit.text import normalise

_NOISE = re.compile(r"[\s_\-*:：/()（）\[\]【】]+")
_MAX_CONSTANT = 200


def header_hash(header: Sequence[str]) -> str:
    """A short name for a title row, by which a mapping is remembered."""
    return hashlib.sha256("\x1f".join(map(_plain, header)).encode()).hexdigest()


def guess_mapping(columns: Sequence[Column], header: Sequence[str]) -> dict[str, Choice]:
    """Match titles with keys, Chinese and English titles and aliases; each file column is used at most once."""
    places: dict[str, int] = {}
    for place, title in enumerate(header):
        places.setdefault(_plain(title), place)
    mapping: dict[str, Choice] = {}
    taken: set[int] = set()
    for column in columns:
        for name in (column.key, column.zh, column.en, *column.aliases):
            index = places.get(_plain(name))
            if index is not None and index not in taken:
                mapping[column.key] = Choice(index=index)
                taken.add(index)
                break
    return mapping


def check_mapping(columns: Sequence[Column], header: Sequence[str], mapping: Mapped) -> None:
    """Refuse unknown columns and choices that say nothing or too much.

    Raises `MappingInvalid` or, when a required column has no source, `MappingIncomplete`.
    """
    known = {column.key for column in columns}
    for key, choice in mapping.items():
        if key not in known or not _is_sound(choice, len(header)):
            raise MappingInvalid(column=key)
    missing = [column for column in columns if column.is_required and column.key not in mapping]
    if missing:
        raise MappingIncomplete(columns="、".join(f"{column.zh} ({column.en})" for column in missing))


def _is_sound(choice: Choice, width: int) -> bool:
    if (choice.index is None) == (choice.constant is None):
        return False
    if choice.index is not None:
        return 0 <= choice.index < width
    return bool(choice.constant) and len(choice.constant or "") <= _MAX_CONSTANT


def _plain(title: str) -> str:
    return _NOISE.sub("", normalise(title))
