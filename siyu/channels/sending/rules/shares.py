"""Sticky shares of people: a place from 0 to 999 that depends on a salt and the person only."""

import hashlib
from collections.abc import Sequence

PLACES = 1000


def place_of(salt: str, customer_id: int) -> int:
    """The person's place for a salt; the planning statement computes the same in the database."""
    digest = hashlib.md5(f"{salt}:{customer_id}".encode(), usedforsecurity=False).hexdigest()
    return int(digest[:7], 16) % PLACES


def arm_bounds(shares: Sequence[int]) -> list[int]:
    """The upper places of each arm in turn; shares in per mille of which the sum may not exceed 1,000."""
    bounds: list[int] = []
    for share in shares:
        bounds.append((bounds[-1] if bounds else 0) + share)
    if any(share < 0 for share in shares) or (bounds and bounds[-1] > PLACES):
        raise ValueError("the shares of the variants must not exceed 1000 per mille")
    return bounds


def arm_at(place: int, bounds: Sequence[int]) -> int | None:
    """Which arm a place belongs to (0 is the first); None beyond the last."""
    return next((index for index, bound in enumerate(bounds) if place < bound), None)
