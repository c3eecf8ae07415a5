"""Names as they are searched: normalised, in pinyin, and by their initials."""

from functools import lru_cache

from pypinyin import lazy_pinyin

from siyu.kit.text import normalise

_MOST = 100


def search_text(*names: str) -> str:
    """What a name can be found by: itself, its pinyin in one piece, and the initials, separated by spaces."""
    words: list[str] = []
    for name in names:
        plain = normalise(name)[:_MOST]
        if plain:
            words += [plain, *_spoken(plain)]
    return " ".join(dict.fromkeys(words))


@lru_cache(maxsize=20_000)
def _spoken(plain: str) -> tuple[str, str]:
    syllables = lazy_pinyin(plain)
    return "".join(syllables), "".join(syllable[:1] for syllable in syllables)


def pieces_of(plain: str) -> frozenset[str]:
    """Every character and every two neighbouring characters of a stored text, as `search_pieces` of the database."""
    return frozenset(plain) | frozenset(_pairs(plain))


def wanted_pieces(text: str) -> list[str]:
    """What the pieces of a stored text must include for `text` to be in it: its pairs, or its only character.

    They tell which rows to look at. Pairs may stand apart in a row, so the pattern still decides.
    """
    plain = normalise(text)
    return sorted(set(_pairs(plain))) if len(plain) > 1 else list(plain)


def _pairs(plain: str) -> list[str]:
    return [plain[at : at + 2] for at in range(len(plain) - 1)]


def like_pattern(text: str) -> str:
    """A LIKE pattern that finds `text` anywhere; its own wildcards mean themselves."""
    escaped = normalise(text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
