"""What may be written into a file that somebody will open in a spreadsheet."""

import re
import unicodedata

# A cell that begins with one of these is run as a formula by some spreadsheet; full-width forms count too.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


def safe_cell(text: str) -> str:
    """The text, with an apostrophe before it when a spreadsheet could take it for a formula."""
    if not text or _NUMBER.fullmatch(text):
        return text
    bare = unicodedata.normalize("NFKC", text.lstrip(" \u00a0\u3000\u200b\ufeff"))
    return f"'{text}" if bare.startswith(_DANGEROUS) or text.startswith(_DANGEROUS) else text
