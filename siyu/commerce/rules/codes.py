"""Words of other systems in the form in which events carry codes."""

import re

_NOT_CODE = re.compile(r"[^\w.:/+-]+")
_LONGEST = 64


def as_code(text: str | None) -> str | None:
    """`护肤 / 面霜` → `护肤_/_面霜`; None when nothing is left."""
    code = _NOT_CODE.sub("_", (text or "").strip())[:_LONGEST].strip("_")
    return code or None
