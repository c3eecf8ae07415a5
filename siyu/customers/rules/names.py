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


def like_pattern(text: str) -> str:
    """A LIKE pattern that finds `text` anywhere; its own wildcards mean themselves."""
    escaped = normalise(text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
