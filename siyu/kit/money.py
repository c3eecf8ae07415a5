"""Money as people write it and as the product keeps it: integer cents."""

import re
from decimal import Decimal

from siyu.kit.text import normalise

#: The largest amount the product accepts: ten billion yuan.
MAX_CENTS = 10**12

_AMOUNT = re.compile(r"(?P<sign>[-+]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+)?(?:\.(?P<part>\d*))?")
_SYMBOLS = ("¥", "￥", "rmb", "cny", "$", "元")


def parse_cents(text: str) -> int:
    """`¥1,234.5` → 123450. Full-width digits, a currency sign and thousands commas are understood.

    Raises `ValueError` for anything else, for parts of a cent and for more than `MAX_CENTS`.
    """
    plain = normalise(text)
    for symbol in _SYMBOLS:
        plain = plain.removeprefix(symbol).removesuffix(symbol).strip()
    found = _AMOUNT.fullmatch(plain)
    if found is None or not (found["whole"] or found["part"]):
        raise ValueError("not an amount of money")
    part = (found["part"] or "").rstrip("0")
    if len(part) > 2:
        raise ValueError("an amount with parts of a cent")
    cents = int((found["whole"] or "0").replace(",", "")) * 100 + int(part.ljust(2, "0"))
    if cents > MAX_CENTS:
        raise ValueError("too large an amount")
    return -cents if found["sign"] == "-" else cents


def format_cents(cents: int) -> str:
    """123450 → `1234.50`."""
    return str(Decimal(cents).scaleb(-2))
