"""Comparing and searching what people type."""

import unicodedata

# Zero-width and direction marks that hide or reorder text.
_INVISIBLE = {*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0x00AD}


def normalise(text: str) -> str:
    """Full width to half width, lower case, no invisible marks, single spaces: the form to search and compare."""
    visible = "".join(character for character in text if ord(character) not in _INVISIBLE)
    return " ".join(unicodedata.normalize("NFKC", visible).casefold().split())


def cut_bytes(text: str, limit: int) -> str:
    """The longest beginning of `text` that fits into `limit` bytes of UTF-8, never half a character."""
    return text.encode()[:limit].decode(errors="ignore")
